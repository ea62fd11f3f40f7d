package builtin

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A csvWriter turns objects to lines of CSV. Its columns are those of the first object.
type csvWriter struct {
	delimiter string
	quotes    string // "Always", "AsNeeded", "Never"
	fields    map[string]bool
	neutral   bool
	columns   []string
	types     bool
	header    bool
}

func newCSVWriter(a command.Args) *csvWriter {
	w := &csvWriter{delimiter: delimiterOf(a), quotes: "Always", types: a.Flag("IncludeTypeInformation"), header: !a.Flag("NoHeader"), neutral: a.Flag("NeutralizeFormulas")}
	if a.Has("UseQuotes") {
		w.quotes = a.Text("UseQuotes")
	}
	for _, f := range texts(a, "QuoteFields") {
		if w.fields == nil {
			w.fields = map[string]bool{}
		}
		w.fields[strings.ToLower(f)] = true
	}
	return w
}

// delimiterOf is -Delimiter, or a comma: the list separator of en-US too.
func delimiterOf(a command.Args) string {
	if a.Has("Delimiter") {
		return a.Text("Delimiter")
	}
	return ","
}

// start fixes the columns and returns the lines above the data.
func (w *csvWriter) start(v object.Value) []string {
	if w.columns = object.Names(v); w.columns == nil {
		w.columns = []string{}
	}
	var out []string
	if w.types {
		out = append(out, "#TYPE "+object.TypeName(v))
	}
	if w.header {
		cells := make([]string, len(w.columns))
		for i, name := range w.columns {
			cells[i] = w.cell(name, name, false)
		}
		out = append(out, strings.Join(cells, w.delimiter))
	}
	return out
}

func (w *csvWriter) line(v object.Value) string {
	cells := make([]string, len(w.columns))
	for i, name := range w.columns {
		got, ok := column(v, i, name)
		if !ok || got == nil {
			continue // null is an empty cell without quotes
		}
		cells[i] = w.cell(name, csvText(got), isTextual(got))
	}
	return strings.Join(cells, w.delimiter)
}

// column reads a column, which most objects of a pipeline have at the same place as the first one.
func column(v object.Value, i int, name string) (object.Value, bool) {
	if o, ok := v.(*object.Object); ok && i < len(o.Props) && o.Props[i].Name == name {
		return o.Props[i].Value, true
	}
	return object.Get(v, name)
}

// csvText is a value in a cell: collections by their type, as PowerShell has it.
func csvText(v object.Value) string {
	if object.IsCollection(v) {
		return object.TypeName(v)
	}
	return display(v)
}

func isTextual(v object.Value) bool {
	switch v.(type) {
	case string, object.Char, object.SmtpAddress, object.ADObjectID, *object.Object:
		return true
	}
	return false
}

// cell quotes a text as -UseQuotes says. With -NeutralizeFormulas a text that a spreadsheet would
// compute gets an apostrophe first (S-56); numbers and dates are left alone.
func (w *csvWriter) cell(column, text string, textual bool) string {
	if w.neutral && textual && text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		text = "'" + text
	}
	quote := w.quotes == "Always"
	if w.fields != nil {
		quote = w.fields[strings.ToLower(column)]
	} else if w.quotes == "AsNeeded" {
		quote = strings.ContainsAny(text, "\"\r\n") || strings.Contains(text, w.delimiter)
	}
	if !quote {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
