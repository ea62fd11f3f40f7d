package builtin

import (
	"context"
	"strings"
	"unicode"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// dataCommands read and write CSV and JSON.
func dataCommands(env *Env) []*command.Command {
	const layout = " [[-Delimiter] <char>] [-UseCulture] [-NoTypeInformation{alias=NTI}] [-IncludeTypeInformation{alias=ITI}] [-UseQuotes <QuoteKind>{AsNeeded|Always|Never alias=UQ}] [-QuoteFields <string[]>{alias=QF}] [-NoHeader] [-NeutralizeFormulas]"
	const export = " [-Append] [-Force] [-NoClobber{alias=NoOverwrite}] [-Encoding <Encoding>" + encodings + "] -InputObject <psobject>{ByValue}"
	return []*command.Command{
		staged("# impact medium\nExport-Csv [[-Path] <string>]"+layout+export+"\nExport-Csv <LiteralPath> -LiteralPath <string>{alias=PSPath,LP}"+layout+export, func() command.Stage {
			e := &exporter{env: env}
			return command.Stage{Begin: e.begin, Process: e.process, Clean: e.close}
		}),
		staged("ConvertTo-Csv [-InputObject] <psobject>{ByValue}"+layout, func() command.Stage {
			t := &toCSV{}
			return command.Stage{Begin: t.begin, Process: t.process}
		}),
		simple("Import-Csv [[-Path] <string[]>{ByValue}] [[-Delimiter] <char>] [-UseCulture] [-Header <string[]>] [-Encoding <Encoding>"+encodings+"]\n"+
			"Import-Csv <LiteralPath> -LiteralPath <string[]>{ByName alias=PSPath,LP} [[-Delimiter] <char>] [-UseCulture] [-Header <string[]>] [-Encoding <Encoding>]", importCSV(env)),
		staged("ConvertFrom-Csv [-InputObject] <psobject[]>{ByValue} [[-Delimiter] <char>] [-UseCulture] [-Header <string[]>]", func() command.Stage {
			var text strings.Builder
			return command.Stage{
				Process: func(_ context.Context, c *command.Call) error {
					for _, line := range texts(c.Args, "InputObject") {
						text.WriteString(line + "\n")
					}
					return nil
				},
				End: func(_ context.Context, c *command.Call) error { return readCSV(c, text.String()) },
			}
		}),
		toJSON(), fromJSON(),
	}
}

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
		got, ok := object.Get(v, name)
		if !ok || got == nil {
			continue // null is an empty cell without quotes
		}
		cells[i] = w.cell(name, csvText(got), isTextual(got))
	}
	return strings.Join(cells, w.delimiter)
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

// toCSV is a running ConvertTo-Csv.
type toCSV struct{ w *csvWriter }

func (t *toCSV) begin(_ context.Context, c *command.Call) error {
	t.w = newCSVWriter(c.Args)
	return nil
}

func (t *toCSV) process(_ context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		if t.w.columns == nil {
			if err := command.OutputAll(c, t.w.start(v)); err != nil {
				return err
			}
		}
		if err := c.Output(t.w.line(v)); err != nil {
			return err
		}
	}
	return nil
}

// exporter is a running Export-Csv. The file is made when it starts, so that a bad path is known
// before anything is computed.
type exporter struct {
	env  *Env
	w    *csvWriter
	file *textFile
	skip bool // -WhatIf, or no
}

func (e *exporter) begin(ctx context.Context, c *command.Call) error {
	e.w = newCSVWriter(c.Args)
	p := pathArg(c.Args, "")
	if p == "" {
		return invalid("CannotSpecifyPathAndLiteralPath", "You must specify either the -Path or -LiteralPath parameters, but not both.")
	}
	ok, err := c.ShouldProcess(ctx, p, "Export-Csv")
	if err != nil || !ok {
		e.skip = true
		return err
	}
	if c.Args.Flag("Append") {
		if err := e.existing(c.Args, p); err != nil {
			return err
		}
	}
	e.file, err = e.env.create(p, c.Args)
	return err
}

