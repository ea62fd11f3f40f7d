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

// readContent gives go-smtp the content of DATA up to its end, and not a byte more.
func (w *wire) readContent(p []byte) (int, error) {
	ahead, err := w.ahead(len(p))
	if err != nil {
		w.broke = err
		return 0, err
	}
	n, done, ok := w.ender.scan(ahead)
	if !ok {
		w.broke = errBareEnding
		return 0, w.broke
	}
	copy(p, ahead[:n])
	w.took(n)
	if done {
		w.record.event(fmt.Sprintf("(%d bytes of a message)", w.total))
		w.mode = inCommand
	}
	return n, nil
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

// scan returns how many bytes belong to the content and whether they end it; ok is false at an ending that is not
// CR LF.
func (e *ender) scan(b []byte) (n int, done, ok bool) {
	for n < len(b) {
		switch c := b[n]; {
		case e.cr && c != '\n', c == '\n' && !e.cr:
			return n, false, false
		case e.cr:
			n++
			if e.dot {
				return n, true, true
			}
			*e = ender{}
		case c == '\r':
			e.cr = true
			n++
		case !e.inLine && !e.dot && c == '.':
			e.dot = true
			n++
		default:
			e.inLine, e.dot = true, false
			n += toEnding(b[n:])
		}
	}
	return n, false, true
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
