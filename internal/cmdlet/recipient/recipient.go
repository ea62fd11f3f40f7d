// Package recipient carries out Get-Recipient, recipients of every kind as the address book sees them, and
// Get-SecurityPrincipal, those of them to whom rights can be given.
package recipient

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// recipients carries out the cmdlets.
type recipients struct {
	cmdlet.Deps
	view, principal *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	r := &recipients{Deps: d, view: newView(), principal: principalView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-Recipient"), r.get),
		command.Simple(catalog.Must("Get-SecurityPrincipal"), r.getPrincipal),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	return append(table().Support(catalog.Must("Get-Recipient")), principalTable().Support(catalog.Must("Get-SecurityPrincipal"))...)
}

func table() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-Recipient", Rows: project.Reads[struct{}](
		"Identity", "Anr", "Filter", "RecipientType", "RecipientTypeDetails", "RecipientPreviewFilter", "ResultSize",
		"SortBy", "OrganizationalUnit", "IncludeSoftDeletedRecipients", "Properties", "AuthenticationType",
	)}
}

func newView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-Recipient")
	derived := directory.Derived()
	derived["AuthenticationType"] = authentication
	derived["Members"] = func(*directory.Item) object.Value { return nil } // a list that may be long has its own cmdlet
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Needs: directory.DerivedNeeds(), Derive: derived, Preset: []map[string]object.Value{directory.Presets()},
	})
}

// authentication says how the recipient's account signs in; every domain here is a managed one.
func authentication(i *directory.Item) object.Value {
	if _, ok := directory.AccountID(i.Entry); ok && directory.IsUser(directory.Details(i.Entry)) {
		return "Managed"
	}
	return nil
}

func (r *recipients) get(ctx context.Context, c *command.Call) error {
	s := selection.Source{Store: r.Store, View: r.view, Table: table(), Shows: directory.IsRecipient, Narrow: r.narrow}
	wanted, err := r.properties(c.Args)
	if err != nil {
		return err
	}
	s.Keep = wanted
	return s.Get(ctx, c)
}

// narrow reads -RecipientPreviewFilter and -AuthenticationType.
func (r *recipients) narrow(_ org.Tx, args command.Args) (selection.Rule, error) {
	preview := func(*directory.Item) (bool, error) { return true, nil }
	if text := args.Text("RecipientPreviewFilter"); text != "" {
		rule, err := selection.Filter("RecipientPreviewFilter", text, r.view.Get)
		if err != nil {
			return nil, err
		}
		preview = rule
	}
	kind := args.Text("AuthenticationType")
	return func(i *directory.Item) (bool, error) {
		if v, _ := authentication(i).(string); kind != "" && !strings.EqualFold(v, kind) {
			return false, nil
		}
		return preview(i)
	}, nil
}

// properties reads -Properties: the properties that are wanted; nil means all.
func (r *recipients) properties(args command.Args) (func(string) bool, error) {
	v, given := args.Get("Properties")
	if !given || v == nil {
		return nil, nil
	}
	var names []string
	for _, item := range org.Items(v) {
		name := object.String(item)
		if !r.view.Has(name) {
			return nil, org.Invalid("Properties", name, "recipients have no property of that name")
		}
		names = append(names, strings.ToLower(name))
	}
	return func(name string) bool { return slices.Contains(names, strings.ToLower(name)) }, nil
}
