package plain

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
)

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
			shown := shownType(p.Type)
			if rule.scalar {
				shown = "String"
			}
			list = append(list, catalog.Prop{Name: rule.kept(), Type: shown})
		}
	}
	for _, name := range []string{n.sole, n.toggle} {
		if name != "" && name != "State" {
			list = append(list, catalog.Prop{Name: name, Type: "Boolean"})
		}
	}
	if n.toggle == "State" {
		list = append(list, catalog.Prop{Name: n.toggle, Type: "String"})
	}
	for _, name := range n.shows {
		list = append(list, catalog.Prop{Name: name, Type: "String"})
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
