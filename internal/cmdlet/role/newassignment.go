package role

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// newAssignment carries out New-ManagementRoleAssignment.
func (r *roles) newAssignment(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		role, err := w.find(org.KindRole, c.Args.Text("Role"))
		if err != nil {
			return nil, err
		}
		g := grant{role: role, name: trimmed(c.Args.Text("Name")), delegating: c.Args.Flag("Delegating")}
		if g.to, g.kind, err = w.assignee(); err != nil {
			return nil, err
		}
		if g.scope, err = w.writeScope(c.Args); err != nil {
			return nil, err
		}
		a, err := w.assign(g)
		if err != nil {
			return nil, err
		}
		return &plan{directory.Text(a, "Name"), func() error { return w.give(a) }}, nil
	})
}

// give stores a new assignment and shows it.
func (w *work) give(a *org.Entry) error {
	if err := w.put(a); err != nil {
		return err
	}
	return w.call.Output(w.roles.assignment.Object(&assignment{Item: w.item(a), method: "Direct"}))
}

// assignee returns who the parameters name, and what kind of assignee that is.
func (w *work) assignee() (*org.Entry, string, error) {
	args := w.call.Args
	switch {
	case args.Has("SecurityGroup"):
		e, err := w.assignedGroup(args.Text("SecurityGroup"))
		return e, rbac.AssigneeGroup, err
	case args.Has("Policy"):
		e, err := w.find(org.KindRolePolicy, args.Text("Policy"))
		return e, rbac.AssigneePolicy, err
	case args.Has("App"):
		e, err := rbac.FindApp(w.tx, args.Text("App"))
		return e, rbac.AssigneeApp, err
	}
	e, err := findUser(w.tx, args.Text("User"))
	return e, rbac.AssigneeUser, err
}

// assignedGroup returns the role group that an identity means. A group of recipients can't have roles:
// whoever may change its members could take them.
func (w *work) assignedGroup(identity string) (*org.Entry, error) {
	e, err := w.find(org.KindRoleGroup, identity)
	if !org.IsNotFound(err) {
		return e, err
	}
	if g, found := directory.Resolve(w.tx, identity, directory.Live); found == nil && directory.IsGroup(directory.Details(g)) {
		return nil, groupsUnsupported("ManagementRoleAssignment", "SecurityGroup", identity)
	}
	return nil, err
}
