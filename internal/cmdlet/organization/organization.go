// Package organization carries out Get- and Set-MailboxPlan. The other settings of the organisation are plain
// nouns: see the rows of package plain.
package organization

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// organization carries out the cmdlets.
type organization struct {
	cmdlet.Deps
	plan *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	o := &organization{Deps: d, plan: planView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-MailboxPlan"), o.getPlan),
		command.Simple(catalog.Must("Set-MailboxPlan"), o.setPlan),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	return append(planTable().Support(catalog.Must("Get-MailboxPlan")), setTable().Support(catalog.Must("Set-MailboxPlan"))...)
}

func view(shape *catalog.ObjectType, derive map[string]func(*directory.Item) object.Value, preset map[string]object.Value) *project.View[*directory.Item] {
	all := directory.ConfigDerived()
	for name, f := range derive {
		all[name] = f
	}
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: all,
		Preset: []map[string]object.Value{directory.ConfigPresets(), preset},
	})
}

// list shows the entries of a kind that the arguments choose: one by identity, those whose name a
// pattern matches, or all.
func (o *organization) list(ctx context.Context, c *command.Call, kind string, v *project.View[*directory.Item], match func(*directory.Item) (bool, error)) error {
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	order, err := project.SortBy(c.Args, "SortBy", v)
	if err != nil {
		return err
	}
	var page project.Result
	err = o.Read(ctx, func(tx org.Tx, home *directory.Organisation) (err error) {
		l := project.Listing[*directory.Item]{View: v, Kind: kind, Match: match, Order: order, Most: most,
			Item: func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: home, Entry: e} }}
		if l.Fast, err = chosen(tx, kind, c.Args.Text("Identity")); err != nil {
			return err
		}
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// chosen returns the test of what an identity chooses; nil chooses everything.
func chosen(tx org.Tx, kind, identity string) (func(*org.Entry) bool, error) {
	switch {
	case identity == "":
		return nil, nil
	case object.HasWildcard(identity):
		return func(e *org.Entry) bool {
			return object.Like(directory.Text(e, "Name"), identity, false) || object.Like(directory.Text(e, "DisplayName"), identity, false)
		}, nil
	}
	one, err := org.Resolve(tx, []string{kind}, identity)
	if err != nil {
		return nil, err
	}
	return func(e *org.Entry) bool { return e.ID == one.ID }, nil
}
