package message

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// lines reads a message line by line and holds what every line must be.
type lines struct {
	r      *bufio.Reader
	limits Limits
	number int64 // of the line that was read last
	offset int64 // of what follows it
	inside bool  // the last piece did not end its line

	long []byte // a line that is longer than the reader's buffer
}

func newLines(r io.Reader, l Limits) *lines {
	return &lines{r: bufio.NewReaderSize(r, 4096), limits: l}
}

// next returns the next line with its end, valid until the next call. Where any bytes are allowed, a long line
// comes in pieces. The error is io.EOF at the end.
func (s *lines) next(binary bool) ([]byte, error) {
	line, err := s.line(binary)
	if len(line) == 0 {
		return nil, err
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if !s.inside {
		s.number++
	}
	s.inside = errors.Is(err, bufio.ErrBufferFull)
	s.offset += int64(len(line))
	if s.offset > s.limits.Size && !s.limits.lenient {
		return nil, &Error{Kind: TooLarge, Detail: fmt.Sprintf("is larger than %d bytes", s.limits.Size)}
	}
	if binary || s.limits.lenient {
		return line, nil
	}
	return line, s.check(line)
}

// line reads a line whole, unless it is longer than any may be; of any bytes, only as much as the buffer holds.
func (s *lines) line(binary bool) ([]byte, error) {
	line, err := s.r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) || binary || s.limits.lenient {
		return line, err
	}
	s.long = append(s.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) && len(s.long) <= s.limits.Line+2 {
		line, err = s.r.ReadSlice('\n')
		s.long = append(s.long, line...)
	}
	return s.long, err
}

func (s *lines) check(line []byte) error {
	text := bytes.TrimSuffix(line, []byte("\r\n"))
	switch {
	case s.inside || len(text) > s.limits.Line:
		return s.wrong(LongLine, fmt.Sprintf("is longer than %d bytes", s.limits.Line))
	case bytes.IndexByte(text, '\r') >= 0:
		return s.wrong(BareCR, "has a carriage return without a line feed")
	case len(text) == len(line) && line[len(line)-1] == '\n':
		return s.wrong(BareLF, "has a line feed without a carriage return")
	case bytes.IndexByte(text, 0) >= 0:
		return s.wrong(NUL, "has a zero byte")
	}
	return nil
}

func (s *lines) wrong(k Kind, detail string) error {
	return &Error{Kind: k, Line: s.number, Detail: detail}
}
