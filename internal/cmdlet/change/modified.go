package change

import (
	"bytes"
	"reflect"
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// snapshot returns the entry as it is: the change goes on with the original.
func snapshot(e *org.Entry) *org.Entry {
	was := *e
	was.Props = &object.Object{Types: e.Props.Types, Props: slices.Clone(e.Props.Props)}
	return &was
}

// modified says whether the change differs from what is stored, in the recipient or its account.
func (s Setter) modified(c *Change, before *org.Entry) (bool, error) {
	if c.touched && !reflect.DeepEqual(c.account, c.stored) {
		return true, nil
	}
	for _, e := range []*org.Entry{c.Entry, before} {
		for _, p := range e.Props.Props {
			differs, err := s.differs(c, before, p.Name)
			if err != nil || differs {
				return differs, err
			}
		}
	}
	return false, nil
}

// differs says whether a property has another value than before. One without a value of its own has the
// one that is shown.
func (s Setter) differs(c *Change, before *org.Entry, name string) (bool, error) {
	old, had := own(before, name)
	now, has := own(c.Entry, name)
	if !had && !has {
		return false, nil
	}
	if had != has && s.View != nil {
		old, _ = s.View.Get(&directory.Item{Tx: c.Tx, Org: c.Org, Entry: before}, name)
		now, _ = s.View.Get(&directory.Item{Tx: c.Tx, Org: c.Org, Entry: c.Entry}, name)
	}
	a, err := org.EncodeValue(old)
	if err != nil {
		return false, err
	}
	b, err := org.EncodeValue(now)
	return !bytes.Equal(a, b), err
}

// own returns the value that the entry itself has; nothing and an empty list are none.
func own(e *org.Entry, name string) (object.Value, bool) {
	v, _ := e.Props.Get(name)
	if list, ok := v.([]any); ok && len(list) == 0 {
		return nil, false
	}
	return v, v != nil && v != ""
}
