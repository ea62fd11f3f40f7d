package plain

import (
	"cmp"
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// mostObjects is how many objects of a noun an organisation may have.
const mostObjects = 10_000

// all returns the objects of the noun: those that are stored, and those of a fresh organisation that were
// not changed yet. Ranked ones are in the order of their priority, others in that of their names.
func (n *noun) all(tx org.Tx, home *directory.Organisation) ([]*org.Entry, error) {
	list, err := org.All(tx, n.kind, nil)
	if err != nil {
		return nil, err
	}
	for _, e := range n.fresh(home) {
		if !slices.ContainsFunc(list, func(s *org.Entry) bool { return s.ID == e.ID }) {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b *org.Entry) int {
		if n.ranked {
			return cmp.Compare(rank(a), rank(b))
		}
		return cmp.Compare(org.Fold(a.Sort), org.Fold(b.Sort))
	})
	return list, nil
}

// resolve returns the object that an identity names: by Guid, distinguished name or name, with or without
// the organisation's name before it.
func (n *noun) resolve(tx org.Tx, home *directory.Organisation, identity string) (*org.Entry, error) {
	identity = strings.TrimSpace(identity)
	bare := identity
	if prefix, rest, ok := strings.Cut(identity, `\`); ok && org.Matches(prefix, home.Name) {
		bare = rest
	}
	e, err := org.ResolveIn(tx, []string{n.kind}, []string{org.SpaceGUID, org.SpaceDN, org.SpaceName}, bare)
	if !org.IsNotFound(err) {
		return e, err
	}
	for _, e := range n.fresh(home) {
		if n.answers(e, bare) {
			if _, err := tx.Get(n.kind, e.ID); org.IsNotFound(err) {
				return e, nil
			}
		}
	}
	return nil, org.NotFound(identity)
}

func (n *noun) answers(e *org.Entry, identity string) bool {
	if id, err := org.ParseID(identity); err == nil {
		return id == e.ID
	}
	return org.Matches(identity, e.Sort) || org.Matches(identity, directory.Text(e, "DistinguishedName"))
}

// only returns the object that a cmdlet is about: the one that is named, or the only one there is.
func (n *noun) only(tx org.Tx, home *directory.Organisation, identity string) (*org.Entry, error) {
	if identity == "" && n.single != "" {
		return n.resolve(tx, home, n.seedID(home, n.single).String())
	}
	if identity == "" {
		all, err := n.all(tx, home)
		switch {
		case err != nil:
			return nil, err
		case len(all) != 1:
			return nil, org.NotFound(n.name)
		}
		return all[0], nil
	}
	return n.resolve(tx, home, identity)
}

// seedID returns the Guid of an object of a fresh organisation.
func (n *noun) seedID(home *directory.Organisation, name string) org.ID {
	word := n.seeded
	if word == "" {
		word = n.kind
	}
	return org.SeedID(home.Tenant, word+" "+name)
}

// fresh returns the objects of a fresh organisation, as nobody has changed them.
func (n *noun) fresh(home *directory.Organisation) []*org.Entry {
	n.prepare()
	defaults := n.defaults
	if n.single != "" && len(defaults) == 0 {
		defaults = []preset{{name: n.single}}
	}
	list := make([]*org.Entry, len(defaults))
	for i, d := range defaults {
		name := strings.ReplaceAll(d.name, "{org}", home.Name)
		e := home.NewConfig(n.kind, n.seedID(home, d.name), name, n.at...)
		e.Created, e.Changed = home.Entry.Created, home.Entry.Created
		for property, text := range d.props {
			e.Props.Set(property, n.typed(home, property, text))
		}
		list[i] = e
	}
	return list
}

// isFresh says whether the object is one that every organisation has.
func (n *noun) isFresh(home *directory.Organisation, id org.ID) bool {
	return slices.ContainsFunc(n.fresh(home), func(e *org.Entry) bool { return e.ID == id })
}

// save stores an object. One of a fresh organisation becomes an entry, and keeps its date.
func (n *noun) save(tx org.Tx, home *directory.Organisation, e *org.Entry) error {
	if e.Version == 0 && n.isFresh(home, e.ID) {
		e.Props.Set("WhenCreated", home.Entry.Created)
	}
	return taken(e, directory.SaveConfig(tx, e))
}
