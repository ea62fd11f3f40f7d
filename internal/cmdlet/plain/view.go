package plain

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// prepare makes the view and the presets, once.
func (n *noun) prepare() {
	n.once.Do(func() {
		n.keepers, n.types = map[string]*rule{}, map[string]string{}
		n.shape = n.makeShape()
		n.values = n.offs()
		for property, text := range n.preset {
			n.values[property] = n.typed(nil, property, text)
		}
		n.view = project.NewView(n.shape, project.Rules[*directory.Item]{
			Entry: directory.EntryOf, Derive: n.derived(),
			Preset: []map[string]object.Value{directory.ConfigPresets(), n.values},
		})
	})
}

func (n *noun) presets() map[string]any { n.prepare(); return n.values }

func (n *noun) show(tx org.Tx, home *directory.Organisation, e *org.Entry) *object.Object {
	n.prepare()
	return n.view.Object(&directory.Item{Tx: tx, Org: home, Entry: e})
}

// offs returns $false for every switch, where the row says so.
func (n *noun) offs() map[string]any {
	m, known := map[string]any{}, directory.ConfigPresets()
	for _, p := range n.shape.Props {
		if _, ok := known[p.Name]; n.off && p.Type == "Boolean" && !ok {
			m[p.Name] = false
		}
	}
	return m
}

// derived returns the properties that are computed.
func (n *noun) derived() map[string]func(*directory.Item) object.Value {
	all := directory.ConfigDerived()
	all["ImmutableId"] = all["Guid"]
	for _, r := range n.keepers {
		if r.owned && r.kept() == "Policy" {
			all[r.kept()] = func(i *directory.Item) object.Value {
				if of := owner(i, r); of.ID != (org.ID{}) {
					return of.ID
				}
				return nil
			}
			all["ParentPolicyName"] = func(i *directory.Item) object.Value { return owner(i, r).Name }
		}
		if r.people != "" {
			all[r.kept()] = shownPeople(r.kept(), n.many(r.kept()))
		}
	}
	return all
}

// owner returns the object that an object goes with.
func owner(i *directory.Item, r *rule) object.ADObjectID {
	v, _ := i.Entry.Props.Get(r.kept())
	of, _ := v.(object.ADObjectID)
	return of
}

// many says whether a property is shown as a list even where it is empty.
func (n *noun) many(property string) bool {
	return slices.ContainsFunc(n.shape.Props, func(p catalog.Prop) bool {
		return strings.EqualFold(p.Name, property) && strings.HasSuffix(p.Type, "[]")
	})
}

// shownPeople returns what shows the recipients that a property names: by their present addresses.
func shownPeople(property string, many bool) func(*directory.Item) object.Value {
	show := func(i *directory.Item, v object.Value) object.Value {
		r, ok := v.(object.ADObjectID)
		if !ok {
			return v
		}
		if e, err := i.Tx.Get(org.KindRecipient, r.ID); err == nil && directory.Primary(e) != "" {
			return directory.Primary(e)
		}
		return r
	}
	return func(i *directory.Item) object.Value {
		v, _ := i.Entry.Props.Get(property)
		list, ok := v.([]any)
		switch {
		case v == nil && many:
			return []any{}
		case !ok:
			return show(i, v)
		}
		out := make([]any, len(list))
		for n, item := range list {
			out[n] = show(i, item)
		}
		return out
	}
}

