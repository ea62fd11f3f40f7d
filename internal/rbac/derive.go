package rbac

import (
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// propEntries is the property of a role that the organisation made: what it holds, as texts
// "Cmdlet Param Param ...". The roles that the service brings along do not have it.
const propEntries = "RoleEntries"

// mostAncestors is how many roles may stand above each other.
const mostAncestors = 32

// Made reports whether the organisation made a role; the others come with the service.
func Made(role *org.Entry) bool {
	_, ok := role.Props.Get(propEntries)
	return ok
}

// Ancestors lists a role and the roles above it, up to the one that the service brings along.
func Ancestors(tx org.Tx, role *org.Entry) ([]*org.Entry, error) {
	list := []*org.Entry{role}
	for len(list) < mostAncestors {
		parents := References(list[len(list)-1], "Parent")
		if len(parents) == 0 {
			return list, nil
		}
		parent, err := tx.Get(role.Kind, parents[0])
		if err != nil {
			return nil, err
		}
		list = append(list, parent)
	}
	return list, nil
}

// EntriesOf lists what a role holds in effect. What its parent has lost, a role that the organisation made
// has lost too: it is only ever narrower.
func (m Model) EntriesOf(tx org.Tx, role *org.Entry) ([]Entry, error) {
	if !Made(role) {
		return m.brought(directory.Text(role, "Name")), nil
	}
	line, err := Ancestors(tx, role)
	if err != nil {
		return nil, err
	}
	entries := stored(role)
	for _, above := range line[1:] {
		if Made(above) {
			entries = narrowed(entries, stored(above))
		} else {
			return narrowed(entries, m.held(directory.Text(above, "Name"), entries)), nil
		}
	}
	return nil, nil
}

// Holds reports whether a role holds a cmdlet in effect.
func (m Model) Holds(tx org.Tx, role *org.Entry, cmdlet string) (bool, error) {
	if !Made(role) {
		name := directory.Text(role, "Name")
		return slices.ContainsFunc(m.EntriesFor(cmdlet), func(e Entry) bool { return strings.EqualFold(e.Role, name) }), nil
	}
	entries, err := m.EntriesOf(tx, role)
	_, ok := EntryNamed(entries, cmdlet)
	return ok, err
}

// brought lists what a role of the service holds.
func (m Model) brought(role string) []Entry {
	var list []Entry
	for e := range m.Entries() {
		if strings.EqualFold(e.Role, role) {
			list = append(list, e)
		}
	}
	return list
}

// held lists those entries of a role of the service that are about the cmdlets of some entries.
func (m Model) held(role string, about []Entry) []Entry {
	var list []Entry
	for _, a := range about {
		for _, e := range m.EntriesFor(a.Cmdlet) {
			if strings.EqualFold(e.Role, role) {
				list = append(list, e)
			}
		}
	}
	return list
}

// narrowed returns the entries without what the parent's do not hold.
func narrowed(entries, parent []Entry) []Entry {
	var list []Entry
	for _, e := range entries {
		p, ok := EntryNamed(parent, e.Cmdlet)
		if !ok {
			continue
		}
		e.Params.Names = slices.DeleteFunc(slices.Clone(e.Params.Names), func(name string) bool { return !p.Params.Has(name) })
		list = append(list, e)
	}
	return list
}

// EntryNamed returns the entry of a cmdlet, ignoring case.
func EntryNamed(entries []Entry, cmdlet string) (Entry, bool) {
	for _, e := range entries {
		if strings.EqualFold(e.Cmdlet, cmdlet) {
			return e, true
		}
	}
	return Entry{}, false
}

// SetEntries gives a role that the organisation makes what it holds. The parameters of an entry are
// listed by name.
func SetEntries(role *org.Entry, entries []Entry) {
	texts := []any{}
	for _, e := range entries {
		texts = append(texts, strings.Join(append([]string{e.Cmdlet}, e.Params.Names...), " "))
	}
	role.Props.Set(propEntries, texts)
}
