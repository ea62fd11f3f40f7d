package interp

import (
	"errors"
	"slices"
	"strings"

	"example.org/exosh/object"
)

// Methods of hash tables.
func dictMethod(d *object.Dict, name string) method {
	switch name {
	case "add":
		return func(a *arguments) (object.Value, error) {
			if !a.count(2, 2) {
				return nil, nil
			}
			if a.any(0) == nil {
				return nil, errors.New("Key cannot be null. (Parameter 'key')")
			}
			if _, twice := d.Get(a.any(0)); twice {
				return nil, errors.New("Item has already been added. Key in dictionary: '" + a.text(0) + "'  Key being added: '" + a.text(0) + "'")
			}
			d.Set(a.any(0), a.any(1))
			return nothing{}, nil
		}
	case "contains", "containskey":
		return func(a *arguments) (object.Value, error) {
			_, ok := d.Get(a.any(0))
			return a.count(1, 1) && ok, nil
		}
	case "containsvalue":
		return func(a *arguments) (object.Value, error) { return holds(d.Values(), a.any(0), true), nil }
	case "remove", "removeat":
		return func(a *arguments) (object.Value, error) {
			key := a.any(0)
			if n := a.any(0); name == "removeat" {
				key = elementAt(d.Keys(), func() int { i, _ := n.(int32); return int(i) }())
			}
			d.Delete(key)
			return nothing{}, nil
		}
	case "clear":
		return func(*arguments) (object.Value, error) { d.Clear(); return nothing{}, nil }
	case "clone":
		return func(*arguments) (object.Value, error) {
			copied := &object.Dict{Ordered: d.Ordered, CaseSensitive: d.CaseSensitive}
			for k, v := range d.All() {
				copied.Set(k, v)
			}
			return copied, nil
		}
	case "getenumerator":
		return func(*arguments) (object.Value, error) { return entries(d), nil }
	case "item", "get_item":
		return func(a *arguments) (object.Value, error) { return dictElement(d, a.any(0)) }
	}
	return nil
}

// Returns the entries of a hash table as objects with Name, Key and Value.
func entries(d *object.Dict) []any {
	all := []any{}
	for k, v := range d.All() {
		all = append(all, &object.Object{Types: []string{"System.Collections.DictionaryEntry", "System.ValueType", "System.Object"},
			Props: []object.Property{{Name: "Name", Value: k}, {Name: "Key", Value: k}, {Name: "Value", Value: v}}})
	}
	return all
}

// Methods of growing lists.
func listMethod(f *frame, l *object.List, name string) method {
	change := func(run func(a *arguments) error) method {
		return func(a *arguments) (object.Value, error) { return nothing{}, run(a) }
	}
	switch name {
	case "add":
		return func(a *arguments) (object.Value, error) {
			if !a.count(1, 1) {
				return nil, nil
			}
			v, err := f.elementFor(l, a.any(0))
			if err != nil {
				return nil, err
			}
			l.Items = append(l.Items, v)
			if l.Kind == "" { // an ArrayList says where the element is, and so leaks it (rule 11)
				return int32(len(l.Items) - 1), nil
			}
			return nothing{}, nil
		}
	case "addrange":
		return change(func(a *arguments) error { l.Items = append(l.Items, itemsOf(a.any(0))...); return nil })
	case "clear":
		return change(func(*arguments) error { l.Items = nil; return nil })
	case "reverse":
		return change(func(*arguments) error { slices.Reverse(l.Items); return nil })
	case "sort":
		return change(func(*arguments) error { return sortItems(l.Items) })
	case "insert":
		return change(func(a *arguments) error {
			at := a.int(0)
			if at < 0 || at > len(l.Items) {
				return errors.New("Index must be within the bounds of the List. (Parameter 'index')")
			}
			l.Items = slices.Insert(l.Items, at, a.any(1))
			return nil
		})
	case "removeat", "removerange":
		return change(func(a *arguments) error { return removeItems(l, a) })
	case "remove":
		return func(a *arguments) (object.Value, error) {
			i := indexIn(l.Items, a.any(0))
			if i >= 0 {
				l.Items = slices.Delete(l.Items, i, i+1)
			}
			if l.Kind == "" {
				return nothing{}, nil
			}
			return i >= 0, nil
		}
	case "toarray", "clone", "getrange":
		return func(a *arguments) (object.Value, error) { return copyItems(l, name, a) }
	}
	return arrayMethod(l.Items, name)
}

func copyItems(l *object.List, name string, a *arguments) (object.Value, error) {
	items := append([]any{}, l.Items...)
	switch name {
	case "clone":
		return &object.List{Kind: l.Kind, Items: items}, nil
	case "getrange":
		from, n := a.int(0), a.int(1)
		if from < 0 || n < 0 || from+n > len(items) {
			return nil, errors.New("Offset and length were out of bounds for the list.")
		}
		return &object.List{Kind: l.Kind, Items: items[from : from+n]}, nil
	}
	return items, nil
}

func removeItems(l *object.List, a *arguments) error {
	at, n := a.int(0), 1
	if a.has(1) {
		n = a.int(1)
	}
	if at < 0 || n < 0 || at+n > len(l.Items) {
		return errors.New("Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')")
	}
	l.Items = slices.Delete(l.Items, at, at+n)
	return nil
}

// Converts a value to the element type of a generic list.
func (f *frame) elementFor(l *object.List, v object.Value) (object.Value, error) {
	_, elem, ok := strings.Cut(string(l.Kind), "[")
	if elem = strings.Trim(elem, "[]"); !ok || elem == "" || lastPart(elem) == "object" || lastPart(elem) == "psobject" || !knownType(elem) {
		return v, nil
	}
	return f.in.convert(v, elem)
}

func (p *propertySet) method(name string) method {
	switch name {
	case "add":
		return func(a *arguments) (object.Value, error) {
			note, ok := a.any(0).(*object.Object)
			o, isObject := p.of.(*object.Object)
			if !ok || !isObject {
				return nil, errors.New("Only a PSNoteProperty can be added, to a custom object.")
			}
			n, _ := note.Get("Name")
			v, _ := note.Get("Value")
			o.Set(object.String(n), v)
			return nothing{}, nil
		}
	case "remove":
		return func(a *arguments) (object.Value, error) {
			if o, ok := p.of.(*object.Object); ok {
				o.Delete(a.text(0))
			}
			return nothing{}, nil
		}
	case "match":
		return func(a *arguments) (object.Value, error) {
			all := []any{}
			for _, e := range p.list {
				if n, _ := e.(*object.Object).Get("Name"); object.Like(object.String(n), a.text(0), false) {
					all = append(all, e)
				}
			}
			return all, nil
		}
	}
	return nil
}
