package shell

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
)

// settleTime is how long the rows of a table wait on a terminal for others that may need more room.
const settleTime = 300 * time.Millisecond

// A writer puts records onto the streams of a shell: objects as their views have them, and what
// Write-Host writes, to Out; errors to Err; warnings and the like to the person, which is Err where the
// output goes to a file or a program.
type writer struct {
	s      *Shell
	mu     sync.Mutex // rows settle by themselves
	out    *format.Writer
	notes  *format.Writer
	settle *time.Timer
}

func (s *Shell) writer() *writer {
	o := format.Options{Color: s.colours(), Err: s.o.Err, ErrorView: s.errorView(), EnumerationLimit: s.enumerationLimit()}
	if s.o.Width != nil {
		o.Width = s.o.Width()
	}
	w := &writer{s: s, out: format.New(s.o.Out, o)}
	w.notes = w.out
	if !s.o.OutTerminal {
		w.notes = format.New(s.o.Err, o)
	}
	return w
}

func (s *Shell) errorView() format.ErrorView {
	v, _ := s.lang.Variable("ErrorView")
	switch strings.ToLower(object.String(v)) {
	case "normalview", "detailedview":
		return format.Normal
	case "categoryview":
		return format.CategoryOnly
	}
	return format.Concise
}

func (s *Shell) enumerationLimit() int {
	v, _ := s.lang.Variable("FormatEnumerationLimit")
	n, _ := v.(int32)
	return int(n)
}

func (w *writer) write(r command.Record) error {
	if r.Hidden { // kept in $Error or in a variable, not shown
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Stream == command.ProgressStream {
		if p, ok := r.Value.(*command.Progress); ok {
			w.s.showProgress(p)
		}
		return nil
	}
	w.s.clearProgress()
	switch r.Stream {
	case command.Warning, command.Verbose, command.Debug:
		return w.notes.Write(r)
	}
	w.wait(r.Stream)
	return w.out.Write(r)
}

// wait lets rows settle when no others follow soon.
func (w *writer) wait(stream command.Stream) {
	switch {
	case !w.s.o.OutTerminal || stream != command.Output:
	case w.settle == nil:
		w.settle = time.AfterFunc(settleTime, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			_ = w.out.Settle() // the next write reports it
		})
	default:
		w.settle.Reset(settleTime)
	}
}

func (w *writer) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.settle != nil {
		w.settle.Stop()
	}
	return w.out.Flush()
}

// failure shows the error that ended a command or a script.
func (w *writer) failure(e *command.Error) {
	w.s.clearProgress()
	_ = w.out.Write(command.Record{Stream: command.ErrorStream, Value: e}) // to Err; if that fails there is nobody to tell
}

// tell shows a line to the person, whatever becomes of the output.
func (s *Shell) tell(text, colour string) {
	s.clearProgress()
	fmt.Fprintln(s.o.Err, s.paint(format.Escape(text), colour))
}

// renderFile writes objects into a file of a redirection as the terminal would show them.
func (s *Shell) renderFile(w io.Writer, list []object.Value) error {
	f := format.New(w, format.Options{Raw: true})
	for _, v := range list {
		if err := f.Write(command.Record{Stream: command.Output, Value: v}); err != nil {
			return err
		}
	}
	return f.Flush()
}
