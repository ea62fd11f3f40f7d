package role_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/internal/cmdlet/serviceprincipal"
)

// Each row is one call of an administrator in turn, with a text of its error, or of its warning after "!"; ""
// for neither.
func TestChanges(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, role.Commands, serviceprincipal.Commands)
	w.As("navin@contoso.com")
	for _, c := range []struct {
		cmdlet string
		args   []any
		want   string
	}{
		{"New-RoleGroup", []any{"Name", "Desk", "Roles", []any{"Reset Password", "reset password"}, "Members", []any{"olivia", "hana"}, "Description", "d"}, ""},
		{"New-RoleGroup", []any{"Name", "DESK"}, "already in use"},
		{"New-RoleGroup", []any{"Name", "TenantAdmins_9"}, "comes with the organization"},
		{"New-RoleGroup", []any{"Name", strings.Repeat("x", 65)}, "64"},
		{"New-RoleGroup", []any{"Name", `a\b`}, "backslash"},
		{"New-RoleGroup", []any{"Name", "x", "Roles", "No such role"}, "couldn't be found"},
		{"New-RoleGroup", []any{"Name", "x", "Roles", "MyBaseOptions"}, "end-user role"},
		{"New-RoleGroup", []any{"Name", "x", "Members", "all.sales"}, "can't have roles"},
		{"New-RoleGroup", []any{"Name", "x", "WellKnownObject", "x"}, "WellKnownObject"},
		{"Set-RoleGroup", []any{"Identity", "Desk", "Description", "d"}, "!no settings"},
		{"Set-RoleGroup", []any{"Identity", "Desk", "ManagedBy", []any{}}, "at least one manager"},
		{"Set-RoleGroup", []any{"Identity", "Help Desk", "Name", "x"}, "built in"},
		{"Set-RoleGroup", []any{"Identity", "Desk", "Name", "Front desk", "ManagedBy", []any{"navin", "Organization Management"}}, ""},
		{"Update-RoleGroupMember", []any{"Identity", "Security Reader", "Members", "olivia"}, "come from a directory role"},
		{"Update-RoleGroupMember", []any{"Identity", "Front desk", "Members", "hana"}, ""},
		{"Remove-RoleGroup", []any{"Identity", "Help Desk"}, "built in"},
		{"New-ManagementRoleAssignment", []any{"Role", "Reset Password", "SecurityGroup", "Front desk"}, "same assignee"},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "SecurityGroup", "Front desk", "Computer", "x"}, "Computer"},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "SecurityGroup", "all.sales"}, "can't have roles"},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "SecurityGroup", "Front desk", "RecipientRelativeWriteScope", "MyGAL"}, "Organization, Self or None"},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "SecurityGroup", "Front desk", "RecipientOrganizationalUnitScope", "elsewhere"}, "couldn't be found"},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "SecurityGroup", "Front desk", "RecipientGroupScope", "all.sales"}, "RecipientGroupScope"},
		{"New-ManagementRoleAssignment", []any{"Role", "MyRetentionPolicies", "Policy", "Default Role Assignment Policy"}, "same assignee"},
		{"New-ManagementScope", []any{"Name", "s", "RecipientRestrictionFilter", "Nope -eq 'x'"}, "Nope"},
		{"New-ManagementScope", []any{"Name", "s", "RecipientRestrictionFilter", "{ rm }"}, "filter"},
		{"New-ManagementScope", []any{"Name", "s", "RecipientRestrictionFilter", "City -eq 'Bern'", "RecipientRoot", "elsewhere"}, "couldn't be found"},
		{"New-ManagementScope", []any{"Name", "Bern", "RecipientRestrictionFilter", "City -eq 'Bern'", "RecipientRoot", "contoso.onmicrosoft.com"}, ""},
		{"New-ManagementScope", []any{"Name", "Boss", "RecipientRestrictionFilter", "Title -eq 'Boss'", "Exclusive", true}, ""},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "User", "olivia", "CustomRecipientWriteScope", "Boss"}, "is an exclusive scope"},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "User", "olivia", "ExclusiveRecipientWriteScope", "Bern"}, "isn't an exclusive scope"},
		{"New-ManagementRoleAssignment", []any{"Role", "View-Only Recipients", "User", "olivia", "CustomRecipientWriteScope", "Bern"}, "isn't within the write scope"},
		{"New-ManagementRoleAssignment", []any{"Role", "Mail Recipients", "User", "olivia", "CustomRecipientWriteScope", "Bern", "Name", "o"}, ""},
		{"Remove-ManagementScope", []any{"Identity", "Bern"}, "role assignment o"},
		{"Set-ManagementRoleAssignment", []any{"Identity", "o", "Enabled", true}, "!no settings"},
		{"Set-ManagementRoleAssignment", []any{"Identity", "o", "CustomResourceScope", "Bern"}, "only an assignment to an application"},
		{"Set-ManagementRoleAssignment", []any{"Identity", "Role Management-Organization Management", "Enabled", false}, "built in"},
		{"Remove-ManagementRoleAssignment", []any{"Identity", "Legal Hold-Organization Management-Delegating"}, "without a delegating assignment"},
		{"Remove-ManagementRoleAssignment", []any{"Identity", "o"}, ""},
		{"Remove-ManagementScope", []any{"Identity", "Bern"}, ""},
		{"New-ManagementRole", []any{"Name", "Tier 1", "Parent", "Mail Recipients", "EnabledCmdlets", []any{"Get-Mailbox", "Set-Mailbox"}}, ""},
		{"New-ManagementRole", []any{"Name", "mail recipients", "Parent", "Mail Recipients"}, "already in use"},
		{"New-ManagementRole", []any{"Name", "x", "Parent", "Mail Recipients", "EnabledCmdlets", "New-RoleGroup"}, "doesn't hold it"},
		{"Add-ManagementRoleEntry", []any{"Identity", `Tier 1\Set-Mailbox`}, "exists already"},
		{"Add-ManagementRoleEntry", []any{"Identity", `Tier 1\Set-Mailbox`, "Overwrite", true, "Parameters", []any{"alias", "IDENTITY"}}, ""},
		{"Add-ManagementRoleEntry", []any{"Identity", `Tier 1\Set-User`, "Parameters", "Nope"}, "doesn't hold it"},
		{"Add-ManagementRoleEntry", []any{"Identity", `Tier 1\Set-User`, "Type", "Script"}, "Cmdlet only"},
		{"Add-ManagementRoleEntry", []any{"ParentRoleEntry", `Legal Hold\Set-Mailbox`, "Role", "Tier 1"}, "isn't the parent"},
		{"Add-ManagementRoleEntry", []any{"Identity", `Mail Recipients\New-RoleGroup`}, "built in"},
		{"Set-ManagementRoleEntry", []any{"Identity", `Tier 1\Set-Mailbox`, "Parameters", "Alias", "AddParameter", true}, "!no settings"},
		{"Set-ManagementRoleEntry", []any{"Identity", `Tier 1\Set-Mailbox`, "Parameters", "Alias", "AddParameter", true, "RemoveParameter", true}, "together"},
		{"Set-ManagementRoleEntry", []any{"Identity", `Tier 1\Set-Mailbox`, "Parameters", "CustomAttribute1", "AddParameter", true}, ""},
		{"Set-ManagementRoleEntry", []any{"Identity", `Tier 1\New-Mailbox`, "Parameters", "Name"}, "couldn't be found"},
		{"Set-ManagementRoleEntry", []any{"Identity", "Tier 1", "Parameters", "Name"}, "backslash"},
		{"New-ManagementRole", []any{"Name", "Tier 0", "Parent", "Tier 1"}, ""},
		{"Remove-ManagementRole", []any{"Identity", "Tier 1"}, "1 roles below it"},
		{"New-ManagementRoleAssignment", []any{"Role", "Tier 0", "User", "olivia"}, ""},
		{"Remove-ManagementRole", []any{"Identity", "Tier 1", "Recurse", true}, "is assigned by"},
		{"Remove-ManagementRole", []any{"Identity", "Mail Recipients", "Recurse", true}, "built in"},
		{"New-RoleAssignmentPolicy", []any{"Name", "Narrow", "Roles", "Mail Recipients"}, "isn't an end-user role"},
		{"New-RoleAssignmentPolicy", []any{"Name", "Narrow", "Roles", "MyBaseOptions"}, ""},
		{"Set-RoleAssignmentPolicy", []any{"Identity", "Narrow", "IsDefault", true}, ""},
		{"Remove-RoleAssignmentPolicy", []any{"Identity", "Narrow"}, "default role assignment policy"},
		{"Remove-RoleAssignmentPolicy", []any{"Identity", "Default Role Assignment Policy"}, "policy of the mailbox"},
	} {
		audited := len(w.Audited(c.cmdlet))
		r := w.Run(c.cmdlet, c.args...)
		got := ""
		switch {
		case r.Err != nil:
			got = fmt.Sprint(r.Err)
		case len(r.Warnings) > 0:
			got = "!" + strings.Join(r.Warnings, " ")
		}
		ok := got == "" && c.want == "" || c.want != "" && strings.Contains(got, strings.TrimPrefix(c.want, "!")) && strings.HasPrefix(got, "!") == strings.HasPrefix(c.want, "!")
		if !ok {
			t.Errorf("%s %v: %q, want %q", c.cmdlet, c.args, got, c.want)
		}
		if rows := len(w.Audited(c.cmdlet)) - audited; (c.want == "") != (rows == 1) {
			t.Errorf("%s %v left %d audit records (F-12)", c.cmdlet, c.args, rows)
		}
	}
	for what, want := range map[string]string{
		"Identity Front desk Get-RoleGroup Members":                                  "Hana Sato",
		"Identity Front desk Get-RoleGroup RoleAssignments":                          "Reset Password-Desk",
		"Identity Reset Password-Desk Get-ManagementRoleAssignment RoleAssigneeName": "Front desk",
	} {
		fields := strings.Fields(what)
		at := slices.IndexFunc(fields, func(s string) bool { return strings.HasPrefix(s, "Get-") })
		o := w.Must(fields[at], "Identity", strings.Join(fields[1:at], " "))
		if got := cmdlettest.Column(o, fields[at+1])[0]; got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
}

