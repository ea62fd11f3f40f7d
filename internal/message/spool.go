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
