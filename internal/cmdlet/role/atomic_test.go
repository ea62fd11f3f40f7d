package role_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/role"
)

// F-11 and F-12, over every cmdlet of the package that changes something, in turn.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(role.Commands))
	w.As("navin@contoso.com")
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "Add-RoleGroupMember", Args: []any{"Identity", "Help Desk", "Member", "olivia", "BypassSecurityGroupManagerCheck", true}, Writes: 1},
		{Cmdlet: "Remove-RoleGroupMember", Args: []any{"Identity", "Help Desk", "Member", "olivia", "BypassSecurityGroupManagerCheck", true}, Writes: 1},
		{Cmdlet: "Update-RoleGroupMember", Args: []any{"Identity", "Help Desk", "Members", []any{"olivia", "hana"}}, Writes: 1},
		{Cmdlet: "New-RoleGroup", Args: []any{"Name", "Desk", "Roles", []any{"Reset Password", "User Options"}, "Members", "olivia"}, Writes: 3},
		{Cmdlet: "Set-RoleGroup", Args: []any{"Identity", "Desk", "Name", "Front desk"}, Writes: 3},
		{Cmdlet: "New-ManagementScope", Args: []any{"Name", "Bern", "RecipientRestrictionFilter", "City -eq 'Bern'"}, Writes: 1},
		{Cmdlet: "New-ManagementRoleAssignment", Args: []any{"Role", "Mail Recipients", "SecurityGroup", "Front desk", "CustomRecipientWriteScope", "Bern"}, Writes: 1},
		{Cmdlet: "Set-ManagementScope", Args: []any{"Identity", "Bern", "Name", "Basel"}, Writes: 2},
		{Cmdlet: "Set-ManagementRoleAssignment", Args: []any{"Identity", "Mail Recipients-Front desk", "Enabled", false}, Writes: 1},
		{Cmdlet: "Remove-ManagementRoleAssignment", Args: []any{"Identity", "Mail Recipients-Front desk"}, Writes: 1},
		{Cmdlet: "Remove-ManagementScope", Args: []any{"Identity", "Basel"}, Writes: 1},
		{Cmdlet: "Remove-RoleGroup", Args: []any{"Identity", "Front desk"}, Writes: 3},
		{Cmdlet: "New-ManagementRole", Args: []any{"Name", "Tier 1", "Parent", "Mail Recipients"}, Writes: 1},
		{Cmdlet: "New-ManagementRole", Args: []any{"Name", "Tier 0", "Parent", "Tier 1"}, Writes: 1},
		{Cmdlet: "Remove-ManagementRoleEntry", Args: []any{"Identity", `Tier 1\Set-Mailbox`}, Writes: 2},
		{Cmdlet: "Add-ManagementRoleEntry", Args: []any{"Identity", `Tier 1\Set-Mailbox`, "Parameters", "Identity"}, Writes: 1},
		{Cmdlet: "Set-ManagementRoleEntry", Args: []any{"Identity", `Tier 1\Set-User`, "Parameters", "Identity"}, Writes: 2},
		{Cmdlet: "Remove-ManagementRole", Args: []any{"Identity", "Tier 1", "Recurse", true}, Writes: 2},
		{Cmdlet: "New-RoleAssignmentPolicy", Args: []any{"Name", "Narrow", "Roles", "MyBaseOptions", "IsDefault", true}, Writes: 3},
		{Cmdlet: "Set-RoleAssignmentPolicy", Args: []any{"Identity", "Default Role Assignment Policy", "IsDefault", true}, Writes: 2},
		{Cmdlet: "Remove-RoleAssignmentPolicy", Args: []any{"Identity", "Narrow"}, Writes: 2},
	} {
		w.AllOrNothing(f, c)
	}
}