// A role is never wider than its parent: what the parent loses, its children lose.
func TestChildrenLoseWhatTheParentLoses(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, role.Commands)
	w.As("navin@contoso.com")
	w.Must("New-ManagementRole", "Name", "Upper", "Parent", "Mail Recipients", "EnabledCmdlets", []any{"Set-Mailbox", "Set-User"})
	w.Must("New-ManagementRole", "Name", "Lower", "Parent", "Upper")
	w.Must("New-ManagementRoleAssignment", "Role", "Lower", "User", "mei")
	w.Must("Set-ManagementRoleEntry", "Identity", `Upper\Set-Mailbox`, "Parameters", []any{"Identity", "Alias"})
	w.Must("Remove-ManagementRoleEntry", "Identity", `Upper\Set-User`)
	if got := cmdlettest.Column(w.Must("Get-ManagementRoleEntry", "Identity", `Lower\*`), "Parameters"); len(got) != 1 || got[0] != "Alias Confirm Identity WhatIf" {
		t.Errorf("the lower role holds %v", got)
	}
	w.As("mei@contoso.com")
	mine := table(w)
	if mine.Decide("Set-Mailbox", []string{"Identity", "Alias"}).Scope != nil || mine.Decide("Set-Mailbox", []string{"Identity", "EmailAddresses"}).Allowed {
		t.Error("the holder of the lower role has not what it holds")
	}
	w.As("navin@contoso.com")
	w.Must("Add-ManagementRoleEntry", "Identity", `Upper\Set-User`)
	if got := w.Must("Get-ManagementRoleEntry", "Identity", `Lower\*`); len(got) != 1 {
		t.Errorf("the lower role got %d entries back", len(got))
	}
}
