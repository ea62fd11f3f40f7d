package user

import (
	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/object"
)

func newView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-User")
	derived := directory.Derived()
	derived["DirectReports"] = directReports
	derived["UserAccountControl"] = accountControl
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.Presets()},
	})
}

// directReports returns the people whose manager this one is.
func directReports(i *directory.Item) object.Value {
	list := []any{}
	referrers, err := directory.Referrers(i.Tx, i.Entry.ID)
	if err != nil {
		return nil
	}
	for _, e := range referrers {
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
