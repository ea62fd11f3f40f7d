package exosh

import (
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/pwsh/syntax"
)

// An offer is one cmdlet of the module file: what the account may run, and with which parameters.
type offer struct {
	name   string
	params []*syntax.Param
}

// learn reads the module file: its functions are the cmdlets that the account may run.
func (c *Conn) learn(m *restclient.Module) error {
	script, err := syntax.Parse(m.Script)
	if err != nil {
		return &command.Error{Category: command.InvalidData, ID: "ModuleFileNotUnderstood", Target: c.info.ConnectionURI, Err: err,
			Message: fmt.Sprintf("The module file of %s cannot be read: %v.", c.info.ConnectionURI, err),
			Advice:  "Check that -ConnectionUri names an Exchange Online service."}
	}
	c.info.Service = m.Service
	c.offered = make(map[string]*offer, len(m.Cmdlets))
	for f := range functions(script) {
		c.offered[strings.ToLower(f.Name)] = &offer{name: f.Name, params: params(f)}
	}
	for _, name := range m.Cmdlets {
		if o, ok := c.offered[strings.ToLower(name)]; ok {
			c.names = append(c.names, o.name)
		}
	}
	return nil
}

// functions yields the functions that a script defines at its top.
func functions(s *syntax.Script) func(func(*syntax.Function) bool) {
	return func(yield func(*syntax.Function) bool) {
		if s.Body == nil || s.Body.End == nil {
			return
		}
		for _, stmt := range s.Body.End.Stmts {
			if f, ok := stmt.(*syntax.Function); ok && !yield(f) {
				return
			}
		}
	}
}

func params(f *syntax.Function) []*syntax.Param {
	if f.Body == nil || f.Body.Params == nil {
		return nil
	}
	return f.Body.Params.List
}

// spelling is the cmdlet's name as the service writes it.
func (c *Conn) spelling(name string) string {
	if o, ok := c.offered[strings.ToLower(name)]; ok {
		return o.name
	}
	return name
}

// confirms says whether the cmdlet pauses by itself, so that it has to be told that it need not.
func (c *Conn) confirms(name string) bool {
	m, ok := catalog.Lookup(name)
	return ok && m.Impact == catalog.High
}

// typeNames are the type names of what a cmdlet returns, as objects carry them that crossed the wire.
func typeNames(cmdlet string) []string {
	shape, ok := catalog.ObjectFor(cmdlet)
	if !ok {
		return nil
	}
	names := make([]string, len(shape.Types))
	for i, t := range shape.Types {
		names[i] = "Deserialized." + t
	}
	return names
}

// meta is the shape of the cmdlet: the catalog's, narrowed to the parameters of the module file, with
// those that the catalog does not know.
func (o *offer) meta() *catalog.Cmdlet {
	known, ok := catalog.Lookup(o.name)
	if ok {
		has := func(name string) bool {
			return slices.ContainsFunc(o.params, func(p *syntax.Param) bool { return strings.EqualFold(p.Name, name) })
		}
		known = known.Keep(has)
	}
	if known == nil {
		known = &catalog.Cmdlet{Name: o.name, Env: catalog.EXO}
	}
	for _, p := range o.params {
		if _, listed := known.Param(p.Name); !listed && !common(p.Name) {
			o.add(known, p)
		}
	}
	if len(known.Sets) == 0 {
		known.Sets = []catalog.Set{o.set(known)}
	}
	return known
}

// add appends a parameter that only the service knows; it belongs to every set.
func (o *offer) add(m *catalog.Cmdlet, p *syntax.Param) {
	m.Params = append(m.Params, catalog.Param{
		Name: p.Name, Type: typeText(p.Type), Env: catalog.EXO,
		ByName: flag(p, "ValueFromPipelineByPropertyName"), ByValue: flag(p, "ValueFromPipeline"),
	})
	for i := range m.Sets {
		m.Sets[i].Params = append(slices.Clip(m.Sets[i].Params), p.Name)
	}
}

// set is the only parameter set of a cmdlet that the catalog does not know.
func (o *offer) set(m *catalog.Cmdlet) catalog.Set {
	s := catalog.Set{Name: "__AllParameterSets", Default: true, Env: catalog.EXO}
	for _, p := range m.Params {
		s.Params = append(s.Params, p.Name)
	}
	for _, p := range o.params {
		if !slices.Contains(s.Params, p.Name) {
			continue
		}
		if flag(p, "Mandatory") {
			s.Mandatory = append(s.Mandatory, p.Name)
		}
		if flag(p, "Position") {
			s.Positional = append(s.Positional, p.Name)
		}
	}
	return s
}

// flag says whether a parameter's attribute names a setting and does not turn it off.
func flag(p *syntax.Param, setting string) bool {
	for _, a := range p.Attrs {
		if !strings.EqualFold(a.Name, "Parameter") {
			continue
		}
		for _, k := range a.Keys {
			if strings.EqualFold(k.Name, setting) {
				v, isVar := k.Value.(*syntax.Variable)
				return !isVar || !strings.EqualFold(v.Name, "false")
			}
		}
	}
	return false
}

func typeText(t *syntax.TypeName) string {
	if t == nil {
		return "Object"
	}
	name := t.Name
	if strings.EqualFold(name, "switch") {
		name = "SwitchParameter"
	}
	return name + strings.Repeat("[]", t.Rank)
}

// common says whether every cmdlet has the parameter, so that none lists it.
func common(name string) bool {
	switch strings.ToLower(name) {
	case "confirm", "whatif", "verbose", "debug", "erroraction", "warningaction", "informationaction",
		"progressaction", "errorvariable", "warningvariable", "informationvariable", "outvariable",
		"outbuffer", "pipelinevariable", "usecustomrouting":
		return true
	}
	return false
}
