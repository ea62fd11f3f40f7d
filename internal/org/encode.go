package org

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/exosh/object"
)

// The stored form of values is JSON. An object is {"Name":value,...} in order of its properties; a
// property whose name begins with "$" has that doubled, and type names come first as "$o":[...].
// null, bool, string, int32 (a bare integer), float64 (a number with a point or exponent) and arrays
// are themselves. Every other value is an object with one member that names its type:
//
//	{"$t":us}        time in UTC, microseconds     {"$z":[us,sec,"zone"]} time elsewhere
//	{"$g":"guid"}    GUID                          {"$ts":n}        TimeSpan, ticks
//	{"$ets":n}       EnhancedTimeSpan, ticks       {"$b":n}         ByteQuantifiedSize
//	{"$u":value}     Unlimited, null if unlimited  {"$s":"a@b"}     SmtpAddress
//	{"$ad":["guid","name","dn"]} ADObjectID        {"$v":[1,2,-1,-1]} Version
//	{"$l":[...]}     List                          {"$d":[k,v,...]} Dict; "$od", "$cd", "$ocd" where it is
//	{"$y":"base64"}  []byte                                         ordered, case-sensitive, both
//	{"$i1":n} uint8  {"$i2":n} int16  {"$i8":n} int64  {"$u4":n} uint32  {"$u8":n} uint64
//	{"$f4":"1.5"} float32  {"$f":"NaN"} float64 without a number  {"$n":"1.10"} Decimal
//	{"$c":n} Char    {"$w":bool} Switch            {"$ty":"int"}    Type
//
// Secure strings and credentials are not stored.

// maxDepth is how deep stored values nest.
const maxDepth = 32

// MaxObject is the largest stored object, in bytes of its JSON.
const MaxObject = 1 << 20

// EncodeObject returns the stored form of an object. It fails on values that are not stored and on
// objects that are too deep or too large.
func EncodeObject(o *object.Object) ([]byte, error) {
	return EncodeValue(o)
}

// EncodeValue returns the stored form of a value.
func EncodeValue(v object.Value) ([]byte, error) {
	e := encoder{buf: make([]byte, 0, 512)}
	e.value(v, maxDepth)
	switch {
	case e.err != nil:
		return nil, e.err
	case len(e.buf) > MaxObject:
		return nil, oversize(len(e.buf))
	}
	return e.buf, nil
}

// EncodeKeys returns the stored form of keys: a JSON array of space and value by turns, "!" after the
// space of a unique one.
func EncodeKeys(keys []Key) []byte {
	e := encoder{buf: make([]byte, 0, 64*len(keys))}
	e.byte('[')
	for i, k := range keys {
		if i > 0 {
			e.byte(',')
		}
		space := k.Space
		if k.Unique {
			space += "!"
		}
		e.string(space)
		e.byte(',')
		e.string(k.Value)
	}
	e.byte(']')
	return e.buf
}

// An encoder appends JSON. The first error stays.
type encoder struct {
	buf []byte
	err error
}

func (e *encoder) byte(c byte) { e.buf = append(e.buf, c) }

func (e *encoder) raw(s string) { e.buf = append(e.buf, s...) }

func (e *encoder) int(n int64) { e.buf = strconv.AppendInt(e.buf, n, 10) }

func (e *encoder) uint(n uint64) { e.buf = strconv.AppendUint(e.buf, n, 10) }

func (e *encoder) value(v object.Value, depth int) {
	if depth == 0 {
		e.fail(fmt.Errorf("encode: value nests deeper than %d", maxDepth))
	}
	if e.err != nil {
		return
	}
	switch t := v.(type) {
	case nil:
		e.raw("null")
	case bool:
		e.buf = strconv.AppendBool(e.buf, t)
	case string:
		e.string(t)
	case int32:
		e.int(int64(t))
	case float64:
		e.float(t)
	case []any:
		e.array(t, depth)
	case *object.Object:
		e.object(t, depth)
	default:
		e.tagged(v, depth)
	}
}

func (e *encoder) array(items []any, depth int) {
	e.byte('[')
	for i, item := range items {
		if i > 0 {
			e.byte(',')
		}
		e.value(item, depth-1)
	}
	e.byte(']')
}

func (e *encoder) object(o *object.Object, depth int) {
	if o == nil {
		e.raw("null")
		return
	}
	e.byte('{')
	comma := false
	if len(o.Types) > 0 {
		e.raw(`"$o":`)
		e.strings(o.Types...)
		comma = true
	}
	for i := range o.Props {
		if comma {
			e.byte(',')
		}
		comma = true
		name := o.Props[i].Name
		if strings.HasPrefix(name, "$") {
			name = "$" + name
		}
		e.string(name)
		e.byte(':')
		e.value(o.Props[i].Value, depth-1)
	}
	e.byte('}')
}

func (e *encoder) strings(list ...string) {
	e.byte('[')
	for i, s := range list {
		if i > 0 {
			e.byte(',')
		}
		e.string(s)
	}
	e.byte(']')
}

func (e *encoder) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.tag("$f")
		e.string(strconv.FormatFloat(f, 'g', -1, 64))
		e.byte('}')
		return
	}
	at := len(e.buf)
	e.buf = strconv.AppendFloat(e.buf, f, 'g', -1, 64)
	if !strings.ContainsAny(string(e.buf[at:]), ".e") {
		e.raw(".0")
	}
}

func (e *encoder) tag(name string) {
	e.raw(`{"`)
	e.raw(name)
	e.raw(`":`)
}

func (e *encoder) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

const hexDigits = "0123456789abcdef"

// Writes a JSON string. Bytes that are not UTF-8 become U+FFFD.
func (e *encoder) string(s string) {
	e.byte('"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				e.raw(s[start:i])
				e.raw("\uFFFD")
				start = i + 1
			}
			i += size
			continue
		}
		e.raw(s[start:i])
		if c < ' ' {
			e.raw(`\u00`)
			e.byte(hexDigits[c>>4])
			e.byte(hexDigits[c&15])
		} else {
			e.byte('\\')
			e.byte(c)
		}
		i++
		start = i
	}
	e.raw(s[start:])
	e.byte('"')
}