// existing takes the columns of a file that is appended to.
func (e *exporter) existing(a command.Args, written string) error {
	p, err := e.env.absolute(written)
	if err != nil {
		return err
	}
	info, err := e.env.stat(p)
	if err != nil || info.Size() == 0 {
		return nil
	}
	text, err := e.env.read(p, a.Text("Encoding"))
	if err != nil {
		return err
	}
	r := &csvReader{text: text, delimiter: e.w.delimiter}
	row, ok := r.next()
	for ok && len(row) > 0 && strings.HasPrefix(row[0].text, "#TYPE ") {
		row, ok = r.next()
	}
	e.w.columns = []string{}
	for _, f := range row {
		e.w.columns = append(e.w.columns, f.text)
	}
	return nil
}

func (e *exporter) process(_ context.Context, c *command.Call) error {
	if e.skip {
		return nil
	}
	end := e.env.newline()
	for _, v := range inputs(c) {
		if e.w.columns == nil {
			for _, line := range e.w.start(v) {
				if err := e.file.write(line + end); err != nil {
					return err
				}
			}
		} else if err := e.mismatch(c, v); err != nil {
			return err
		}
		if err := e.file.write(e.w.line(v) + end); err != nil {
			return err
		}
	}
	return nil
}

// mismatch refuses to append an object that lacks a column, unless -Force.
func (e *exporter) mismatch(c *command.Call, v object.Value) error {
	if !c.Args.Flag("Append") || c.Args.Flag("Force") {
		return nil
	}
	for _, name := range e.w.columns {
		if _, ok := object.Get(v, name); !ok {
			return &command.Error{Category: command.InvalidData, ID: "CannotAppendCsvWithMismatchedPropertyNames", Type: "System.InvalidOperationException", Target: v,
				Message: "Cannot append CSV content to the following file: " + e.file.path + ". The appended object does not have a property that corresponds to the following column: " + name + ". To continue with mismatched properties, add the -Force parameter, and then retry the command."}
		}
	}
	return nil
}

func (e *exporter) close(context.Context, *command.Call) error { return e.file.close() }

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

// A csvReader reads rows. A quoted field may hold delimiters, line ends and doubled quotes; blanks
// before a field are not part of it.
type csvReader struct {
	text      string
	delimiter string
	at        int
}

type csvField struct{ text string }

// next returns the fields of the next row that is not blank.
func (r *csvReader) next() ([]csvField, bool) {
	for r.at < len(r.text) {
		start := r.at
		row, quoted := r.row()
		if len(row) == 1 && row[0].text == "" && !quoted && strings.TrimSpace(r.text[start:r.at]) == "" {
			continue
		}
		return row, true
	}
	return nil, false
}

func (r *csvReader) row() (row []csvField, quoted bool) {
	for {
		text, q, more := r.field()
		row = append(row, csvField{text})
		quoted = quoted || q
		if !more {
			return row, quoted
		}
	}
}

// field reads up to the delimiter (more is true) or the end of the row.
func (r *csvReader) field() (text string, quoted, more bool) {
	for r.at < len(r.text) && r.text[r.at] == ' ' && r.delimiter != " " {
		r.at++
	}
	var b strings.Builder
	if r.at < len(r.text) && r.text[r.at] == '"' {
		quoted = true
		r.at++
		r.inQuotes(&b)
	}
	for r.at < len(r.text) {
		rest := r.text[r.at:]
		switch {
		case strings.HasPrefix(rest, r.delimiter):
			r.at += len(r.delimiter)
			return fieldText(&b, quoted), quoted, true
		case rest[0] == '\n' || rest[0] == '\r':
			r.at++
			if strings.HasPrefix(rest, "\r\n") {
				r.at++
			}
			return fieldText(&b, quoted), quoted, false
		}
		b.WriteByte(rest[0])
		r.at++
	}
	return fieldText(&b, quoted), quoted, false
}

func fieldText(b *strings.Builder, quoted bool) string {
	if quoted {
		return b.String()
	}
	return strings.TrimRightFunc(b.String(), unicode.IsSpace)
}

// inQuotes reads up to the closing quote.
func (r *csvReader) inQuotes(b *strings.Builder) {
	for r.at < len(r.text) {
		i := strings.IndexByte(r.text[r.at:], '"')
		if i < 0 {
			b.WriteString(r.text[r.at:])
			r.at = len(r.text)
			return
		}
		b.WriteString(r.text[r.at : r.at+i])
		r.at += i + 1
		if r.at == len(r.text) || r.text[r.at] != '"' {
			return
		}
		b.WriteByte('"')
		r.at++
	}
}
