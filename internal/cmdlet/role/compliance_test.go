package role_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// Security & Compliance has role groups of its own: what is made there is not seen in Exchange Online, and the
// other way round, and rights in one are none in the other (S-50).
func TestComplianceKeepsItsOwnRoleGroups(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, role.Commands)
	w.As("navin@contoso.com")
	w.Must("New-RoleGroup", "Name", "Desk", "Roles", "Reset Password")
	w.Env = catalog.SCC
	if r := w.Run("Get-RoleGroup", "Identity", "Desk"); !org.IsNotFound(r.Err) {
		t.Errorf("the role group of Exchange Online: %v", r.Err)
	}
	w.Must("New-RoleGroup", "Name", "Desk", "Roles", []any{"Case Management", "Audit Logs"}, "Members", "olivia")
	w.Must("Set-RoleGroup", "Identity", "Desk", "Name", "Cases", "Description", "d")
	w.Must("Update-RoleGroupMember", "Identity", "Cases", "Members", []any{"olivia", "hana"})
	o := w.Must("Get-RoleGroup", "Identity", "Cases")
	if got := cmdlettest.Column(o, "Roles")[0] + "; " + cmdlettest.Column(o, "Members")[0]; got != "Audit Logs Case Management; Hana Sato Olivia Martin" {
		t.Errorf("the role group has %s", got)
	}
	if got := cmdlettest.Column(o, "RoleAssignments")[0]; !strings.Contains(got, "Case Management-Desk") {
		t.Errorf("its assignments are %s", got)
	}
	if r := w.Run("New-RoleGroup", "Name", "x", "Roles", "Reset Password"); !org.IsNotFound(r.Err) {
		t.Errorf("a role of Exchange Online: %v", r.Err)
	}
	w.Env = catalog.EXO
	if got := cmdlettest.Column(w.Must("Get-RoleGroup"), "Name"); slices.Contains(got, "Cases") || !slices.Contains(got, "Desk") {
		t.Errorf("role groups of Exchange Online: %v", got)
	}
}

// Who manages roles in Exchange Online manages none in Security & Compliance.
func TestComplianceIsNoWayAround(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, role.Commands)
	w.As("navin@contoso.com")
	w.Must("New-RoleGroup", "Name", "Keepers", "Roles", "Role Management", "Members", "mei")
	w.Must("New-ManagementRoleAssignment", "Role", "Role Management", "User", "mei", "Delegating", true)
	w.As("mei@contoso.com")
	w.Env = catalog.SCC
	for _, call := range [][]any{
		{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", "mei"},
		{"Update-RoleGroupMember", "Identity", "Organization Management", "Members", "mei"},
		{"New-RoleGroup", "Name", "Mine", "Roles", "Role Management", "Members", "mei"},
		{"Remove-RoleGroup", "Identity", "eDiscovery Manager"},
	} {
		if r := w.Run(call[0].(string), call[1:]...); !strings.Contains(fmt.Sprint(r.Err), "access to create, change, or remove") && !strings.Contains(fmt.Sprint(r.Err), "built in") {
			t.Errorf("%v: %v", call, r.Err)
		}
	}
	w.View(func(tx org.Tx) error {
		a, _, err := org.AccountByID(tx, w.Actor)
		if err != nil {
			return err
		}
		mine, err := rbac.In(catalog.SCC).Load(tx, a, nil)
		if err == nil && len(mine.Cmdlets()) > 0 {
			t.Errorf("they may run %v", mine.Cmdlets())
		}
		return err
	})
}
