package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func importCSV(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		return env.eachPath(ctx, c, func(p string) error {
			text, err := env.read(p, c.Args.Text("Encoding"))
			if err != nil {
				return err
			}
			return readCSV(c, text)
		})
	}
}

// readCSV writes an object of texts for each row.
func readCSV(c *command.Call, text string) error {
	r := &csvReader{text: text, delimiter: delimiterOf(c.Args)}
	header := texts(c.Args, "Header")
	var types []string
	for row, ok := r.next(); ok; row, ok = r.next() {
		if t, isType := strings.CutPrefix(row[0].text, "#TYPE "); isType && header == nil && types == nil {
			types = []string{"CSV:" + strings.TrimSpace(t), "System.Management.Automation.PSCustomObject", "System.Object"}
			continue
		}
		if header == nil {
			if header = headerOf(row); len(header) == 0 {
				return nil
			}
			if twice := repeatedName(header); twice != "" {
				return invalid("DuplicateHeader", "The member \"%s\" is already present.", twice)
			}
			continue
		}
		if err := c.Output(rowObject(header, row, types)); err != nil {
			return err
		}
	}
	return nil
}

// headerOf names the columns; one without a name is H and its number.
func headerOf(row []csvField) []string {
	names := make([]string, len(row))
	for i, f := range row {
		if names[i] = f.text; strings.TrimSpace(f.text) == "" {
			names[i] = "H" + object.String(int32(i+1))
		}
	}
	return names
}

func repeatedName(names []string) string {
	seen := map[string]bool{}
	for _, n := range names {
		if seen[strings.ToLower(n)] {
			return n
		}
		seen[strings.ToLower(n)] = true
	}
	return ""
}

func rowObject(header []string, row []csvField, types []string) *object.Object {
	o := &object.Object{Types: types, Props: make([]object.Property, len(header))}
	for i, name := range header {
		o.Props[i].Name = name
		if i < len(row) {
			o.Props[i].Value = row[i].text
		}
	}
	return o
}
