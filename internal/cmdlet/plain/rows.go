package plain

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A table says what each parameter of a cmdlet does.
type table = project.Table[*change.Change]

// table returns the table of the cmdlet of a verb.
func (n *noun) table(verb string) table {
	if t, ok := n.tables.Load(verb); ok {
		return t.(table)
	}
	meta := n.meta(verb)
	t := table{Cmdlet: meta.Name}
	for i := range meta.Params {
		if p := &meta.Params[i]; p.Env != 0 {
			if r := n.row(verb, p); r != nil {
				t.Rows = append(t.Rows, *r)
			}
		}
	}
	n.tables.Store(verb, t)
	return t
}

// row returns what a parameter does, nil where it is refused.
func (n *noun) row(verb string, p *catalog.Param) *row {
	rule := n.lookup(p)
	switch {
	case strings.EqualFold(p.Name, "WhatIf"), strings.EqualFold(p.Name, "Confirm"):
		return nil
	case p.Name == n.identity && verb != "New":
		return &row{Param: p.Name}
	case rule.refused:
		return nil
	case n.reads(verb, p, rule):
		return &row{Param: p.Name}
	case verb != "New" && verb != "Set":
		return nil
	case strings.EqualFold(p.Name, "Name") && n.named == "Name":
		return &row{Param: p.Name, Apply: n.rename}
	}
	return n.keeps(p, rule)
}

// reads says whether the cmdlet itself reads the parameter.
func (n *noun) reads(verb string, p *catalog.Param, rule *rule) bool {
	name := p.Name
	switch {
	case rule.reads, name == n.mailbox:
		return true
	case verb == "Get":
		return name == "ResultSize" && p.Type == "Unlimited" || n.finder(name) != ""
	case name == "Force":
		return true
	case verb == "New":
		return name == n.named || n.ranked && name == "Priority"
	case verb == "Set":
		return n.ranked && name == "Priority"
	}
	return false
}

// finder returns the property by which a parameter of Get chooses, "" for none.
func (n *noun) finder(param string) string {
	for p, property := range n.finds {
		if strings.EqualFold(p, param) {
			return property
		}
	}
	return ""
}

// keeps returns the row of a parameter that becomes a property, nil where the service could not keep it.
func (n *noun) keeps(p *catalog.Param, r *rule) *row {
	kept := n.keeping(p, r)
	if kept == nil || !strings.HasSuffix(p.Type, "[]") || r.table || r.nested {
		return kept
	}
	apply := kept.Apply
	kept.Apply = func(c *change.Change, v object.Value) error {
		if err := flat(p, v); err != nil {
			return err
		}
		return apply(c, v)
	}
	return kept
}

// flat returns an error if a list holds a hash table: @{Add=...} is understood by multi-valued properties only.
func flat(p *catalog.Param, v object.Value) error {
	for _, item := range org.Items(v) {
		if _, ok := item.(*object.Dict); ok {
			return org.Invalid(p.Name, object.String(item), "it takes the whole list, not what to add and remove")
		}
	}
	return nil
}

func (n *noun) keeping(p *catalog.Param, r *rule) *row {
	switch {
	case r.makesSole:
		return &row{Param: p.Name, Apply: n.makeSole}
	case n.toggle == "State" && p.Name == "Enabled":
		return &row{Param: p.Name, Apply: func(c *change.Change, v object.Value) error {
			c.Entry.Props.Set("State", state(object.Truth(v)))
			return nil
		}}
	case r.sets != nil:
		return &row{Param: p.Name, Apply: n.giver(r)}
	case r.to != "":
		return &row{Param: p.Name, Stored: !r.acts, Apply: n.refers(p, r)}
	case r.people != "":
		return &row{Param: p.Name, Stored: !r.acts, Apply: n.addresses(p, r)}
	}
	read := reader(p, r)
	if read == nil {
		return nil
	}
	acts := r.acts || p.Name == "Enabled" && n.toggle == "Enabled"
	return &row{Param: p.Name, Stored: !acts, Apply: func(c *change.Change, v object.Value) error {
		kept, err := read(n.present(c.Entry, r.kept()), r.delta(v))
		if err != nil {
			return err
		}
		c.Entry.Props.Set(r.kept(), kept)
		return nil
	}}
}

// present returns the value that a property has now, by itself or by its preset.
func (n *noun) present(e *org.Entry, property string) object.Value {
	if v, ok := e.Props.Get(property); ok {
		return v
	}
	return n.presets()[property]
}

// delta returns the value of a parameter AddX or RemoveX as that of X.
func (r *rule) delta(v object.Value) object.Value {
	switch {
	case r.list == "":
		return v
	case r.gone:
		return object.NewDict("Remove", v)
	}
	return object.NewDict("Add", v)
}

// giver returns what a switch does that gives values to properties.
func (n *noun) giver(r *rule) func(*change.Change, object.Value) error {
	return func(c *change.Change, v object.Value) error {
		n.prepare()
		for property, text := range r.sets {
			if object.Truth(v) {
				c.Entry.Props.Set(property, n.typed(c.Org, property, text))
			}
		}
		return nil
	}
}

func state(on bool) string {
	if on {
		return "Enabled"
	}
	return "Disabled"
}

// rename gives the object a name and what is made of it.
func (n *noun) rename(c *change.Change, v object.Value) error {
	name := strings.TrimSpace(object.String(v))
	if err := directory.CheckName(name); err != nil {
		return err
	}
	if err := n.unnamed(c.Tx, c.Org, name, c.Entry.ID); err != nil {
		return err
	}
	c.Entry.Sort = name
	c.Entry.Props.Set("Name", name)
	c.Entry.Props.Set("DistinguishedName", c.Org.ConfigDN(name, n.at...))
	return nil
}

// makeSole makes the object the one that has the noun's sole property. It can't be taken away but by
// giving it to another object.
func (n *noun) makeSole(c *change.Change, v object.Value) error {
	if !object.Truth(v) {
		if directory.Flag(c.Entry, n.sole) {
			return org.Invalid(n.sole, "False", "one object has to have it; give it to another object instead")
		}
		return nil
	}
	all, err := n.all(c.Tx, c.Org)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.ID != c.Entry.ID && directory.Flag(e, n.sole) {
			e.Props.Set(n.sole, false)
			if err := n.save(c.Tx, c.Org, e); err != nil {
				return err
			}
		}
	}
	c.Entry.Props.Set(n.sole, true)
	return nil
}
