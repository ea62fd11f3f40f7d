// Package rbac decides who may run which cmdlet, with which parameters, on which objects. What roles
// hold is data: facts of the catalog, corrected by the overlay. What an organisation gives to whom is
// entries of its store: role groups, assignments, a role assignment policy. Each environment has a [Model]
// of its own; the functions of this package that name none speak of Exchange Online. [Seed] makes those of a fresh
// organisation, [Load] reads what one user has, and [Table.Decide] is a pure function of that.
package rbac

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
)

// An Entry says that a role holds a cmdlet, with some of its parameters.
type Entry struct {
	Role   string
	Cmdlet string // in the catalog's spelling
	Params ParamSet
}

// A ParamSet is a set of parameters of one cmdlet: Names, or with All every parameter but Names.
type ParamSet struct {
	All   bool
	Names []string // in the catalog's spelling
}

// Has reports whether the set holds the parameter, ignoring case.
func (s ParamSet) Has(param string) bool {
	listed := slices.ContainsFunc(s.Names, func(n string) bool { return strings.EqualFold(n, param) })
	return listed != s.All
}

// List returns the parameters of a cmdlet of Exchange Online that the set holds; see [ParamSet.ListIn].
func (s ParamSet) List(c *catalog.Cmdlet) []string { return s.ListIn(catalog.EXO, c) }

// ListIn returns the parameters of a cmdlet of an environment that the set holds, in catalog order, -Confirm
// and -WhatIf at the end where the cmdlet takes them.
func (s ParamSet) ListIn(env catalog.Env, c *catalog.Cmdlet) []string {
	var names []string
	for _, p := range c.Params {
		if p.Env&env != 0 && s.Has(p.Name) {
			names = append(names, p.Name)
		}
	}
	if c.Impact != catalog.NoImpact {
		names = append(names, "Confirm", "WhatIf")
	}
	return names
}

// common reports whether a parameter belongs to whoever may run the cmdlet at all.
func common(param string) bool {
	return strings.EqualFold(param, "Confirm") || strings.EqualFold(param, "WhatIf")
}
