package format

import (
	"io"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Options say what text is written for.
type Options struct {
	Width            int       // cells in a line; 0 means DefaultWidth
	Color            bool      // ANSI colours for headers, errors, warnings and Write-Host
	Raw              bool      // do not escape control characters of data: for files, never for a terminal
	EnumerationLimit int       // elements of a collection in a cell; 0 means 4, negative means all
	ErrorView        ErrorView // how errors are shown
	Err              io.Writer // where errors go; nil means where everything goes
}

// DefaultWidth is the width of a line where none is known.
const DefaultWidth = 120

func (o *Options) width() int {
	if o.Width <= 0 {
		return DefaultWidth
	}
	return o.Width
}

// A Writer writes records as text. It is not for concurrent use. An error of the underlying writer
// stays and is returned by every later call.
type Writer struct {
	w     io.Writer
	opt   Options
	block block
	err   error
	open  bool // the last thing written did not end its line
	blank bool // the last line written is blank
}

// A block is what consecutive objects share: the view that made it, and a table or a list unless the
// view makes lines of its own. Without a view there is none.
type block struct {
	view  *view
	typed bool // the view is that of a known type
	table *table
	list  *list
}

// New returns a Writer that writes to w.
func New(w io.Writer, o Options) *Writer {
	return &Writer{w: w, opt: o}
}

// Write takes a record of any stream. Objects of a table may wait until Settle, Flush or a record of
// another stream. Progress is not text and is left out.
func (w *Writer) Write(r command.Record) error {
	switch r.Stream {
	case command.Output:
		w.output(r.Value)
	case command.ErrorStream:
		w.settle()
		w.failure(r.Value)
	case command.Warning:
		w.message("WARNING: ", warning, r.Value)
	case command.Verbose:
		w.message("VERBOSE: ", verbose, r.Value)
	case command.Debug:
		w.message("DEBUG: ", debugging, r.Value)
	case command.Information:
		w.information(r.Value)
	}
	return w.err
}

// Settle writes the rows that wait for a table's widths, which are fixed from here on. A terminal
// calls it when no record came for some tenths of a second.
func (w *Writer) Settle() error {
	w.settle()
	return w.err
}

// Flush ends the table or list under way and writes everything.
func (w *Writer) Flush() error {
	w.finish()
	return w.err
}

func (w *Writer) print(s string) {
	if s == "" || w.err != nil {
		return
	}
	_, w.err = io.WriteString(w.w, s)
	w.blank = strings.HasSuffix(s, "\n\n") || s == "\n" && !w.open
	w.open = !strings.HasSuffix(s, "\n")
}

// Writes a block, which begins with a blank line unless one is there already.
func (w *Writer) printBlock(s string) {
	if s == "" {
		return
	}
	if strings.HasPrefix(s, "\n") {
		w.breakLine()
		if w.blank {
			s = s[1:]
		}
	}
	w.print(s)
}

func (w *Writer) settle() {
	if w.block.table != nil {
		w.printBlock(w.block.table.settle())
	}
}

func (w *Writer) finish() {
	if w.block.table != nil {
		w.printBlock(w.block.table.end())
	}
	if w.block.view != nil && w.block.view.line != nil {
		w.print("\n")
	}
	w.block = block{}
}

// Writes one value of the output stream.
func (w *Writer) output(v object.Value) {
	switch t := v.(type) {
	case nil:
		return
	case *Request:
		w.finish()
		w.request(t)
		return
	case *command.Error:
		w.settle()
		w.errorTo(w.w, t)
		return
	case time.Time:
		w.settle()
		w.printBlock("\n" + w.longDate(t) + "\n\n")
		return
	case *object.Dict:
		w.dict(t)
		return
	}
	if s, ok := w.opt.scalarText(v); ok {
		w.line(w.opt.escape(s) + "\n")
		return
	}
	if object.IsCollection(v) {
		for _, item := range object.Unroll(v) {
			w.output(item)
		}
		return
	}
	w.object(v)
}

// Writes a line that belongs to no table; one that is under way goes on after it.
func (w *Writer) line(s string) {
	if w.block.table != nil {
		s = w.block.table.insert(s)
	}
	w.print(s)
}

func (w *Writer) longDate(t time.Time) string {
	s, err := object.FormatValue(t, "F")
	if err != nil {
		return object.String(t)
	}
	return s
}

// The entries of a hash table are rows of name and value.
func (w *Writer) dict(d *object.Dict) {
	for k, v := range d.All() {
		w.object(&object.Object{Types: []string{dictionaryEntry, "System.Object"}, Props: []object.Property{
			{Name: "Name", Value: k}, {Name: "Value", Value: v},
		}})
	}
}

func (w *Writer) object(v object.Value) {
	found := viewOf(v)
	if found == nil && len(object.Names(v)) == 0 {
		return // an object without properties shows nothing
	}
	if !w.joins(found, v) {
		w.finish()
		w.begin(found, v)
	}
	switch {
	case w.block.view.line != nil:
		w.print(w.opt.escape(w.block.view.line(v)) + "\n")
	case w.block.table != nil:
		w.tableRow(v)
	default:
		w.listEntry(v)
	}
}

// Says whether an object goes on in the block under way.
func (w *Writer) joins(found *view, v object.Value) bool {
	b := &w.block
	switch {
	case b.view == nil:
		return false
	case b.typed || found != nil:
		return b.typed && found != nil && sameView(b.view, found)
	case b.list != nil:
		return len(object.Names(v)) > autoTable || b.view.suits(v)
	}
	return b.view.suits(v)
}

func sameView(a, b *view) bool {
	if a.name != b.name && a.line != nil || len(a.columns) != len(b.columns) || a.shape != b.shape {
		return false
	}
	for i := range a.columns {
		if a.columns[i].header != b.columns[i].header {
			return false
		}
	}
	return true
}

func (w *Writer) begin(found *view, v object.Value) {
	typed := found != nil
	if !typed {
		found = w.opt.adHoc(v)
	}
	w.block = block{view: found, typed: typed}
	if found.line != nil {
		w.printBlock("\n")
		return
	}
	if found.shape == List {
		w.block.list = &list{opt: &w.opt, columns: found.columns}
		return
	}
	w.block.table = &table{opt: &w.opt, columns: found.columns, group: found.group}
}

func (w *Writer) tableRow(v object.Value) {
	t := w.block.table
	if t.group != nil {
		w.printBlock(t.enter(t.group.read(v)))
	}
	cells := make([]string, len(t.columns))
	for i := range t.columns {
		cells[i] = w.opt.cellText(t.columns[i].read(v), t.columns[i].format)
	}
	w.printBlock(t.add(cells))
}

// An object of unknown type lists its own properties, whatever the first one had.
func (w *Writer) listEntry(v object.Value) {
	columns := w.block.view.columns
	if !w.block.typed {
		columns = w.opt.properties(object.Names(v))
	}
	values := make([]object.Value, len(columns))
	for i := range columns {
		values[i] = columns[i].read(v)
	}
	w.printBlock(w.block.list.entry(columns, values))
}

func (w *Writer) message(prefix string, p part, v object.Value) {
	w.settle()
	w.breakLine()
	w.print(w.opt.style(p).paint(prefix+w.opt.escape(object.String(v))) + "\n")
}

// Ends a line that Write-Host -NoNewline left open.
func (w *Writer) breakLine() {
	if w.open {
		w.print("\n")
	}
}

func (w *Writer) information(v object.Value) {
	w.settle()
	h, ok := v.(*command.HostText)
	if !ok {
		w.print(w.opt.escape(w.opt.plainText(v)) + "\n")
		return
	}
	text := w.opt.escape(h.Text)
	if w.opt.Color {
		text = hostStyle(h.Foreground, h.Background).paint(text)
	}
	if !h.NoNewline {
		text += "\n"
	}
	w.print(text)
}

func (w *Writer) failure(v object.Value) {
	to := w.opt.Err
	if to == nil {
		to = w.w
		w.breakLine()
	}
	if e, ok := v.(*command.Error); ok {
		w.errorTo(to, e)
		return
	}
	w.errorTo(to, &command.Error{Message: object.String(v)})
}

func (w *Writer) errorTo(to io.Writer, e *command.Error) {
	if w.err != nil {
		return
	}
	text := w.opt.escape(ErrorText(e, w.opt.ErrorView))
	if w.opt.Color {
		text = w.paintError(text, e)
	}
	_, w.err = io.WriteString(to, text)
}

func (w *Writer) paintError(text string, e *command.Error) string {
	if e.Advice == "" || w.opt.ErrorView != Concise {
		return w.opt.style(failure).paint(text)
	}
	own := "  " + w.opt.escape(e.Advice) + "\n"
	head := strings.TrimSuffix(text, own)
	return w.opt.style(failure).paint(head) + w.opt.style(advice).paint(own)
}
