package org

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

// Writes the values that carry a tag.
func (e *encoder) tagged(v object.Value, depth int) {
	switch t := v.(type) {
	case time.Time:
		e.time(t)
	case object.GUID:
		e.tag("$g")
		e.string(IDText(t))
	case object.TimeSpan:
		e.tag("$ts")
		e.int(int64(t))
	case object.EnhancedTimeSpan:
		e.tag("$ets")
		e.int(int64(t))
	case object.ByteQuantifiedSize:
		e.tag("$b")
		e.uint(uint64(t))
	case object.Unlimited:
		e.tag("$u")
		e.value(t.Value, depth-1)
	case object.SmtpAddress:
		e.tag("$s")
		e.string(string(t))
	case object.ADObjectID:
		e.tag("$ad")
		e.strings(IDText(t.ID), t.Name, t.DN)
	case object.Version:
		e.tag("$v")
		e.array([]any{int32(t.Major), int32(t.Minor), int32(t.Build), int32(t.Revision)}, depth)
	case *object.List:
		e.tag("$l")
		e.array(t.Items, depth)
	case *object.Dict:
		e.dict(t, depth)
	default:
		e.number(v)
	}
	e.byte('}')
}

func (e *encoder) time(t time.Time) {
	if t.Location() == time.UTC {
		e.tag("$t")
		e.int(t.UnixMicro())
		return
	}
	_, offset := t.Zone()
	e.tag("$z")
	e.byte('[')
	e.int(t.UnixMicro())
	e.byte(',')
	e.int(int64(offset))
	e.byte(',')
	e.string(t.Location().String())
	e.byte(']')
}

func (e *encoder) dict(d *object.Dict, depth int) {
	switch {
	case d.Ordered && d.CaseSensitive:
		e.tag("$ocd")
	case d.Ordered:
		e.tag("$od")
	case d.CaseSensitive:
		e.tag("$cd")
	default:
		e.tag("$d")
	}
	e.byte('[')
	comma := false
	for k, v := range d.All() {
		if comma {
			e.byte(',')
		}
		comma = true
		e.value(k, depth-1)
		e.byte(',')
		e.value(v, depth-1)
	}
	e.byte(']')
}

// Writes the less common scalars.
func (e *encoder) number(v object.Value) {
	switch t := v.(type) {
	case uint8:
		e.tag("$i1")
		e.uint(uint64(t))
	case int16:
		e.tag("$i2")
		e.int(int64(t))
	case int64:
		e.tag("$i8")
		e.int(t)
	case uint32:
		e.tag("$u4")
		e.uint(uint64(t))
	case uint64:
		e.tag("$u8")
		e.uint(t)
	case float32:
		e.tag("$f4")
		e.string(strconv.FormatFloat(float64(t), 'g', -1, 32))
	case *decimal.Decimal:
		e.tag("$n")
		e.string(t.String())
	case object.Char:
		e.tag("$c")
		e.int(int64(t))
	case object.Switch:
		e.tag("$w")
		e.buf = strconv.AppendBool(e.buf, bool(t))
	case object.Type:
		e.tag("$ty")
		e.string(string(t))
	case []byte:
		e.tag("$y")
		e.string(base64.StdEncoding.EncodeToString(t))
	default:
		e.fail(fmt.Errorf("encode: a value of type %T is not stored", v))
	}
}
