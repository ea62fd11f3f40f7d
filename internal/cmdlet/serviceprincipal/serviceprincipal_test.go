package serviceprincipal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/internal/cmdlet/serviceprincipal"
)

const (
	app    = "0f7a1c57-3b4e-4c31-9a51-6a1f7d8e2b10"
	object = "5d0c9f0e-2f0b-4a64-8f0a-9a3c5b7d1e20"
	other  = "77777777-2f0b-4a64-8f0a-9a3c5b7d1e20"
)

func world(t *testing.T) *cmdlettest.World {
	t.Helper()
	w := cmdlettest.New(t, serviceprincipal.Commands, role.Commands)
	w.As("navin@contoso.com")
	return w
}

func message(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID + " " + e.Message
	}
	return fmt.Sprint(err)
}

// Each row is one call in turn, with a text of its error, "" for none.
func TestLife(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, c := range []struct {
		cmdlet string
		args   []any
		want   string
	}{
		{"New-ServicePrincipal", []any{"AppId", "x", "ObjectId", object}, "AppId"},
		{"New-ServicePrincipal", []any{"AppId", app}, "ObjectId"},
		{"New-ServicePrincipal", []any{"AppId", app, "ObjectId", "00000000-0000-0000-0000-000000000000"}, "other than zero"},
		{"New-ServicePrincipal", []any{"AppId", app, "ObjectId", object, "DisplayName", strings.Repeat("x", 257)}, "256"},
		{"New-ServicePrincipal", []any{"AppId", app, "ServiceId", object, "DisplayName", "Reports"}, ""},
		{"New-ServicePrincipal", []any{"AppId", strings.ToUpper(app), "ObjectId", other}, `AppId "` + app + `" exists already`},
		{"New-ServicePrincipal", []any{"AppId", other, "ObjectId", object}, `ObjectId "` + object + `" exists already`},
		{"Set-ServicePrincipal", []any{"Identity", app, "DisplayName", "Daily reports"}, ""},
		{"Set-ServicePrincipal", []any{"Identity", "Reports", "DisplayName", "x"}, "couldn't be found"},
		{"Set-ServicePrincipal", []any{"Identity", "daily REPORTS", "OverrideEnforceExoAppRbacPermissions", true}, ""},
		{"Add-RoleGroupMember", []any{"Identity", "Help Desk", "Member", app}, ""},
		{"New-ManagementRoleAssignment", []any{"App", object, "Role", "Application Mail.Read"}, ""},
		{"New-ManagementRoleAssignment", []any{"App", object, "Role", "Mail Recipients"}, "isn't a role of applications"},
		{"New-ManagementRoleAssignment", []any{"User", "olivia", "Role", "Application Mail.Read"}, "is a role of applications"},
		{"Get-ServicePrincipal", []any{"Identity", other}, "couldn't be found"},
	} {
		r := w.Run(c.cmdlet, c.args...)
		if got := message(r.Err); c.want == "" && r.Err != nil || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s %v: %s, want %q", c.cmdlet, c.args, got, c.want)
		}
	}
	o := w.Must("Get-ServicePrincipal", "Identity", "Daily*")
	for property, want := range map[string]string{"AppId": app, "ObjectId": object, "ServiceId": object, "DisplayName": "Daily reports", "OverrideEnforceExoAppRbacPermissions": "True"} {
		if got := cmdlettest.Column(o, property); len(got) != 1 || got[0] != want {
			t.Errorf("%s is %v, want %s", property, got, want)
		}
	}
}

// A service principal that is made again has none of the roles and memberships that the first one had (S-28).
func TestRolesGoWithIt(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-ServicePrincipal", "AppId", app, "ObjectId", object, "DisplayName", "Reports")
	w.Must("Add-RoleGroupMember", "Identity", "Help Desk", "Member", "Reports")
	w.Must("New-ManagementRoleAssignment", "App", "Reports", "Role", "Application Mail.Read")
	if got := cmdlettest.Column(w.Must("Get-ManagementRoleAssignment", "RoleAssignee", "Reports"), "Role"); len(got) != 4 || got[0] != "Application Mail.Read" {
		t.Errorf("roles %v", got)
	}
	w.Must("Remove-ServicePrincipal", "Identity", app)
	w.Must("New-ServicePrincipal", "AppId", app, "ObjectId", object, "DisplayName", "Reports")
	for _, name := range cmdlettest.Column(w.Must("Get-RoleGroupMember", "Identity", "Help Desk"), "Name") {
		if name == "Reports" {
			t.Error("the new service principal is a member")
		}
	}
	if got := w.Must("Get-ManagementRoleAssignment", "RoleAssignee", "Reports"); len(got) != 0 {
		t.Errorf("the new service principal has %d roles", len(got))
	}
}

// A Set- cmdlet that changes nothing says so, and leaves no audit record.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-ServicePrincipal", "AppId", app, "ObjectId", object, "DisplayName", "Reports")
	r := w.Run("Set-ServicePrincipal", "Identity", app, "DisplayName", "Reports")
	if r.Err != nil || len(r.Warnings) != 1 || len(w.Audited("Set-ServicePrincipal")) != 0 {
		t.Errorf("%v, %v", r.Warnings, r.Err)
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(serviceprincipal.Commands), role.Commands)
	w.As("navin@contoso.com")
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "New-ServicePrincipal", Args: []any{"AppId", app, "ObjectId", object}, Writes: 1})
	w.Must("Add-RoleGroupMember", "Identity", "Help Desk", "Member", app)
	w.Must("New-ManagementRoleAssignment", "App", app, "Role", "Application Mail.Read")
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "Set-ServicePrincipal", Args: []any{"Identity", app, "DisplayName", "x"}, Writes: 1})
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "Remove-ServicePrincipal", Args: []any{"Identity", app}, Writes: 3})
}
