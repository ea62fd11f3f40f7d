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

func (w *Writer) longDate(t time.Time) string {
	s, err := object.FormatValue(t, "F")
	if err != nil {
		return object.String(t)
	}
	return s
}
