package org

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

// Reads the value of a tag.
func (d *decoder) tagged(tag string, depth int) object.Value {
	switch tag {
	case "$t":
		return time.UnixMicro(d.int()).UTC()
	case "$z":
		return d.zoned()
	case "$g":
		return d.id(d.string())
	case "$ts":
		return object.TimeSpan(d.int())
	case "$ets":
		return object.EnhancedTimeSpan(d.int())
	case "$b":
		return object.ByteQuantifiedSize(d.uint())
	case "$u":
		return object.Unlimited{Value: d.value(depth - 1)}
	case "$s":
		return object.SmtpAddress(d.string())
	case "$ad":
		return d.reference()
	case "$v":
		return d.version()
	case "$l":
		return &object.List{Items: d.array(depth)}
	case "$d", "$od", "$cd", "$ocd":
		return d.dict(tag, depth)
	}
	return d.scalar(tag)
}

func (d *decoder) id(s string) ID {
	id, err := ParseID(s)
	if err != nil {
		d.fail("bad GUID")
	}
	return id
}

// Reads a time with its offset from UTC and the name of its zone; that of a time whose zone was not
// said is "".
func (d *decoder) zoned() object.Value {
	d.expect('[')
	us := d.int()
	d.expect(',')
	offset := d.int()
	d.expect(',')
	zone := d.string()
	d.expect(']')
	return time.UnixMicro(us).In(time.FixedZone(zone, int(offset)))
}

func (d *decoder) reference() object.Value {
	p := d.strings()
	if len(p) != 3 {
		d.fail("bad object id")
		return nil
	}
	return object.ADObjectID{ID: d.id(p[0]), Name: p[1], DN: p[2]}
}

func (d *decoder) version() object.Value {
	n := d.ints()
	if len(n) != 4 {
		d.fail("bad version")
		return nil
	}
	return object.Version{Major: int(n[0]), Minor: int(n[1]), Build: int(n[2]), Revision: int(n[3])}
}

func (d *decoder) dict(tag string, depth int) object.Value {
	out := object.NewDict()
	out.Ordered = strings.Contains(tag, "o")
	out.CaseSensitive = strings.Contains(tag, "c")
	d.list(func() {
		k := d.value(depth - 1)
		d.expect(',')
		v := d.value(depth - 1)
		if d.err == nil && k != nil {
			out.Set(k, v)
		}
	})
	return out
}

// Reads the less common scalars.
func (d *decoder) scalar(tag string) object.Value {
	switch tag {
	case "$i1":
		return uint8(d.uint())
	case "$i2":
		return int16(d.int())
	case "$i8":
		return d.int()
	case "$u4":
		return uint32(d.uint())
	case "$u8":
		return d.uint()
	case "$f", "$f4":
		return d.float(tag)
	case "$n":
		n, err := decimal.Parse(d.string())
		if err != nil {
			d.fail("bad decimal")
		}
		return n
	case "$c":
		return object.Char(d.int())
	case "$w":
		b, _ := d.value(1).(bool)
		return object.Switch(b)
	case "$ty":
		return object.Type(d.string())
	case "$y":
		b, err := base64.StdEncoding.DecodeString(d.string())
		if err != nil {
			d.fail("bad base64")
		}
		return b
	}
	d.fail("unknown tag " + strconv.Quote(tag))
	return nil
}

func (d *decoder) float(tag string) object.Value {
	bits := 64
	if tag == "$f4" {
		bits = 32
	}
	f, err := strconv.ParseFloat(d.string(), bits)
	if err != nil {
		d.fail("bad number")
	}
	if bits == 32 {
		return float32(f)
	}
	return f
}
