package seed

import (
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/nearest"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/strictyaml"
)

// A checker finds what is wrong with a decoded file: names that are missing or used twice, references
// that lead nowhere, and what the organisation would refuse.
type checker struct {
	*strictyaml.Document
	f       *File
	details map[string]string // RecipientTypeDetails by alias
	names   map[string]bool   // folded
}

func check(f *File, doc *strictyaml.Document) {
	c := &checker{Document: doc, f: f, details: map[string]string{}, names: map[string]bool{}}
	c.organization()
	c.places()
	c.collect()
	c.users()
	c.things()
	c.contacts()
	c.groups()
	c.history()
}

func (c *checker) organization() {
	h := &c.f.Organization
	if c.f.Version != FormVersion {
		c.Fault(&c.f.Version, "exosh-seed is the version of the form: write exosh-seed: %d", FormVersion)
	}
	if h.Kind == "" {
		h.Kind = "exchange"
	}
	if h.Kind != "exchange" && h.Kind != "eop" {
		c.Fault(&h.Kind, "the kind %q is not known: write exchange, or eop for an organisation without mailboxes", h.Kind)
	}
	if h.Name == "" || strings.Trim(h.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		c.Fault(&h.Name, "the organisation's name %q is its short name: small letters, digits and hyphens, such as contoso", h.Name)
	}
	if h.Display == "" {
		h.Display = h.Name
	}
	if h.InitialDomain == "" {
		h.InitialDomain = h.Name + ".onmicrosoft.com"
	}
	c.domains(h, Domains{h.Domain, h.InitialDomain})
	for name, d := range h.Environments {
		if !directory.HasWord(Realms()[1:], name) {
			c.Fault(&h.Environments, "there is no other environment %q: there are %s", name, strings.Join(Realms()[1:], ", "))
		}
		c.domains(&h.Environments, d)
	}
}

// domains checks the domains that stand at a value.
func (c *checker) domains(at any, d Domains) {
	for _, domain := range []string{d.Domain, d.InitialDomain} {
		if err := org.CheckDomain("domain", domain); err != nil {
			c.Fault(at, "the domain %q: %s", domain, plain(err))
		}
	}
}

func (c *checker) places() {
	seen := map[string]bool{}
	for i := range c.f.Places {
		p := &c.f.Places[i]
		c.needed(p, "city", p.City)
		c.region(p)
		if seen[p.City] {
			c.Fault(p, "the city %q is here twice", p.City)
		}
		seen[p.City] = true
	}
}

// collect learns every alias, so that references can be looked up.
func (c *checker) collect() {
	for i := range c.f.Users {
		u := &c.f.Users[i]
		details := directory.UserMailbox
		if u.Plan == noPlan {
			details = directory.User
		}
		c.known(u, &u.Alias, details)
		c.unique(u, u.name())
	}
	for i := range c.f.Mailboxes {
		t := &c.f.Mailboxes[i]
		c.known(t, &t.Alias, t.Type)
		c.unique(t, t.Name)
	}
	for i := range c.f.Contacts {
		t := &c.f.Contacts[i]
		c.known(t, &t.Alias, t.Type)
		c.unique(t, t.Name)
	}
	for i := range c.f.Groups {
		g := &c.f.Groups[i]
		c.known(g, &g.Alias, g.Type)
		c.unique(g, g.Name)
	}
}

// known takes the alias of somebody.
func (c *checker) known(at any, alias *string, details string) {
	if *alias == "" {
		c.Fault(at, "the key alias is missing: everybody is known by one")
		return
	}
	if err := org.CheckAlias(*alias); err != nil {
		c.Fault(alias, "the alias %q: %s", *alias, plain(err))
	}
	for other := range c.details {
		if org.Matches(other, *alias) {
			c.Fault(alias, "the alias %q is used twice: give one of the two another", *alias)
			return
		}
	}
	c.details[*alias] = details
}

// unique takes the name of somebody.
func (c *checker) unique(at any, name string) {
	key := org.Fold(name)
	switch {
	case name == "":
		c.Fault(at, "a name is missing: write name, or first and last")
	case c.names[key]:
		c.Fault(at, "the name %q is used twice: give one of the two another by the key name; display may be the same", name)
	}
	c.names[key] = true
}

// refer checks that an alias is that of somebody of the kinds given; without any, of anybody.
func (c *checker) refer(alias *string, kinds ...string) {
	details, ok := c.details[*alias]
	switch {
	case !ok:
		c.Fault(alias, "nobody has the alias %q%s", *alias, c.guess(*alias))
	case len(kinds) > 0 && !slices.Contains(kinds, details):
		c.Fault(alias, "%q is a %s, and has to be one of %s", *alias, details, strings.Join(kinds, ", "))
	}
}

func (c *checker) guess(alias string) string {
	var all []string
	for a := range c.details {
		all = append(all, a)
	}
	slices.Sort(all)
	if near, ok := nearest.Word(alias, all); ok {
		return ": did you mean " + near + "?"
	}
	return ": write the alias of somebody in this file"
}

func (c *checker) needed(at any, key, value string) {
	if strings.TrimSpace(value) == "" {
		c.Fault(at, "the key %s is missing", key)
	}
}

// oneOf checks a word.
func (c *checker) oneOf(at any, what, word string, words ...string) {
	if !slices.Contains(words, word) {
		c.Fault(at, "%s %q is not known: write %s", what, word, strings.Join(words, ", "))
	}
}

func (c *checker) created(at any, m *Moment) {
	if m.IsZero() {
		c.Fault(at, "the key created is missing: write %s", m.Form())
	}
}
