package message

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"
)

// asText replaces a message that may have parts of encoding "binary" (RFC 3030) by one that has none: their
// content becomes base64 (RFC 2045, 6.8), and multiparts that contain them say "8bit".
func (m *Received) asText(l Limits) (*Received, error) {
	if !m.Root.hasBinary() {
		return m, nil
	}
	l.Binary = false
	l.Size += l.Size / 2 // base64 is larger by a third
	l.HeaderBytes += 4096
	var pieces []io.Reader
	m.write(m.Root, &pieces)
	text, err := read(io.MultiReader(pieces...), l)
	return text, errors.Join(err, m.Close())
}

func (p *Part) hasBinary() bool {
	if p.encoding() == "binary" {
		return true
	}
	for _, c := range p.Parts {
		if c.hasBinary() {
			return true
		}
	}
	return false
}

// write adds what becomes of a part.
func (m *Received) write(p *Part, pieces *[]io.Reader) {
	add := func(r io.Reader) { *pieces = append(*pieces, r) }
	container := len(p.Parts) > 0 || p.multipart()
	add(bytes.NewReader(p.textHeader(container)))
	if !container {
		if p.encoding() == "binary" {
			add(&base64Lines{r: m.Raw(p)})
		} else {
			add(m.Raw(p))
		}
		return
	}
	at := p.Body
	for _, c := range p.Parts {
		add(io.NewSectionReader(&m.spool, at, c.Start-at))
		m.write(c, pieces)
		at = c.End
	}
	add(io.NewSectionReader(&m.spool, at, p.End-at))
}

// textHeader returns the part's header with the empty line after it.
func (p *Part) textHeader(container bool) []byte {
	var b bytes.Buffer
	for _, f := range p.Header {
		if p.encoding() != "binary" || !strings.EqualFold(f.Name, "Content-Transfer-Encoding") {
			b.Write(f.Raw)
			continue
		}
		encoding := "base64"
		if container {
			encoding = "8bit"
		}
		b.Write(NewField("Content-Transfer-Encoding", encoding).Raw)
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// base64Lines reads bytes as lines of base64.
type base64Lines struct {
	r    io.Reader
	rest []byte
	err  error
}

func (b *base64Lines) Read(p []byte) (int, error) {
	for len(b.rest) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.fill()
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// fill encodes the next lines of 57 bytes, which are 76 characters.
func (b *base64Lines) fill() {
	chunk := make([]byte, 57*100)
	n, err := io.ReadFull(b.r, chunk)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	b.err = err
	for line := chunk[:n]; len(line) > 0; line = line[min(57, len(line)):] {
		b.rest = base64.StdEncoding.AppendEncode(b.rest, line[:min(57, len(line))])
		b.rest = append(b.rest, '\r', '\n')
	}
}
