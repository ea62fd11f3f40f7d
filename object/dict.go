package object

import (
	"iter"
	"strings"
)

// A Dict is a hash table. It keeps the order of insertion; text keys ignore case unless CaseSensitive
// is set before the first Set. The zero value is empty and ready; a nil *Dict reads as empty.
type Dict struct {
	Ordered       bool // [ordered]@{}: an OrderedDictionary, which numbers index by position
	CaseSensitive bool
	entries       []entry
	index         map[any]int
	dead          int
}

type entry struct {
	key, value Value
	gone       bool
}

// NewDict returns a Dict of pairs of key and value.
func NewDict(pairs ...Value) *Dict {
	d := &Dict{}
	for i := 0; i+1 < len(pairs); i += 2 {
		d.Set(pairs[i], pairs[i+1])
	}
	return d
}

// Get returns the value of a key.
func (d *Dict) Get(key Value) (Value, bool) {
	if d == nil {
		return nil, false
	}
	i, ok := d.index[d.hash(key)]
	if !ok {
		return nil, false
	}
	return d.entries[i].value, true
}

// Set adds a key or replaces its value, keeping its place and first spelling.
func (d *Dict) Set(key, value Value) {
	h := d.hash(key)
	if i, ok := d.index[h]; ok {
		d.entries[i].value = value
		return
	}
	if d.index == nil {
		d.index = make(map[any]int)
	}
	d.index[h] = len(d.entries)
	d.entries = append(d.entries, entry{key: key, value: value})
}

// Delete removes a key and says whether it was there.
func (d *Dict) Delete(key Value) bool {
	if d == nil {
		return false
	}
	h := d.hash(key)
	i, ok := d.index[h]
	if !ok {
		return false
	}
	delete(d.index, h)
	d.entries[i] = entry{gone: true}
	if d.dead++; d.dead > 16 && d.dead > len(d.entries)/2 {
		d.compact()
	}
	return true
}

// Clear removes everything.
func (d *Dict) Clear() { d.entries, d.index, d.dead = nil, nil, 0 }

// Len is the number of entries.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return len(d.entries) - d.dead
}

// All ranges over the entries in order. Entries may be replaced or deleted meanwhile.
func (d *Dict) All() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		if d == nil {
			return
		}
		for _, e := range d.entries {
			if !e.gone && !yield(e.key, e.value) {
				return
			}
		}
	}
}

// Keys lists the keys in order.
func (d *Dict) Keys() []Value {
	keys := make([]Value, 0, d.Len())
	for k := range d.All() {
		keys = append(keys, k)
	}
	return keys
}

// Values lists the values in order.
func (d *Dict) Values() []Value {
	values := make([]Value, 0, d.Len())
	for _, v := range d.All() {
		values = append(values, v)
	}
	return values
}

func (d *Dict) compact() {
	live := make([]entry, 0, d.Len())
	for _, e := range d.entries {
		if !e.gone {
			d.index[d.hash(e.key)] = len(live)
			live = append(live, e)
		}
	}
	d.entries, d.dead = live, 0
}

// hash is the key as a map key: text folded, values that Go cannot compare as their text.
func (d *Dict) hash(key Value) any {
	switch k := key.(type) {
	case string:
		if d.CaseSensitive {
			return k
		}
		return strings.ToLower(k)
	case []any, []byte:
		return [1]string{String(k)}
	case int:
		return int32(k)
	}
	return key
}
