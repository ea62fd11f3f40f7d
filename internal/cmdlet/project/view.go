package project

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A View shows entries as objects of one shape. A property is, in this order: derived by a function,
// kept in the entry, a default, or absent. It is made once and may be used concurrently.
type View[T any] struct {
	shape   *catalog.ObjectType
	entry   func(T) *org.Entry
	derive  map[string]func(T) object.Value // by lower case name
	preset  map[string]object.Value         // by lower case name
	sources []string                        // lower case names of the shape's properties
}

// Rules say where a view's properties come from when they are not simply kept in the entry.
type Rules[T any] struct {
	Entry  func(T) *org.Entry              // the entry that keeps the properties
	Derive map[string]func(T) object.Value // computed properties by name
	Preset []map[string]object.Value       // defaults by name; later ones win
}

// NewView returns the view of a shape under the rules.
func NewView[T any](shape *catalog.ObjectType, r Rules[T]) *View[T] {
	v := &View[T]{shape: shape, entry: r.Entry, derive: map[string]func(T) object.Value{}, preset: map[string]object.Value{}}
	for name, f := range r.Derive {
		v.derive[strings.ToLower(name)] = f
	}
	for _, defaults := range r.Preset {
		for name, d := range defaults {
			v.preset[strings.ToLower(name)] = d
		}
	}
	for _, p := range shape.Props {
		v.sources = append(v.sources, strings.ToLower(p.Name))
	}
	return v
}

// Get returns one property of an item by name, ignoring case, and whether the view knows it. It is
// what filters and sorting look at, so they see the same values that are shown.
func (v *View[T]) Get(item T, name string) (object.Value, bool) {
	low := strings.ToLower(name)
	if f, ok := v.derive[low]; ok {
		return f(item), true
	}
	if kept, ok := v.entry(item).Props.Get(name); ok {
		return kept, true
	}
	d, ok := v.preset[low]
	return d, ok
}

// Object returns the item in the view's shape.
func (v *View[T]) Object(item T) *object.Object {
	kept := index(v.entry(item).Props)
	return New(v.shape, func(name string) (object.Value, bool) {
		return v.get(item, kept, name)
	})
}

func (v *View[T]) get(item T, kept map[string]object.Value, name string) (object.Value, bool) {
	low := strings.ToLower(name)
	if f, ok := v.derive[low]; ok {
		return f(item), true
	}
	if k, ok := kept[low]; ok {
		return k, true
	}
	d, ok := v.preset[low]
	return d, ok
}

// Has says whether the shape has a property of that name, ignoring case.
func (v *View[T]) Has(name string) bool {
	low := strings.ToLower(name)
	for _, s := range v.sources {
		if s == low {
			return true
		}
	}
	return false
}

func index(o *object.Object) map[string]object.Value {
	m := make(map[string]object.Value, len(o.Props))
	for _, p := range o.Props {
		m[strings.ToLower(p.Name)] = p.Value
	}
	return m
}
