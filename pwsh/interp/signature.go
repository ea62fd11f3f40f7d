package interp

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// A signature is the parameters of a body.
type signature struct {
	params     []*param
	advanced   bool // bound as a cmdlet: [CmdletBinding()] or any [Parameter()]
	defaultSet string
	impact     catalog.Impact
	positional bool // CmdletBinding(PositionalBinding)
}

// A param is one declared parameter.
type param struct {
	info    syntax.ParamInfo
	slot    int
	check   *constraint // nil where anything is accepted
	start   expr        // its default; nil where there is none
	allows  map[string]bool
	convert func(in *Interp, v object.Value) (object.Value, error)
}

func (c *code) signature(b *syntax.Body) *signature {
	sig := &signature{positional: true}
	for _, a := range b.Attrs {
		if a.Is("CmdletBinding") {
			sig.binding(a)
		}
	}
	if b.Params == nil {
		return sig
	}
	for _, p := range b.Params.List {
		sig.params = append(sig.params, c.param(p))
		for _, a := range p.Attrs {
			sig.advanced = sig.advanced || a.Is("Parameter")
		}
	}
	return sig
}

func (s *signature) binding(a *syntax.Attribute) {
	s.advanced = true
	s.defaultSet, _ = a.Text("DefaultParameterSetName")
	if a.Flag("SupportsShouldProcess") {
		s.impact = catalog.Medium
		if impact, _ := a.Text("ConfirmImpact"); strings.EqualFold(impact, "High") {
			s.impact = catalog.High
		}
	}
	if _, given := a.Key("PositionalBinding"); given {
		s.positional = a.Flag("PositionalBinding")
	}
}

func (c *code) param(p *syntax.Param) *param {
	v := &param{info: p.Info(), slot: c.slot(p.Name), allows: map[string]bool{}}
	if p.Type != nil {
		v.convert = c.caster(p.Type)
	}
	var checks []validator
	for _, a := range p.Attrs {
		if check := c.validator(a); check != nil {
			checks = append(checks, check)
		}
		v.allows[lastPart(a.Name)] = true
	}
	if v.convert != nil || checks != nil {
		v.check = &constraint{convert: v.convert, checks: checks}
	}
	if p.Default != nil {
		v.start = c.expr(p.Default)
	}
	return v
}

// Returns the shape of the function for the binder.
func (s *signature) meta(name string) *catalog.Cmdlet {
	m := &catalog.Cmdlet{Name: name, Impact: s.impact}
	for _, p := range s.params {
		m.Params = append(m.Params, p.meta())
	}
	for _, set := range s.setNames() {
		m.Sets = append(m.Sets, s.set(set))
	}
	return m
}

func (s *signature) setNames() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			names = append(names, name)
		}
	}
	for _, p := range s.params {
		for _, set := range p.info.Sets {
			add(set.Name)
		}
	}
	add(s.defaultSet)
	if names == nil {
		return []string{"__AllParameterSets"}
	}
	return names
}

// Returns one parameter set: the parameters that belong to it or to all.
func (s *signature) set(name string) catalog.Set {
	set := catalog.Set{Name: name, Default: strings.EqualFold(name, s.defaultSet) || name == "__AllParameterSets"}
	type placed struct {
		name string
		at   int
	}
	var positions []placed
	for _, p := range s.params {
		in, ok := p.inSet(name)
		if !ok {
			continue
		}
		set.Params = append(set.Params, p.info.Name)
		if in.Mandatory {
			set.Mandatory = append(set.Mandatory, p.info.Name)
		}
		if in.Position >= 0 {
			positions = append(positions, placed{p.info.Name, in.Position})
		}
	}
	if positions == nil && s.positional && !s.anyPosition() {
		for i, p := range s.params {
			if _, ok := p.inSet(name); ok && !p.info.Switch {
				positions = append(positions, placed{p.info.Name, i})
			}
		}
	}
	slices.SortStableFunc(positions, func(a, b placed) int { return a.at - b.at })
	for _, p := range positions {
		set.Positional = append(set.Positional, p.name)
	}
	return set
}

func (s *signature) anyPosition() bool {
	for _, p := range s.params {
		for _, set := range p.info.Sets {
			if set.Position >= 0 {
				return true
			}
		}
	}
	return false
}

func (p *param) inSet(name string) (syntax.ParamSet, bool) {
	for _, set := range p.info.Sets {
		if set.Name == "" || strings.EqualFold(set.Name, name) {
			return set, true
		}
	}
	return syntax.ParamSet{}, false
}

func (p *param) meta() catalog.Param {
	m := catalog.Param{Name: p.info.Name, Aliases: p.info.Aliases, Type: p.bindType(), Values: p.info.Values, Null: true}
	for _, set := range p.info.Sets {
		m.ByValue = m.ByValue || set.ByValue
		m.ByName = m.ByName || set.ByName
		m.Rest = m.Rest || set.Rest
	}
	if p.mandatory() && !p.allows["allownull"] {
		m.Null = false
	}
	return m
}

func (p *param) mandatory() bool {
	for _, set := range p.info.Sets {
		if set.Mandatory {
			return true
		}
	}
	return false
}

// Returns the type that the binder converts to: types whose conversion it shares with cmdlets. Others
// pass as they are and are converted when the parameter is set.
func (p *param) bindType() string {
	if p.info.Switch {
		return "SwitchParameter"
	}
	switch base := lastPart(strings.TrimSuffix(p.info.Type, "[]")); base {
	case "string":
		if !p.allows["allowemptystring"] {
			return p.info.Type
		}
	case "int", "int32", "long", "int64", "double", "datetime", "timespan", "guid", "bool", "boolean":
		if p.pipeline() && !strings.HasSuffix(p.info.Type, "[]") {
			return p.info.Type
		}
	}
	return "System.Object"
}

func (p *param) pipeline() bool {
	for _, set := range p.info.Sets {
		if set.ByValue || set.ByName {
			return true
		}
	}
	return false
}
