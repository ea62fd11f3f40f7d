package mailbox_test

import (
	"errors"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/object"
)

// S-50: nobody gets hold of an account that administers more than they do by giving it a password.
func TestS50PasswordOfAdministrator(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, mailbox.Commands, role.Commands)
	w.As("navin@contoso.com")
	w.Must("Add-RoleGroupMember", "Identity", "Records Management", "Member", "kofi")
	w.Env = catalog.SCC
	w.Must("Add-RoleGroupMember", "Identity", "eDiscovery Manager", "Member", "peter")
	w.Env = 0
	for _, c := range []struct {
		caller, target string
		may            bool
	}{
		{"hana", "olivia", true},  // the help desk and a user
		{"hana", "navin", false},  // a Global Administrator
		{"hana", "amara", false},  // an Exchange Administrator
		{"hana", "kofi", false},   // who is in a role group that she isn't in
		{"hana", "hana", true},    // herself
		{"amara", "hana", true},   // who manages the organisation manages the help desk
		{"amara", "jonas", true},  // and another one like her
		{"amara", "navin", false}, // but no Global Administrator
		{"amara", "peter", false}, // and nobody who may do in Security & Compliance what she may not
		{"navin", "amara", true},
	} {
		w.As(c.caller + "@contoso.com")
		r := w.Run("Set-Mailbox", "Identity", c.target, "Password", &object.SecureString{Plain: "Copper-Lantern-83"})
		var e *command.Error
		if c.may && r.Err != nil || !c.may && (!errors.As(r.Err, &e) || e.ID != "PasswordOfAdministrator") {
			t.Errorf("%s sets the password of %s: %v", c.caller, c.target, r.Err)
		}
	}
}

// An account that is removed leaves its role groups, those of Security & Compliance too.
func TestRemovedAccountLeavesRoleGroups(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, mailbox.Commands, role.Commands)
	w.As("navin@contoso.com")
	members := func() int {
		w.Env = catalog.SCC
		defer func() { w.Env = 0 }()
		return len(w.Must("Get-RoleGroupMember", "Identity", "eDiscovery Manager"))
	}
	w.Env = catalog.SCC
	w.Must("Add-RoleGroupMember", "Identity", "eDiscovery Manager", "Member", "peter")
	w.Env = 0
	if members() != 1 {
		t.Fatal("no member")
	}
	w.Must("Remove-Mailbox", "Identity", "peter")
	if n := members(); n != 0 {
		t.Errorf("%d members are left", n)
	}
}
