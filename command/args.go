package command

import (
	"iter"
	"strings"

	"example.org/exosh/object"
)

// Args are bound arguments: canonical parameter names with converted values, in the order given.
type Args struct {
	list []bound
	set  string
}

type bound struct {
	name  string
	value object.Value
}

// NewArgs returns arguments made of pairs of name and value.
func NewArgs(pairs ...any) Args {
	var a Args
	for i := 0; i+1 < len(pairs); i += 2 {
		a.Set(pairs[i].(string), pairs[i+1])
	}
	return a
}

// Get returns the value of a parameter, ignoring case, and whether it was given.
func (a Args) Get(name string) (object.Value, bool) {
	for _, b := range a.list {
		if strings.EqualFold(b.name, name) {
			return b.value, true
		}
	}
	return nil, false
}

// Has says whether the parameter was given.
func (a Args) Has(name string) bool { _, ok := a.Get(name); return ok }

// Set adds or replaces a value.
func (a *Args) Set(name string, v object.Value) {
	for i := range a.list {
		if strings.EqualFold(a.list[i].name, name) {
			a.list[i].value = v
			return
		}
	}
	a.list = append(a.list, bound{name, v})
}

// Clone returns a copy that can be changed on its own.
func (a Args) Clone() Args { return Args{append([]bound(nil), a.list...), a.set} }

// ParameterSet is the name of the parameter set that the arguments chose.
func (a Args) ParameterSet() string { return a.set }

// Len is the number of arguments.
func (a Args) Len() int { return len(a.list) }

// All ranges over the arguments in the order given.
func (a Args) All() iter.Seq2[string, object.Value] {
	return func(yield func(string, object.Value) bool) {
		for _, b := range a.list {
			if !yield(b.name, b.value) {
				return
			}
		}
	}
}

// Text returns a parameter as text; "" where it was not given or is $null.
func (a Args) Text(name string) string {
	v, _ := a.Get(name)
	if v == nil {
		return ""
	}
	return object.String(v)
}

// Flag returns a switch or boolean parameter; false where it was not given.
func (a Args) Flag(name string) bool {
	v, _ := a.Get(name)
	switch b := v.(type) {
	case bool:
		return b
	case object.Switch:
		return bool(b)
	}
	return false
}
