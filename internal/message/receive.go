package message

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// memory is how much of a message is kept in memory; the rest goes into a file.
const memory = 1 << 20

// fileWrite is how much is written into that file at a time.
const fileWrite = 64 << 10

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
// that has no name and goes with Close. Parts of encoding "binary" become base64 where Limits.Binary allows them:
// what was received has lines that any server takes. The error is an [*Error] where the message is at fault;
// reading stops there, and nothing is kept.
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
		_ = m.Close()
		return nil, err
	}
	if err := m.spool.flush(); err != nil {
		_ = m.Close()
		return nil, err
	}
	m.Root, m.Header = w.root, w.root.Header
	m.Size, m.Lines, m.EightBit = w.lines.offset, w.lines.number, w.eight
	if l.Binary && !l.lenient {
		return m.asText(l)
	}
	return m, nil
}

// Open returns the bytes of the message from its beginning.
func (m *Received) Open() io.Reader { return io.NewSectionReader(&m.spool, 0, m.Size) }

// Close gives back what the message occupies.
func (m *Received) Close() error { return m.spool.Close() }

// spool keeps bytes in memory and, once there are many, in a file.
type spool struct {
	head []byte
	tail []byte   // what waits to be written into the file; nothing once all is read
	file *os.File // what follows head
	size int64    // of the file
	name string   // of the file, where it still has one
}

func (s *spool) Write(b []byte) (int, error) {
	n := min(memory-len(s.head), len(b))
	if len(s.head)+n > cap(s.head) {
		s.head = append(make([]byte, 0, min(memory, 2*(len(s.head)+n))), s.head...)
	}
	s.head = append(s.head, b[:n]...)
	if n == len(b) {
		return n, nil
	}
	s.tail = append(s.tail, b[n:]...)
	if len(s.tail) < fileWrite {
		return len(b), nil
	}
	return len(b), s.flush()
}

// flush writes into the file what waits for it.
func (s *spool) flush() error {
	if len(s.tail) == 0 {
		return nil
	}
	if s.file == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	n, err := s.file.WriteAt(s.tail, s.size)
	s.size += int64(n)
	s.tail = s.tail[:0]
	return err
}

// ReadAt reads what was written, after flush.
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

// open makes a temporary file and takes its name away, so that it goes with this process; where the system does
// not allow that, Close removes it.
func (s *spool) open() error {
	f, err := os.CreateTemp("", "exosh-mail-*")
	if err != nil {
		return fmt.Errorf("keep a large message: %w", err)
	}
	s.file = f
	if os.Remove(f.Name()) != nil {
		s.name = f.Name()
	}
	return nil
}

// Close removes the file.
func (s *spool) Close() error {
	s.head, s.tail = nil, nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	s.file = nil
	return err
}
