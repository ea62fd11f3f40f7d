package sqlstore

import (
	"bytes"
	"fmt"
	"slices"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A touched entry is one that a transaction wrote: as it was before the transaction, and as it is now.
// Props are nil where there was none, or is none.
type touched struct {
	ref
	name     string
	old, now *object.Object
}

// Remembers a write for the audit record.
func (t *tx) touch(old, now *org.Entry) {
	named := now
	if named == nil {
		named = old
	}
	r := ref{named.Kind, named.ID}
	w, ok := t.byRef[r]
	if !ok {
		w = &touched{ref: r, old: old.Props}
		if t.byRef == nil {
			t.byRef = map[ref]*touched{}
		}
		t.byRef[r] = w
		t.seen = append(t.seen, w)
	}
	w.name, w.now = org.EntryName(named), nil
	if now != nil {
		w.now = snapshot(now.Props)
	}
}

// Copies an object's own properties: its caller may go on to change them.
func snapshot(o *object.Object) *object.Object {
	return &object.Object{Types: o.Types, Props: slices.Clone(o.Props)}
}

// recorded are the changed objects that the update's record lists.
func (t *tx) recorded(founding bool) []*touched {
	if !founding {
		return t.seen
	}
	return slices.DeleteFunc(slices.Clone(t.seen), func(w *touched) bool { return w.kind != org.KindTenant })
}

func targets(seen []*touched) []org.AuditTarget {
	targets := make([]org.AuditTarget, len(seen))
	for i, w := range seen {
		targets[i] = org.AuditTarget{Kind: w.kind, ID: w.id, Name: w.name}
	}
	return targets
}

func changes(seen []*touched) ([]org.AuditChange, error) {
	var all []org.AuditChange
	for _, w := range seen {
		c, err := w.changes()
		if err != nil {
			return nil, err
		}
		all = append(all, c...)
	}
	return all, nil
}

// Lists the properties that differ, in the order of the new object and then of the old one.
func (w *touched) changes() ([]org.AuditChange, error) {
	var list []org.AuditChange
	for _, p := range props(w.now) {
		old, err := differs(w.old, p)
		if err != nil {
			return nil, err
		}
		if old != nil {
			list = append(list, masked(w.id, p.Name, old.Value, p.Value))
		}
	}
	for _, p := range props(w.old) {
		if w.now != nil {
			if _, ok := w.now.Get(p.Name); ok {
				continue
			}
		}
		if p.Value != nil {
			list = append(list, masked(w.id, p.Name, p.Value, nil))
		}
	}
	return list, nil
}

func props(o *object.Object) []object.Property {
	if o == nil {
		return nil
	}
	return o.Props
}

// Returns the old property where its value is another one, nil where it is the same.
func differs(old *object.Object, p object.Property) (*object.Property, error) {
	was := &object.Property{Name: p.Name}
	if old != nil {
		was.Value, _ = old.Get(p.Name)
	}
	if sameScalar(was.Value, p.Value) {
		return nil, nil
	}
	a, err := org.EncodeValue(was.Value)
	if err != nil {
		return nil, fmt.Errorf("compare %s: %w", p.Name, err)
	}
	b, err := org.EncodeValue(p.Value)
	if err != nil {
		return nil, fmt.Errorf("compare %s: %w", p.Name, err)
	}
	if bytes.Equal(a, b) {
		return nil, nil
	}
	return was, nil
}

// Says whether two values of the commonest types are the same; false says nothing about others.
func sameScalar(a, b object.Value) bool {
	switch a.(type) {
	case nil, bool, string, int32, object.GUID, object.ADObjectID, object.SmtpAddress, object.ByteQuantifiedSize:
		return a == b
	}
	return false
}

// Makes a change; values of secret properties do not show, only whether there is one.
func masked(id org.ID, name string, old, now object.Value) org.AuditChange {
	if org.Secret(name) {
		old, now = mask(old), mask(now)
	}
	return org.AuditChange{Target: id, Property: name, Old: old, New: now}
}

func mask(v object.Value) object.Value {
	if v == nil || v == "" {
		return v
	}
	return org.Masked
}
