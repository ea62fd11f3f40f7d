package message

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// memory is how much of a message is kept in memory; the rest goes into a file.
const memory = 1 << 20

// Received is a message that was read and found in order. Its methods may be used concurrently until Close.
type Received struct {
	Header Header
	Root   *Part // the message with its parts
	Size   int64 // bytes
	Lines  int64
	// EightBit says that a body has bytes above 127: where it goes, 8BITMIME is needed.
	EightBit bool

	spool spool
}

// Receive reads a message to its end and checks it. What does not fit into memory is kept in a temporary file
// that has no name and goes with Close. The error is an [*Error] where the message is at fault; reading stops
// there, and nothing is kept.
func Receive(r io.Reader, l Limits) (*Received, error) { return read(r, l) }

// Read reads a message that is here already, whatever is wrong with it: lines that are no fields end a header, and
// of parts that are too many or too deep the content is one body. The error is of the reader.
func Read(r io.Reader) (*Received, error) {
	l := DefaultLimits()
	l.lenient = true
	return read(r, l)
}

func read(r io.Reader, l Limits) (*Received, error) {
	m := &Received{}
	w := walk{lines: newLines(io.TeeReader(r, &m.spool), l)}
	if err := w.read(); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	m.Root, m.Header = w.root, w.root.Header
	m.Size, m.Lines, m.EightBit = w.lines.offset, w.lines.number, w.eight
	return m, nil
}

// Open returns the bytes of the message from its beginning.
func (m *Received) Open() io.Reader { return io.NewSectionReader(&m.spool, 0, m.Size) }

// Close gives back what the message occupies.
func (m *Received) Close() error { return m.spool.Close() }

// spool keeps bytes in memory and, once there are many, in a file.
type spool struct {
	head []byte
	file *os.File // what follows head
	size int64    // of the file
}

func (s *spool) Write(b []byte) (int, error) {
	n := min(memory-len(s.head), len(b))
	s.head = append(s.head, b[:n]...)
	if n == len(b) {
		return n, nil
	}
	if s.file == nil {
		f, err := unnamed()
		if err != nil {
			return n, err
		}
		s.file = f
	}
	k, err := s.file.WriteAt(b[n:], s.size)
	s.size += int64(k)
	return n + k, err
}

// ReadAt reads what was written.
func (s *spool) ReadAt(b []byte, offset int64) (int, error) {
	n := 0
	if offset < int64(len(s.head)) {
		n = copy(b, s.head[offset:])
		if n == len(b) {
			return n, nil
		}
	}
	if s.file == nil {
		return n, io.EOF
	}
	k, err := s.file.ReadAt(b[n:], offset+int64(n)-int64(len(s.head)))
	return n + k, err
}

// Close removes the file.
func (s *spool) Close() error {
	s.head = nil
	if s.file == nil {
		return nil
	}
	name := s.file.Name()
	err := s.file.Close()
	s.file = nil
	if e := os.Remove(name); e != nil && !errors.Is(e, os.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

// unnamed makes a temporary file and takes its name away, so that it goes with this process; where the system
// does not allow that, Close removes it.
func unnamed() (*os.File, error) {
	f, err := os.CreateTemp("", "exosh-mail-*")
	if err != nil {
		return nil, fmt.Errorf("keep a large message: %w", err)
	}
	_ = os.Remove(f.Name())
	return f, nil
}
