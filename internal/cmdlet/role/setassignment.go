package role

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// setAssignment carries out Set-ManagementRoleAssignment.
func (r *roles) setAssignment(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		a, role, err := w.assignment()
		if err != nil {
			return nil, err
		}
		before, weaker := textOf(a), false
		scope, err := w.writeScope(c.Args)
		if err != nil {
			return nil, err
		}
		if scope.Name != "" || scope.resource != nil {
			if err := w.rescope(a, role, scope); err != nil {
				return nil, err
			}
			weaker = limited(a, role)
		}
		if c.Args.Has("Enabled") {
			a.Props.Set("Enabled", c.Args.Flag("Enabled"))
			weaker = weaker || !c.Args.Flag("Enabled")
		}
		if weaker {
			if err := w.mayWeaken(a); err != nil {
				return nil, err
			}
		}
		return &plan{directory.Text(a, "Name"), func() error { return w.modify(a, before, false) }}, nil
	})
}

// assignment returns the role assignment that -Identity names and its role, if the caller may give and take
// the role as far as the assignment reaches.
func (w *work) assignment() (a, role *org.Entry, err error) {
	if a, err = w.named(org.KindRoleAssignment); err != nil {
		return nil, nil, err
	}
	for _, id := range rbac.References(a, "Role") {
		if role, err = w.all.Get(w.model.Kind(org.KindRole), id); err != nil {
			return nil, nil, err
		}
	}
	if role == nil {
		return nil, nil, org.NotFound(w.call.Args.Text("Identity"))
	}
	extent, err := rbac.ExtentOf(w.all, a)
	if err == nil {
		err = w.mayGive(role, extent)
	}
	return a, role, err
}

// rescope gives an assignment another scope, if the caller may give the role so.
func (w *work) rescope(a, role *org.Entry, scope writeScope) error {
	app := directory.Text(a, "RoleAssigneeType") == rbac.AssigneeApp
	if app != (scope.resource != nil) {
		if app {
			return org.Invalid("Identity", directory.Text(a, "Name"), "an assignment to an application takes -CustomResourceScope only")
		}
		return org.Invalid("CustomResourceScope", w.call.Args.Text("CustomResourceScope"), "only an assignment to an application takes it")
	}
	if scope.resource == nil {
		if err := scope.suits(role, rbac.Scopes(role)); err != nil {
			return err
		}
		if err := w.mayGive(role, scope.Extent); err != nil {
			return err
		}
	}
	scope.put(a)
	return nil
}

// mayWeaken fails where an assignment may not end or reach less: the last delegating one of a role, and the
// one by which Organization Management manages roles.
func (w *work) mayWeaken(a *org.Entry) error {
	if keeper(w, a) {
		return builtIn("role assignment", a, "Without it, nobody could manage roles.")
	}
	return w.keepDelegates([]*org.Entry{a})
}

// keeper reports whether an assignment is the one that gives Role Management to Organization Management.
func keeper(w *work, a *org.Entry) bool {
	return a.ID == org.SeedID(w.tx.Tenant(), a.Kind+":Role Management-"+org.OrganizationManagement)
}

// removeAssignment carries out Remove-ManagementRoleAssignment.
func (r *roles) removeAssignment(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		a, _, err := w.assignment()
		if err != nil {
			return nil, err
		}
		if err := w.mayWeaken(a); err != nil {
			return nil, err
		}
		return &plan{"role assignment " + directory.Text(a, "Name"), func() error { return w.tx.Delete(a.Kind, a.ID) }}, nil
	})
}
