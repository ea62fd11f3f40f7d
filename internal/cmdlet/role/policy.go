package role

import (
	"context"
	"slices"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

func policyView() *project.View[*directory.Item] {
	derived := directory.ConfigDerived()
	derived["ObjectClass"] = func(*directory.Item) object.Value { return []any{"top", "msExchRBACPolicy"} }
	derived["AssignedRoles"] = func(i *directory.Item) object.Value { return assigned(i, "Role") }
	derived["RoleAssignments"] = func(i *directory.Item) object.Value { return assigned(i, "") }
	return project.NewView(shapeOf("Get-RoleAssignmentPolicy"), project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.ConfigPresets()},
	})
}

// getPolicy carries out Get-RoleAssignmentPolicy.
func (r *roles) getPolicy(ctx context.Context, c *command.Call) error {
	var page project.Result
	err := r.view(ctx, c, func(tx org.Tx, o *directory.Organisation) error {
		m, identity := rbac.In(org.EnvOf(ctx)), c.Args.Text("Identity")
		l := project.Listing[*directory.Item]{
			View: r.policy, Kind: m.Kind(org.KindRolePolicy), Most: -1,
			Fast: func(e *org.Entry) bool { return like(directory.Text(e, "Name"), identity) },
			Item: func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: o, Entry: e} },
		}
		if identity != "" && !object.HasWildcard(identity) {
			one, err := find(tx, m, org.KindRolePolicy, identity)
			if err != nil {
				return err
			}
			l.Fast = func(e *org.Entry) bool { return e.ID == one.ID }
		}
		var err error
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// newPolicy carries out New-RoleAssignmentPolicy.
func (r *roles) newPolicy(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		name := trimmed(c.Args.Text("Name"))
		if err := checkName(name); err != nil {
			return nil, err
		}
		id, err := w.id()
		if err != nil {
			return nil, err
		}
		policy := w.model.NewPolicy(id, name, w.home.Name)
		policy.Props.Set("Description", c.Args.Text("Description"))
		gives, err := w.policyAssignments(policy)
		if err != nil {
			return nil, err
		}
		if c.Args.Flag("IsDefault") {
			if err := w.mayReplaceDefault(); err != nil {
				return nil, err
			}
		}
		return &plan{name, func() error {
			if err := w.putAll(append([]*org.Entry{policy}, gives...)); err != nil {
				return err
			}
			if c.Args.Flag("IsDefault") {
				if err := w.makeDefault(policy); err != nil {
					return err
				}
			}
			return c.Output(r.policy.Object(w.item(policy)))
		}}, nil
	})
}

// policyAssignments makes the assignments of -Roles to a new policy.
func (w *work) policyAssignments(policy *org.Entry) ([]*org.Entry, error) {
	var list []*org.Entry
	for _, name := range project.Texts(w.call.Args, "Roles") {
		role, err := w.find(org.KindRole, name)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(list, func(a *org.Entry) bool { return slices.Contains(rbac.References(a, "Role"), role.ID) }) {
			continue
		}
		a, err := w.assign(grant{role: role, to: policy, kind: rbac.AssigneePolicy})
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// makeDefault makes a policy the one of new mailboxes; the one before is so no more.
func (w *work) makeDefault(policy *org.Entry) error {
	all, err := org.All(w.all, policy.Kind, func(e *org.Entry) bool { return directory.Flag(e, "IsDefault") && e.ID != policy.ID })
	if err != nil {
		return err
	}
	policy.Props.Set("IsDefault", true)
	if err := w.put(policy); err != nil {
		return err
	}
	for _, e := range all {
		e.Props.Set("IsDefault", false)
		if err := w.put(e); err != nil {
			return err
		}
	}
	return nil
}

// setPolicy carries out Set-RoleAssignmentPolicy.
func (r *roles) setPolicy(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		policy, err := w.named(org.KindRolePolicy)
		if err != nil {
			return nil, err
		}
		before, renamed := textOf(policy), false
		if c.Args.Has("Description") {
			policy.Props.Set("Description", c.Args.Text("Description"))
		}
		if name := trimmed(c.Args.Text("Name")); c.Args.Has("Name") && name != directory.Text(policy, "Name") {
			if err := checkName(name); err != nil {
				return nil, err
			}
			rbac.Rename(policy, name, w.home.Name)
			renamed = true
		}
		if c.Args.Flag("IsDefault") && !directory.Flag(policy, "IsDefault") {
			if err := w.mayGiveAll(policy); err != nil {
				return nil, err
			}
			if err := w.mayReplaceDefault(); err != nil {
				return nil, err
			}
			return &plan{directory.Text(policy, "Name"), func() error { return w.promote(policy, renamed) }}, nil
		}
		return &plan{directory.Text(policy, "Name"), func() error { return w.modify(policy, before, renamed) }}, nil
	})
}

// promote stores a changed policy as the default one.
func (w *work) promote(policy *org.Entry, renamed bool) error {
	if err := w.makeDefault(policy); err != nil || !renamed {
		return err
	}
	return w.model.Renamed(w.all, policy)
}

// mayReplaceDefault fails unless the caller may take the roles that new mailboxes get.
func (w *work) mayReplaceDefault() error {
	all, err := org.All(w.all, w.model.Kind(org.KindRolePolicy), func(e *org.Entry) bool { return directory.Flag(e, "IsDefault") })
	if err != nil {
		return err
	}
	for _, e := range all {
		if err := w.mayGiveAll(e); err != nil {
			return err
		}
	}
	return nil
}

// mayGiveAll fails unless the caller may give every role that an assignee has.
func (w *work) mayGiveAll(assignee *org.Entry) error {
	given, err := w.given(assignee)
	if err != nil {
		return err
	}
	for _, a := range given {
		extent, err := rbac.ExtentOf(w.all, a)
		if err != nil {
			return err
		}
		for _, id := range rbac.References(a, "Role") {
			role, err := w.all.Get(w.model.Kind(org.KindRole), id)
			if err != nil {
				return err
			}
			if err := w.mayGive(role, extent); err != nil {
				return err
			}
		}
	}
	return nil
}

// removePolicy carries out Remove-RoleAssignmentPolicy.
func (r *roles) removePolicy(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		policy, err := w.named(org.KindRolePolicy)
		if err != nil {
			return nil, err
		}
		if directory.Flag(policy, "IsDefault") {
			return nil, inUse(policy, "is the default role assignment policy", "Make another one the default: Set-RoleAssignmentPolicy -IsDefault.")
		}
		if err := w.ungoverned(policy); err != nil {
			return nil, err
		}
		if err := w.mayGiveAll(policy); err != nil {
			return nil, err
		}
		given, err := w.given(policy)
		if err != nil {
			return nil, err
		}
		return &plan{"role assignment policy " + directory.Text(policy, "Name"), func() error { return w.dropGroup(policy, given) }}, nil
	})
}

// ungoverned fails where a mailbox has the policy.
func (w *work) ungoverned(policy *org.Entry) error {
	for e, err := range w.all.Find(org.Query{Kind: org.KindRecipient, Match: directory.LiveMailbox}) {
		if err != nil {
			return err
		}
		if slices.Contains(rbac.References(e, "RoleAssignmentPolicy"), policy.ID) {
			return inUse(policy, "is the policy of the mailbox "+directory.Text(e, "Name"), "Give the mailboxes another one: Set-Mailbox -RoleAssignmentPolicy.")
		}
	}
	return nil
}
