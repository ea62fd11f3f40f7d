package role

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// updateMember carries out Update-RoleGroupMember: it replaces the members of a role group, or adds some and
// takes out others.
func (r *roles) updateMember(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		group, err := w.named(org.KindRoleGroup)
		if err != nil {
			return nil, err
		}
		if err := w.mayHandOver(group); err != nil {
			return nil, err
		}
		members, err := w.principals(group, "Members")
		if err != nil {
			return nil, err
		}
		what := "members of the role group " + directory.Text(group, "Name")
		return &plan{what, func() error { return rbac.ReplaceMembers(w.all, group, members) }}, nil
	})
}
