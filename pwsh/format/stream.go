package format

import (
	"io"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

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
