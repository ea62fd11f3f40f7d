package role

import (
	"context"
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// newGroup carries out New-RoleGroup.
func (r *roles) newGroup(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, prepareGroup)
}

func prepareGroup(w *work) (*plan, error) {
	name := trimmed(w.call.Args.Text("Name"))
	if err := w.checkGroupName(name); err != nil {
		return nil, err
	}
	id, err := w.id()
	if err != nil {
		return nil, err
	}
	group := w.model.NewGroup(id, name, w.home.Name)
	for _, property := range []string{"DisplayName", "Description"} {
		if w.call.Args.Has(property) {
			group.Props.Set(property, w.call.Args.Text(property))
		}
	}
	members, err := w.principals(group, "Members")
	if err != nil {
		return nil, err
	}
	rbac.SetMembers(group, members)
	if err := w.setManagers(group); err != nil {
		return nil, err
	}
	gives, err := w.groupAssignments(group)
	if err != nil {
		return nil, err
	}
	return &plan{name, func() error {
		if err := w.putAll(append([]*org.Entry{group}, gives...)); err != nil {
			return err
		}
		return w.call.Output(w.roles.group.Object(w.item(group)))
	}}, nil
}

// checkGroupName refuses names that no role group of the organisation's own can have. Those that come with
// the organisation get members by their names.
func (w *work) checkGroupName(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if w.model.Reserved(name) {
		return org.Invalid("Name", name, "it belongs to a role group that comes with the organization")
	}
	_, err := w.find(org.KindRoleGroup, name)
	switch {
	case err == nil:
		return nameTaken(name, nil)
	case !org.IsNotFound(err):
		return err
	}
	return nil
}

// setManagers sets who manages a new role group: who -ManagedBy names, else who makes it together with
// Organization Management.
func (w *work) setManagers(group *org.Entry) error {
	if w.model.Env() == catalog.SCC {
		return nil
	}
	managers, err := w.principals(group, "ManagedBy")
	if err != nil {
		return err
	}
	if !w.call.Args.Has("ManagedBy") {
		if managers, err = w.makers(); err != nil {
			return err
		}
	}
	list := make([]any, len(managers))
	for i, m := range managers {
		list[i] = m
	}
	group.Props.Set("ManagedBy", list)
	return nil
}

// makers refers to Organization Management and the caller.
func (w *work) makers() ([]object.ADObjectID, error) {
	admins, err := find(w.all, w.model, org.KindRoleGroup, org.OrganizationManagement)
	if err != nil {
		return nil, err
	}
	list := []object.ADObjectID{directory.Reference(admins)}
	caller, _ := org.CallerFrom(w.ctx)
	_, recipient, err := callerOf(w.all, caller.ActorID)
	if recipient != nil {
		list = append(list, referTo(recipient))
	}
	return list, err
}

// groupAssignments makes the assignments of -Roles to a new role group.
func (w *work) groupAssignments(group *org.Entry) ([]*org.Entry, error) {
	extent, err := w.writeScope(w.call.Args)
	if err != nil {
		return nil, err
	}
	var list []*org.Entry
	for _, name := range project.Texts(w.call.Args, "Roles") {
		role, err := w.find(org.KindRole, name)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(list, func(a *org.Entry) bool { return slices.Contains(rbac.References(a, "Role"), role.ID) }) {
			continue
		}
		a, err := w.assign(grant{role: role, to: group, kind: rbac.AssigneeGroup, scope: extent})
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}
