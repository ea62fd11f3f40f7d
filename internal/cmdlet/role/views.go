package role

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// snapin is the module that role entries name, as the vendor's do.
const snapin = "Microsoft.Exchange.Management.PowerShell.E2010"

func shapeOf(cmdlet string) *catalog.ObjectType {
	shape, _ := catalog.ObjectFor(cmdlet)
	return shape
}

func roleView() *project.View[*directory.Item] {
	derived := directory.ConfigDerived()
	derived["ObjectClass"] = func(*directory.Item) object.Value { return []any{"top", "msExchRole"} }
	derived["RoleEntries"] = func(*directory.Item) object.Value { return []any{} } // filled for one role only
	return project.NewView(shapeOf("Get-ManagementRole"), project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.ConfigPresets()},
	})
}

func groupView() *project.View[*directory.Item] {
	derived := directory.ConfigDerived()
	derived["ObjectClass"] = func(*directory.Item) object.Value { return []any{"top", "group"} }
	derived["ManagedBy"] = func(i *directory.Item) object.Value { return referenceNames(i.Entry, "ManagedBy") }
	derived["Members"] = shownMembers
	derived["Roles"] = func(i *directory.Item) object.Value { return assigned(i, "Role") }
	derived["RoleAssignments"] = func(i *directory.Item) object.Value { return assigned(i, "") }
	return project.NewView(shapeOf("Get-RoleGroup"), project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.ConfigPresets()},
	})
}

// assigned lists the regular role assignments of a group: their names, or those of what they refer to.
func assigned(i *directory.Item, property string) object.Value {
	list := []any{}
	for a, err := range i.Tx.ByKey(rbac.SpaceAssignee, org.IDText(i.Entry.ID)) {
		if err != nil {
			break
		}
		if modelOf(a).Env() != modelOf(i.Entry).Env() {
			continue
		}
		name := directory.Text(a, "Name")
		if property != "" {
			name = referenceText(a, property)
		}
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b any) int { return compareFolded(a.(string), b.(string)) })
	return slices.Compact(list)
}

// shownMembers names the members of a role group.
func shownMembers(i *directory.Item) object.Value {
	list := []any{}
	members, err := membersOf(i.Tx, i.Entry)
	if err != nil {
		return list
	}
	for _, m := range members {
		list = append(list, m.name())
	}
	return list
}

func memberView() *project.View[*directory.Item] {
	derived := directory.Derived()
	derived["Name"] = func(i *directory.Item) object.Value { return member{i.Entry}.name() }
	for name, of := range map[string]func(*org.Entry) object.Value{
		"RecipientType":        recipientType,
		"RecipientTypeDetails": recipientDetails,
	} {
		derived[name] = func(i *directory.Item) object.Value { return of(i.Entry) }
	}
	return project.NewView(shapeOf("Get-RoleGroupMember"), project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.Presets()},
	})
}

func recipientType(e *org.Entry) object.Value {
	switch {
	case isKind(e, org.KindRoleGroup):
		return "Group"
	case e.Kind == org.KindAccount:
		return directory.User
	case e.Kind == org.KindApp:
		return rbac.AssigneeApp
	}
	return directory.RecipientType(directory.Details(e))
}

func recipientDetails(e *org.Entry) object.Value {
	switch {
	case isKind(e, org.KindRoleGroup):
		return "RoleGroup"
	case e.Kind == org.KindAccount:
		return directory.User
	case e.Kind == org.KindApp:
		return rbac.AssigneeApp
	}
	return directory.Details(e)
}

// referenceNames lists the names of the objects that a property refers to.
func referenceNames(e *org.Entry, property string) object.Value {
	list := []any{}
	for _, r := range directory.References(e, property) {
		list = append(list, r.Name)
	}
	return list
}

// referenceText is the name of the object that a property refers to, "" where it refers to none.
func referenceText(e *org.Entry, property string) string {
	for _, r := range directory.References(e, property) {
		return r.Name
	}
	return ""
}
