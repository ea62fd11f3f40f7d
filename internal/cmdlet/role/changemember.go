package role

import (
	"context"
	"errors"
	"fmt"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// addMember carries out Add-RoleGroupMember.
func (r *roles) addMember(ctx context.Context, c *command.Call) error {
	return r.changeMember(ctx, c, "member %s for the role group %s", rbac.AddMember)
}

// removeMember carries out Remove-RoleGroupMember.
func (r *roles) removeMember(ctx context.Context, c *command.Call) error {
	return r.changeMember(ctx, c, "member %s of the role group %s", rbac.RemoveMember)
}

// changeMember changes the members of a role group by one, if the caller may give what the group gives.
func (r *roles) changeMember(ctx context.Context, c *command.Call, question string, change func(org.Tx, *org.Entry, object.ADObjectID) error) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		group, err := w.named(org.KindRoleGroup)
		if err != nil {
			return nil, err
		}
		if err := w.mayHandOver(group); err != nil {
			return nil, err
		}
		user, err := findMember(w.tx, group, c.Args.Text("Member"))
		if err != nil {
			return nil, err
		}
		what := fmt.Sprintf(question, member{user}.name(), directory.Text(group, "Name"))
		return &plan{what, func() error { return change(w.tx, group, referTo(user)) }}, nil
	})
}

// record writes a refusal to the audit trail: who tries to get into a role group shows there (S-50).
func (r *roles) record(ctx context.Context, c *command.Call, refusal error) error {
	var e *command.Error
	if !errors.As(refusal, &e) || e.Category != command.PermissionDenied {
		return nil
	}
	row := org.AuditRecord{Operation: c.Meta.Name, Result: "Denied", Detail: e.ID}
	if caller, ok := org.CallerFrom(ctx); ok && caller.Cause != nil {
		row.Params, row.RequestID = caller.Cause.Params, caller.Cause.RequestID
	}
	return r.Store.Audit(ctx, row)
}

// findMember returns the user, service principal or nested role group that an identity means. Groups of recipients cannot
// be members here.
func findMember(tx org.Tx, group *org.Entry, identity string) (*org.Entry, error) {
	user, err := findUser(tx, identity)
	if !org.IsNotFound(err) {
		return user, err
	}
	if app, found := rbac.FindApp(tx, identity); !org.IsNotFound(found) {
		return app, found
	}
	for _, id := range rbac.References(group, "Members") {
		if m, err := memberByID(tx, group.Kind, id); err == nil && m != nil && org.Matches(directory.Text(m, "Name"), identity) {
			return m, nil
		}
	}
	if other, err := directory.Resolve(tx, identity, directory.Live); err == nil && directory.IsGroup(directory.Details(other)) {
		return nil, groupsUnsupported("RoleGroupMember", "Member", identity)
	}
	return nil, err
}

// groupsUnsupported refuses a group of recipients as the holder of roles: whoever may change its members
// could take them.
func groupsUnsupported(noun, param, identity string) *command.Error {
	e := project.NotSupported(noun, param)
	e.Message = "The group \"" + identity + "\" can't have roles in this organization: only users, service principals and role groups can."
	e.Advice = "Make a role group, and add the members of the group one by one."
	return e
}

// referTo refers to a member by its id and what it is called.
func referTo(e *org.Entry) object.ADObjectID {
	ref := directory.Reference(e)
	if e.Kind == org.KindApp {
		return rbac.AppReference(e)
	}
	ref.Name = member{e}.name()
	return ref
}
