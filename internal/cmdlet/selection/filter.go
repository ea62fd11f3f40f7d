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
func (s Source) filter(c *command.Call) (condition, error) {
	v, given := c.Args.Get("Filter")
	if !given || v == nil {
		return condition{}, nil
	}
	text := object.String(v)
	node, err := parse("Filter", text)
	if err != nil {
		return condition{}, err
	}
	return condition{rule: match("Filter", text, node, s.View.Get), looks: s.looks(node), where: searchFor(node)}, nil
}

// looks returns the properties of an entry that a filter looks at, nil where that may be any.
func (s Source) looks(node opath.Node) []string {
	known, list := specials(), []string{}
	for _, name := range opath.Properties(node) {
		if special, ok := known[strings.ToLower(name)]; ok {
			if special.looks == nil {
				return nil
			}
			list = append(list, special.looks...)
			continue
		}
		needs, ok := s.View.NeedsOf(name)
		if !ok {
			return nil
		}
		list = append(list, needs...)
	}
	return list
}

// Filter returns the rule of the filter that a parameter gives, over properties that get reads.
func Filter(parameter, text string, get func(*directory.Item, string) (object.Value, bool)) (Rule, error) {
	node, err := parse(parameter, text)
	if err != nil {
		return nil, err
	}
	return match(parameter, text, node, get), nil
}

func parse(parameter, text string) (opath.Node, error) {
	node, err := opath.ParseFor(text, filterable())
	if err != nil {
		return nil, opath.Visible(parameter, text, err)
	}
	return node, nil
}

func match(parameter, text string, node opath.Node, get func(*directory.Item, string) (object.Value, bool)) Rule {
	var asked memo
	known := specials()
	return func(i *directory.Item) (bool, error) {
		asked = asked[:0]
		ok, err := node.Match(func(name string) (object.Value, bool) {
			return asked.get(name, func() (object.Value, bool) {
				if special, ok := known[strings.ToLower(name)]; ok {
					return special.get(i), true
				}
				return get(i, name)
			})
		})
		if err != nil {
			return false, opath.Visible(parameter, text, err)
		}
		return ok, nil
	}
}

// A memo holds the properties of one recipient that a filter asked for: some are looked up in the store,
// and a filter may name one a thousand times, in as many spellings.
type memo []struct {
	name  string
	value object.Value
	ok    bool
}

func (m *memo) get(name string, read func() (object.Value, bool)) (object.Value, bool) {
	for _, known := range *m {
		if strings.EqualFold(known.name, name) {
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

// A special is a property that filters see and cmdlets do not show, or show otherwise.
type special struct {
	looks []string // properties of the entry, nil where that may be any
	get   func(*directory.Item) object.Value
}

// specials returns them by name in lower case.
func specials() map[string]special {
	country := []string{"CountryOrRegion"}
	details := []string{"RecipientTypeDetails", "ExternalDirectoryObjectId"}
	text := func(name string) special {
		return special{[]string{name}, func(i *directory.Item) object.Value { return directory.Text(i.Entry, name) }}
	}
	return map[string]special{
		"members":                   {[]string{"Members"}, func(i *directory.Item) object.Value { v, _ := i.Entry.Props.Get("Members"); return v }},
		"memberofgroup":             {[]string{}, func(i *directory.Item) object.Value { return groupsOf(i) }},
		"countryorregion":           {country, func(i *directory.Item) object.Value { return countryNames(i) }},
		"c":                         {country, func(i *directory.Item) object.Value { code, _ := countryOf(i); return code }},
		"co":                        text("CountryOrRegion"),
		"commonname":                text("Name"),
		"recipientcontainer":        text("OrganizationalUnit"),
		"recipienttypedetailsvalue": {details, func(i *directory.Item) object.Value { return i.Details() }},
		"resourcemetadata":          {details, func(i *directory.Item) object.Value { return resource(i, true) }},
		"resourcesearchproperties":  {details, func(i *directory.Item) object.Value { return resource(i, false) }},
	}
}

func countryOf(i *directory.Item) (code, name string) {
	code, name, _ = directory.Country(directory.Text(i.Entry, "CountryOrRegion"))
	return code, name
}

func countryNames(i *directory.Item) []any {
	code, name := countryOf(i)
	return directory.Anys(nonempty(name, code))
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
