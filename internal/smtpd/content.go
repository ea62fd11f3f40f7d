package smtpd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// What is wrong with the content of a message, for go-smtp to pass to whoever reads it.
var (
	errBareEnding = errors.New("the message has a carriage return or line feed alone")
	errSlow       = errors.New("the message comes too slowly")
	errTooMuch    = errors.New("the message is far too large")
	errGone       = errors.New("the client went away within a message")
)

// Content is what DATA brings, without the doubled full stops and the last line. It is read from the wire itself:
// go-smtp would look at each byte once more, and forgive what must not be forgiven.
type content struct{ wire *wire }

// Read returns io.EOF at the end of the message, and errors of the connection's as they are, again and again.
func (c content) Read(p []byte) (int, error) {
	w := c.wire
	for w.broke == nil && w.mode == inContent {
		ahead, err := w.ahead(len(p))
		if err != nil {
			w.broke = err
			break
		}
		n, read, done, ok := w.ender.copy(p, ahead)
		if !ok {
			w.broke = errBareEnding
			break
		}
		w.took(read)
		if done {
			w.endContent()
		}
		if n > 0 {
			return n, nil
		}
	}
	if w.broke != nil {
		return 0, w.broke
	}
	return 0, io.EOF
}

// endContent lets go-smtp see the end of a message that it saw nothing of.
func (w *wire) endContent() {
	w.record.event(fmt.Sprintf("(%d bytes of a message)", w.total))
	w.feed = append(w.feed[:0], ".\r\n"...)
	w.mode = inCommand
}

// readChunk gives go-smtp a chunk. Its end comes by its size alone: io.EOF within it would make a message of what
// arrived so far.
func (w *wire) readChunk(p []byte) (int, error) {
	if w.wanted {
		w.session.awaitReading()
	}
	ahead, err := w.ahead(int(min(int64(len(p)), w.left)))
	if err != nil {
		w.broke = err
		return 0, err
	}
	n := copy(p, ahead)
	w.took(n)
	if w.left -= int64(n); w.left == 0 {
		w.record.event(fmt.Sprintf("(%d bytes of a message so far)", w.total))
		w.mode = inCommand
	}
	return n, nil
}

func (w *wire) took(n int) {
	_, _ = w.in.Discard(n)
	w.total += int64(n)
}

// ahead returns bytes that were read ahead, at least one.
func (w *wire) ahead(limit int) ([]byte, error) {
	if w.total > w.server.Content.Size+w.server.Content.Size/8+bufferSize { // dots are doubled
		return nil, errTooMuch
	}
	if w.in.Buffered() == 0 {
		w.flush()
		_ = w.tcp.SetReadDeadline(w.due())
		if _, err := w.in.Peek(1); err != nil {
			return nil, w.broken(err)
		}
	}
	return w.in.Peek(min(w.in.Buffered(), limit))
}

// due is when the next bytes of content have to be there: soon, and not so late that all of it came slower than it
// may.
func (w *wire) due() time.Time {
	l := w.server.Limits
	idle := time.Now().Add(l.Idle)
	if l.Rate <= 0 {
		return idle
	}
	if slow := w.since.Add(l.Grace + time.Duration(w.total/l.Rate)*time.Second); slow.Before(idle) {
		return slow
	}
	return idle
}

func (w *wire) broken(err error) error {
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		w.ended("message came too slowly")
		return errSlow
	}
	w.ended("client went away within a message")
	if errors.Is(err, io.EOF) {
		return errGone
	}
	return fmt.Errorf("%w: %w", errGone, err)
}

// An ender finds the end of content: a full stop alone on a line, where lines end by CR LF and by nothing else
// (RFC 5321, 2.3.8 and 4.1.1.4; S-75).
type ender struct {
	cr     bool // the last byte was CR
	inLine bool // the line has more than a full stop at its beginning
	dot    bool // the line is a full stop so far
}

// copy copies content without the full stop that lines are stuffed with (RFC 5321, 4.5.2), n bytes of the read ones;
// dst has room for all of src. done says that the content ended, ok is false at an ending that is not CR LF.
func (e *ender) copy(dst, src []byte) (n, read int, done, ok bool) {
	for read < len(src) {
		part := 1
		switch c := src[read]; {
		case e.cr && c != '\n', c == '\n' && !e.cr:
			return n, read, false, false
		case e.cr && e.dot:
			return n, read + 1, true, true
		case e.cr:
			*e = ender{}
		case c == '\r' && e.dot, c == '.' && !e.inLine && !e.dot:
			e.cr, e.dot = c == '\r', true
			read++
			continue
		case c == '\r':
			e.cr = true
		default:
			e.inLine, e.dot = true, false
			part = toEnding(src[read:])
		}
		n += copy(dst[n:], src[read:read+part])
		read += part
	}
	return n, read, false, true
}

// toEnding is how many bytes there are before the next CR or LF.
func toEnding(b []byte) int {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	if i := bytes.IndexByte(b, '\r'); i >= 0 {
		return i
	}
	return len(b)
}
