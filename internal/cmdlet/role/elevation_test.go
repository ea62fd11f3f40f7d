package role_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// A persona is somebody who tries to get more than they have, with how they came to have it.
type persona struct {
	name  string
	setup [][]any // calls by an administrator
	gains string  // role that they may give themselves, as far as they may delegate it
	rows  [][]any // attempts besides those that everybody makes
}

// personas are played by mei, who is nothing special in Contoso.
func personas() []persona {
	keeper := []any{"New-RoleGroup", "Name", "Keepers", "Roles", "Role Management", "Members", "mei", "ManagedBy", "Organization Management"}
	london := []any{"New-ManagementScope", "Name", "London", "RecipientRestrictionFilter", "City -eq 'London'"}
	narrow := []any{"New-ManagementRole", "Name", "Narrow", "Parent", "Organization Configuration", "EnabledCmdlets", "Get-OrganizationConfig"}
	return []persona{
		{name: "nobody"},
		{name: "with Role Management only", setup: [][]any{keeper}},
		{name: "with Recipient Management only", setup: [][]any{{"Add-RoleGroupMember", "Identity", "Recipient Management", "Member", "mei"}}},
		{name: "at the help desk", setup: [][]any{{"Add-RoleGroupMember", "Identity", "Help Desk", "Member", "mei"}}},
		{
			name:  "who may delegate one role",
			setup: [][]any{keeper, {"New-ManagementRoleAssignment", "Role", "Reset Password", "User", "mei", "Delegating", true}},
			gains: "Reset Password",
		},
		{
			name: "who may delegate a narrow child",
			setup: [][]any{keeper, narrow,
				{"New-ManagementRoleAssignment", "Role", "Narrow", "User", "mei", "Delegating", true},
				{"New-ManagementRoleAssignment", "Role", "Narrow", "User", "mei"}},
			rows: [][]any{
				{"Add-ManagementRoleEntry", "Identity", `Narrow\Set-OrganizationConfig`},
				{"Add-ManagementRoleEntry", "ParentRoleEntry", `Organization Configuration\Set-OrganizationConfig`, "Role", "Narrow"},
				{"Add-ManagementRoleEntry", "Identity", `Narrow\Add-RoleGroupMember`},
				{"New-ManagementRole", "Name", "Wider", "Parent", "Organization Configuration"},
				{"New-ManagementRole", "Name", "Below", "Parent", "Narrow"},
				{"Add-ManagementRoleEntry", "Identity", `Below\Set-OrganizationConfig`},
			},
		},
		{
			name: "with a scope",
			setup: [][]any{london, {"New-ManagementScope", "Name", "Everybody", "RecipientRestrictionFilter", "Name -like '*'"},
				{"New-RoleGroup", "Name", "London admins", "Roles", []any{"Role Management", "Mail Recipients"}, "Members", "mei",
					"CustomRecipientWriteScope", "London", "ManagedBy", "mei"},
				{"New-ManagementRoleAssignment", "Role", "Mail Recipients", "User", "mei", "Delegating", true, "CustomRecipientWriteScope", "London"}},
			rows: [][]any{
				{"Set-ManagementScope", "Identity", "London", "RecipientRestrictionFilter", "City -like '*'"},
				{"Set-ManagementScope", "Identity", "London", "RecipientRestrictionFilter", "City -eq 'London' -or Name -like '*'"},
				{"Set-ManagementRoleAssignment", "Identity", "Mail Recipients-London admins", "RecipientRelativeWriteScope", "Organization"},
				{"Set-ManagementRoleAssignment", "Identity", "Mail Recipients-London admins", "CustomRecipientWriteScope", "Everybody"},
				{"Set-ManagementRoleAssignment", "Identity", "Mail Recipients-London admins", "RecipientOrganizationalUnitScope", "contoso.onmicrosoft.com"},
				{"New-ManagementRoleAssignment", "Role", "Mail Recipients", "User", "mei", "CustomRecipientWriteScope", "Everybody"},
				{"New-ManagementRoleAssignment", "Role", "Mail Recipients", "SecurityGroup", "London admins"},
				{"New-ManagementScope", "Name", "All mine", "RecipientRestrictionFilter", "Name -like '*'", "Exclusive", true},
				{"New-ManagementRoleAssignment", "Role", "Mail Recipients", "User", "mei", "ExclusiveRecipientWriteScope", "All mine"},
				{"Set-ManagementScope", "Identity", "Everybody", "Name", "x", "RecipientRestrictionFilter", "City -eq 'London'"},
				{"Remove-ManagementScope", "Identity", "London"},
			},
		},
		{
			name:  "who manages a role group",
			setup: [][]any{{"New-RoleGroup", "Name", "Desk", "Roles", "Reset Password", "ManagedBy", "mei", "Members", "hana"}, keeper},
			gains: "Reset Password",
		},
	}
}

