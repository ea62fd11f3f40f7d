package mailtest

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// slowly returns a reader of so many bytes that gives them in small pieces.
func slowly(size int) io.Reader { return iotest.HalfReader(bytes.NewReader(Bytes(size))) }

// What is put is what is read, whatever the size and wherever reading begins.
func (s suite) message(t *testing.T) {
	st, clock := s.one(t)
	for _, size := range []int{0, 1, 4096, mail.ChunkSize - 1, mail.ChunkSize, mail.ChunkSize + 1, 3*mail.ChunkSize + 7} {
		m := Put(t, st, contoso, size)
		if m.Size != int64(size) || !m.Received.Equal(clock.Now()) || m.ID[6]>>4 != 7 {
			t.Errorf("%d bytes: %+v", size, m)
		}
		View(t, st, contoso, func(tx mail.Tx) error {
			got, err := tx.Message(m.ID)
			if d := cmp.Diff(m, got); d != "" {
				t.Errorf("-put +read\n%s", d)
			}
			for _, offset := range []int64{0, 1, mail.ChunkSize - 1, mail.ChunkSize, int64(size) - 1, int64(size), int64(size) + 1} {
				b, err := tx.Chunk(m.ID, offset)
				rest := Bytes(size)[max(0, min(offset, int64(size))):]
				if offset >= 0 && (err != nil || !bytes.HasPrefix(rest, b) || len(b) == 0 && len(rest) > 0) {
					t.Errorf("%d bytes from %d: %d read, %v", size, offset, len(b), err)
				}
			}
			return err
		})
		if got := Read(t, st, contoso, m.ID); !bytes.Equal(got, Bytes(size)) {
			t.Errorf("%d bytes: %d read", size, len(got))
		}
	}
	View(t, st, fabrikam, func(tx mail.Tx) error {
		_, err := tx.Message(org.ID{1})
		if !org.IsNotFound(err) {
			t.Errorf("absence: %v", err)
		}
		return nil
	})
}
