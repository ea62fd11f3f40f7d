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
	all["RetentionId"] = storedOr("RetentionId", all["Guid"])
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

// storedOr returns what shows a property as it was given, else another value.
func storedOr(property string, other func(*directory.Item) object.Value) func(*directory.Item) object.Value {
	return func(i *directory.Item) object.Value {
		if v, ok := i.Entry.Props.Get(property); ok && v != nil {
			return v
		}
		return other(i)
	}
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
