package interp

import (
	"errors"
	"strings"

	"example.org/exosh/object"
)

// A Set is a HashSet: each value once, text by its exact characters unless Fold is set.
type Set struct {
	Fold  bool
	items *object.Dict
}

func newSet(fold bool, items []object.Value) *Set {
	s := &Set{Fold: fold, items: &object.Dict{CaseSensitive: !fold}}
	for _, v := range items {
		s.items.Set(v, true)
	}
	return s
}

// Elements implements object.Collection.
func (s *Set) Elements() []object.Value { return s.items.Keys() }

// TypeNames, PropertyNames and Property implement object.Properties.
func (s *Set) TypeNames() []string {
	return []string{"System.Collections.Generic.HashSet`1[System.Object]", "System.Object"}
}

// PropertyNames lists what a set shows.
func (s *Set) PropertyNames() []string { return []string{"Count"} }

// Property returns one of them.
func (s *Set) Property(name string) (object.Value, bool) {
	return int32(s.items.Len()), strings.EqualFold(name, "Count")
}

func (s *Set) method(name string) method {
	switch name {
	case "add":
		return func(a *arguments) (object.Value, error) {
			_, twice := s.items.Get(a.any(0))
			s.items.Set(a.any(0), true)
			return !twice, nil
		}
	case "contains":
		return func(a *arguments) (object.Value, error) { _, ok := s.items.Get(a.any(0)); return ok, nil }
	case "remove":
		return func(a *arguments) (object.Value, error) { return s.items.Delete(a.any(0)), nil }
	case "clear":
		return func(*arguments) (object.Value, error) { s.items.Clear(); return nothing{}, nil }
	case "toarray", "getenumerator":
		return func(*arguments) (object.Value, error) { return []any(s.items.Keys()), nil }
	case "unionwith", "exceptwith", "intersectwith":
		return func(a *arguments) (object.Value, error) { s.combine(name, itemsOf(a.any(0))); return nothing{}, nil }
	}
	return nil
}

func (s *Set) combine(name string, other []object.Value) {
	set := newSet(s.Fold, other)
	if name == "unionwith" {
		for _, v := range other {
			s.items.Set(v, true)
		}
		return
	}
	for _, v := range s.items.Keys() {
		if _, in := set.items.Get(v); in == (name == "exceptwith") {
			s.items.Delete(v)
		}
	}
}

// A Queue is a Queue, or a Stack where LIFO is set.
type Queue struct {
	LIFO  bool
	items []object.Value
}

// Elements implements object.Collection.
func (q *Queue) Elements() []object.Value {
	if !q.LIFO {
		return q.items
	}
	all := make([]object.Value, 0, len(q.items))
	for i := len(q.items) - 1; i >= 0; i-- {
		all = append(all, q.items[i])
	}
	return all
}

// TypeNames, PropertyNames and Property implement object.Properties.
func (q *Queue) TypeNames() []string {
	return []string{map[bool]string{true: "System.Collections.Stack", false: "System.Collections.Queue"}[q.LIFO], "System.Object"}
}

// PropertyNames lists what a queue shows.
func (q *Queue) PropertyNames() []string { return []string{"Count"} }

// Property returns one of them.
func (q *Queue) Property(name string) (object.Value, bool) {
	return int32(len(q.items)), strings.EqualFold(name, "Count")
}

func (q *Queue) method(name string) method {
	switch name {
	case "enqueue", "push":
		return func(a *arguments) (object.Value, error) { q.items = append(q.items, a.any(0)); return nothing{}, nil }
	case "dequeue", "pop", "peek":
		return func(*arguments) (object.Value, error) {
			if len(q.items) == 0 {
				return nil, errors.New("Queue empty.")
			}
			at := 0
			if q.LIFO {
				at = len(q.items) - 1
			}
			v := q.items[at]
			if name != "peek" {
				q.items = append(q.items[:at:at], q.items[at+1:]...)
			}
			return v, nil
		}
	case "clear":
		return func(*arguments) (object.Value, error) { q.items = nil; return nothing{}, nil }
	case "toarray":
		return func(*arguments) (object.Value, error) { return append([]any{}, q.Elements()...), nil }
	case "contains":
		return func(a *arguments) (object.Value, error) { return indexIn(q.items, a.any(0)) >= 0, nil }
	}
	return nil
}
