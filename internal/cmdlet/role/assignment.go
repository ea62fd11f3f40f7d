package role

import (
	"strings"

	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// An assignment is a role assignment on its way to be shown: with -GetEffectiveUsers or for a user, once
// for each user that has it, and how.
type assignment struct {
	*directory.Item
	user   *object.ADObjectID // who has it in effect; nil for everybody that the assignee stands for
	method string             // how: "Direct", "RoleGroup", "RoleAssignmentPolicy"
	chain  string             // role groups between the assignee and the user
}

// assignee refers to who was given the role.
func (a *assignment) assignee() object.ADObjectID {
	for _, r := range directory.References(a.Entry, "RoleAssignee") {
		return r
	}
	return object.ADObjectID{}
}

func (a *assignment) text(property string) string { return directory.Text(a.Entry, property) }

// effective names who has the role in effect.
func (a *assignment) effective() string {
	if a.user != nil {
		return a.user.Name
	}
	switch a.text("RoleAssigneeType") {
	case rbac.AssigneeGroup:
		return "All Group Members"
	case rbac.AssigneePolicy:
		return "All Policy Assignees"
	}
	return a.assignee().Name
}

func assignmentView() *project.View[*assignment] {
	derived := map[string]func(*assignment) object.Value{}
	for name, f := range directory.ConfigDerived() {
		derived[name] = func(a *assignment) object.Value { return f(a.Item) }
	}
	derived["DataObject"] = derived["Identity"]
	derived["User"] = func(a *assignment) object.Value {
		if a.user != nil {
			return *a.user
		}
		return a.assignee()
	}
	derived["AssignmentMethod"] = func(a *assignment) object.Value { return a.method }
	derived["AssignmentChain"] = func(a *assignment) object.Value { return a.chain }
	derived["EffectiveUserName"] = func(a *assignment) object.Value { return a.effective() }
	derived["RoleAssigneeName"] = func(a *assignment) object.Value { return a.assignee().Name }
	derived["ObjectClass"] = func(*assignment) object.Value { return []any{"top", "msExchRoleAssignment"} }
	return project.NewView(shapeOf("Get-ManagementRoleAssignment"), project.Rules[*assignment]{
		Entry:  func(a *assignment) *org.Entry { return a.Entry },
		Derive: derived, Preset: []map[string]object.Value{directory.ConfigPresets()},
	})
}

// writes reports whether the assignment lets its holders change a recipient.
func (a *assignment) writes(recipient *org.Entry) bool {
	switch a.text("RecipientWriteScope") {
	case rbac.ScopeOrganization:
		return !rbac.Excluded(a.Tx, a.Entry, recipient)
	case rbac.ScopeCustom:
		return rbac.InCustomScope(a.Tx, a.Entry, recipient) && !rbac.Excluded(a.Tx, a.Entry, recipient)
	case rbac.ScopeExclusive:
		return rbac.InCustomScope(a.Tx, a.Entry, recipient)
	case rbac.ScopeSelf:
		policy, err := modelOf(a.Entry).PolicyOf(a.Tx, recipient)
		return err == nil && policy != nil && policy.ID == a.assignee().ID || recipient.ID == a.assignee().ID
	}
	return false
}

// exclusive reports whether the assignment's scope keeps others out.
func (a *assignment) exclusive() bool {
	return strings.HasPrefix(a.text("RecipientWriteScope"), "Exclusive") || strings.HasPrefix(a.text("ConfigWriteScope"), "Exclusive")
}
