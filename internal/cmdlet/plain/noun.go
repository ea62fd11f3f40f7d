package plain

import (
	"strings"
	"sync"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// A noun is the row of one noun.
type noun struct {
	book  *book
	name  string
	verbs []string

	kind     string            // of its entries
	at       []string          // containers of its distinguished names, from the innermost outwards
	named    string            // parameter of New that gives the name
	identity string            // parameter of the others that names an object
	called   string            // name of new objects that are not given one, with {Param} for values
	single   string            // name of the only object, "" where there may be many
	mailbox  string            // parameter that names the mailbox whose settings these are, "" for others
	boxes    string            // which mailboxes those are
	toggle   string            // property that Enable and Disable change
	ranked   bool              // the objects have a Priority: 0, 1, 2, ...
	seeded   string            // the Guid of a default object is made of this word and its name; "" means the kind
	listed   string            // property of the tenant's entry that lists the objects
	given    string            // property of mailboxes that names one of the objects
	sole     string            // property that is true for exactly one object
	defaults []preset          // objects of a fresh organisation
	preset   map[string]string // what a property is that has no value of its own
	shows    []string          // properties besides those of the parameters
	needs    [][]string        // of each list of parameters a new object needs one
	finds    map[string]string // parameter of Get by the property that it chooses by
	withs    []with
	off      bool             // a switch without a value is shown as $false
	rules    map[string]*rule // by lower case parameter

	once    sync.Once
	view    *project.View[*directory.Item]
	values  map[string]any // presets, typed, by property
	shape   *catalog.ObjectType
	keepers map[string]*rule  // what becomes a property, by its lower case name
	types   map[string]string // types of properties by lower case name

	tables sync.Map // verb -> project.Table[*change.Change]
	metas  sync.Map // verb -> *catalog.Cmdlet
}

// A with is a switch of Get that keeps the objects in which some of the properties hold a value, or none.
type with struct {
	param      string
	properties []string
	some       bool
}

// A preset is an object that a fresh organisation has.
type preset struct {
	name  string
	props map[string]string
}

// A rule is what a row says about one parameter.
type rule struct {
	param     string
	property  string // where it is kept; "" means under its own name
	reads     bool   // the engine reads it
	refused   bool
	acts      bool // it has its whole effect by being kept
	open      bool // the catalog's values are hints
	scalar    bool // one text, though the parameter's type is a list
	form      form // what each text has to look like
	table     bool // a hash table, kept as lines "[key, value]"
	low, high int64
	ranged    bool
	most      int               // longest text, or most values of a list; 0 means the usual
	to        string            // noun of the object it names
	once      bool              // no other object may name the same
	nested    bool              // hash tables, kept as objects
	owned     bool              // the object goes with the one it names
	sets      map[string]string // what a switch gives to properties
	list      string            // the list that values are added to or removed from
	gone      bool              // they are removed
	people    string            // recipients it may name
	makesSole bool
}

// rule returns the rule of a parameter, made where there is none yet.
func (n *noun) rule(param string) *rule {
	key := strings.ToLower(param)
	if n.rules[key] == nil {
		n.rules[key] = &rule{param: param}
	}
	return n.rules[key]
}

// lookup returns the rule of a parameter. Where the row says nothing of it, recipients are any, or groups
// where membership in them counts.
func (n *noun) lookup(p *catalog.Param) *rule {
	r := n.rules[strings.ToLower(p.Name)]
	if r == nil {
		r = &rule{param: p.Name}
	}
	if list, adds := n.adds(p); list != nil && !r.refused {
		of := *n.lookup(list)
		of.param, of.property, of.list, of.gone = p.Name, of.kept(), list.Name, !adds
		return &of
	}
	if r.people != "" || r.to != "" || r.open || !strings.HasPrefix(p.Type, "RecipientIdParameter") {
		return r
	}
	named := *r
	named.people = "any"
	if strings.Contains(p.Name, "MemberOf") {
		named.people = "group"
	}
	return &named
}

// adds returns the parameter of the list that a parameter AddX or RemoveX is about, nil for others, and
// whether it adds.
func (n *noun) adds(p *catalog.Param) (list *catalog.Param, adds bool) {
	name, adds := strings.CutPrefix(p.Name, "Add")
	if !adds {
		var removes bool
		if name, removes = strings.CutPrefix(p.Name, "Remove"); !removes {
			return nil, false
		}
	}
	for _, verb := range []string{"Set", "New"} {
		if meta := n.meta(verb); meta != nil {
			if q, ok := meta.Param(name); ok && q.Env != 0 && strings.EqualFold(q.Name, name) && shownType(q.Type) == "String[]" {
				return q, adds
			}
		}
	}
	return nil, false
}

// meta returns the shape of the cmdlet of a verb, nil where the noun has none.
func (n *noun) meta(verb string) *catalog.Cmdlet {
	if !n.has(verb) {
		return nil
	}
	if m, ok := n.metas.Load(verb); ok {
		return m.(*catalog.Cmdlet)
	}
	m := catalog.Must(verb + "-" + n.name)
	n.metas.Store(verb, m)
	return m
}

func (r *rule) kept() string {
	if r.property != "" {
		return r.property
	}
	return r.param
}

// has says whether the noun has a cmdlet of the verb.
func (n *noun) has(verb string) bool {
	for _, v := range n.verbs {
		if v == verb {
			return true
		}
	}
	return false
}

// peopleOf returns the test of the recipients that a row calls by a word; nil where it is none.
func peopleOf(word string) func(*org.Entry) bool {
	switch word {
	case "any":
		return directory.LiveRecipient
	case "group":
		return func(e *org.Entry) bool {
			return directory.LiveRecipient(e) && directory.IsGroup(directory.Details(e))
		}
	case "mailbox":
		return directory.LiveMailbox
	case "place":
		return directory.LiveRecipient
	case "room":
		return func(e *org.Entry) bool {
			return directory.LiveMailbox(e) && directory.IsResource(directory.Details(e))
		}
	case "user":
		return directory.LiveUser
	}
	return nil
}

// A row is what a parameter does to an object on its way.
type row = project.Row[*change.Change]
