package outbound

import (
	"bufio"
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
	open       func() io.Reader
	eightBit   bool // beyond ASCII
	header8Bit bool // in the header: RFC 6532
}

// errLine says that the bytes are no lines that may be sent.
type lineError struct{ why string }

func (e *lineError) Error() string { return e.why }

// look reads a message. The error is a *mail.Status where it can never be sent: the wire carries no bare CR or LF
// (S-75), and no line that is too long. A small message is kept, so that it is read from the store only once.
func look(open func() io.Reader) (*content, error) {
	c := &content{open: open}
	var kept bytes.Buffer
	small := true
	r := open()
	buf := make([]byte, 32<<10)
	s := scanner{content: c}
	for {
		n, err := r.Read(buf)
		if bad := s.scan(buf[:n]); bad != nil {
			return nil, refuse(554, "5.6.0", bad.Error())
		}
		if small = small && kept.Len()+n <= mail.ChunkSize; small {
			kept.Write(buf[:n])
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the message: %w", err)
		}
	}
	if s.cr {
		return nil, refuse(554, "5.6.0", bareCR)
	}
	if small {
		c.open = func() io.Reader { return bytes.NewReader(kept.Bytes()) }
	}
	return c, nil
}

const (
	bareCR = "the message has a carriage return that is not the end of a line"
	bareLF = "the message has a line feed that is not the end of a line"
)

// A scanner looks at a message piece by piece.
type scanner struct {
	content *content
	cr      bool // the byte before was a carriage return
	line    int  // bytes of the line so far
	body    bool // the header has ended
}

func (s *scanner) scan(p []byte) error {
	for _, b := range p {
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
	_, err := io.Copy(w, bufio.NewReaderSize(c.open(), 32<<10))
	return err
}
