package project

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A View shows entries as objects of one shape. A property is, in this order: derived by a function,
// kept in the entry, a preset, or absent. It is made once and may be used concurrently.
type View[T any] struct {
	shape  *catalog.ObjectType
	entry  func(T) *org.Entry
	derive map[string]func(T) object.Value // by lower case name
	preset map[string]object.Value         // by lower case name
	needs  map[string][]string             // by lower case name: what derive looks at
	slots  []slot[T]                       // one for each property of the shape
	all    []int                           // every slot
	at     map[string]int                  // slot by the property's name, as the shape spells it
}

// A slot is one property of the shape, with what its value comes from.
type slot[T any] struct {
	prop      *catalog.Prop
	derive    func(T) object.Value
	preset    object.Value
	hasPreset bool
	utc       bool
	twin      int // slot of the same date without UTC, -1 where there is none
}

// Rules say where a view's properties come from when they are not simply kept in the entry.
type Rules[T any] struct {
	Entry  func(T) *org.Entry              // the entry that keeps the properties
	Derive map[string]func(T) object.Value // computed properties by name
	Preset []map[string]object.Value       // defaults by name; later ones win
	// Needs says by name which properties of the entry a computed property looks at, so that listings of
	// few properties read no more than those. One that is not named may look at all.
	Needs map[string][]string
}

// NewView returns the view of a shape under the rules.
func NewView[T any](shape *catalog.ObjectType, r Rules[T]) *View[T] {
	v := &View[T]{
		shape: shape, entry: r.Entry, at: map[string]int{},
		derive: map[string]func(T) object.Value{}, preset: map[string]object.Value{}, needs: map[string][]string{},
	}
	for name, f := range r.Derive {
		v.derive[strings.ToLower(name)] = f
	}
	for name, list := range r.Needs {
		v.needs[strings.ToLower(name)] = list
	}
	for _, defaults := range r.Preset {
		for name, d := range defaults {
			v.preset[strings.ToLower(name)] = d
		}
	}
	for i := range shape.Props {
		v.at[shape.Props[i].Name] = i
	}
	for i := range shape.Props {
		v.slots, v.all = append(v.slots, v.slot(&shape.Props[i])), append(v.all, i)
	}
	return v
}

func (v *View[T]) slot(p *catalog.Prop) slot[T] {
	low := strings.ToLower(p.Name)
	s := slot[T]{prop: p, derive: v.derive[low], twin: -1}
	s.preset, s.hasPreset = v.preset[low]
	var base string
	if base, s.utc = strings.CutSuffix(p.Name, "UTC"); s.utc {
		if i, ok := v.at[base]; ok {
			s.twin = i
		}
	}
	return s
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
	if d, ok := v.preset[low]; ok {
		return d, true
	}
	if base, utc := strings.CutSuffix(low, "utc"); utc && base != "" {
		return v.Get(item, base)
	}
	return nil, false
}

// Object returns the item in the view's shape.
func (v *View[T]) Object(item T) *object.Object { return v.Part(nil).Object(item) }

func (v *View[T]) value(item T, kept []*object.Property, i int) object.Value {
	s := &v.slots[i]
	raw, ok := v.raw(item, kept, i)
	if !ok && s.twin >= 0 {
		raw, ok = v.raw(item, kept, s.twin)
	}
	if !ok {
		return empty(s.prop)
	}
	return shown(raw, s.utc)
}

func (v *View[T]) raw(item T, kept []*object.Property, i int) (object.Value, bool) {
	s := &v.slots[i]
	switch {
	case s.derive != nil:
		return s.derive(item), true
	case kept[i] != nil:
		return kept[i].Value, true
	}
	return s.preset, s.hasPreset
}

// Has says whether the shape has a property of that name, ignoring case.
func (v *View[T]) Has(name string) bool {
	for i := range v.slots {
		if strings.EqualFold(v.slots[i].prop.Name, name) {
			return true
		}
	}
	return false
}