// attempts are the ways to more rights that everybody tries (S-50).
func attempts() [][]any {
	list := [][]any{
		{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "mei"},
		{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "mei", "BypassSecurityGroupManagerCheck", true},
		{"Update-RoleGroupMember", "Identity", "Organization Management", "Members", "mei"},
		{"Update-RoleGroupMember", "Identity", "Organization Management", "Members", "mei", "BypassSecurityGroupManagerCheck", true},
		{"Update-RoleGroupMember", "Identity", "Recipient Management", "Members", "mei", "BypassSecurityGroupManagerCheck", true},
		{"Set-RoleGroup", "Identity", "Organization Management", "ManagedBy", "mei", "BypassSecurityGroupManagerCheck", true},
		{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "mei"}, // as its manager, had that worked
		{"Remove-RoleGroupMember", "Identity", "Organization Management", "Member", "amara", "BypassSecurityGroupManagerCheck", true},
		{"Remove-RoleGroup", "Identity", "Organization Management", "BypassSecurityGroupManagerCheck", true},
		{"New-RoleGroup", "Name", "Mine", "Roles", "Role Management", "Members", "mei"},
		{"New-RoleGroup", "Name", "Mine too", "Roles", []any{"Organization Configuration", "Mail Recipients"}, "Members", "mei"},
		{"New-RoleGroup", "Name", "TenantAdmins_x", "Members", "mei"},
		{"New-RoleGroup", "Name", "Empty", "Members", "mei"},
		{"New-ManagementRoleAssignment", "Role", "Mail Recipients", "SecurityGroup", "Empty"},
		{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "Empty", "BypassSecurityGroupManagerCheck", true},
		{"New-ManagementRoleAssignment", "Role", "Organization Configuration", "User", "mei", "Delegating", true},
		{"New-ManagementRoleAssignment", "Role", "Role Management", "User", "mei", "Delegating", true},
		{"New-ManagementRoleAssignment", "Role", "Application Mail.ReadWrite", "User", "mei"},
		{"New-ManagementRoleAssignment", "Role", "MyBaseOptions", "User", "mei"},
		{"New-ManagementRoleAssignment", "Role", "Mail Recipients", "Policy", "Default Role Assignment Policy"},
		{"New-ManagementRoleAssignment", "Role", "MyRetentionPolicies", "Policy", "Default Role Assignment Policy", "Name", "again"},
		{"New-RoleAssignmentPolicy", "Name", "Mighty", "Roles", "Mail Recipients", "IsDefault", true},
		{"Set-ManagementRoleAssignment", "Identity", "View-Only Recipients-Help Desk", "RecipientRelativeWriteScope", "Organization"},
		{"Remove-ManagementRoleAssignment", "Identity", "Role Management-Organization Management"},
		{"Remove-ManagementRoleAssignment", "Identity", "Role Management-Organization Management-Delegating"},
		{"Set-ManagementRoleAssignment", "Identity", "Role Management-Organization Management", "Enabled", false},
		{"Add-ManagementRoleEntry", "Identity", `Reset Password\Set-OrganizationConfig`},
		{"Add-ManagementRoleEntry", "Identity", `View-Only Recipients\Set-Mailbox`},
		{"Set-ManagementRoleEntry", "Identity", `View-Only Recipients\Get-Mailbox`, "Parameters", "Identity"},
		{"Remove-ManagementRole", "Identity", "Role Management", "Recurse", true},
		{"New-ManagementRole", "Name", "Copy", "Parent", "Organization Configuration"},
		{"New-ManagementRole", "Name", "Role  Management", "Parent", "Role Management"},
		{"Add-ManagementRoleEntry", "Identity", `Copy\Set-OrganizationConfig`},
		{"New-ServicePrincipal", "AppId", "11111111-1111-4111-8111-111111111111", "ObjectId", "22222222-2222-4222-8222-222222222222", "DisplayName", "Robot"},
		{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "Robot", "BypassSecurityGroupManagerCheck", true},
		{"New-ManagementRoleAssignment", "Role", "Application Mail.ReadWrite", "App", "Robot"},
		{"Set-Mailbox", "Identity", "mei", "RoleAssignmentPolicy", "Mighty"},
		{"Set-AdminAuditLogConfig", "UnifiedAuditLogIngestionEnabled", false},
	}
	for _, role := range []string{"Organization Configuration", "Mail Recipients", "Role Management", "Legal Hold", "UnScoped Role Management", "View-Only Configuration"} {
		list = append(list,
			[]any{"New-ManagementRoleAssignment", "Role", role, "User", "mei"},
			[]any{"New-ManagementRoleAssignment", "Role", role, "SecurityGroup", "Help Desk"},
			[]any{"New-ManagementRoleAssignment", "Role", role, "SecurityGroup", "Keepers"})
	}
	return list
}

