package outbound

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"example.org/exosh/internal/mail"
)

// maxLine is the longest line of a message, without its end (RFC 5321, 4.5.3.1.6).
const maxLine = 998

// A content is the bytes of a message, and what they ask of the server that takes them. They were looked at from
// end to end before the first of them is sent, because nothing can be refused in their middle.
type content struct {
	open       func() io.Reader // as it is stored
	size       int64            // of what is sent
	inner      []cut            // fields of the header that are not
	eightBit   bool             // beyond ASCII
	header8Bit bool             // in the header: RFC 6532
}

// A lineError says that the bytes are no lines that may be sent.
type lineError struct{ why string }

func (e *lineError) Error() string { return e.why }

// look reads a message of a size. The error is a *mail.Status where it can never be sent: the wire carries no bare
// CR or LF (S-75), and no line that is too long. A small message is kept, so that it is read from the store once.
func look(open func() io.Reader, size int64) (*content, error) {
	c := &content{open: open}
	s := scanner{content: c, fields: innerFields{cuts: &c.inner}}
	r := open()
	var err error
	if size <= mail.ChunkSize {
		r, err = c.keep(r, size)
	}
	if err == nil {
		_, err = io.Copy(&s, r)
	}
	if err == nil && s.cr {
		err = &lineError{bareCR}
	}
	var bad *lineError
	switch {
	case errors.As(err, &bad):
		return nil, refuse(554, "5.6.0", bad.why)
	case err != nil:
		return nil, fmt.Errorf("read the message: %w", err)
	}
	for _, cut := range c.inner {
		c.size -= cut.to - cut.from
	}
	return c, nil
}

// keep reads a small message into memory, and returns what reads it there.
func (c *content) keep(r io.Reader, size int64) (io.Reader, error) {
	var b bytes.Buffer
	b.Grow(int(max(size, 0)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(r, mail.ChunkSize+1)); err != nil {
		return nil, err
	}
	if b.Len() > mail.ChunkSize { // larger than it is said to be
		return c.open(), nil
	}
	c.open = func() io.Reader { return bytes.NewReader(b.Bytes()) }
	return c.open(), nil
}

const (
	bareCR = "the message has a carriage return that is not the end of a line"
	bareLF = "the message has a line feed that is not the end of a line"
)

// A scanner looks at a message piece by piece. What is written to it is a *lineError where it cannot be sent.
type scanner struct {
	content *content
	fields  innerFields
	cr      bool // the byte before was a carriage return
	line    int  // bytes of the line so far
	body    bool // the header has ended
}

func (s *scanner) Write(p []byte) (int, error) { return len(p), s.scan(p) }

func (s *scanner) scan(p []byte) error {
	for _, b := range p {
		s.content.size++
		if !s.body {
			s.fields.next(b)
		}
		switch {
		case b == '\n' && !s.cr:
			return &lineError{bareLF}
		case b == '\n':
			s.body = s.body || s.line == 0
			s.cr, s.line = false, 0
			continue
		case s.cr:
			return &lineError{bareCR}
		case b == '\r':
			s.cr = true
			continue
		case b >= 0x80:
			s.content.eightBit = true
			s.content.header8Bit = s.content.header8Bit || !s.body
		}
		if s.line++; s.line > maxLine {
			return &lineError{fmt.Sprintf("the message has a line of more than %d bytes, which other servers need not take: send it with quoted-printable or base64 encoding", maxLine)}
		}
	}
	return nil
}

// copyTo sends the message.
func (c *content) copyTo(w io.Writer) error {
	r := c.open()
	at := int64(0)
	for _, cut := range c.inner {
		if _, err := io.CopyN(w, r, cut.from-at); err != nil {
			return err
		}
		if _, err := io.CopyN(io.Discard, r, cut.to-cut.from); err != nil {
			return err
		}
		at = cut.to
	}
	_, err := io.Copy(w, r)
	return err
}
