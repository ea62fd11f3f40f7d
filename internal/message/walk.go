package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A walk reads a message once and notes where its parts are. Its stack holds the entities that are open, the
// message itself first; the last one is being read.
type walk struct {
	lines   *lines
	stack   []*open
	root    *Part
	parts   int   // beside the message itself
	leaves  int   // of them, those that are no multipart
	headers int64 // bytes of the headers of all parts
	eight   bool
	ending  int64 // bytes of the end of the line before
}

// An open entity.
type open struct {
	part     *Part
	boundary []byte   // "--boundary" of a multipart
	section  *section // while its header is read
	closed   bool     // its closing boundary was read
	binary   bool     // its body may hold any bytes
}

// read walks over the whole message.
func (w *walk) read() error {
	w.root = &Part{}
	if err := w.push(w.root); err != nil {
		return err
	}
	for {
		start, whole := w.lines.offset, !w.lines.inside
		line, err := w.lines.next(w.top().binary)
		if errors.Is(err, io.EOF) {
			return w.finish()
		}
		if err != nil {
			return err
		}
		if err := w.line(line, start, whole); err != nil {
			return err
		}
		w.ending = int64(len(line) - len(withoutEnd(line)))
	}
}

// withoutEnd returns a line without its end.
func withoutEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

func (w *walk) top() *open { return w.stack[len(w.stack)-1] }

// push begins to read a part. How many there are and how deep is limited.
func (w *walk) push(p *Part) error {
	l, depth := w.lines.limits, len(w.stack)
	if depth > 0 {
		w.parts++
	}
	w.stack = append(w.stack, &open{part: p, section: &section{part: depth > 0}})
	switch {
	case l.lenient:
		return nil
	case w.parts > 2*l.Parts:
		return w.many()
	case depth > l.Depth:
		return &Error{Kind: TooDeep, Detail: fmt.Sprintf("has more than %d parts inside each other", l.Depth)}
	}
	return nil
}

func (w *walk) line(line []byte, start int64, whole bool) error {
	if whole && bytes.HasPrefix(line, []byte("--")) {
		if i, last := w.delimiter(line); i >= 0 && (last || !w.full()) {
			return w.delimit(i, last, start)
		}
	}
	t := w.top()
	if t.section == nil {
		w.eight = w.eight || !isASCII(line)
		return nil
	}
	if len(withoutEnd(line)) == 0 {
		return w.body(w.lines.offset)
	}
	if !t.section.fits(line) && (t.section.empty() || w.lines.limits.lenient) {
		// There is no header, or no more of it. What begins here is the body.
		if err := w.body(start); err != nil {
			return err
		}
		return w.line(line, start, whole)
	}
	return t.section.add(w.lines, line)
}

// delimiter finds whose boundary a line is (RFC 2046, 5.1.1): the outermost entity comes first, as its boundary
// also ends what is inside.
func (w *walk) delimiter(line []byte) (index int, last bool) {
	text := bytes.TrimRight(line, " \t\r\n")
	for i, o := range w.stack {
		if o.boundary == nil || o.closed || !bytes.HasPrefix(text, o.boundary) {
			continue
		}
		switch string(text[len(o.boundary):]) {
		case "":
			return i, false
		case "--":
			return i, true
		}
	}
	return -1, false
}

// delimit ends what is open inside the multipart of that index, and begins its next part.
func (w *walk) delimit(index int, last bool, start int64) error {
	if err := w.close(index+1, start-w.ending); err != nil {
		return err
	}
	t := w.top()
	if last {
		t.closed = true
		return nil
	}
	p := &Part{}
	t.part.Parts = append(t.part.Parts, p)
	p.Start = w.lines.offset
	return w.push(p)
}

// close ends the entities from an index of the stack on. The line end before a boundary belongs to the boundary.
func (w *walk) close(index int, end int64) error {
	for len(w.stack) > index {
		t := w.top()
		if t.section != nil {
			if err := w.body(end); err != nil {
				return err
			}
			if w.top() != t {
				continue // an embedded message without a header of its own
			}
		}
		t.part.End = max(end, t.part.Body)
		w.stack = w.stack[:len(w.stack)-1]
	}
	return nil
}

// body ends the header of the entity that is read; its body begins at an offset.
func (w *walk) body(offset int64) error {
	t := w.top()
	t.section.end()
	p := t.part
	p.Header, p.Body = t.section.fields, offset
	if err := w.count(t.section); err != nil {
		return err
	}
	t.section = nil
	t.binary = w.lines.limits.Binary && p.encoding() == "binary"
	p.setType(w.inherited())
	switch {
	case w.full():
		return nil
	case p.multipart():
		t.boundary, t.binary = []byte("--"+strings.TrimRight(p.Params["boundary"], " \t")), false
	case p.embedded():
		m := &Part{}
		p.Parts = []*Part{m}
		m.Start, t.binary = offset, false
		return w.push(m)
	default:
		w.leaves++
	}
	if w.leaves > w.lines.limits.Parts && !w.lines.limits.lenient {
		return w.many()
	}
	return nil
}

func (w *walk) many() error {
	return &Error{Kind: ManyParts, Detail: fmt.Sprintf("has more than %d parts", w.lines.limits.Parts)}
}

// full says that a message which is read leniently has so many parts that this one is not looked into.
func (w *walk) full() bool {
	l := w.lines.limits
	return l.lenient && (w.parts >= l.Parts || len(w.stack) > l.Depth)
}

// inherited is the type of an entity that does not say one (RFC 2046, 5.1.5).
func (w *walk) inherited() string {
	if n := len(w.stack); n > 1 && w.stack[n-2].part.Type == "multipart/digest" {
		return "message/rfc822"
	}
	return "text/plain"
}

// count holds the limit on the headers of all parts together.
func (w *walk) count(s *section) error {
	if !s.part {
		return nil
	}
	if w.headers += s.size; w.headers > w.lines.limits.HeaderBytes && !w.lines.limits.lenient {
		return &Error{Kind: LargeHeader, Detail: fmt.Sprintf("has parts whose headers together are more than %d bytes", w.lines.limits.HeaderBytes)}
	}
	return nil
}

func (w *walk) finish() error { return w.close(0, w.lines.offset) }
