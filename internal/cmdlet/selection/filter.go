package selection

import (
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
	"example.org/exosh/object"
)

// filter reads -Filter. It sees what the cmdlet shows.
func (s Source) filter(c *command.Call) (Rule, error) {
	v, given := c.Args.Get("Filter")
	if !given || v == nil {
		return nil, nil
	}
	return Filter("Filter", object.String(v), s.View.Get)
}

// Filter returns the rule of the filter that a parameter gives, over properties that get reads.
func Filter(parameter, text string, get func(*directory.Item, string) (object.Value, bool)) (Rule, error) {
	node, err := opath.ParseFor(text, filterable())
	if err != nil {
		return nil, opath.Visible(parameter, text, err)
	}
	var asked memo
	return func(i *directory.Item) (bool, error) {
		asked = asked[:0]
		ok, err := node.Match(func(name string) (object.Value, bool) {
			return asked.get(name, func() (object.Value, bool) {
				if v, special := looked(i, name); special {
					return v, true
				}
				return get(i, name)
			})
		})
		if err != nil {
			return false, opath.Visible(parameter, text, err)
		}
		return ok, nil
	}, nil
}

// A memo holds the properties of one recipient that a filter asked for: some are looked up in the store,
// and a filter may name one a thousand times.
type memo []struct {
	name  string
	value object.Value
	ok    bool
}

func (m *memo) get(name string, read func() (object.Value, bool)) (object.Value, bool) {
	for _, known := range *m {
		if known.name == name {
			return known.value, known.ok
		}
	}
	v, ok := read()
	*m = append(*m, struct {
		name  string
		value object.Value
		ok    bool
	}{name, v, ok})
	return v, ok
}

// looked returns the properties that filters see and cmdlets do not show, or show otherwise.
func looked(i *directory.Item, property string) (object.Value, bool) {
	switch strings.ToLower(property) {
	case "members":
		v, _ := i.Entry.Props.Get("Members")
		return v, true
	case "memberofgroup":
		return groupsOf(i), true
	case "countryorregion":
		code, name, _ := directory.Country(directory.Text(i.Entry, "CountryOrRegion"))
		return directory.Anys(nonempty(name, code)), true
	case "c":
		code, _, _ := directory.Country(directory.Text(i.Entry, "CountryOrRegion"))
		return code, true
	case "co":
		return directory.Text(i.Entry, "CountryOrRegion"), true
	case "commonname":
		return directory.Text(i.Entry, "Name"), true
	case "recipienttypedetailsvalue":
		return i.Details(), true
	case "resourcemetadata", "resourcesearchproperties":
		return resource(i, strings.EqualFold(property, "ResourceMetaData")), true
	case "recipientcontainer":
		return directory.Text(i.Entry, "OrganizationalUnit"), true
	}
	return nil, false
}

// resource returns what kind of thing a resource mailbox is, as a filter of resources asks for it.
func resource(i *directory.Item, marked bool) object.Value {
	kind, isResource := strings.CutSuffix(i.Details(), "Mailbox")
	if !isResource || !directory.IsResource(i.Details()) {
		return nil
	}
	if marked {
		kind = "ResourceType:" + kind
	}
	return []any{kind}
}

// groupsOf returns the groups that the recipient is a member of.
func groupsOf(i *directory.Item) []any {
	list := []any{}
	referrers, err := directory.Referrers(i.Tx, i.Entry.ID)
	if err != nil {
		return list
	}
	for _, e := range referrers {
		if !directory.Live(e) || !directory.IsGroup(directory.Details(e)) {
			continue
		}
		for _, m := range directory.References(e, "Members") {
			if m.ID == i.Entry.ID {
				list = append(list, directory.Reference(e))
			}
		}
	}
	return list
}

func nonempty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// filterable returns the test of the properties that the vendor accepts in a filter: the catalog's list,
// the ranges of attributes that it writes as one, the newer name of RemotePowerShellEnabled, and what its
// own filters of dynamic groups name.
func filterable() func(string) bool {
	known := map[string]bool{"exomoduleenabled": true, "recipienttypedetailsvalue": true}
	for n := 1; n <= 15; n++ {
		known[fmt.Sprint("customattribute", n)] = true
		known[fmt.Sprint("extensioncustomattribute", (n-1)%5+1)] = true
	}
	for _, name := range catalog.Filterable() {
		known[strings.ToLower(name)] = true
	}
	return func(property string) bool { return known[strings.ToLower(property)] }
}
