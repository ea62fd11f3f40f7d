package command

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// An input gives the objects of a pipeline to the parameters that take them. The list of arguments is
// the same for each object; what came from the command line stays, the rest is replaced.
type input struct {
	*binding
	line    Args             // arguments of the command line
	takers  []*catalog.Param // parameters that may be bound by an object
	whole   *catalog.Param   // the only taker, and it takes any object as it is
	scratch []bound
}

func newInput(b *binding) *input {
	in := &input{binding: b, line: b.args()}
	for i := range b.meta.Params {
		p := &b.meta.Params[i]
		if (p.ByValue || p.ByName) && !b.has(p.Name) && b.inPossibleSet(p.Name) {
			in.takers = append(in.takers, p)
		}
	}
	in.scratch = make([]bound, len(b.given), len(b.given)+len(in.takers))
	copy(in.scratch, in.line.list)
	in.simplify()
	return in
}

// simplify notes that one parameter takes every object as it is, and that nothing else is needed then.
func (in *input) simplify() {
	if len(in.takers) != 1 || !in.takers[0].ByValue {
		return
	}
	if k, _ := shape(in.takers[0]); k != anything {
		return
	}
	all := append(slices.Clone(in.given), given{param: in.takers[0]})
	b := &binding{meta: in.meta, given: all, sets: possible(in.meta, all)}
	if len(b.sets) == 0 || b.resolve() != nil {
		return
	}
	in.whole, in.line.set = in.takers[0], b.set.Name
	in.scratch = append(in.scratch, bound{name: in.whole.Name})
}

func (b *binding) inPossibleSet(name string) bool {
	return slices.ContainsFunc(b.sets, func(s *catalog.Set) bool { return slices.Contains(s.Params, name) })
}

// take binds one object. The arguments are valid until the next call.
func (in *input) take(v object.Value) (Args, error) {
	if in.whole != nil {
		in.scratch[len(in.scratch)-1].value = v
		return Args{in.scratch, in.line.set}, nil
	}
	in.given = in.given[:in.base]
	var failed error
	for _, try := range []func(*catalog.Param, object.Value) (object.Value, bool, error){valueAsIs, nameAsIs, valueConverted, nameConverted} {
		for _, p := range in.takers {
			if in.has(p.Name) {
				continue
			}
			got, ok, err := try(p, v)
			if err != nil && failed == nil {
				failed = err
			}
			if ok && in.keeps(p) {
				in.given = append(in.given, given{param: p, value: got})
			}
		}
	}
	return in.settled(v, failed)
}

// keeps says whether a set remains possible with one more parameter.
func (in *input) keeps(p *catalog.Param) bool {
	return slices.ContainsFunc(in.sets, func(s *catalog.Set) bool {
		return slices.Contains(s.Params, p.Name) && !slices.ContainsFunc(in.given, func(g given) bool { return !slices.Contains(s.Params, g.param.Name) })
	})
}

func (in *input) settled(v object.Value, failed error) (Args, error) {
	if len(in.given) == in.base {
		if failed != nil {
			return Args{}, failed
		}
		return Args{}, notBound(v)
	}
	b := &binding{meta: in.meta, given: in.given, sets: possible(in.meta, in.given)}
	if len(b.sets) == 0 {
		return Args{}, noSet(b.names())
	}
	if err := b.resolve(); err != nil {
		return Args{}, notEnough(v, b.missing(b.set))
	}
	return b.args(), nil
}

func notBound(v object.Value) error {
	e := bindingError("InputObjectNotBound", "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input and its properties do not match any of the parameters that take pipeline input.")
	e.Target = target(v)
	return e
}

func notEnough(v object.Value, missing []string) error {
	e := bindingError("InputObjectMissingMandatory", "The input object cannot be bound because it did not contain the information required to bind all mandatory parameters:  %s", strings.Join(missing, " "))
	e.Target = target(v)
	return e
}

func valueAsIs(p *catalog.Param, v object.Value) (object.Value, bool, error) {
	if !p.ByValue || !isExactly(p, v) {
		return nil, false, nil
	}
	return bindable(p, v)
}

func nameAsIs(p *catalog.Param, v object.Value) (object.Value, bool, error) {
	found, ok := property(p, v)
	if !ok || !isExactly(p, found) {
		return nil, false, nil
	}
	return bindable(p, found)
}

func valueConverted(p *catalog.Param, v object.Value) (object.Value, bool, error) {
	if !p.ByValue || v == nil {
		return nil, false, nil
	}
	return bindable(p, v)
}

func nameConverted(p *catalog.Param, v object.Value) (object.Value, bool, error) {
	found, ok := property(p, v)
	if !ok || found == nil {
		return nil, false, nil
	}
	return bindable(p, found)
}

func bindable(p *catalog.Param, v object.Value) (object.Value, bool, error) {
	c, err := convert(p, v, "", false)
	return c, err == nil, err
}

// property finds the property that has the name of the parameter or of one of its aliases.
func property(p *catalog.Param, v object.Value) (object.Value, bool) {
	if !p.ByName {
		return nil, false
	}
	if _, isDict := v.(*object.Dict); isDict { // a hash table's entries are not its properties
		return nil, false
	}
	if found, ok := object.Get(v, p.Name); ok {
		return found, true
	}
	for _, alias := range p.Aliases {
		if found, ok := object.Get(v, alias); ok {
			return found, true
		}
	}
	return nil, false
}
