package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"example.org/exosh/internal/org"
)

// Load runs fn over a transaction that only adds: its Put takes new entries alone, and keeps them and
// their keys until fn returns, to write them in the order of the tables. That is several times as fast
// as Update for thousands of entries. What fn reads does not show them. There is no audit record: it is
// for what an organisation begins with. An id or a unique key that is taken is an error and undoes all.
func (s *Store) Load(ctx context.Context, fn func(org.Tx) error) error {
	caller, ok := org.CallerFrom(ctx)
	if !ok {
		return org.ErrNoCaller
	}
	return s.writer.do(ctx, func(c *conn) error {
		l := &loader{tx: newTx(ctx, s, c, caller.Tenant)}
		l.write = true
		defer l.end()
		if err := fn(l); err != nil {
			return err
		}
		if l.broken != nil {
			return l.broken
		}
		if err := l.flush(); err != nil {
			return err
		}
		c.lengthened(caller.Tenant, l.queued)
		return nil
	})
}

// A loader is the transaction of Load.
type loader struct {
	*tx
	rows []loadedRow
	keys []loadedKey
}

type loadedRow struct {
	entry *org.Entry // without properties
	props string
}

type loadedKey struct {
	org.Key
	row int
}

// Put keeps a new entry to be written.
func (l *loader) Put(e *org.Entry) error {
	if err := l.checkWrite(); err != nil {
		return err
	}
	keys, err := checkEntry(e)
	if err != nil {
		return err
	}
	if e.Version != 0 {
		return fmt.Errorf("load %s %s: %w", e.Kind, org.IDText(e.ID), org.ErrConflict)
	}
	props, err := org.EncodeObject(e.Props)
	if err != nil {
		return fmt.Errorf("load %s: %w", e.Kind, err)
	}
	e.Version, e.Created, e.Changed, e.Keys = 1, l.now, l.now, keys
	row := *e
	row.Props = nil
	for _, k := range keys {
		l.keys = append(l.keys, loadedKey{k, len(l.rows)})
	}
	l.rows = append(l.rows, loadedRow{&row, string(props)})
	return nil
}

// Delete is not for a loader.
func (l *loader) Delete(kind string, id org.ID) error {
	return fmt.Errorf("load: delete %s %s: %w", kind, org.IDText(id), errReadOnly)
}

// Writes what was put, in the order of the tables.
func (l *loader) flush() error {
	slices.SortFunc(l.keys, func(a, b loadedKey) int {
		return cmp.Or(cmp.Compare(a.Space, b.Space), cmp.Compare(a.Value, b.Value))
	})
	for _, k := range l.keys {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		if err := l.putKey(l.rows[k.row].entry, k.Key); err != nil {
			return err
		}
	}
	slices.SortFunc(l.rows, func(a, b loadedRow) int { return cmp.Compare(org.Fold(a.entry.Sort), org.Fold(b.entry.Sort)) })
	for _, r := range l.rows {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		if err := l.insert(r); err != nil {
			return fmt.Errorf("load %s %q: %w", r.entry.Kind, r.entry.Sort, err)
		}
	}
	return l.tx.flush()
}

// Writes a key, and finds out who has it where that fails.
func (l *loader) putKey(e *org.Entry, k org.Key) error {
	_, err := l.c.exec(qPutKey, l.tenant, k.Space, k.Value, e.Kind, org.IDText(e.ID), k.Unique)
	if err == nil {
		return nil
	}
	if taken := l.checkKeys(e, []org.Key{k}); taken != nil {
		return taken
	}
	return fmt.Errorf("load %s %q, key %s=%q: %w", e.Kind, e.Sort, k.Space, k.Value, err)
}

func (l *loader) insert(r loadedRow) error {
	e, keys := r.entry, string(org.EncodeKeys(r.entry.Keys))
	_, err := l.c.exec(qNewEntry, l.tenant, e.Kind, org.IDText(e.ID), e.Version, org.Fold(e.Sort), r.props, keys,
		checksum(r.props, keys), e.Created.UnixMicro(), e.Changed.UnixMicro())
	return err
}
