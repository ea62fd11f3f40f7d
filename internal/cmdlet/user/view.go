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
	derived["DirectReports"] = directory.DirectReports
	derived["UserAccountControl"] = accountControl
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Needs: directory.DerivedNeeds(), Derive: derived, Preset: []map[string]object.Value{directory.Presets()},
	})
}

func accountControl(i *directory.Item) object.Value {
	if a := i.Account(); a != nil && !a.Enabled {
		return "AccountDisabled, NormalAccount"
	}
	return "NormalAccount"
}
