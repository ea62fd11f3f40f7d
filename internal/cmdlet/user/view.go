package user

import (
	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func newView() *project.View[*directory.Item] { return withDisplayNames(false, false) }

// withDisplayNames returns the view with the properties that name people by Guid and display name
// filled in, which cost more to read.
func withDisplayNames(reports, manager bool) *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-User")
	derived := directory.Derived()
	derived["DirectReports"] = directReports
	derived["UserAccountControl"] = accountControl
	if reports {
		derived["DirectReportsWithDisplayName"] = func(i *directory.Item) object.Value { return named(i, directReports(i)) }
	}
	if manager {
		derived["ManagerWithDisplayName"] = func(i *directory.Item) object.Value {
			v, _ := i.Entry.Props.Get("Manager")
			return named(i, v)
		}
	}
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.Presets()},
	})
}

// directReports returns the people whose manager this one is.
func directReports(i *directory.Item) object.Value {
	list := []any{}
	for e, err := range i.Tx.ByKey(directory.SpaceReference, i.Entry.ID.String()) {
		if err != nil {
			return nil
		}
		for _, m := range directory.References(e, "Manager") {
			if m.ID == i.Entry.ID && directory.Live(e) {
				list = append(list, directory.Reference(e))
			}
		}
	}
	return list
}

func accountControl(i *directory.Item) object.Value {
	if a := i.Account(); a != nil && !a.Enabled {
		return "AccountDisabled, NormalAccount"
	}
	return "NormalAccount"
}

// named returns the recipients that a value refers to as "(Guid, display name)".
func named(i *directory.Item, v object.Value) object.Value {
	list := []any{}
	for _, item := range org.Items(v) {
		r, ok := item.(object.ADObjectID)
		if !ok {
			continue
		}
		name := r.Name
		if e, err := i.Tx.Get(org.KindRecipient, r.ID); err == nil {
			name = directory.Text(e, "DisplayName")
		}
		list = append(list, "("+r.ID.String()+", "+name+")")
	}
	return list
}
