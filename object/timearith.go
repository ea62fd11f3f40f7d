package object

import (
	"errors"
	"math"
	"time"
)

var errTimeRange = errors.New("The added or subtracted value results in an un-representable DateTime.")

// addTime is + with a date or a span on the left.
func addTime(a, b Value) (Value, error) {
	span, ok := spanOf(b)
	if !ok {
		return nil, refuse("op_Addition", a, b)
	}
	return shift(a, span)
}

// subTime is - with a date or a span on the left.
func subTime(a, b Value) (Value, error) {
	from, isDate := a.(time.Time)
	if isDate {
		if s, ok := b.(string); ok {
			if t, err := ParseTime(s, from.Location()); err == nil {
				b = t
			}
		}
		if to, ok := b.(time.Time); ok {
			return between(from, to), nil
		}
	}
	span, ok := spanOf(b)
	if !ok {
		return nil, refuse("op_Subtraction", a, b)
	}
	return shift(a, -span)
}

func shift(a Value, span TimeSpan) (Value, error) {
	switch t := a.(type) {
	case time.Time:
		return AddTicks(t, int64(span))
	case EnhancedTimeSpan:
		return t + EnhancedTimeSpan(span), nil
	case TimeSpan:
		sum := t + span
		if (sum > t) != (span > 0) && span != 0 {
			return nil, errors.New("TimeSpan overflowed because the duration is too long.")
		}
		return sum, nil
	}
	return nil, refuse("op_Addition", a, span)
}

// spanOf reads a span out of a span, or out of text; a number counts ticks, as a cast does.
func spanOf(v Value) (TimeSpan, bool) {
	switch t := v.(type) {
	case TimeSpan:
		return t, true
	case EnhancedTimeSpan:
		return TimeSpan(t), true
	case string:
		span, err := ParseTimeSpan(t)
		return span, err == nil
	}
	n, ok := numeric(v)
	if !ok || n.kind > kindInt64 {
		return 0, false
	}
	return TimeSpan(n.i), true
}

// scaleTime multiplies or divides a span by a number, or divides it by a span.
func scaleTime(operator string, a, b Value) (Value, error) {
	span, _ := spanOf(a)
	if by, ok := b.(TimeSpan); ok && operator == "op_Division" {
		return float64(span) / float64(by), nil
	}
	n, ok := operand(b)
	if !ok {
		return nil, refuse(operator, a, b)
	}
	ticks := float64(span) * n.float()
	if operator == "op_Division" {
		if n.zero() {
			return nil, ErrDivideByZero
		}
		ticks = float64(span) / n.float()
	}
	if math.IsNaN(ticks) || math.Abs(ticks) >= math.MaxInt64 {
		return nil, errors.New("TimeSpan overflowed because the duration is too long.")
	}
	return TimeSpan(math.RoundToEven(ticks)), nil
}

// Ticks is System.DateTime.Ticks: units of 100 ns since the start of year 1, as the clock on the wall
// of the date's own zone shows them.
func Ticks(t time.Time) TimeSpan {
	const toUnix = 62135596800 // seconds from year 1 to 1970
	w := wall(t)
	return TimeSpan((w.Unix()+toUnix)*1e7 + int64(w.Nanosecond())/100)
}

// AddTicks moves a date by units of 100 ns on the wall clock of its zone, so that a day is always a
// calendar day. It fails outside the years 1 to 9999.
func AddTicks(t time.Time, ticks int64) (time.Time, error) {
	w := wall(t)
	moved := time.Unix(w.Unix()+ticks/1e7, int64(w.Nanosecond())+ticks%1e7*100).UTC()
	if y := moved.Year(); y < 1 || y > 9999 {
		return t, errTimeRange
	}
	return onWall(moved, t.Location()), nil
}

// wall is the time in UTC at which clocks show what t shows in its zone.
func wall(t time.Time) time.Time { return onWall(t, time.UTC) }

func onWall(t time.Time, loc *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
}

// between is the difference of two dates: on the wall clock where they share a zone or one has none,
// else in time.
func between(a, b time.Time) TimeSpan {
	if a.Location() != b.Location() && !IsUnspecified(a) && !IsUnspecified(b) {
		a, b = a.UTC(), b.UTC()
	}
	return Ticks(a) - Ticks(b)
}
