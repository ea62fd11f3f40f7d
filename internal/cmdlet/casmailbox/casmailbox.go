// Package casmailbox carries out Get- and Set-CASMailbox: by which programs and protocols a mailbox may be
// opened.
package casmailbox

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/object"
)

// mailboxes carries out the cmdlets.
type mailboxes struct {
	cmdlet.Deps
	view *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	m := &mailboxes{Deps: d, view: newView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-CASMailbox"), m.get),
		command.Simple(catalog.Must("Set-CASMailbox"), m.set),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	return append(getTable().Support(catalog.Must("Get-CASMailbox")), setTable().Support(catalog.Must("Set-CASMailbox"))...)
}

func newView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-CASMailbox")
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Needs: directory.DerivedNeeds(), Derive: directory.Derived(), Preset: []map[string]object.Value{directory.Presets(), presets()},
	})
}

func getTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-CASMailbox", Rows: project.Reads[struct{}](
		"Identity", "Anr", "Filter", "OrganizationalUnit", "RecipientTypeDetails", "ResultSize", "SortBy",
	)}
}

func (m *mailboxes) get(ctx context.Context, c *command.Call) error {
	return selection.Source{Store: m.Store, View: m.view, Table: getTable(), Shows: directory.IsMailbox}.Get(ctx, c)
}

func (m *mailboxes) set(ctx context.Context, c *command.Call) error {
	return change.Setter{
		Store: m.Store, Table: setTable(), View: m.view, Keep: directory.LiveMailbox, Check: checkLists,
	}.Run(ctx, c)
}
