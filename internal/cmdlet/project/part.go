package project

import (
	"slices"
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Part is the properties of a view that are wanted, in the view's order. One goroutine uses it, for
// one listing.
type Part[T any] struct {
	view  *View[T]
	slots []int // in the view
	needs []string
	kept  []*object.Property // by slot: what the entry at hand keeps
}

// Part returns the part with the properties of those names, ignoring case; nil names are all of them.
// Names that the view does not have are left out.
func (v *View[T]) Part(names []string) *Part[T] {
	p := &Part[T]{view: v, kept: make([]*object.Property, len(v.slots))}
	if names == nil {
		p.slots = v.all
		return p
	}
	for i := range v.slots {
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, v.slots[i].prop.Name) }) {
			p.slots = append(p.slots, i)
		}
	}
	p.needs = v.needsOf(p.slots)
	return p
}

// Needs returns the properties that an entry has to have for the part to be right, nil where it may be
// any.
func (p *Part[T]) Needs() []string { return p.needs }

// Object returns the item with the properties of the part.
func (p *Part[T]) Object(item T) *object.Object {
	p.keep(p.view.entry(item))
	o := &object.Object{Types: p.view.shape.Types, Props: make([]object.Property, len(p.slots))}
	for n, i := range p.slots {
		o.Props[n] = object.Property{Name: p.view.slots[i].prop.Name, Value: p.view.value(item, p.kept, i)}
	}
	return o
}

// keep notes what the entry keeps for each slot.
func (p *Part[T]) keep(e *org.Entry) {
	clear(p.kept)
	for i := range e.Props.Props {
		kept := &e.Props.Props[i]
		if at, ok := p.view.at[kept.Name]; ok {
			p.kept[at] = kept
		}
	}
}

// needsOf returns the properties of an entry that slots are made of, nil where that may be any.
func (v *View[T]) needsOf(which []int) []string {
	needs := []string{}
	for _, i := range which {
		for _, at := range []int{i, v.slots[i].twin} {
			if at < 0 {
				continue
			}
			n, known := v.needsOfSlot(at)
			if !known {
				return nil
			}
			needs = append(needs, n...)
		}
	}
	slices.Sort(needs)
	return slices.Compact(needs)
}

func (v *View[T]) needsOfSlot(i int) (needs []string, known bool) {
	s := &v.slots[i]
	if s.derive == nil {
		return []string{s.prop.Name}, true
	}
	needs, known = v.needs[strings.ToLower(s.prop.Name)]
	return needs, known
}

// NeedsOf returns the properties of an entry that Get looks at for a property of any name, and false
// where that may be any.
func (v *View[T]) NeedsOf(name string) ([]string, bool) {
	low := strings.ToLower(name)
	if _, derived := v.derive[low]; derived {
		needs, known := v.needs[low]
		return needs, known
	}
	needs := []string{name}
	if base, utc := strings.CutSuffix(low, "utc"); utc && base != "" {
		more, known := v.NeedsOf(name[:len(base)])
		if !known {
			return nil, false
		}
		needs = append(needs, more...)
	}
	return needs, true
}
