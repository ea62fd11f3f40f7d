package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"example.org/exosh/internal/org"
)

// A DamagedError says that a stored entry, message or item of the queue is not what was written: its checksum
// differs (F-09). It wraps org.ErrDamaged.
type DamagedError struct {
	Kind string
	ID   org.ID
}

func (e *DamagedError) Unwrap() error { return org.ErrDamaged }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s %s is damaged: its checksum differs", e.Kind, org.IDText(e.ID))
}

// An entryRow is an entry as it lies in the table.
type entryRow struct {
	kind, id, sort   string
	props, keys      string
	version, sum     int64
	created, changed int64
}

// Returns where the columns of qEntry and its like go.
func (r *entryRow) dest() []any {
	return []any{&r.kind, &r.id, &r.version, &r.sort, &r.props, &r.keys, &r.sum, &r.created, &r.changed}
}

// Checks the row and returns the entry without properties and keys.
func (r *entryRow) bare() (*org.Entry, error) {
	id, err := org.ParseID(r.id)
	if err != nil {
		return nil, fmt.Errorf("entry %s: id %q: %w", r.kind, r.id, err)
	}
	if checksum(r.props, r.keys) != r.sum {
		return nil, &DamagedError{Kind: r.kind, ID: id}
	}
	return &org.Entry{
		Kind: r.kind, ID: id, Version: r.version, Sort: r.sort, Created: micros(r.created), Changed: micros(r.changed),
	}, nil
}

// Decodes the properties of the row with the names given, after its checksum has been looked at.
func (r *entryRow) part(names []string) (*org.Entry, error) {
	e, err := r.bare()
	if err != nil {
		return nil, err
	}
	if e.Props, err = org.DecodePart(r.props, names); err != nil {
		return nil, fmt.Errorf("entry %s %s: %w", r.kind, r.id, err)
	}
	e.Partial = true
	return e, nil
}

// Decodes the row, after its checksum has been looked at.
func (r *entryRow) entry() (*org.Entry, error) {
	e, err := r.bare()
	if err != nil {
		return nil, err
	}
	if e.Props, err = org.DecodeObject(r.props); err == nil {
		e.Keys, err = org.DecodeKeys(r.keys)
	}
	if err != nil {
		return nil, fmt.Errorf("entry %s %s: %w", r.kind, r.id, err)
	}
	return e, nil
}

func checksum(props, keys string) int64 {
	table := crc32.MakeTable(crc32.Castagnoli)
	sum := uint32(0)
	var piece [512]byte // the text is summed piece by piece, because as a whole it would be copied to the heap
	for _, text := range [...]string{props, keys} {
		for len(text) > 0 {
			n := copy(piece[:], text)
			sum = crc32.Update(sum, table, piece[:n])
			text = text[n:]
		}
	}
	return int64(sum)
}

func micros(us int64) time.Time { return time.UnixMicro(us).UTC() }

// Get returns an entry; org.ErrNotFound where there is none.
func (t *tx) Get(kind string, id org.ID) (*org.Entry, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	r, err := t.stored(kind, id)
	if err != nil {
		return nil, err
	}
	e, err := r.entry()
	return e, t.breaks(err)
}

func (t *tx) stored(kind string, id org.ID) (*entryRow, error) {
	r := &entryRow{}
	err := t.c.row(qEntry, []any{t.tenant, kind, org.IDText(id)}, r.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, org.ErrNotFound
	}
	if err != nil {
		return nil, t.breaks(fmt.Errorf("get %s: %w", kind, err))
	}
	return r, nil
}