// makeShape returns the shape of the noun's objects: as sampled, and behind that what else is kept; where
// nothing was sampled, Identity first and the rest by name.
func (n *noun) makeShape() *catalog.ObjectType {
	known, sampled := catalog.ObjectFor("Get-" + n.name)
	s := &catalog.ObjectType{Name: "Get-" + n.name, Types: []string{"Exosh.Get." + n.name, "System.Object"}}
	if sampled {
		s.Types, s.Props = known.Types, slices.Clone(known.Props)
	} else {
		s.Props = []catalog.Prop{{Name: "Identity", Type: "ADObjectId"}}
	}
	more := n.kept()
	for _, list := range [][]catalog.Prop{s.Props, more} {
		for _, p := range list {
			if key := strings.ToLower(p.Name); n.types[key] == "" || p.Type != "String" {
				n.types[key] = p.Type
			}
		}
	}
	switch {
	case n.mailbox != "" && !sampled:
		more = append(more, commonOfMailbox()...)
	case n.mailbox == "" && !hasProp(s, "Guid"):
		more = append(more, common()...)
	}
	slices.SortFunc(more, func(a, b catalog.Prop) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	have := map[string]bool{}
	for _, p := range s.Props {
		have[strings.ToLower(p.Name)] = true
	}
	for _, p := range more {
		if key := strings.ToLower(p.Name); !have[key] {
			have[key] = true
			s.Props = append(s.Props, p)
		}
	}
	return s
}

func hasProp(s *catalog.ObjectType, name string) bool {
	return slices.ContainsFunc(s.Props, func(p catalog.Prop) bool { return strings.EqualFold(p.Name, name) })
}

// commonOfMailbox returns the properties that all settings of a mailbox have.
func commonOfMailbox() []catalog.Prop {
	return []catalog.Prop{
		{Name: "IsValid", Type: "Boolean"}, {Name: "MailboxOwnerId", Type: "ADObjectId"}, {Name: "ObjectState", Type: "String"},
	}
}

// common returns the properties that every object of the configuration has.
func common() []catalog.Prop {
	return []catalog.Prop{
		{Name: "DistinguishedName", Type: "String"}, {Name: "ExchangeObjectId", Type: "Guid"}, {Name: "ExchangeVersion", Type: "String"},
		{Name: "Guid", Type: "Guid"}, {Name: "Id", Type: "ADObjectId"}, {Name: "IsValid", Type: "Boolean"}, {Name: "Name", Type: "String"},
		{Name: "ObjectState", Type: "String"}, {Name: "OrganizationId", Type: "String"},
		{Name: "WhenChanged", Type: "DateTime"}, {Name: "WhenChangedUTC", Type: "DateTime"},
		{Name: "WhenCreated", Type: "DateTime"}, {Name: "WhenCreatedUTC", Type: "DateTime"},
	}
}

// kept returns the properties that parameters and the row become.
func (n *noun) kept() []catalog.Prop {
	var list []catalog.Prop
	for _, verb := range []string{"New", "Set"} {
		if !n.has(verb) {
			continue
		}
		meta := n.meta(verb)
		for i := range meta.Params {
			p := &meta.Params[i]
			if p.Env == 0 {
				continue
			}
			row, rule := n.row(verb, p), n.lookup(p)
			if row == nil || row.Apply == nil || rule.makesSole || rule.sets != nil || rule.list != "" || n.toggle == "State" && p.Name == "Enabled" {
				continue
			}
			n.keepers[strings.ToLower(rule.kept())] = rule
			list = append(list, catalog.Prop{Name: rule.kept(), Type: shownType(p.Type)})
		}
	}
	for _, name := range append([]string{n.sole, n.toggle}, n.shows...) {
		if name != "" {
			list = append(list, catalog.Prop{Name: name, Type: "String"})
		}
	}
	for _, r := range n.keepers {
		if r.owned && r.kept() == "Policy" {
			list = append(list, catalog.Prop{Name: "ParentPolicyName", Type: "String"})
		}
	}
	if n.ranked {
		list = append(list, catalog.Prop{Name: "Priority", Type: "Int32"})
	}
	return list
}

// shownType returns the type of the property that a parameter of that type becomes.
func shownType(t string) string {
	switch shapeOf(t) {
	case flagShape:
		return "Boolean"
	case numberShape:
		return t[strings.LastIndexByte(t, '.')+1:]
	case listShape, tableShape:
		return "String[]"
	case dateShape:
		return "DateTime"
	case spanShape:
		return "EnhancedTimeSpan"
	case sizeShape:
		return "ByteQuantifiedSize"
	case limitShape:
		return "Unlimited"
	case guidShape:
		return "Guid"
	}
	if strings.HasSuffix(t, "[]") {
		return "String[]"
	}
	return "String"
}

// typeOf returns the type of a property, "" where it is not known: that of its parameter, or as sampled.
func (n *noun) typeOf(property string) string { return n.types[strings.ToLower(property)] }
