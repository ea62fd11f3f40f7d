// Package selection is how Get- cmdlets choose recipients: by an identity or a pattern, by a name that
// may mean several things, by a filter, by kind, and in which order and number.
package selection

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Source is what one Get- cmdlet shows.
type Source struct {
	Store org.Store
	View  *project.View[*directory.Item]
	Table project.Table[struct{}]
	Shows func(details string) bool // which RecipientTypeDetails it shows
	// Narrow returns what else the arguments ask for, and nil where that is nothing. Nil asks for nothing.
	Narrow func(org.Tx, command.Args) (Rule, error)
	// Keep says which properties are shown; nil shows all of the view's.
	Keep func(property string) bool
}

// A Rule says of a recipient whether it is wanted.
type Rule func(*directory.Item) (bool, error)

// A condition is a rule, nil where nothing is asked for, and the properties of an entry that it looks
// at, nil where that may be any.
type condition struct {
	rule  Rule
	looks []string
	where search
}

// Get carries out the cmdlet.
func (s Source) Get(ctx context.Context, c *command.Call) error {
	if err := s.Table.Check(c.Args); err != nil {
		return err
	}
	plan, err := s.plan(c)
	if err != nil {
		return err
	}
	var page project.Result
	err = s.Store.View(ctx, func(tx org.Tx) error {
		page, err = plan.run(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	s.trim(page.Objects)
	return project.Emit(c, page)
}

// trim takes properties away that are not wanted.
func (s Source) trim(list []*object.Object) {
	if s.Keep == nil {
		return
	}
	for _, o := range list {
		kept := o.Props[:0]
		for _, p := range o.Props {
			if s.Keep(p.Name) {
				kept = append(kept, p)
			}
		}
		o.Props = kept
	}
}

// A plan is a Get- cmdlet with its arguments understood.
type plan struct {
	source   Source
	args     command.Args
	identity string // "" lists
	unit     string // -OrganizationalUnit
	most     int
	order    string
	fast     func(*org.Entry) bool
	rules    []Rule
	looks    []string // what fast and the rules look at, nil where that may be any
	where    search
}

func (s Source) plan(c *command.Call) (*plan, error) {
	args := c.Args
	p := &plan{source: s, args: args, identity: args.Text("Identity"), unit: args.Text("OrganizationalUnit")}
	var err error
	if p.most, err = project.ResultSize(args, project.DefaultResultSize); err != nil {
		return nil, err
	}
	if p.order, err = project.SortBy(args, "SortBy", s.View); err != nil {
		return nil, err
	}
	lifetime := lifetimeOf(args)
	p.fast = func(e *org.Entry) bool { return lifetime(e) && s.Shows(directory.Details(e)) }
	p.looks = []string{"RecipientTypeDetails", "IsSoftDeletedByRemove", "LitigationHoldEnabled"}
	if object.HasWildcard(p.identity) {
		p.ask(like(p.identity))
	}
	for _, read := range []func(*command.Call) (condition, error){kinds, s.filter, anr} {
		asked, err := read(c)
		if err != nil {
			return nil, err
		}
		p.ask(asked)
	}
	return p, nil
}

// ask adds a condition.
func (p *plan) ask(c condition) {
	if c.rule == nil {
		return
	}
	p.rules = append(p.rules, c.rule)
	if p.looks != nil && c.looks != nil {
		p.looks = append(p.looks, c.looks...)
	} else {
		p.looks = nil
	}
	if c.where != (search{}) {
		p.where = c.where
	}
}

func (p *plan) run(tx org.Tx, page *command.Page) (project.Result, error) {
	o, err := directory.Load(tx)
	if err != nil {
		return project.Result{}, err
	}
	if err := checkUnit(o, p.unit); err != nil {
		return project.Result{}, err
	}
	if err := p.narrow(tx); err != nil {
		return project.Result{}, err
	}
	if p.identity != "" && !object.HasWildcard(p.identity) {
		return p.one(tx, o)
	}
	return project.Listing[*directory.Item]{
		View: p.source.View, Kind: org.KindRecipient, Fast: p.fast, Match: p.wanted, Order: p.order, Most: p.most, Needs: p.looks,
		Key: p.where.key, Prefix: p.where.prefix,
		Item: func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: o, Entry: e} },
	}.Page(tx, page)
}

func (p *plan) narrow(tx org.Tx) error {
	if p.source.Narrow == nil {
		return nil
	}
	rule, err := p.source.Narrow(tx, p.args)
	p.ask(condition{rule: rule})
	return err
}

// one returns the recipient that the identity names. An identity together with a filter that it does not
// pass is nothing, without an error.
func (p *plan) one(tx org.Tx, o *directory.Organisation) (project.Result, error) {
	e, err := directory.Resolve(tx, p.identity, p.fast)
	if err != nil {
		return project.Result{}, err
	}
	item := &directory.Item{Tx: tx, Org: o, Entry: e}
	if ok, err := p.wanted(item); err != nil || !ok {
		return project.Result{}, err
	}
	return project.Result{Objects: []*object.Object{p.source.View.Object(item)}}, nil
}

func (p *plan) wanted(i *directory.Item) (bool, error) {
	for _, rule := range p.rules {
		if ok, err := rule(i); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// When returns the rule of a test that can't fail.
func When(test func(*directory.Item) bool) Rule {
	return func(i *directory.Item) (bool, error) { return test(i), nil }
}

// lifetimeOf reads the switches that say whether removed recipients are shown.
func lifetimeOf(args command.Args) func(*org.Entry) bool {
	held := func(e *org.Entry) bool { return directory.SoftDeleted(e) && directory.Flag(e, "LitigationHoldEnabled") }
	switch {
	case args.Flag("SoftDeletedMailbox"), args.Flag("SoftDeletedMailUser"):
		return directory.SoftDeleted
	case args.Flag("InactiveMailboxOnly"):
		return held
	case args.Flag("IncludeInactiveMailbox"):
		return func(e *org.Entry) bool { return !directory.SoftDeleted(e) || held(e) }
	case args.Flag("IncludeSoftDeletedRecipients"), args.Flag("IncludeSoftDeletedGroups"):
		return func(*org.Entry) bool { return true }
	}
	return func(e *org.Entry) bool { return !directory.SoftDeleted(e) }
}

// kinds reads -RecipientTypeDetails and -RecipientType.
func kinds(c *command.Call) (condition, error) {
	details, err := words(c, "RecipientTypeDetails")
	if err != nil {
		return condition{}, err
	}
	types, err := words(c, "RecipientType")
	if err != nil || details == nil && types == nil {
		return condition{}, err
	}
	rule := When(func(i *directory.Item) bool {
		d := i.Details()
		return (details == nil || directory.HasWord(details, d)) &&
			(types == nil || directory.HasWord(types, directory.RecipientType(d)))
	})
	return condition{rule: rule, looks: []string{"RecipientTypeDetails", "ExternalDirectoryObjectId"}}, nil
}

// words returns the values of a parameter that takes words of the catalog's list; others are refused.
func words(c *command.Call, name string) ([]string, error) {
	list := project.Texts(c.Args, name)
	p, ok := c.Meta.Param(name)
	if !ok || len(p.Values) == 0 {
		return list, nil
	}
	var kept []string
	for _, w := range list {
		if !directory.HasWord(p.Values, w) {
			return nil, org.Invalid(name, w, "it must be one of "+strings.Join(p.Values, ", "))
		}
		if !directory.HasWord(kept, w) {
			kept = append(kept, w)
		}
	}
	return kept, nil
}

// checkUnit accepts the names of the one organisational unit there is.
func checkUnit(o *directory.Organisation, unit string) error {
	if unit == "" {
		return nil
	}
	if o.IsUnit(unit) {
		return nil
	}
	return org.NotFound(unit)
}
