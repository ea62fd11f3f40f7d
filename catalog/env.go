package catalog

import "slices"

// In returns the cmdlet as an environment has it: without the parameters and sets that exist elsewhere
// only. It returns nil where the environment does not have the cmdlet. The result shares nothing that
// c's owner may change but the texts.
func (c *Cmdlet) In(env Env) *Cmdlet {
	if c.Env&env == 0 {
		return nil
	}
	n := *c
	n.Params = slices.DeleteFunc(slices.Clone(c.Params), func(p Param) bool { return p.Env&env == 0 })
	n.Sets = nil
	for _, s := range c.Sets {
		if s.Env&env != 0 {
			n.Sets = append(n.Sets, s.keep(n.has))
		}
	}
	return &n
}

// Keep returns the cmdlet with those parameters only that keep accepts, as a caller's roles narrow it. A
// set that loses a mandatory parameter is gone; where none is left, Keep returns nil.
func (c *Cmdlet) Keep(keep func(param string) bool) *Cmdlet {
	n := *c
	n.Params = slices.DeleteFunc(slices.Clone(c.Params), func(p Param) bool { return !keep(p.Name) })
	n.Sets = nil
	for _, s := range c.Sets {
		if !slices.ContainsFunc(s.Mandatory, func(m string) bool { return !n.has(m) }) {
			n.Sets = append(n.Sets, s.keep(n.has))
		}
	}
	if len(n.Sets) == 0 {
		return nil
	}
	return &n
}

func (c *Cmdlet) has(param string) bool {
	return slices.ContainsFunc(c.Params, func(p Param) bool { return p.Name == param })
}

func (s Set) keep(has func(string) bool) Set {
	s.Params = filter(s.Params, has)
	s.Mandatory = filter(s.Mandatory, has)
	s.Positional = filter(s.Positional, has)
	return s
}

func filter(names []string, keep func(string) bool) []string {
	var kept []string
	for _, n := range names {
		if keep(n) {
			kept = append(kept, n)
		}
	}
	return kept
}

// String lists the environments: "EXO, SCC, EOP".
func (e Env) String() string {
	text := ""
	for i, name := range []string{"EXO", "SCC", "EOP"} {
		if e&(1<<i) != 0 {
			if text != "" {
				text += ", "
			}
			text += name
		}
	}
	return text
}
