package role

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// removeGroup carries out Remove-RoleGroup. The assignments of the role group go with it.
func (r *roles) removeGroup(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		group, err := w.named(org.KindRoleGroup)
		if err != nil {
			return nil, err
		}
		if rbac.BuiltInGroup(w.tx.Tenant(), group) {
			return nil, builtIn("role group", group, "Take out its members with Update-RoleGroupMember instead.")
		}
		if err := w.mayHandOver(group); err != nil {
			return nil, err
		}
		given, err := w.given(group)
		if err != nil {
			return nil, err
		}
		if err := w.keepDelegates(given); err != nil {
			return nil, err
		}
		return &plan{"role group " + directory.Text(group, "Name"), func() error { return w.dropGroup(group, given) }}, nil
	})
}

func (w *work) dropGroup(group *org.Entry, given []*org.Entry) error {
	for _, e := range append(given, group) {
		if err := w.tx.Delete(e.Kind, e.ID); err != nil {
			return err
		}
	}
	return w.model.Forget(w.all, group.ID)
}

// given lists the assignments of an assignee, delegating ones too.
func (w *work) given(assignee *org.Entry) ([]*org.Entry, error) {
	q := assignments{tx: w.all, model: w.model}
	list, err := q.of(assignee.ID, "")
	var entries []*org.Entry
	for _, a := range list {
		entries = append(entries, a.Entry)
	}
	return entries, err
}

// keepDelegates fails if nobody could give a role any more once some assignments are gone.
func (w *work) keepDelegates(gone []*org.Entry) error {
	lost := map[org.ID]bool{}
	for _, e := range gone {
		lost[e.ID] = true
	}
	for _, e := range gone {
		if !rbac.Delegating(e) {
			continue
		}
		for _, id := range rbac.References(e, "Role") {
			if err := w.keepDelegate(id, lost); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepDelegate fails unless an unlimited delegating assignment of the role, or of one above it, is left.
func (w *work) keepDelegate(id org.ID, lost map[org.ID]bool) error {
	role, err := w.all.Get(w.model.Kind(org.KindRole), id)
	if err != nil {
		return err
	}
	line, err := rbac.Ancestors(w.all, role)
	if err != nil {
		return err
	}
	for _, above := range line {
		for e, err := range w.all.ByKey(rbac.SpaceRole, org.IDText(above.ID)) {
			if err != nil {
				return err
			}
			if e.Kind == w.model.Kind(org.KindRoleAssignment) && rbac.Delegating(e) && directory.Flag(e, "Enabled") && !lost[e.ID] && !limited(e, above) {
				return nil
			}
		}
	}
	name := directory.Text(role, "Name")
	return &command.Error{
		Category: command.InvalidOperation, ID: "LastDelegatingAssignment",
		Type:    "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
		Message: "The change would leave the management role \"" + name + "\" without a delegating assignment: nobody could give it any more.",
		Advice:  "Make another delegating assignment of the role first.", Target: name,
	}
}

// limited reports whether an assignment reaches less than its role.
func limited(assignment, role *org.Entry) bool {
	return directory.Text(assignment, "RecipientWriteScope") != directory.Text(role, "ImplicitRecipientWriteScope")
}
