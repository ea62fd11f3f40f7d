// Package user carries out Get-User and Set-User: people and their accounts, with or without a mailbox.
package user

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// users carries out the cmdlets.
type users struct {
	cmdlet.Deps
	view *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	u := &users{Deps: d, view: newView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-User"), u.get),
		command.Simple(catalog.Must("Set-User"), u.set),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	return append(getTable().Support(catalog.Must("Get-User")), setTable().Support(catalog.Must("Set-User"))...)
}

func getTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-User", Rows: project.Reads[struct{}](
		"Identity", "Anr", "Filter", "RecipientTypeDetails", "ResultSize", "SortBy", "OrganizationalUnit", "IsVIP",
	)}
}

func (u *users) get(ctx context.Context, c *command.Call) error {
	return selection.Source{
		Store: u.Store, View: u.view, Table: getTable(), Shows: directory.IsUser, Narrow: important,
	}.Get(ctx, c)
}

// important reads -IsVIP.
func important(_ org.Tx, args command.Args) (selection.Rule, error) {
	if !args.Flag("IsVIP") {
		return nil, nil
	}
	return selection.When(func(i *directory.Item) bool { return directory.Flag(i.Entry, "Vip") }), nil
}

func (u *users) set(ctx context.Context, c *command.Call) error {
	return change.Setter{Store: u.Store, Table: setTable(), View: u.view, Keep: directory.LiveUser}.Run(ctx, c)
}
