package interp

import (
	"errors"
	"sort"
	"strings"

	"example.org/exosh/object"
)

func indexIn(items []any, v object.Value) int {
	for i, e := range items {
		if equal(e, v, true) {
			return i
		}
	}
	return -1
}

func sortItems(items []any) error {
	var failed error
	sort.SliceStable(items, func(i, j int) bool {
		n, err := compare(items[i], items[j], false)
		if err != nil {
			failed = err
		}
		return n < 0
	})
	return failed
}

// Methods of arrays, which have a fixed size (rule 17).
func arrayMethod(items []any, name string) method {
	switch name {
	case "contains":
		return func(a *arguments) (object.Value, error) { return indexIn(items, a.any(0)) >= 0, nil }
	case "indexof":
		return func(a *arguments) (object.Value, error) { return int32(indexIn(items, a.any(0))), nil }
	case "getenumerator":
		return func(*arguments) (object.Value, error) { return append([]any{}, items...), nil }
	case "clone":
		return func(*arguments) (object.Value, error) { return append([]any{}, items...), nil }
	case "getvalue", "get", "item", "get_item":
		return func(a *arguments) (object.Value, error) { return elementAt(items, a.int(0)), nil }
	case "setvalue", "set":
		return func(a *arguments) (object.Value, error) {
			return nothing{}, setElement(items, a.any(1), a.any(0))
		}
	case "getupperbound":
		return func(*arguments) (object.Value, error) { return int32(len(items) - 1), nil }
	case "getlength":
		return func(*arguments) (object.Value, error) { return int32(len(items)), nil }
	case "copyto":
		return nil
	case "add", "remove", "removeat", "insert", "clear", "addrange":
		return func(a *arguments) (object.Value, error) {
			return nil, errors.New("Collection was of a fixed size.")
		}
	}
	return nil
}

// .ForEach() and .Where(), which every value has.
func sequenceMethod(f *frame, items []object.Value, name string) method {
	return func(a *arguments) (object.Value, error) {
		if !a.count(1, 3) {
			return nil, nil
		}
		block, ok := a.any(0).(*ScriptBlock)
		if !ok {
			return f.forEachName(items, name, a)
		}
		all := []any{}
		limit := 0
		if name == "where" && a.has(2) {
			limit = a.int(2)
		}
		mode := strings.ToLower(a.text(1))
		for _, e := range items {
			out, err := block.call(f.ctx, e, nil)
			if err != nil {
				return nil, err
			}
			if name == "foreach" {
				all = append(all, unroll(out)...)
				continue
			}
			if truth(out) {
				all = append(all, e)
				if mode == "first" && len(all) >= max(1, limit) {
					break
				}
			}
		}
		if mode == "last" && len(all) > max(1, limit) {
			all = all[len(all)-max(1, limit):]
		}
		return all, nil
	}
}

// .ForEach('Name'): a property or a method of each.
func (f *frame) forEachName(items []object.Value, name string, a *arguments) (object.Value, error) {
	if name == "where" {
		return nil, errors.New("The argument of Where must be a script block.")
	}
	all := []any{}
	for _, e := range items {
		if t, ok := a.any(0).(object.Type); ok {
			v, err := f.in.convert(e, string(t))
			if err != nil {
				return nil, err
			}
			all = append(all, v)
			continue
		}
		if p, ok := property(e, a.text(0)); ok {
			all = append(all, unroll(p)...)
			continue
		}
		v, err := f.call(e, a.text(0), a.list[1:])
		if err != nil {
			return nil, err
		}
		all = append(all, unroll(v)...)
	}
	return all, nil
}
