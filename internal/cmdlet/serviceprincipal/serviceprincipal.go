// Package serviceprincipal carries out the cmdlets of service principals: applications that can be members of
// role groups and have roles of their own. What one may do is the business of package rbac.
package serviceprincipal

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// apps carries out the cmdlets.
type apps struct {
	cmdlet.Deps
	view *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	a := &apps{Deps: d, view: newView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-ServicePrincipal"), a.get),
		command.Simple(catalog.Must("New-ServicePrincipal"), a.create),
		command.Simple(catalog.Must("Set-ServicePrincipal"), a.set),
		command.Simple(catalog.Must("Remove-ServicePrincipal"), a.remove),
	}
}

// tables returns what the parameters do. -Organization, which is for partners, is refused.
func tables() project.Tables {
	set := project.Reader("Set-ServicePrincipal", "DisplayName", "Identity", "OverrideEnforceExoAppRbacPermissions")
	set.Rows[2].Stored = true
	return project.Tables{
		project.Reader("Get-ServicePrincipal", "Identity"),
		project.Reader("New-ServicePrincipal", "AppId", "DisplayName", "ObjectId", "ServiceId"),
		set,
		project.Reader("Remove-ServicePrincipal", "Identity"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }

func newView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-ServicePrincipal")
	derived := directory.ConfigDerived()
	derived["ServiceId"] = func(i *directory.Item) object.Value { return directory.Text(i.Entry, "ObjectId") }
	derived["ObjectClass"] = func(*directory.Item) object.Value { return []any{"top", "msExchServicePrincipal"} }
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived,
		Preset: []map[string]object.Value{directory.ConfigPresets(), {"OverrideEnforceExoAppRbacPermissions": false}},
	})
}

func (a *apps) get(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	var page project.Result
	err := a.Read(ctx, func(tx org.Tx, home *directory.Organisation) (err error) {
		l := project.Listing[*directory.Item]{
			View: a.view, Kind: org.KindApp, Most: -1,
			Item: func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: home, Entry: e} },
		}
		if l.Fast, err = chosen(tx, c.Args.Text("Identity")); err != nil {
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
func chosen(tx org.Tx, identity string) (func(*org.Entry) bool, error) {
	switch {
	case identity == "":
		return nil, nil
	case object.HasWildcard(identity):
		return func(e *org.Entry) bool { return object.Like(directory.Text(e, "DisplayName"), identity, false) }, nil
	}
	one, err := rbac.FindApp(tx, identity)
	if err != nil {
		return nil, err
	}
	return func(e *org.Entry) bool { return e.ID == one.ID }, nil
}

// find returns the service principal that -Identity names.
func (a *apps) find(ctx context.Context, c *command.Call) (found *org.Entry, err error) {
	err = a.Store.View(ctx, func(tx org.Tx) error {
		found, err = rbac.FindApp(tx, c.Args.Text("Identity"))
		return err
	})
	return found, err
}