// S-50: whoever tries whatever, afterwards they may do no more than before, but for what they may delegate.
func TestS50NobodyElevatesThemselves(t *testing.T) {
	t.Parallel()
	for _, p := range personas() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			w := cmdlettest.New(t, family.Commands)
			w.As("navin@contoso.com")
			for _, call := range p.setup {
				w.Must(call[0].(string), call[1:]...)
			}
			w.As("mei@contoso.com")
			before := rights(w)
			for _, call := range append(p.rows, attempts()...) {
				played := play(w, call)
				if played != "<nil>" {
					continue // nothing was changed
				}
				for right := range rights(w) {
					if !before[right] && (p.gains == "" || !strings.Contains(right, "{"+p.gains+"}")) {
						t.Fatalf("%v (%s) gave them %s", call, played, right)
					}
				}
			}
			// What an administrator gives them shows, so that the comparison is not blind.
			w.As("navin@contoso.com")
			w.Must("New-ManagementRoleAssignment", "Role", "Transport Rules", "User", "mei")
			w.As("mei@contoso.com")
			if maps.Equal(before, rights(w)) {
				t.Error("a new role gave no rights")
			}
		})
	}
}

// play makes a call as the session would: with the rights of the caller as they stand.
func play(w *cmdlettest.World, call []any) string {
	w.T.Helper()
	var params []string
	for i := 1; i < len(call); i += 2 {
		params = append(params, call[i].(string))
	}
	d := table(w).Decide(call[0].(string), params)
	if !d.Allowed {
		return "denied by role"
	}
	w.Scope = d.Scope
	defer func() { w.Scope = nil }()
	return fmt.Sprint(w.Run(call[0].(string), call[1:]...).Err)
}

// table loads what the caller may do.
func table(w *cmdlettest.World) (t *rbac.Table) {
	w.T.Helper()
	w.View(func(tx org.Tx) error {
		a, _, err := org.AccountByID(tx, w.Actor)
		if err != nil {
			return err
		}
		r, err := org.One(tx, org.KindRecipient, org.SpaceOID, org.IDText(a.ID))
		if err != nil {
			return err
		}
		t, err = rbac.Load(tx, a, r)
		return err
	})
	return t
}

// rights lists what the caller may do: each parameter of each cmdlet, with the roles that hold it, on each of
// a few recipients.
func rights(w *cmdlettest.World) map[string]bool {
	w.T.Helper()
	var probes []*org.Entry
	w.View(func(tx org.Tx) error {
		for _, alias := range []string{"navin", "olivia", "hana", "mei", "invoices"} {
			e, err := directory.Resolve(tx, alias, directory.Live)
			if err != nil {
				return err
			}
			probes = append(probes, e)
		}
		return nil
	})
	t, all := table(w), map[string]bool{}
	for _, cmdlet := range t.Cmdlets() {
		params, _ := t.Params(cmdlet)
		for _, param := range append(params, "") {
			d := t.Decide(cmdlet, slices.DeleteFunc([]string{param}, func(s string) bool { return s == "" }))
			for _, probe := range probes {
				if d.Allowed && (d.Scope == nil || d.Scope.CanWrite(probe)) {
					all[fmt.Sprintf("%s -%s on %s of %s", cmdlet, param, directory.Text(probe, "Alias"), holders(cmdlet, param))] = true
				}
			}
		}
	}
	return all
}

// holders names the roles that hold a parameter, each between braces.
func holders(cmdlet, param string) string {
	names := map[string]bool{}
	for _, e := range rbac.EntriesFor(cmdlet) {
		if param == "" || e.Params.Has(param) {
			names["{"+e.Role+"}"] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), " ")
}

// S-50: who restores the mailbox of an administrator gets no administrator's account.
func TestRestoredMailboxHasNoRoles(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	w.As("navin@contoso.com")
	w.Must("Add-RoleGroupMember", "Identity", "Organization Management", "Member", "olivia")
	w.Must("New-ManagementRoleAssignment", "Role", "Role Management", "User", "olivia", "Delegating", true)
	w.Must("Remove-Mailbox", "Identity", "olivia")
	w.Must("Add-RoleGroupMember", "Identity", "Recipient Management", "Member", "mei")
	w.As("mei@contoso.com")
	w.Must("Undo-SoftDeletedMailbox", "SoftDeletedObject", "olivia", "Password", &object.SecureString{Plain: "Granite-Meadow-17"})
	w.As("olivia@contoso.com")
	for _, cmdlet := range []string{"Add-RoleGroupMember", "Get-RoleGroup", "Set-OrganizationConfig", "New-Mailbox"} {
		if table(w).Decide(cmdlet, nil).Allowed {
			t.Errorf("they may run %s", cmdlet)
		}
	}
	w.As("navin@contoso.com")
	if got := cmdlettest.Column(w.Must("Get-RoleGroupMember", "Identity", "Organization Management"), "Name"); slices.Contains(got, "Olivia Martin") {
		t.Errorf("the members are %v", got)
	}
}
