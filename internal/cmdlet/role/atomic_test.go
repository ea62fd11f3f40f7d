package role_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/role"
)

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(role.Commands))
	w.As("navin@contoso.com")
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "Add-RoleGroupMember", Args: []any{"Identity", "Help Desk", "Member", "olivia", "BypassSecurityGroupManagerCheck", true}, Writes: 1},
		{Cmdlet: "New-RoleGroup", Args: []any{"Name", "Desk", "Roles", []any{"Reset Password", "User Options"}, "Members", "olivia"}, Writes: 3},
		{Cmdlet: "Remove-RoleGroupMember", Args: []any{"Identity", "Help Desk", "Member", "olivia", "BypassSecurityGroupManagerCheck", true}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
}
