package exosh

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/pwsh/syntax"
)

// An offer is one function of the module file: a cmdlet that the account may run, with the parameters
// that it may use.
type offer struct {
	env    catalog.Env // of the connection
	head   *syntax.FunctionInfo
	params []syntax.ParamInfo // filled by meta
}

// learn reads the module file: of its functions, those that it exports are the cmdlets that the
// account may run.
func (c *Conn) learn(m *restclient.Module) error {
	heads, err := syntax.Functions(m.Script)
	if err != nil {
		return &command.Error{Category: command.InvalidData, ID: "ModuleFileNotUnderstood", Target: c.info.ConnectionURI, Err: err,
			Message: fmt.Sprintf("The module file of %s cannot be read: %v.", c.info.ConnectionURI, err),
			Advice:  "Check that -ConnectionUri names an Exchange Online service."}
	}
	if m.EOP && c.info.Env == catalog.EXO {
		c.info.Env = catalog.EOP
	}
	byName := make(map[string]*offer, len(heads))
	for i := range heads {
		byName[strings.ToLower(heads[i].Name)] = &offer{env: c.info.Env, head: &heads[i]}
	}
	c.info.Service = m.Service
	c.offered = make(map[string]*offer, len(m.Cmdlets))
	for _, name := range m.Cmdlets {
		key := strings.ToLower(name)
		if o, ok := byName[key]; ok && c.offered[key] == nil {
			c.offered[key] = o
			c.names = append(c.names, o.head.Name)
		}
	}
	return nil
}

// spelling is the cmdlet's name as the service writes it.
func (c *Conn) spelling(name string) string {
	if o, ok := c.offered[strings.ToLower(name)]; ok {
		return o.head.Name
	}
	return name
}

// confirms says whether the cmdlet pauses by itself, so that it has to be told that it need not.
func (c *Conn) confirms(name string) bool {
	if o, ok := c.offered[strings.ToLower(name)]; ok {
		return o.impact() == catalog.High
	}
	m, ok := catalog.Lookup(name)
	return ok && m.Impact == catalog.High
}

// typeNames are the type names of what a cmdlet returns, as objects carry them that crossed the wire.
func typeNames(cmdlet string) []string {
	shape, ok := catalog.ObjectFor(cmdlet)
	if !ok {
		return unsampled(cmdlet)
	}
	names := make([]string, len(shape.Types))
	for i, t := range shape.Types {
		names[i] = "Deserialized." + t
	}
	return names
}

// unsampled returns the type names of objects of which no sample is known: what New returns is what Get does.
func unsampled(cmdlet string) []string {
	c, ok := catalog.Lookup(cmdlet)
	if !ok {
		return nil
	}
	verb, noun, _ := strings.Cut(c.Name, "-")
	if verb != "Get" && verb != "New" {
		return nil
	}
	return []string{"Deserialized.Exosh.Get." + noun, "Deserialized.System.Object"}
}

// meta is the shape of the cmdlet: the catalog's, narrowed to the parameters of the module file, with
// those that the catalog does not know. Where the two cannot be joined, the module file stands alone.
func (o *offer) meta() *catalog.Cmdlet {
	o.params = make([]syntax.ParamInfo, len(o.head.Params))
	for i, p := range o.head.Params {
		o.params[i] = p.Info()
	}
	known, ok := catalog.Lookup(o.head.Name)
	if ok && known.In(o.env) != nil {
		known = known.In(o.env)
	}
	if ok {
		known = known.Keep(o.has)
	}
	if known == nil {
		return o.alone()
	}
	known.Impact = o.impact()
	for i := range o.params {
		if _, listed := known.Param(o.params[i].Name); !listed && !common(o.params[i].Name) {
			known.Params = append(known.Params, o.param(&o.params[i]))
			for s := range known.Sets {
				known.Sets[s].Params = append(slices.Clip(known.Sets[s].Params), o.params[i].Name)
			}
		}
	}
	return known
}

func (o *offer) has(name string) bool {
	return slices.ContainsFunc(o.params, func(p syntax.ParamInfo) bool { return strings.EqualFold(p.Name, name) })
}

// impact is what the function's head says of confirmation; the catalog's word counts where it says nothing.
func (o *offer) impact() catalog.Impact {
	switch {
	case strings.EqualFold(o.head.Impact, "High"):
		return catalog.High
	case o.head.Impact == "" && len(o.head.Attrs) == 0:
		if m, ok := catalog.Lookup(o.head.Name); ok {
			return m.Impact
		}
	case !o.head.Asks:
		return catalog.NoImpact
	}
	return catalog.Medium
}

// alone is the shape that the module file gives by itself.
func (o *offer) alone() *catalog.Cmdlet {
	m := &catalog.Cmdlet{Name: o.head.Name, Env: o.env, Impact: o.impact()}
	for i := range o.params {
		if p := &o.params[i]; !common(p.Name) {
			m.Params = append(m.Params, o.param(p))
		}
	}
	for _, name := range o.setNames() {
		m.Sets = append(m.Sets, o.set(name))
	}
	return m
}

func (o *offer) param(p *syntax.ParamInfo) catalog.Param {
	c := catalog.Param{Name: p.Name, Aliases: p.Aliases, Type: p.Type, Env: o.env, Values: p.Values, Closed: len(p.Values) > 0, Null: true}
	if p.Switch {
		c.Type = "SwitchParameter"
	}
	if c.Type == "" {
		c.Type = "Object"
	}
	for _, s := range p.Sets {
		c.ByValue = c.ByValue || s.ByValue
		c.ByName = c.ByName || s.ByName
		c.Rest = c.Rest || s.Rest
	}
	return c
}

// setNames lists the parameter sets that the attributes name, in the order in which they appear.
func (o *offer) setNames() []string {
	var names []string
	for _, p := range o.params {
		for _, s := range p.Sets {
			if s.Name != "" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, s.Name) }) {
				names = append(names, s.Name)
			}
		}
	}
	if names == nil {
		names = []string{"__AllParameterSets"}
	}
	return names
}

func (o *offer) set(name string) catalog.Set {
	set := catalog.Set{Name: name, Env: o.env, Default: o.head.Default == "" && name == o.setNames()[0] || strings.EqualFold(o.head.Default, name)}
	type place struct {
		name string
		at   int
	}
	var places []place
	for _, p := range o.params {
		if common(p.Name) {
			continue
		}
		for _, s := range p.Sets {
			if s.Name != "" && !strings.EqualFold(s.Name, name) {
				continue
			}
			set.Params = append(set.Params, p.Name)
			if s.Mandatory {
				set.Mandatory = append(set.Mandatory, p.Name)
			}
			if s.Position >= 0 {
				places = append(places, place{p.Name, s.Position})
			}
			break
		}
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.at, b.at) })
	for _, p := range places {
		set.Positional = append(set.Positional, p.name)
	}
	return set
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
