package role

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
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

// changeMember asks, and then finds group and member again and changes one by the other.
func (r *roles) changeMember(ctx context.Context, c *command.Call, target string, change func(org.Tx, *org.Entry, object.ADObjectID) error) error {
	var group, user *org.Entry
	find := func(tx org.Tx) (err error) {
		group, user, err = r.pair(ctx, tx, c.Args)
		return err
	}
	if err := r.view(ctx, c, func(tx org.Tx, _ *directory.Organisation) error { return find(tx) }); err != nil {
		if failed := r.record(ctx, c, err); failed != nil {
			return errors.Join(err, failed)
		}
		return err
	}
	what := fmt.Sprintf(target, member{user}.name(), directory.Text(group, "Name"))
	if ok, err := c.ShouldProcess(ctx, what, c.Meta.Name); err != nil || !ok {
		return err
	}
	return r.Store.Update(ctx, func(tx org.Tx) error {
		if err := find(tx); err != nil {
			return err
		}
		return change(tx, group, referTo(user))
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

// pair returns the role group and the member that the arguments name, if the caller may change the group.
func (r *roles) pair(ctx context.Context, tx org.Tx, args command.Args) (group, user *org.Entry, err error) {
	if group, err = rbac.FindGroup(tx, args.Text("Identity")); err != nil {
		return nil, nil, err
	}
	if !args.Flag("BypassSecurityGroupManagerCheck") {
		if err = manages(ctx, tx, group); err != nil {
			return nil, nil, err
		}
	}
	user, err = findMember(tx, group, args.Text("Member"))
	return group, user, err
}

// findMember returns the user or nested role group that an identity means. Groups of recipients cannot
// be members here.
func findMember(tx org.Tx, group *org.Entry, identity string) (*org.Entry, error) {
	user, err := findUser(tx, identity)
	if !org.IsNotFound(err) {
		return user, err
	}
	for _, id := range rbac.References(group, "Members") {
		if m, err := memberByID(tx, id); err == nil && m != nil && org.Matches(directory.Text(m, "Name"), identity) {
			return m, nil
		}
	}
	if other, err := directory.Resolve(tx, identity, directory.Live); err == nil && directory.IsGroup(directory.Details(other)) {
		return nil, groupsUnsupported(identity)
	}
	return nil, err
}

func groupsUnsupported(identity string) *command.Error {
	e := project.NotSupported("RoleGroupMember", "Member")
	e.Message = "The group \"" + identity + "\" can't be a member of a role group in this organization: only users can."
	e.Advice = "Add the members of the group one by one."
	return e
}

// manages fails unless the caller manages the role group: is named by its ManagedBy, or belongs to a role
// group that is (S-50).
func manages(ctx context.Context, tx org.Tx, group *org.Entry) error {
	caller, ok := org.CallerFrom(ctx)
	if !ok {
		return org.ErrNoCaller
	}
	mine := []org.ID{caller.ActorID}
	account, _, err := org.AccountByID(tx, caller.ActorID)
	if err != nil && !org.IsNotFound(err) {
		return err
	}
	if account != nil {
		if mine, err = identities(tx, account); err != nil {
			return err
		}
	}
	for _, id := range rbac.References(group, "ManagedBy") {
		if slices.Contains(mine, id) {
			return nil
		}
	}
	return change.NotManager(directory.Text(group, "Name"))
}

// identities lists the ids of an account: its own, its recipient's, and those of its role groups.
func identities(tx org.Tx, account *org.Account) ([]org.ID, error) {
	ids := []org.ID{account.ID}
	recipient, err := org.One(tx, org.KindRecipient, org.SpaceOID, org.IDText(account.ID))
	if org.IsNotFound(err) {
		recipient, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if recipient != nil {
		ids = append(ids, recipient.ID)
	}
	groups, err := rbac.GroupsOf(tx, account, recipient)
	for _, g := range groups {
		ids = append(ids, g.ID)
	}
	return ids, err
}

// referTo refers to a member by its id and what it is called.
func referTo(e *org.Entry) object.ADObjectID {
	ref := directory.Reference(e)
	ref.Name = member{e}.name()
	return ref
}
