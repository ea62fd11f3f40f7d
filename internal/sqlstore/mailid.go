package sqlstore

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"example.org/exosh/internal/org"
)

// An idMaker makes ids of version 7 (RFC 9562, 5.7) that grow: 48 bits of milliseconds, 12 bits of their
// fraction, then randomness. Within a process no id is smaller than the one before, whatever the clock does.
type idMaker struct {
	mu   sync.Mutex
	last uint64 // time of the last id in 1/4096 ms
}

// make returns an id for a time.
func (m *idMaker) make(random io.Reader, now time.Time) (org.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var id org.ID
	if _, err := io.ReadFull(random, id[8:]); err != nil {
		return org.ID{}, fmt.Errorf("new id: %w", err)
	}
	us := uint64(now.UnixMicro())
	m.last = max(m.last+1, us/1000<<12|us%1000*4096/1000)
	binary.BigEndian.PutUint64(id[:8], m.last>>12<<16|7<<12|m.last&0xfff)
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// newID sets an id that is zero.
func (t *tx) newID(id *org.ID) error {
	if *id != (org.ID{}) {
		return nil
	}
	var err error
	*id, err = t.store.ids.make(t.store.rand, t.now)
	return err
}

// An idColumn scans the 16 bytes of an id; NULL is the zero id.
type idColumn struct{ to *org.ID }

// Scan implements sql.Scanner.
func (c idColumn) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c.to = org.ID{}
		return nil
	case []byte:
		if len(v) == len(c.to) {
			copy(c.to[:], v)
			return nil
		}
	}
	return fmt.Errorf("an id is stored as %T of another length", v)
}

// A timeColumn scans microseconds since 1970; NULL and 0 are the zero time.
type timeColumn struct{ to *time.Time }

// Scan implements sql.Scanner.
func (c timeColumn) Scan(v any) error {
	switch us := v.(type) {
	case nil:
		*c.to = time.Time{}
		return nil
	case int64:
		*c.to = time.Time{}
		if us != 0 {
			*c.to = micros(us)
		}
		return nil
	}
	return fmt.Errorf("a time is stored as %T", v)
}

// read runs a query of mail for one row; org.ErrNotFound where there is none.
func (t *tx) read(doing string, q query, args []any, dest ...any) error {
	if err := t.check(); err != nil {
		return err
	}
	err := t.c.row(q, args, dest...)
	if isNone(err) {
		return org.ErrNotFound
	}
	if err != nil {
		return t.breaks(fmt.Errorf("%s: %w", doing, err))
	}
	return nil
}

// change runs a statement of mail and returns how many rows it touched.
func (t *tx) change(doing string, q query, args ...any) (int64, error) {
	if err := t.checkWrite(); err != nil {
		return 0, err
	}
	n, err := t.c.exec(q, args...)
	if err != nil {
		return 0, t.breaks(fmt.Errorf("%s: %w", doing, err))
	}
	return n, nil
}

// isNone says whether an error is that there was no row.
func isNone(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// rowsOf runs a query of mail and hands each row on.
func (t *tx) rowsOf(doing string, q query, args []any, each func(scan func(...any) error) error) error {
	if err := t.check(); err != nil {
		return err
	}
	if err := t.c.rows(q, args, each); err != nil {
		return t.breaks(fmt.Errorf("%s: %w", doing, err))
	}
	return nil
}
