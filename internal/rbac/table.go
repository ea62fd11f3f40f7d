package rbac

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
)

// A Grant is a role that a user has, with what it reaches.
type Grant struct {
	Role    string  // name of the role
	Entries []Entry // of a role that the organisation made; nil takes what the service brings for Role
	Read    Reach
	Write   Reach
}

// holds returns the parameters with which a grant of a made role holds a cmdlet.
func (g *Grant) holds(cmdlet string) (ParamSet, bool) {
	if e, ok := EntryNamed(g.Entries, cmdlet); ok {
		return e.Params, true
	}
	noun, twin := cutFold(cmdlet, "Get-EXO")
	if e, ok := EntryNamed(g.Entries, "Get-"+noun); ok && twin {
		return e.Params.twin(), true
	}
	return ParamSet{}, false
}

// A Table is what one user may do, as the roles stood when it was loaded. It does not change and may be
// used concurrently.
type Table struct {
	model  Model
	grants []Grant
	byRole map[string][]*Grant // grants of the roles that the service brings along, by folded name
}

// NewTable returns the table of these grants.
func (m Model) NewTable(grants []Grant) *Table {
	t := &Table{model: m, grants: grants, byRole: map[string][]*Grant{}}
	for i := range grants {
		if g := &grants[i]; g.Entries == nil {
			name := strings.ToLower(g.Role)
			t.byRole[name] = append(t.byRole[name], g)
		}
	}
	return t
}

// A holding is one grant that holds a cmdlet, with parameters.
type holding struct {
	grant  *Grant
	params ParamSet
}

// holdings lists the grants that hold a cmdlet.
func (t *Table) holdings(cmdlet string) []holding {
	var held []holding
	for _, e := range t.model.EntriesFor(cmdlet) {
		for _, g := range t.byRole[strings.ToLower(e.Role)] {
			held = append(held, holding{g, e.Params})
		}
	}
	for i := range t.grants {
		if params, ok := t.grants[i].holds(cmdlet); ok {
			held = append(held, holding{&t.grants[i], params})
		}
	}
	return held
}

// Cmdlets lists the cmdlets that the user may run, in the catalog's spelling and order.
func (t *Table) Cmdlets() []string {
	var names []string
	for e := range t.model.Entries() {
		if len(t.byRole[strings.ToLower(e.Role)]) > 0 && (len(names) == 0 || names[len(names)-1] != e.Cmdlet) {
			names = append(names, e.Cmdlet)
		}
	}
	for _, g := range t.grants {
		for _, e := range g.Entries {
			names = append(names, e.Cmdlet)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return slices.Compact(names)
}

// Params returns the parameters of a cmdlet that the user may give, in catalog order without the common
// ones, and false where the user may not run it at all.
func (t *Table) Params(cmdlet string) ([]string, bool) {
	held := t.holdings(cmdlet)
	c, known := catalog.Lookup(cmdlet)
	if len(held) == 0 || !known || c.Env&t.model.env == 0 {
		return nil, false
	}
	var names []string
	for _, p := range c.Params {
		if p.Env&t.model.env != 0 && slices.ContainsFunc(held, func(h holding) bool { return h.params.Has(p.Name) }) {
			names = append(names, p.Name)
		}
	}
	return names, true
}

// A Decision is the answer of [Table.Decide].
type Decision struct {
	Allowed bool
	Denied  []string  // parameters that no role grants, or not together with the others; none where the cmdlet itself is denied
	Scope   org.Scope // which recipients the call may see and change; nil means the whole organisation
}

// Decide says whether the user may run a cmdlet with these bound parameters, and on what. The names are
// resolved ones: a decision on an abbreviation or an alias would be another one (S-46).
//
// Grants that reach as far as each other add their parameters up, and a grant of the whole organisation
// adds to all: the call is allowed on what those grants reach that hold all of its parameters together.
func (t *Table) Decide(cmdlet string, params []string) Decision {
	held := t.holdings(cmdlet)
	if len(held) == 0 {
		return Decision{}
	}
	params = slices.DeleteFunc(slices.Clone(params), common)
	var read, write []Reach
	missing := params
	for i := range held {
		short := lacking(held, held[i].grant, params)
		if len(short) == 0 {
			read = append(read, held[i].grant.Read)
			write = append(write, held[i].grant.Write)
		} else if len(short) < len(missing) {
			missing = short
		}
	}
	if len(read) == 0 {
		return Decision{Denied: missing}
	}
	if whole(read) && whole(write) {
		return Decision{Allowed: true}
	}
	return Decision{Allowed: true, Scope: &scope{read, write}}
}

// lacking lists the parameters that grants reaching at least as far as g do not hold.
func lacking(held []holding, g *Grant, params []string) []string {
	return slices.DeleteFunc(slices.Clone(params), func(p string) bool {
		return slices.ContainsFunc(held, func(h holding) bool { return covers(h.grant, g) && h.params.Has(p) })
	})
}

// covers reports whether a reaches at least what b does.
func covers(a, b *Grant) bool { return contains(a.Read, b.Read) && contains(a.Write, b.Write) }

// contains reports whether a holds all of b, as far as can be told without asking filters.
func contains(a, b Reach) bool {
	switch {
	case b.empty():
		return true
	case len(a.Except) > 0 && len(b.Except) == 0: // where an exclusive scope reaches, others do not
		return false
	case a.All:
		return true
	case b.All || a.Filter != b.Filter:
		return false
	}
	return !slices.ContainsFunc(b.Self, func(id org.ID) bool { return !slices.Contains(a.Self, id) })
}
