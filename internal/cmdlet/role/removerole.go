package role

import (
	"context"
	"fmt"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// removeRole carries out Remove-ManagementRole. Roles below the role go only with -Recurse.
func (r *roles) removeRole(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		role, err := w.madeRole(c.Args.Text("Identity"))
		if err != nil {
			return nil, err
		}
		if err := w.mayGive(role, nothing()); err != nil {
			return nil, err
		}
		all, err := org.All(w.all, role.Kind, nil)
		if err != nil {
			return nil, err
		}
		family := descendants(all, role)
		if len(family) > 1 && !c.Args.Flag("Recurse") {
			return nil, inUse(role, fmt.Sprintf("has %d roles below it", len(family)-1), "Give -Recurse to remove them too.")
		}
		for _, e := range family {
			if err := w.unassigned(e); err != nil {
				return nil, err
			}
		}
		return &plan{"role " + directory.Text(role, "Name"), func() error {
			for _, e := range family {
				if err := w.tx.Delete(e.Kind, e.ID); err != nil {
					return err
				}
			}
			return nil
		}}, nil
	})
}

// madeRole returns the role that an identity names, which the organisation has to have made.
func (w *work) madeRole(identity string) (*org.Entry, error) {
	role, err := w.find(org.KindRole, identity)
	if err == nil && !rbac.Made(role) {
		return nil, builtIn("management role", role, "Make a role below it with New-ManagementRole, and change that.")
	}
	return role, err
}

// unassigned fails where somebody has the role.
func (w *work) unassigned(role *org.Entry) error {
	var names []string
	for a, err := range w.all.ByKey(rbac.SpaceRole, org.IDText(role.ID)) {
		if err != nil {
			return err
		}
		if a.Kind == w.model.Kind(org.KindRoleAssignment) {
			names = append(names, directory.Text(a, "Name"))
		}
	}
	if len(names) == 0 {
		return nil
	}
	if len(names) > 5 {
		names = append(names[:5], "...")
	}
	return inUse(role, "is assigned by "+strings.Join(names, ", "), "Remove the assignments first: Remove-ManagementRoleAssignment.")
}

// inUse is the error for removing what others depend on.
func inUse(e *org.Entry, why, advice string) *command.Error {
	name := directory.Text(e, "Name")
	return &command.Error{
		Category: command.InvalidOperation, ID: "ObjectInUse",
		Type:    "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
		Message: "\"" + name + "\" can't be removed: it " + why + ".", Advice: advice, Target: name,
	}
}
