package message

import "io"

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
