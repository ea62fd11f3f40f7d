package wire

import (
	"time"

	"example.org/exosh/object"
)

// An Encoder writes the objects of one answer, as AppendValue does. It remembers the object before: what
// stays the same from one to the next, which is most of a listing of mailboxes, is copied and not
// encoded again (P-14). Objects may not change while it is in use. One goroutine uses it.
type Encoder struct {
	fields  Fields
	columns []column // of the object before
	last    []byte   // its members, each with a comma
	spare   []byte
}

// A column is one property of the object before.
type column struct {
	name     string
	value    object.Value
	seen     bool
	wanted   bool
	from, to int // of its members in last
}

// NewEncoder returns an encoder of the properties selected.
func NewEncoder(f Fields) *Encoder { return &Encoder{fields: f} }

// Append appends a value of the output.
func (e *Encoder) Append(b []byte, v object.Value) []byte {
	o, ok := v.(*object.Object)
	if !ok {
		return AppendValue(b, v, e.fields)
	}
	e.members(o)
	b = append(b, '{')
	if n := len(e.last); n > 0 {
		b = append(b, e.last[:n-1]...)
	}
	return append(b, '}')
}

// members writes the members of an object over those of the one before.
func (e *Encoder) members(o *object.Object) {
	out, from, to := e.spare[:0], 0, 0 // from and to: a stretch of last that is to be copied
	e.resize(len(o.Props))
	for i := range o.Props {
		p, c := &o.Props[i], &e.columns[i]
		known := c.seen && c.name == p.Name
		if !known {
			*c = column{name: p.Name, seen: true, wanted: e.fields.has(p.Name)}
		}
		if !c.wanted {
			continue
		}
		if known && same(c.value, p.Value) {
			if c.from != to {
				out = append(out, e.last[from:to]...)
				from = c.from
			}
			to = c.to
			c.from, c.to = len(out)+c.from-from, len(out)+c.to-from
			continue
		}
		out = append(out, e.last[from:to]...)
		from = to
		c.value, c.from = p.Value, len(out)
		out = append(appendProperty(out, p.Name, p.Value), ',')
		c.to = len(out)
	}
	out = append(out, e.last[from:to]...)
	e.last, e.spare = out, e.last
}

// resize makes room for n columns; new ones are unknown.
func (e *Encoder) resize(n int) {
	for len(e.columns) < n {
		e.columns = append(e.columns, column{})
	}
	clear(e.columns[n:])
	e.columns = e.columns[:n]
}

// same says whether two values are encoded alike. False means that it is not known.
func same(a, b object.Value) bool {
	switch a := a.(type) {
	case nil, bool, string, int16, int32, int64, uint8, uint32, uint64, time.Time, object.GUID, object.Switch,
		object.TimeSpan, object.EnhancedTimeSpan, object.ByteQuantifiedSize, object.SmtpAddress, object.ADObjectID:
		return a == b
	case object.Unlimited:
		u, ok := b.(object.Unlimited)
		return ok && same(a.Value, u.Value)
	case []any:
		list, ok := b.([]any)
		return ok && sameItems(a, list)
	}
	return false
}

func sameItems(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}
