package object

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Equal is -eq (or -ceq) on scalars: the right operand is converted to the type of the left, and is
// unequal where it cannot be. Arrays, lists and objects are equal to themselves only.
func Equal(a, b Value, caseSensitive bool) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	switch l := a.(type) {
	case string:
		return sameText(l, String(b), caseSensitive)
	case bool:
		return l == Truth(b)
	case Switch:
		return bool(l) == Truth(b)
	case ADObjectID:
		return l.is(b)
	case Type:
		return strings.EqualFold(TypeFullName(l), TypeFullName(Type(String(b))))
	}
	if byIdentity(a) {
		return identical(a, b)
	}
	n, err := Compare(a, b, caseSensitive)
	return err == nil && n == 0
}

func sameText(a, b string, caseSensitive bool) bool {
	if caseSensitive {
		return a == b
	}
	return strings.EqualFold(a, b)
}

// is says whether the other value names the same object.
func (id ADObjectID) is(v Value) bool {
	switch o := v.(type) {
	case ADObjectID:
		return id == o
	case GUID:
		return id.ID == o
	}
	s := String(v)
	return strings.EqualFold(id.String(), s) || strings.EqualFold(id.DN, s) || strings.EqualFold(id.ID.String(), s)
}

func byIdentity(v Value) bool {
	switch v.(type) {
	case *Object, *Dict, *List, []any, []byte, *SecureString, *Credential:
		return true
	}
	return false
}

// identical says whether two values are one and the same.
func identical(a, b Value) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	if x.Type() != y.Type() {
		return false
	}
	if x.Kind() == reflect.Slice {
		return x.Len() == y.Len() && x.Pointer() == y.Pointer()
	}
	return x.Comparable() && y.Comparable() && a == b
}

// A CompareError says that two values have no order.
type CompareError struct {
	Left, Right string // text of the left value, type of the right
	Err         error  // why the right could not be converted, or nil
}

func (e *CompareError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("Could not compare \"%s\" to a %s. %v", clip(e.Left), e.Right, e.Err)
	}
	return fmt.Sprintf("Cannot compare \"%s\" because it is not IComparable.", clip(e.Left))
}

// Unwrap returns the cause.
func (e *CompareError) Unwrap() error { return e.Err }

// Compare orders two values as -lt and -gt do: negative, zero or positive. The left operand decides
// how; it returns a *CompareError where the right cannot be converted, or the left has no order.
func Compare(a, b Value, caseSensitive bool) (int, error) {
	if a == nil || b == nil {
		return compareNull(a, b), nil
	}
	if n, ok := numeric(a); ok {
		return compareNumber(n, a, b)
	}
	switch l := a.(type) {
	case string:
		return CompareText(l, String(b), caseSensitive), nil
	case SmtpAddress:
		return CompareText(string(l), String(b), caseSensitive), nil
	case Char:
		return compareChar(l, b, caseSensitive)
	case bool, Switch:
		return order(boolOrder(Truth(a)), boolOrder(Truth(b))), nil
	case time.Time:
		return compareConverted(a, b, "datetime", func(r Value) int { return CompareTime(l, r.(time.Time)) })
	case TimeSpan:
		return compareConverted(a, b, "timespan", func(r Value) int { return order(int64(l), int64(r.(TimeSpan))) })
	case EnhancedTimeSpan:
		return compareConverted(a, b, "timespan", func(r Value) int { return order(int64(l), int64(r.(TimeSpan))) })
	case GUID:
		return compareConverted(a, b, "guid", func(r Value) int { return strings.Compare(l.String(), r.(GUID).String()) })
	case Version:
		return compareConverted(a, b, "version", func(r Value) int { return l.compare(r.(Version)) })
	case Unlimited:
		return compareUnlimited(l, b)
	case ADObjectID:
		return CompareText(l.String(), String(b), caseSensitive), nil
	}
	return compareOther(a, b, caseSensitive)
}

func compareNull(a, b Value) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	}
	return 1
}

func boolOrder(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func compareNumber(n number, a, b Value) (int, error) {
	if s, ok := a.(ByteQuantifiedSize); ok {
		if r, err := Convert(b, "ByteQuantifiedSize"); err == nil {
			return orderUnsigned(uint64(s), uint64(r.(ByteQuantifiedSize))), nil
		}
	}
	r, ok := operand(b)
	if !ok {
		_, err := Convert(b, Type(TypeName(a)))
		return 0, &CompareError{String(a), TypeName(b), err}
	}
	return n.compare(r), nil
}

func orderUnsigned(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func compareChar(l Char, b Value, caseSensitive bool) (int, error) {
	if n, ok := numeric(b); ok {
		return number{kind: kindInt32, i: int64(l)}.compare(n), nil
	}
	return CompareText(string(rune(l)), String(b), caseSensitive), nil
}

func compareConverted(a, b Value, to Type, by func(Value) int) (int, error) {
	r, err := Convert(b, to)
	if err != nil {
		return 0, &CompareError{String(a), TypeName(b), err}
	}
	return by(r), nil
}

// CompareTime orders two dates; one without a zone is compared by what the clock shows.
func CompareTime(a, b time.Time) int {
	if IsUnspecified(a) || IsUnspecified(b) {
		a, b = wall(a), wall(b)
	}
	return a.Compare(b)
}

func (v Version) compare(w Version) int {
	for _, pair := range [][2]int{{v.Major, w.Major}, {v.Minor, w.Minor}, {v.Build, w.Build}, {v.Revision, w.Revision}} {
		if pair[0] != pair[1] {
			return order(int64(pair[0]), int64(pair[1]))
		}
	}
	return 0
}

// compareUnlimited puts Unlimited above every limit.
func compareUnlimited(l Unlimited, b Value) (int, error) {
	c, err := Convert(b, "Unlimited")
	if err != nil {
		return 0, &CompareError{l.String(), TypeName(b), err}
	}
	r := c.(Unlimited)
	switch {
	case l.Value == nil && r.Value == nil:
		return 0, nil
	case l.Value == nil:
		return 1, nil
	case r.Value == nil:
		return -1, nil
	}
	return Compare(l.Value, r.Value, false)
}

func compareOther(a, b Value, caseSensitive bool) (int, error) {
	if !byIdentity(a) && !IsCollection(a) {
		if s, ok := a.(Stringer); ok {
			return CompareText(s.String(), String(b), caseSensitive), nil
		}
	}
	if identical(a, b) {
		return 0, nil
	}
	return 0, &CompareError{Left: String(a), Right: TypeName(b)}
}
