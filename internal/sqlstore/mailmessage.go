package sqlstore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

var _ mail.Tx = (*tx)(nil)

// maxChunks is the most pieces that a message can have.
const maxChunks = 1 << 16

// maxHeader is the longest of the texts that are kept of a message, in bytes.
const maxHeader = 4096

// A messageData is what is kept of a message beside what it is found by.
type messageData struct {
	Subject   string `json:"subject,omitempty"`
	From      string `json:"from,omitempty"`
	FromIP    string `json:"fromIP,omitempty"`
	Submitter org.ID `json:"submitter,omitzero"`
}

// PutMessage stores a new message with its bytes.
func (t *tx) PutMessage(m *mail.Message, raw io.Reader) error {
	if err := t.checkWrite(); err != nil {
		return err
	}
	if err := checkMessage(m); err != nil {
		return err
	}
	p := &pieces{tx: t, raw: raw, buffer: t.c.chunkBuffer()}
	if err := p.fill(); err != nil {
		return t.breaks(fmt.Errorf("put message: %w", err))
	}
	if err := t.putMessage(m, p); err != nil {
		return t.breaks(fmt.Errorf("put message: %w", err))
	}
	return nil
}

func checkMessage(m *mail.Message) error {
	for _, text := range []string{m.MessageID, m.Subject, m.From, m.FromIP} {
		if len(text) > maxHeader {
			return fmt.Errorf("put message: %.64q... has more than %d bytes", text, maxHeader)
		}
	}
	return nil
}

func (t *tx) putMessage(m *mail.Message, p *pieces) error {
	if err := t.newID(&m.ID); err != nil {
		return err
	}
	if m.Received.IsZero() {
		m.Received = t.now
	}
	data, err := json.Marshal(messageData{m.Subject, m.From, m.FromIP, m.Submitter})
	if err != nil {
		return err
	}
	if p.ended {
		_, err = t.c.insert(qPutMessage, t.id[:], m.ID[:], m.Received.UnixMicro(), p.size, m.MessageID, string(data), chunkSum(p.data()), p.data())
	} else {
		err = t.putPieces(m, string(data), p)
	}
	if err != nil {
		return err
	}
	if m.Size != 0 && m.Size != p.size {
		return fmt.Errorf("it has %d bytes instead of %d", p.size, m.Size)
	}
	m.Size = p.size
	return nil
}

// putPieces stores a message that is larger than a piece.
func (t *tx) putPieces(m *mail.Message, data string, p *pieces) error {
	num, err := t.c.insert(qPutMessage, t.id[:], m.ID[:], m.Received.UnixMicro(), 0, m.MessageID, data, 0, []byte{})
	if err != nil {
		return err
	}
	if err := p.store(num); err != nil {
		return err
	}
	_, err = t.c.exec(qSizeMessage, num, p.size)
	return err
}

// pieces are the bytes of a message on their way into the store.
type pieces struct {
	tx     *tx
	raw    io.Reader
	buffer []byte // of mail.ChunkSize
	n      int    // bytes in it
	ended  bool   // raw has no more
	size   int64  // so far
}

// data returns the piece that was read last.
func (p *pieces) data() []byte { return p.buffer[:p.n] }

// fill reads the next piece into the buffer.
func (p *pieces) fill() error {
	var err error
	p.n, err = io.ReadFull(p.raw, p.buffer)
	if p.ended = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); p.ended {
		err = nil
	}
	p.size += int64(p.n)
	return err
}

// store writes the piece in the buffer and all that follow, of the message with that number.
func (p *pieces) store(message int64) error {
	for num := message * maxChunks; p.n > 0; num++ {
		if num >= (message+1)*maxChunks {
			return errors.New("it is too large")
		}
		if err := p.tx.ctx.Err(); err != nil {
			return err
		}
		if _, err := p.tx.c.exec(qPutChunk, num, chunkSum(p.data()), p.data()); err != nil {
			return err
		}
		if p.ended {
			return nil
		}
		if err := p.fill(); err != nil {
			return err
		}
	}
	return nil
}

func chunkSum(data []byte) int64 {
	return int64(crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
}

// Message returns what is known of a message.
func (t *tx) Message(id org.ID) (*mail.Message, error) {
	m := &mail.Message{ID: id}
	var data string
	err := t.read("message", qMessage, []any{t.id[:], id[:]}, timeColumn{&m.Received}, &m.Size, &m.MessageID, &data)
	if err != nil {
		return nil, err
	}
	if err := readMessage(m, data); err != nil {
		return nil, t.breaks(err)
	}
	return m, nil
}

func readMessage(m *mail.Message, data string) error {
	var d messageData
	if err := json.Unmarshal([]byte(data), &d); err != nil {
		return fmt.Errorf("message %s: %w", org.IDText(m.ID), err)
	}
	m.Subject, m.From, m.FromIP, m.Submitter = d.Subject, d.From, d.FromIP, d.Submitter
	return nil
}

// Messages returns the newest messages, or those with the ids before one.
func (t *tx) Messages(before org.ID, limit int) ([]*mail.Message, error) {
	if before == (org.ID{}) {
		before = org.ID(bytes.Repeat([]byte{0xff}, len(before)))
	}
	var list []*mail.Message
	err := t.rowsOf("messages", qMessages, []any{t.id[:], before[:], limit}, func(scan func(...any) error) error {
		m := &mail.Message{}
		list = append(list, m)
		var data string
		if err := scan(idColumn{&m.ID}, timeColumn{&m.Received}, &m.Size, &m.MessageID, &data); err != nil {
			return err
		}
		return readMessage(m, data)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Chunk returns the bytes of a message from an offset on.
func (t *tx) Chunk(id org.ID, offset int64) ([]byte, error) {
	var num, size int64
	if err := t.read("message", qMessageNum, []any{t.id[:], id[:]}, &num, &size); err != nil {
		return nil, err
	}
	if offset < 0 || offset >= size {
		return nil, nil
	}
	n := offset / mail.ChunkSize
	q, from := qChunk, num*maxChunks+n
	if size < mail.ChunkSize {
		q, from = qBody, num
	}
	var sum int64
	var data []byte
	err := t.read("message", q, []any{from}, &sum, &data)
	if err != nil && !org.IsNotFound(err) {
		return nil, err
	}
	if int64(len(data)) != min(mail.ChunkSize, size-n*mail.ChunkSize) || chunkSum(data) != sum {
		return nil, &DamagedError{Kind: "message", ID: id}
	}
	return data[offset-n*mail.ChunkSize:], nil
}
