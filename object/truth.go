package object

import (
	"math"
)

// Truth is the value as a condition: null, false, zero, "" and an empty array are false; an array of
// one is as true as its element; anything else is true.
func Truth(v Value) bool {
	switch t := v.(type) {
	case nil:
		return false
	case bool:
		return t
	case Switch:
		return bool(t)
	case string:
		return t != ""
	case Char:
		return t != 0
	case *SecureString:
		return t != nil
	}
	if n, ok := numeric(v); ok {
		return !n.zero() || n.kind == kindDouble && math.IsNaN(n.f)
	}
	if !IsCollection(v) {
		return true
	}
	switch list := Unroll(v); len(list) {
	case 0:
		return false
	case 1:
		if !IsCollection(list[0]) {
			return Truth(list[0])
		}
		return len(Unroll(list[0])) > 0
	}
	return true
}
