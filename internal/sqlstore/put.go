package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"example.org/exosh/internal/org"
)

// Limits of an entry, in bytes.
const (
	maxName = 1024 // of a kind, a sort name, a key space
	maxKey  = 2048 // of a key's value
	maxKeys = 2000 // keys of an entry
)

// Put stores an entry and brings its Version, Created, Changed and Keys up to date. It fails with
// org.ErrConflict where Version is not the stored one and with an *org.KeyTakenError where another
// entry holds one of its unique keys.
func (t *tx) Put(e *org.Entry) error {
	if err := t.checkWrite(); err != nil {
		return err
	}
	keys, err := checkEntry(e)
	if err != nil {
		return err
	}
	old, err := t.previous(e.Kind, e.ID)
	if err != nil {
		return err
	}
	if old.Version != e.Version {
		return fmt.Errorf("put %s %s: %w", e.Kind, org.IDText(e.ID), org.ErrConflict)
	}
	added, gone := diffKeys(old.Keys, keys)
	if err := t.checkKeys(e, added); err != nil {
		return err
	}
	return t.store1(e, old, keys, added, gone)
}

// Returns the stored entry; one of version 0 without properties where there is none.
func (t *tx) previous(kind string, id org.ID) (*org.Entry, error) {
	r, err := t.stored(kind, id)
	if errors.Is(err, org.ErrNotFound) {
		return &org.Entry{Kind: kind, ID: id}, nil
	}
	if err != nil {
		return nil, err
	}
	return r.entry()
}

// Checks an entry from outside and returns its keys folded, each once.
func checkEntry(e *org.Entry) ([]org.Key, error) {
	switch {
	case e.Kind == "" || len(e.Kind) > maxName:
		return nil, errors.New("put: entry without a kind")
	case e.ID == (org.ID{}):
		return nil, fmt.Errorf("put %s: entry without an id", e.Kind)
	case e.Partial:
		return nil, fmt.Errorf("put %s %s: the entry was read in part", e.Kind, org.IDText(e.ID))
	case e.Props == nil:
		return nil, fmt.Errorf("put %s: entry without properties", e.Kind)
	case len(e.Sort) > maxName:
		return nil, org.Invalid("Name", e.Sort[:64], fmt.Sprintf("it is longer than %d bytes", maxName))
	case len(e.Keys) > maxKeys:
		return nil, org.Invalid("EmailAddresses", org.EntryName(e), fmt.Sprintf("an object has at most %d names", maxKeys))
	}
	return foldKeys(e.Keys)
}

func foldKeys(keys []org.Key) ([]org.Key, error) {
	type name struct{ space, value string }
	at := make(map[name]int, len(keys))
	folded := make([]org.Key, 0, len(keys))
	for _, k := range keys {
		k.Value = org.Fold(k.Value)
		if k.Space == "" || len(k.Space) > maxName || len(k.Value) > maxKey {
			return nil, org.Invalid(k.Space, k.Value[:min(64, len(k.Value))], fmt.Sprintf("a name has at most %d bytes", maxKey))
		}
		if i, ok := at[name{k.Space, k.Value}]; ok {
			folded[i].Unique = folded[i].Unique || k.Unique
			continue
		}
		at[name{k.Space, k.Value}] = len(folded)
		folded = append(folded, k)
	}
	return folded, nil
}

func diffKeys(old, now []org.Key) (added, gone []org.Key) {
	for _, k := range now {
		if !slices.Contains(old, k) {
			added = append(added, k)
		}
	}
	for _, k := range old {
		if !slices.Contains(now, k) {
			gone = append(gone, k)
		}
	}
	return added, gone
}

// Fails if another entry holds a unique key.
func (t *tx) checkKeys(e *org.Entry, keys []org.Key) error {
	for _, k := range keys {
		if !k.Unique {
			continue
		}
		var kind, id string
		err := t.c.row(qKeyHolder, []any{t.tenant, k.Space, k.Value, e.Kind, org.IDText(e.ID)}, &kind, &id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return fmt.Errorf("put %s: %w", e.Kind, err)
		}
		holder, err := org.ParseID(id)
		if err != nil {
			return fmt.Errorf("put %s: holder of a key: %w", e.Kind, err)
		}
		return &org.KeyTakenError{Key: k, Holder: holder, Kind: kind}
	}
	return nil
}

// Writes an entry that was checked. From here on an error spoils the transaction.
func (t *tx) store1(e, old *org.Entry, keys, added, gone []org.Key) error {
	props, err := org.EncodeObject(e.Props)
	if err != nil {
		return fmt.Errorf("put %s: %w", e.Kind, err)
	}
	after := *e
	after.Keys, after.Version, after.Changed, after.Created = keys, e.Version+1, t.now, t.now
	if old.Version > 0 {
		after.Created = old.Created
	}
	if err := t.putRow(old, &after, string(props)); err != nil {
		return t.breaks(err)
	}
	if err := t.putKeys(&after, added, gone); err != nil {
		return t.breaks(err)
	}
	t.touch(old, &after)
	e.Version, e.Created, e.Changed, e.Keys = after.Version, after.Created, after.Changed, slices.Clone(keys)
	return nil
}

// Writes the row. One whose place in the listing stays is updated without touching the index of it,
// which SQLite would write anew even for the same value.
func (t *tx) putRow(old, e *org.Entry, props string) error {
	keys, sort := string(org.EncodeKeys(e.Keys)), org.Fold(e.Sort)
	id, sum := org.IDText(e.ID), checksum(props, keys)
	var err error
	if old.Version > 0 && old.Sort == sort {
		_, err = t.c.exec(qUpdateEntry, t.tenant, e.Kind, id, e.Version, props, keys, sum, e.Changed.UnixMicro())
	} else {
		_, err = t.c.exec(qPutEntry, t.tenant, e.Kind, id, e.Version, sort, props, keys, sum,
			e.Created.UnixMicro(), e.Changed.UnixMicro())
	}
	if err != nil {
		return fmt.Errorf("put %s: %w", e.Kind, err)
	}
	return nil
}

func (t *tx) putKeys(e *org.Entry, added, gone []org.Key) error {
	id := org.IDText(e.ID)
	for _, k := range gone {
		if _, err := t.c.exec(qDeleteKey, t.tenant, k.Space, k.Value, e.Kind, id); err != nil {
			return fmt.Errorf("put %s: %w", e.Kind, err)
		}
	}
	for _, k := range added {
		if _, err := t.c.exec(qPutKey, t.tenant, k.Space, k.Value, e.Kind, id, k.Unique); err != nil {
			return fmt.Errorf("put %s: %w", e.Kind, err)
		}
	}
	return nil
}

// Delete removes an entry and its keys; org.ErrNotFound where there is none.
func (t *tx) Delete(kind string, id org.ID) error {
	if err := t.checkWrite(); err != nil {
		return err
	}
	r, err := t.stored(kind, id)
	if err != nil {
		return err
	}
	old, err := r.entry()
	if err != nil {
		return err
	}
	if _, err := t.c.exec(qDeleteEntry, t.tenant, kind, org.IDText(id)); err != nil {
		return t.breaks(fmt.Errorf("delete %s: %w", kind, err))
	}
	if err := t.putKeys(old, nil, old.Keys); err != nil {
		return t.breaks(err)
	}
	t.touch(old, nil)
	return nil
}
