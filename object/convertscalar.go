package object

import (
	"math"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/object/decimal"
)

func convertGUID(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case GUID:
		return t, nil
	case ADObjectID:
		return t.ID, nil
	case string:
		g, err := ParseGUID(t)
		if err != nil {
			return nil, cannot(v, full, err.Error())
		}
		return g, nil
	case []byte:
		if len(t) == 16 {
			return GUID{t[3], t[2], t[1], t[0], t[5], t[4], t[7], t[6], t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15]}, nil
		}
	}
	return nil, cannot(v, full, "Only the text of a GUID can be used here.")
}

func convertChar(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case Char:
		return t, nil
	case string:
		if r := []rune(t); len(r) == 1 {
			return Char(r[0]), nil
		}
		return nil, cannot(v, full, "String must be exactly one character long.")
	}
	if n, ok := numeric(v); ok && n.kind <= kindInt64 && n.i >= 0 && n.i <= math.MaxUint16 {
		return Char(n.i), nil
	}
	return nil, cannot(v, full, "Value was either too large or too small for a character.")
}

func convertVersion(v Value, full string) (Value, error) {
	if t, ok := v.(Version); ok {
		return t, nil
	}
	parts := strings.Split(strings.TrimSpace(String(v)), ".")
	out := Version{-1, -1, -1, -1}
	into := []*int{&out.Major, &out.Minor, &out.Build, &out.Revision}
	if len(parts) < 2 || len(parts) > 4 {
		return nil, cannot(v, full, "A version has two to four numbers, such as 3.9.0.")
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 31)
		if err != nil {
			return nil, cannot(v, full, "A version has two to four numbers, such as 3.9.0.")
		}
		*into[i] = int(n)
	}
	return out, nil
}

func convertType(v Value) Value {
	if t, ok := v.(Type); ok {
		return t
	}
	return Type(String(v))
}

func convertTime(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case time.Time:
		return t, nil
	case string:
		parsed, err := ParseTime(t, nil)
		if err != nil {
			return nil, cannot(v, full, err.Error())
		}
		return parsed, nil
	case nil:
		return nil, cannot(v, full, "Cannot convert null to a date.")
	}
	n, ok := numeric(v)
	if !ok || n.kind > kindInt64 {
		return nil, cannot(v, full, "Only a date, its text or a number of ticks can be used here.")
	}
	moved, err := AddTicks(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), n.i)
	if err != nil || n.i < 0 {
		return nil, cannot(v, full, "Ticks must be between the years 1 and 9999.")
	}
	return moved, nil
}

func convertSpan(v Value, full string) (TimeSpan, error) {
	switch t := v.(type) {
	case string:
		span, err := ParseTimeSpan(t)
		if err != nil {
			return 0, cannot(v, full, err.Error())
		}
		return span, nil
	case Unlimited:
		if t.Value != nil {
			return convertSpan(t.Value, full)
		}
	case *decimal.Decimal, float64, float32:
		n, _ := numeric(v)
		if f := n.float(); math.Abs(f) < math.MaxInt64 {
			return TimeSpan(math.RoundToEven(f)), nil
		}
	}
	if span, ok := spanOf(v); ok {
		return span, nil
	}
	return 0, cannot(v, full, "Write a time span such as 90.00:00:00.")
}
