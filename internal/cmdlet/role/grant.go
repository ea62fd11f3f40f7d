package role

import (
	"fmt"
	"slices"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// A grant is a role assignment to be made.
type grant struct {
	role, to   *org.Entry
	kind       string // of the assignee: rbac.AssigneeGroup, ...
	scope      writeScope
	name       string // "" makes one of role and assignee
	delegating bool
}

// assign returns the role assignment of a grant, if the caller may make it.
func (w *work) assign(g grant) (*org.Entry, error) {
	if err := fits(g); err != nil {
		return nil, err
	}
	implicit := rbac.Scopes(g.role)
	if g.scope.Name == "" {
		g.scope.Name = implicit.RecipientWrite
	}
	if err := g.scope.suits(g.role, implicit); err != nil {
		return nil, err
	}
	if err := w.mayGive(g.role, g.scope.Extent); err != nil {
		return nil, err
	}
	id, err := w.id()
	if err != nil {
		return nil, err
	}
	name, err := w.assignmentName(g)
	if err != nil {
		return nil, err
	}
	a := rbac.Assignment{
		ID: id, Name: name, Role: directory.Reference(g.role), Assignee: referTo(g.to), AssigneeType: g.kind,
		Delegation: rbac.Regular, Env: w.model.Env(), Scopes: implicit, Organization: w.home.Name,
	}
	if g.delegating {
		a.Delegation = rbac.DelegatingOrgWide
	}
	e := rbac.NewAssignment(a)
	g.scope.put(e)
	return e, w.notTwice(e)
}

// fits fails where a kind of role can't be given to a kind of assignee.
func fits(g grant) error {
	name, kind := directory.Text(g.role, "Name"), rbac.Scopes(g.role).Kind
	var why, advice string
	switch {
	case kind == rbac.User && g.kind != rbac.AssigneePolicy:
		why, advice = "is an end-user role, which only a role assignment policy can give", "Give -Policy."
	case kind != rbac.User && g.kind == rbac.AssigneePolicy:
		why, advice = "isn't an end-user role, so that a role assignment policy can't give it", "Give -SecurityGroup with a role group."
	case kind == rbac.Application && g.kind != rbac.AssigneeApp:
		why, advice = "is a role of applications", "Give -App with a service principal."
	case kind != rbac.Application && g.kind == rbac.AssigneeApp:
		why, advice = "isn't a role of applications", "Make the service principal a member of a role group: Add-RoleGroupMember."
	default:
		return nil
	}
	return &command.Error{
		Category: command.InvalidOperation, ID: "RoleAssignmentNotAllowed",
		Type:    "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
		Message: "The management role \"" + name + "\" " + why + ".", Advice: advice, Target: name,
	}
}

// assignmentName returns the name of a new assignment: the one given, or role and assignee with a number
// where that is taken.
func (w *work) assignmentName(g grant) (string, error) {
	if g.name != "" {
		return g.name, checkName(g.name)
	}
	base := directory.Text(g.role, "Name") + "-" + referTo(g.to).Name
	if g.delegating {
		base += "-Delegating"
	}
	for n := 0; ; n++ {
		suffix := ""
		if n > 0 {
			suffix = fmt.Sprint("-", n)
		}
		name := cut(base, maxName-len(suffix)) + suffix
		_, err := find(w.all, w.model, org.KindRoleAssignment, name)
		if org.IsNotFound(err) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// cut returns the beginning of a text of at most n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return trimmed(string(r[:n]))
	}
	return s
}

// notTwice fails where the assignee has the role in the same way already.
func (w *work) notTwice(e *org.Entry) error {
	same := func(other *org.Entry, property string) bool {
		return slices.Equal(rbac.References(e, property), rbac.References(other, property))
	}
	for other, err := range w.all.ByKey(rbac.SpaceRole, org.IDText(rbac.References(e, "Role")[0])) {
		if err != nil {
			return err
		}
		if other.Kind != e.Kind || !same(other, "RoleAssignee") || !same(other, "CustomRecipientWriteScope") || !same(other, "CustomResourceScope") ||
			rbac.Delegating(other) != rbac.Delegating(e) ||
			directory.Text(other, "RecipientWriteScope") != directory.Text(e, "RecipientWriteScope") {
			continue
		}
		name := directory.Text(other, "Name")
		return &command.Error{
			Category: command.ResourceExists, ID: "ADObjectAlreadyExistsException",
			Type:    "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException",
			Message: "The role assignment \"" + name + "\" gives the same role to the same assignee, with the same scope.",
			Advice:  "Nothing has to be done; Get-ManagementRoleAssignment \"" + name + "\" shows it.", Target: name,
		}
	}
	return nil
}
