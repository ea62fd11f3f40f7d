package interp

import (
	"strings"

	"example.org/exosh/object"
)

// A test compares two scalars.
type test func(a, b object.Value) (bool, error)

// Returns a comparison operator that needs no frame, or nil.
func comparison(op string) operation {
	name, sensitive := op[1:], false
	if base, ok := strings.CutPrefix(name, "c"); ok && name != "contains" {
		name, sensitive = base, true
	}
	switch name {
	case "contains", "notcontains":
		return func(a, b object.Value) (object.Value, error) {
			return holds(a, b, sensitive) == (name == "contains"), nil
		}
	case "in", "notin":
		return func(a, b object.Value) (object.Value, error) {
			return holds(b, a, sensitive) == (name == "in"), nil
		}
	}
	t := testOf(name, sensitive)
	if t == nil {
		return nil
	}
	order := orderOf(name)
	return func(a, b object.Value) (object.Value, error) {
		if order != nil {
			if x, ok := a.(int32); ok {
				if y, ok := b.(int32); ok {
					return order(int(x), int(y)), nil
				}
			}
		}
		return filterOr(a, b, t)
	}
}

// Rule 22: a collection on the left is filtered, anything else is tested.
func filterOr(a, b object.Value, t test) (object.Value, error) {
	if !isCollection(a) {
		return t(a, b)
	}
	kept := []any{}
	for _, e := range unroll(a) {
		ok, err := t(e, b)
		if err != nil {
			return nil, err
		}
		if ok {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

func orderOf(name string) func(x, y int) bool {
	switch name {
	case "eq":
		return func(x, y int) bool { return x == y }
	case "ne":
		return func(x, y int) bool { return x != y }
	case "lt":
		return func(x, y int) bool { return x < y }
	case "le":
		return func(x, y int) bool { return x <= y }
	case "gt":
		return func(x, y int) bool { return x > y }
	case "ge":
		return func(x, y int) bool { return x >= y }
	}
	return nil
}

func testOf(name string, sensitive bool) test {
	switch name {
	case "eq":
		return func(a, b object.Value) (bool, error) { return equal(a, b, sensitive), nil }
	case "ne":
		return func(a, b object.Value) (bool, error) { return !equal(a, b, sensitive), nil }
	case "lt", "le", "gt", "ge":
		order := orderOf(name)
		return func(a, b object.Value) (bool, error) {
			n, err := compare(a, b, sensitive)
			return err == nil && order(n, 0), err
		}
	case "like":
		return func(a, b object.Value) (bool, error) {
			return object.Like(object.String(a), object.String(b), sensitive), nil
		}
	case "notlike":
		return func(a, b object.Value) (bool, error) {
			return !object.Like(object.String(a), object.String(b), sensitive), nil
		}
	}
	return nil
}

func equal(a, b object.Value, sensitive bool) bool {
	if x, ok := a.(identity); ok {
		return x.same(b)
	}
	if isCollection(b) && !isCollection(a) && a != nil {
		return false
	}
	return object.Equal(a, b, sensitive)
}

// An identity is a value of this package that decides itself what it equals.
type identity interface{ same(other object.Value) bool }

func compare(a, b object.Value, sensitive bool) (int, error) {
	if a == nil || b == nil {
		return compareNull(a, b, sensitive)
	}
	n, err := object.Compare(a, b, sensitive)
	if err != nil {
		return 0, invalid("ComparisonFailure", "%s", err)
	}
	return n, nil
}

// $null is less than anything but $null, and 0 where a number stands on the other side.
func compareNull(a, b object.Value, sensitive bool) (int, error) {
	switch {
	case a == nil && b == nil:
		return 0, nil
	case a == nil:
		n, err := compareNull(b, nil, sensitive)
		return -n, err
	}
	switch a.(type) {
	case int32, int64, float64, uint8, int16, uint32, uint64, float32:
		if n, err := object.Compare(a, int32(0), sensitive); err == nil && n < 0 {
			return -1, nil
		}
	}
	return 1, nil
}

// Reports whether a collection, or a single value, has an element.
func holds(list, v object.Value, sensitive bool) bool {
	if !isCollection(list) {
		return equal(list, v, sensitive)
	}
	for _, e := range unroll(list) {
		if equal(e, v, sensitive) {
			return true
		}
	}
	return false
}
