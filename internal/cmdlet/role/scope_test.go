package role_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// writable lists which of some recipients somebody may change by Set-Mailbox.
func writable(w *cmdlettest.World, upn string) string {
	w.T.Helper()
	actor := w.Actor
	defer func() { w.Actor = actor }()
	w.As(upn)
	d := table(w).Decide("Set-Mailbox", []string{"Identity", "CustomAttribute1"})
	var names []string
	w.View(func(tx org.Tx) error {
		for _, alias := range []string{"navin", "olivia", "hana", "peter", "invoices"} {
			e, err := directory.Resolve(tx, alias, directory.Live)
			if err != nil {
				return err
			}
			if d.Allowed && (d.Scope == nil || d.Scope.CanWrite(e)) {
				names = append(names, alias)
			}
		}
		return nil
	})
	return strings.Join(names, " ")
}

func city(w *cmdlettest.World, alias, city string) {
	w.T.Helper()
	ctx := w.Context("test")
	err := w.Store.Update(ctx, func(tx org.Tx) error {
		e, err := directory.Resolve(tx, alias, directory.Live)
		if err != nil {
			return err
		}
		e.Props.Set("City", city)
		return directory.Save(tx, e)
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// Each step changes what mei may change, at once (S-51); navin is an administrator of everything.
func TestScopesActAtOnce(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, role.Commands, mailbox.Commands)
	w.As("navin@contoso.com")
	for alias, where := range map[string]string{"navin": "Bern", "olivia": "Oslo", "hana": "Oslo", "peter": "Bern", "invoices": "Rome"} {
		city(w, alias, where)
	}
	all := "navin olivia hana peter invoices"
	for _, c := range []struct {
		call       []any
		mei, navin string
	}{
		{nil, "", all},
		{[]any{"New-ManagementScope", "Name", "Oslo", "RecipientRestrictionFilter", "City -eq 'Oslo'"}, "", all},
		{[]any{"New-RoleGroup", "Name", "Norway", "Roles", "Mail Recipients", "Members", "mei", "CustomRecipientWriteScope", "Oslo"}, "olivia hana", all},
		{[]any{"Set-ManagementScope", "Identity", "Oslo", "RecipientRestrictionFilter", "City -eq 'Oslo' -or City -eq 'Rome'"}, "olivia hana invoices", all},
		{[]any{"Set-ManagementScope", "Identity", "Oslo", "Name", "North"}, "olivia hana invoices", all},
		{[]any{"Set-ManagementRoleAssignment", "Identity", "Mail Recipients-Norway", "Enabled", false}, "", all},
		{[]any{"Set-ManagementRoleAssignment", "Identity", "Mail Recipients-Norway", "Enabled", true}, "olivia hana invoices", all},
		{[]any{"New-ManagementScope", "Name", "Bosses", "RecipientRestrictionFilter", "City -eq 'Bern'", "Exclusive", true}, "olivia hana invoices", "olivia hana invoices"},
		{[]any{"New-ManagementRoleAssignment", "Role", "Mail Recipients", "User", "mei", "ExclusiveRecipientWriteScope", "Bosses", "Name", "Bosses of Mei"}, all, "olivia hana invoices"},
		{[]any{"Set-ManagementRoleAssignment", "Identity", "Mail Recipients-Norway", "RecipientRelativeWriteScope", "Organization"}, all, "olivia hana invoices"},
		{[]any{"Remove-ManagementRoleAssignment", "Identity", "Bosses of Mei"}, "olivia hana invoices", "olivia hana invoices"},
		{[]any{"Remove-ManagementScope", "Identity", "Bosses"}, all, all},
		{[]any{"New-ManagementScope", "Name", "Sales", "RecipientRestrictionFilter", "MemberOfGroup -eq 'all.sales'"}, all, all},
		{[]any{"Set-ManagementRoleAssignment", "Identity", "Mail Recipients-Norway", "CustomRecipientWriteScope", "Sales"}, "olivia peter", all},
		{[]any{"Remove-RoleGroup", "Identity", "Norway"}, "", all},
	} {
		if c.call != nil {
			w.Must(c.call[0].(string), c.call[1:]...)
		}
		if got := writable(w, "mei@contoso.com"); got != c.mei {
			t.Errorf("after %v mei may change %q, want %q", c.call, got, c.mei)
		}
		if got := writable(w, "navin@contoso.com"); got != c.navin {
			t.Errorf("after %v navin may change %q, want %q", c.call, got, c.navin)
		}
	}
	if got := cmdlettest.Column(w.Must("Get-ManagementScope", "Orphan", true), "Name"); !slices.Equal(got, []string{"North", "Sales"}) {
		t.Errorf("orphans are %v", got)
	}
}

// S-49 and S-50: whoever is limited to a scope changes an account in it, and no other.
func TestScopeCoversAccounts(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, role.Commands, mailbox.Commands)
	w.As("navin@contoso.com")
	city(w, "olivia", "Oslo")
	city(w, "hana", "Bern")
	w.Must("New-ManagementScope", "Name", "Oslo", "RecipientRestrictionFilter", "City -eq 'Oslo'")
	w.Must("New-RoleGroup", "Name", "Norway", "Roles", "Mail Recipients", "Members", "mei", "CustomRecipientWriteScope", "Oslo")
	w.As("mei@contoso.com")
	if got := play(w, []any{"Set-Mailbox", "Identity", "olivia", "DisplayName", "Olivia M."}); got != "<nil>" {
		t.Error(got)
	}
	if got := play(w, []any{"Set-Mailbox", "Identity", "hana", "DisplayName", "Hana K."}); !strings.Contains(got, "couldn't be found") {
		t.Error(got)
	}
}

// -WritableRecipient finds the assignments that let somebody change a recipient, exclusive scopes included.
func TestWritableRecipient(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, role.Commands)
	w.As("navin@contoso.com")
	city(w, "olivia", "Oslo")
	w.Must("New-ManagementScope", "Name", "Oslo", "RecipientRestrictionFilter", "City -eq 'Oslo'")
	w.Must("New-ManagementRoleAssignment", "Role", "Legal Hold", "User", "mei", "CustomRecipientWriteScope", "Oslo", "Name", "holds")
	find := func(recipient string) string {
		o := w.Must("Get-ManagementRoleAssignment", "Role", "Legal Hold", "Delegating", false, "WritableRecipient", recipient)
		return strings.Join(cmdlettest.Column(o, "Name"), ", ")
	}
	both := "holds, Legal Hold-Discovery Management, Legal Hold-Organization Management"
	if got := find("olivia"); got != both {
		t.Errorf("olivia: %s", got)
	}
	if got := find("hana"); got != strings.TrimPrefix(both, "holds, ") {
		t.Errorf("hana: %s", got)
	}
	w.Must("New-ManagementScope", "Name", "VIP", "RecipientRestrictionFilter", "City -eq 'Oslo'", "Exclusive", true)
	w.Must("New-ManagementRoleAssignment", "Role", "Legal Hold", "User", "mei", "ExclusiveRecipientWriteScope", "VIP", "Name", "only")
	if got := find("olivia"); got != "only" {
		t.Errorf("olivia, kept from others: %s", got)
	}
	if got := cmdlettest.Column(w.Must("Get-ManagementRoleAssignment", "ExclusiveRecipientWriteScope", "VIP"), "Name"); !slices.Equal(got, []string{"only"}) {
		t.Errorf("by the exclusive scope: %v", got)
	}
	if got := cmdlettest.Column(w.Must("Get-ManagementRoleAssignment", "CustomRecipientWriteScope", "Oslo"), "Name"); !slices.Equal(got, []string{"holds"}) {
		t.Errorf("by the scope: %v", got)
	}
	if r := w.Run("Get-ManagementRoleAssignment", "CustomRecipientWriteScope", "Oslo", "ExclusiveRecipientWriteScope", "VIP"); r.Err == nil {
		t.Error("both scopes at once were accepted")
	}
}
