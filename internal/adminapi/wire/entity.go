package wire

import (
	"math"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// An Entity writes objects as entities of a type of the OData model: plain JSON by the types of the model,
// without annotations. It is made once per answer, for objects of one shape. What stays the same from one
// object to the next is copied and not encoded again, as by an [Encoder]. One goroutine uses it.
type Entity struct {
	members []catalog.ModelMember
	sources []string // name of the property that each member shows
	columns []int    // where the objects have it, -1 where they do not; nil until the first object
	names   []string // how they spell it
	cells   []cell   // of the object before
	last    []byte   // its members, each with a comma
	spare   []byte
}

// A cell is one member of the object before.
type cell struct {
	value    object.Value
	from, to int // in last; both 0 for a member that has not been written
}

// NewEntity returns the writer of the members given. sources names, by the member's name, the property that
// a member shows where that has another name.
func NewEntity(members []catalog.ModelMember, sources map[string]string) *Entity {
	e := &Entity{members: members, sources: make([]string, len(members)), cells: make([]cell, len(members))}
	for i := range members {
		e.sources[i] = members[i].Name
		if s := sources[members[i].Name]; s != "" {
			e.sources[i] = s
		}
	}
	return e
}

// Append appends an object as an entity. Members that it does not have are null, or an empty collection.
// head is written before them as it is: annotations, each with a comma after it.
func (e *Entity) Append(b []byte, o *object.Object, head string) []byte {
	if !e.aligned(o) {
		e.align(o)
	}
	b = append(append(b, '{'), head...)
	b = append(b, e.write(o)...)
	if b[len(b)-1] == ',' {
		b = b[:len(b)-1]
	}
	return append(b, '}')
}

// write writes the members of an object over those of the one before, and returns them.
func (e *Entity) write(o *object.Object) []byte {
	out := e.spare[:0]
	for i := range e.members {
		c := &e.cells[i]
		var v object.Value
		if at := e.columns[i]; at >= 0 {
			v = o.Props[at].Value
		}
		from := len(out)
		if c.to > 0 && same(c.value, v) {
			out = append(out, e.last[c.from:c.to]...)
		} else {
			m := &e.members[i]
			out = append(appendMember(appendName(out, m.Name, ""), m, v), ',')
			c.value = v
		}
		c.from, c.to = from, len(out)
	}
	e.last, e.spare = out, e.last
	return out
}

// aligned says whether the object has its properties where the one before had them.
func (e *Entity) aligned(o *object.Object) bool {
	if e.columns == nil {
		return false
	}
	for _, at := range e.columns {
		if at >= len(o.Props) {
			return false
		}
	}
	for i, at := range e.columns {
		if at >= 0 && o.Props[at].Name != e.names[i] {
			return false
		}
	}
	return true
}

func (e *Entity) align(o *object.Object) {
	place := make(map[string]int, len(o.Props))
	for i := range o.Props {
		place[strings.ToLower(o.Props[i].Name)] = i
	}
	e.columns, e.names = make([]int, len(e.members)), make([]string, len(e.members))
	for i, name := range e.sources {
		at, ok := place[strings.ToLower(name)]
		if !ok {
			e.columns[i] = -1
			continue
		}
		e.columns[i], e.names[i] = at, o.Props[at].Name
	}
}

// appendMember appends a value in the type that the model gives the member.
func appendMember(b []byte, m *catalog.ModelMember, v object.Value) []byte {
	element, many := m.Element()
	if many {
		return appendElements(b, element, v)
	}
	switch element {
	case "Boolean":
		switch v := v.(type) {
		case bool:
			return strconv.AppendBool(b, v)
		case object.Switch:
			return strconv.AppendBool(b, bool(v))
		}
		return append(b, "null"...)
	case "Int16", "Int32", "Int64":
		if n, ok := integer(v); ok {
			return strconv.AppendInt(b, n, 10)
		}
		return append(b, "null"...)
	}
	if o, ok := v.(*object.Object); ok && strings.HasPrefix(element, "ex.") {
		return AppendPlain(b, o)
	}
	return appendAsText(b, m.Name, v)
}

// integer returns a number, the bytes of a size, and the smallest number of all for Unlimited, as the
// vendor's service has it (protocol section 5.7).
func integer(v object.Value) (int64, bool) {
	switch v := v.(type) {
	case int16:
		return int64(v), true
	case int32:
		return int64(v), true
	case int64:
		return v, true
	case uint32:
		return int64(v), true
	case object.ByteQuantifiedSize:
		return int64(min(uint64(v), math.MaxInt64)), true
	case object.Unlimited:
		if v.Value == nil {
			return math.MinInt64, true
		}
		return integer(v.Value)
	}
	return 0, false
}

// appendAsText appends text, or null for nothing. Dates have their full form.
func appendAsText(b []byte, name string, v object.Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return appendText(b, v)
	case time.Time:
		return appendTime(b, name, v)
	}
	return appendText(b, object.String(v))
}

func appendElements(b []byte, element string, v object.Value) []byte {
	var items []any
	switch v := v.(type) {
	case []byte:
		return appendNumbers(b, v)
	case []any:
		items = v
	case *object.List:
		items = v.Items
	case nil:
	default:
		items = []any{v}
	}
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		if o, ok := item.(*object.Object); ok && strings.HasPrefix(element, "ex.") {
			b = AppendPlain(b, o)
			continue
		}
		b = appendAsText(b, "", item)
	}
	return append(b, ']')
}

func appendNumbers(b, data []byte) []byte {
	b = append(b, '[')
	for i, c := range data {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(c), 10)
	}
	return append(b, ']')
}

// AppendPlain appends an object without annotations: what JSON has itself as such, all else as text.
func AppendPlain(b []byte, o *object.Object) []byte {
	b = append(b, '{')
	for i := range o.Props {
		if i > 0 {
			b = append(b, ',')
		}
		p := &o.Props[i]
		b = appendName(b, p.Name, "")
		b = appendPlain(b, p.Name, p.Value)
	}
	return append(b, '}')
}

func appendPlain(b []byte, name string, v object.Value) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(b, v)
	case object.Switch:
		return strconv.AppendBool(b, bool(v))
	case []any:
		return appendElements(b, "ex.", v)
	case *object.Object:
		return AppendPlain(b, v)
	}
	if n, ok := integer(v); ok {
		return strconv.AppendInt(b, n, 10)
	}
	return appendAsText(b, name, v)
}
