package org

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"example.org/exosh/object"
)

// DecodeObject reads what EncodeObject wrote. Text of the result shares memory with s.
func DecodeObject(s string) (*object.Object, error) {
	v, err := DecodeValue(s)
	if err != nil {
		return nil, err
	}
	o, ok := v.(*object.Object)
	if !ok {
		return nil, errors.New("decode: not an object")
	}
	return o, nil
}

// DecodePart reads, of what EncodeObject wrote, the properties with one of the names, ignoring case.
func DecodePart(s string, names []string) (*object.Object, error) {
	d := decoder{s: s, only: names}
	o, _ := d.value(maxDepth).(*object.Object)
	if d.err == nil && o == nil {
		d.fail("not an object")
	}
	if d.err != nil {
		return nil, d.err
	}
	return o, nil
}

// DecodeValue reads what EncodeValue wrote.
func DecodeValue(s string) (object.Value, error) {
	d := decoder{s: s}
	v := d.value(maxDepth)
	d.space()
	if d.err == nil && d.i != len(s) {
		d.fail("text after the value")
	}
	if d.err != nil {
		return nil, d.err
	}
	return v, nil
}

// DecodeKeys reads what EncodeKeys wrote.
func DecodeKeys(s string) ([]Key, error) {
	d := decoder{s: s}
	keys := make([]Key, 0, strings.Count(s, ",")/2+1)
	d.list(func() {
		space := d.string()
		d.expect(',')
		unique := strings.HasSuffix(space, "!")
		keys = append(keys, Key{Space: strings.TrimSuffix(space, "!"), Value: d.string(), Unique: unique})
	})
	if d.err != nil {
		return nil, d.err
	}
	return keys, nil
}

// A decoder reads JSON from a string. The first error stays, and after it everything reads as zero.
type decoder struct {
	s    string
	i    int
	only []string // properties of the outermost object that are wanted; nil for all
	err  error
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("decode: %s at byte %d", what, d.i)
	}
	d.i = len(d.s)
}

func (d *decoder) space() {
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\t', '\n', '\r':
			d.i++
		default:
			return
		}
	}
}

// Returns the next byte that is not a blank, 0 at the end.
func (d *decoder) peek() byte {
	d.space()
	if d.i < len(d.s) {
		return d.s[d.i]
	}
	return 0
}

func (d *decoder) expect(c byte) {
	if d.peek() != c {
		d.fail("expected " + strconv.QuoteRune(rune(c)))
		return
	}
	d.i++
}

func (d *decoder) word(w string) {
	if !strings.HasPrefix(d.s[d.i:], w) {
		d.fail("unknown word")
		return
	}
	d.i += len(w)
}

func (d *decoder) value(depth int) object.Value {
	if depth == 0 {
		d.fail("value nests too deep")
	}
	switch c := d.peek(); c {
	case '{':
		return d.object(depth)
	case '[':
		return d.array(depth)
	case '"':
		return d.string()
	case 't':
		d.word("true")
		return true
	case 'f':
		d.word("false")
		return false
	case 'n':
		d.word("null")
		return nil
	default:
		return d.number()
	}
}

// Reads a list, calling item at the beginning of each element.
func (d *decoder) list(item func()) {
	d.expect('[')
	if d.peek() == ']' {
		d.i++
		return
	}
	for d.err == nil {
		item()
		if d.peek() == ',' {
			d.i++
			continue
		}
		d.expect(']')
		return
	}
}

func (d *decoder) array(depth int) []any {
	items := []any{}
	d.list(func() { items = append(items, d.value(depth-1)) })
	return items
}

// Reads an object, or the tagged value it stands for.
func (d *decoder) object(depth int) object.Value {
	d.expect('{')
	o := &object.Object{}
	if d.peek() == '}' {
		d.i++
		return o
	}
	for first := true; d.err == nil; first = false {
		name := d.string()
		d.expect(':')
		if first && len(name) > 1 && name[0] == '$' && name[1] != '$' && name != "$o" {
			v := d.tagged(name, depth)
			d.expect('}')
			return v
		}
		d.member(o, name, depth)
		if d.peek() == ',' {
			d.i++
			continue
		}
		d.expect('}')
		break
	}
	return o
}

func (d *decoder) member(o *object.Object, name string, depth int) {
	if strings.HasPrefix(name, "$") {
		if name == "$o" {
			o.Types = d.strings()
			return
		}
		name = name[1:]
	}
	if d.only != nil && depth == maxDepth && !d.wanted(name) {
		d.skip()
		return
	}
	if o.Props == nil {
		o.Props = make([]object.Property, 0, d.sizeHint(depth))
	}
	o.Props = append(o.Props, object.Property{Name: name, Value: d.value(depth - 1)})
}

// Guesses the number of properties of an object: the outermost one is likely the large one.
func (d *decoder) sizeHint(depth int) int {
	if depth < maxDepth {
		return 4
	}
	if d.only != nil {
		return min(len(d.only), 320)
	}
	return min(len(d.s)/32+4, 320)
}

func (d *decoder) wanted(name string) bool {
	for _, n := range d.only {
		if len(n) == len(name) && strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// Passes over a value. It is not looked at beyond where it ends.
func (d *decoder) skip() {
	depth := 0
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case '"':
			d.skipString()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
		case ',':
			if depth == 0 {
				return
			}
		}
		d.i++
	}
	d.fail("value without end")
}

func (d *decoder) skipString() {
	for d.i++; d.i < len(d.s); d.i++ {
		end := strings.IndexByte(d.s[d.i:], '"')
		if end < 0 {
			break
		}
		escapes := 0
		for at := d.i + end - 1; at >= d.i && d.s[at] == '\\'; at-- {
			escapes++
		}
		if d.i += end; escapes%2 == 0 {
			d.i++
			return
		}
	}
	d.fail("string without end")
}

func (d *decoder) strings() []string {
	var list []string
	d.list(func() { list = append(list, d.string()) })
	return list
}

func (d *decoder) literal() string {
	d.space()
	start := d.i
	for d.i < len(d.s) && strings.IndexByte("+-.0123456789eE", d.s[d.i]) >= 0 {
		d.i++
	}
	return d.s[start:d.i]
}

func (d *decoder) number() object.Value {
	s := d.literal()
	if strings.ContainsAny(s, ".eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			d.fail("bad number")
		}
		return f
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		d.fail("bad number")
	}
	return int32(n)
}

func (d *decoder) int() int64 {
	n, err := strconv.ParseInt(d.literal(), 10, 64)
	if err != nil {
		d.fail("bad number")
	}
	return n
}

func (d *decoder) uint() uint64 {
	n, err := strconv.ParseUint(d.literal(), 10, 64)
	if err != nil {
		d.fail("bad number")
	}
	return n
}

func (d *decoder) ints() []int64 {
	var list []int64
	d.list(func() { list = append(list, d.int()) })
	return list
}
