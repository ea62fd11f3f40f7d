package command

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// Bind turns arguments as typed into named, converted ones. It is the only parameter binder: names
// may be aliases or unambiguous beginnings, values without a name follow the positions of the
// parameter sets, values are converted to the parameter's type and checked. Errors are *Error with
// PowerShell's ids. Common parameters are unknown to it; BindCommon takes them out first.
func Bind(meta *catalog.Cmdlet, raw []Arg) (Args, error) {
	b, err := bindLine(meta, raw, false)
	if err != nil {
		return Args{}, err
	}
	return b.args(), nil
}

// A binding is the arguments of one call on their way to parameters.
type binding struct {
	meta     *catalog.Cmdlet
	given    []given
	sets     []*catalog.Set // that the arguments so far leave possible, the default first
	pipeline bool           // objects will come; mandatory parameters that take them may wait
	base     int            // how many of given came from the command line
	set      *catalog.Set   // chosen by resolve
}

type given struct {
	param *catalog.Param
	value object.Value // converted
	text  string       // spelling of a bare number
}

// bindLine binds the command line.
func bindLine(meta *catalog.Cmdlet, raw []Arg, pipeline bool) (*binding, error) {
	b := &binding{meta: meta, pipeline: pipeline}
	rest, err := b.named(raw)
	if err != nil {
		return nil, err
	}
	b.sets = possible(meta, b.given)
	if len(b.sets) == 0 {
		return nil, noSet(b.names())
	}
	if err := b.positional(rest); err != nil {
		return nil, err
	}
	if err := b.resolve(); err != nil {
		return nil, err
	}
	for i, g := range b.given {
		v, err := convert(g.param, g.value, g.text, slices.Contains(b.set.Mandatory, g.param.Name))
		if err != nil {
			return nil, err
		}
		b.given[i].value = v
	}
	b.base = len(b.given)
	return b, nil
}

// named takes the arguments with a name, and those that follow one and are its value.
func (b *binding) named(raw []Arg) (rest []Arg, err error) {
	for i := 0; i < len(raw); i++ {
		a := raw[i]
		if a.Name == "" {
			rest = append(rest, a)
			continue
		}
		p, err := findParam(b.meta, a.Name)
		if err != nil {
			return nil, err
		}
		if b.has(p.Name) {
			return nil, boundTwice(p.Name)
		}
		g := given{param: p, value: a.Value, text: a.Text}
		switch {
		case a.HasValue:
		case p.IsSwitch():
			g.value = object.Switch(true)
		case i+1 < len(raw) && raw[i+1].Name == "":
			i++
			g.value, g.text = raw[i].Value, raw[i].Text
		default:
			return nil, missingArgument(p)
		}
		b.given = append(b.given, g)
	}
	return rest, nil
}

func (b *binding) has(name string) bool {
	for _, g := range b.given {
		if g.param.Name == name {
			return true
		}
	}
	return false
}

func (b *binding) names() []string {
	var names []string
	for _, g := range b.given {
		names = append(names, g.param.Name)
	}
	return names
}

// possible lists the sets that have every parameter given, the default first.
func possible(meta *catalog.Cmdlet, all []given) []*catalog.Set {
	var sets []*catalog.Set
	for i := range meta.Sets {
		s := &meta.Sets[i]
		if slices.ContainsFunc(all, func(g given) bool { return !slices.Contains(s.Params, g.param.Name) }) {
			continue
		}
		if s.Default {
			sets = slices.Insert(sets, 0, s)
		} else {
			sets = append(sets, s)
		}
	}
	if len(meta.Sets) == 0 {
		sets = []*catalog.Set{everything(meta)}
	}
	return sets
}

// everything is the set of a cmdlet that declares none.
func everything(meta *catalog.Cmdlet) *catalog.Set {
	s := &catalog.Set{Name: "__AllParameterSets", Default: true}
	for _, p := range meta.Params {
		s.Params = append(s.Params, p.Name)
	}
	return s
}

// resolve chooses the parameter set.
func (b *binding) resolve() error {
	var best *catalog.Set
	for _, s := range b.sets {
		if len(b.missing(s)) == 0 {
			best = s
			break
		}
	}
	if best == nil {
		b.set = b.nearest()
		return missingMandatory(b.missing(b.set))
	}
	b.set = best
	return nil
}

// nearest is the default set if it is still possible, else the one that lacks least.
func (b *binding) nearest() *catalog.Set {
	if b.sets[0].Default {
		return b.sets[0]
	}
	return slices.MinFunc(b.sets, func(x, y *catalog.Set) int { return len(b.missing(x)) - len(b.missing(y)) })
}

// missing lists the mandatory parameters of a set that have no value and cannot get one from the pipeline.
func (b *binding) missing(s *catalog.Set) []string {
	var names []string
	for _, name := range s.Mandatory {
		if b.has(name) {
			continue
		}
		if p, ok := b.meta.Param(name); !ok || b.pipeline && (p.ByValue || p.ByName) {
			continue
		}
		names = append(names, name)
	}
	return names
}

func (b *binding) args() Args {
	a := Args{list: make([]bound, len(b.given))}
	for i, g := range b.given {
		a.list[i] = bound{g.param.Name, g.value}
	}
	if b.set != nil {
		a.set = b.set.Name
	}
	return a
}
