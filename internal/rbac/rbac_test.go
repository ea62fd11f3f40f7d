package rbac_test

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/internal/sqlstore"
	"example.org/exosh/object"
)

var tenant = org.ID{1}

// as returns a context that acts in the tenant.
func as(t testing.TB) context.Context {
	return org.WithCaller(t.Context(), &org.Caller{Tenant: tenant, Actor: "system", Cause: &org.Cause{Operation: "test"}})
}

func update(t testing.TB, s org.Store, fn func(org.Tx) error) {
	t.Helper()
	if err := s.Update(as(t), fn); err != nil {
		t.Fatal(err)
	}
}

// seeded opens a store with a fresh organisation.
func seeded(t testing.TB) org.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "org.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	update(t, s, func(tx org.Tx) error { return rbac.Seed(tx, "contoso.onmicrosoft.com") })
	return s
}

// A person is an account with a mailbox.
type person struct {
	account   *org.Account
	recipient *org.Entry
}

func newPerson(name string, directoryRoles ...string) person {
	oid := org.SeedID(tenant, "account:"+name)
	r := &org.Entry{Kind: org.KindRecipient, ID: org.SeedID(tenant, "recipient:"+name), Sort: name, Props: &object.Object{}}
	r.Props.Set("Name", name)
	r.Props.Set("RecipientTypeDetails", "UserMailbox")
	r.Props.Set("ExternalDirectoryObjectId", org.IDText(oid))
	return person{&org.Account{ID: oid, UPN: name + "@contoso.com", Enabled: true, RemotePowerShell: true, DirectoryRoles: directoryRoles}, r}
}

func (p person) put(t testing.TB, s org.Store, groups ...string) {
	t.Helper()
	update(t, s, func(tx org.Tx) error {
		if err := org.PutAccount(tx, p.account); err != nil {
			return err
		}
		if err := tx.Put(p.recipient); err != nil {
			return err
		}
		for _, name := range groups {
			g, err := rbac.FindGroup(tx, name)
			if err != nil {
				return err
			}
			if err := rbac.AddMember(tx, g, object.ADObjectID{ID: p.recipient.ID, Name: p.account.UPN}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p person) table(t testing.TB, s org.Store) *rbac.Table {
	t.Helper()
	var table *rbac.Table
	err := s.View(as(t), func(tx org.Tx) (err error) {
		table, err = rbac.Load(tx, p.account, p.recipient)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// reach tells what a decision lets somebody do to themselves and to others: "rw rw" is everything.
func reach(d rbac.Decision, self, other *org.Entry) string {
	if !d.Allowed {
		return "denied " + strings.Join(d.Denied, ",")
	}
	if d.Scope == nil {
		return "rw rw"
	}
	text := func(e *org.Entry) string {
		out := ""
		if d.Scope.CanRead(e) {
			out += "r"
		}
		if d.Scope.CanWrite(e) {
			out += "w"
		}
		if out == "" {
			return "-"
		}
		return out
	}
	return text(self) + " " + text(other)
}

// TestWhoMayDoWhat is the specification of what the roles of a fresh organisation mean.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	people := map[string]person{
		"global":    newPerson("global", "Global Administrator"),
		"exchange":  newPerson("exchange", "Exchange Administrator"),
		"reader":    newPerson("reader", "Global Reader"),
		"helpdir":   newPerson("helpdir", "Helpdesk Administrator"),
		"org":       newPerson("org"),
		"recipient": newPerson("recipient"),
		"help":      newPerson("help"),
		"user":      newPerson("user"),
	}
	groups := map[string]string{"org": "Organization Management", "recipient": "Recipient Management", "help": "Help Desk"}
	tables := map[string]*rbac.Table{}
	for name, p := range people {
		if g := groups[name]; g != "" {
			p.put(t, s, g)
		} else {
			p.put(t, s)
		}
		tables[name] = p.table(t, s)
	}
	other := newPerson("other").recipient
	for _, c := range []struct{ who, cmdlet, params, want string }{
		{"global", "New-Mailbox", "Name Password", "rw rw"},
		{"global", "Add-RoleGroupMember", "Identity Member BypassSecurityGroupManagerCheck", "rw rw"},
		{"global", "Set-Mailbox", "Identity LitigationHoldEnabled", "rw rw"},
		{"global", "Set-Mailbox", "Identity LitigationHoldEnabled DisplayName WhatIf Confirm", "rw rw"},
		{"exchange", "Remove-Mailbox", "Identity", "rw rw"},
		{"org", "Remove-Mailbox", "Identity", "rw rw"},
		{"org", "search-unifiedauditlog", "StartDate EndDate", "rw rw"},
		{"reader", "Get-Mailbox", "Identity", "rw r"}, // one's own mailbox by MyBaseOptions
		{"reader", "Get-ManagementRole", "Cmdlet", "r r"},
		{"reader", "Set-Mailbox", "Identity Alias", "denied Alias"},
		{"helpdir", "Get-RoleGroup", "", "r r"},
		{"recipient", "New-Mailbox", "Name Shared", "rw rw"},
		{"recipient", "Set-Mailbox", "Identity Alias", "rw rw"},
		{"recipient", "Set-Mailbox", "Identity Password", "rw rw"},
		{"recipient", "Set-Mailbox", "Identity LitigationHoldEnabled", "denied LitigationHoldEnabled"},
		{"recipient", "Add-RoleGroupMember", "Identity Member", "denied "},
		{"recipient", "Get-RoleGroup", "", "denied "},
		{"help", "Get-Mailbox", "Filter", "rw rw"},
		{"help", "Get-Recipient", "Anr", "rw rw"},
		{"help", "New-Mailbox", "Name", "denied "},
		{"help", "Remove-Mailbox", "Identity", "denied "},
		{"help", "Set-Mailbox", "Identity Password", "rw rw"},
		{"help", "Set-Mailbox", "Identity EmailAddresses", "denied EmailAddresses"},
		{"help", "Set-User", "Identity Phone ResetPasswordOnNextLogon", "rw rw"},
		{"help", "Set-User", "Identity RemotePowerShellEnabled", "denied RemotePowerShellEnabled"},
		{"help", "Get-ManagementRole", "", "denied "},
		{"help", "Search-UnifiedAuditLog", "StartDate EndDate", "denied "},
		{"user", "Get-Mailbox", "", "rw -"},
		{"user", "Get-Mailbox", "Identity", "rw -"},
		{"user", "Get-Mailbox", "SoftDeletedMailbox", "denied SoftDeletedMailbox"},
		{"user", "Get-Recipient", "Identity", "rw -"},
		{"user", "Set-Mailbox", "Identity ForwardingSmtpAddress", "rw -"},
		{"user", "Set-Mailbox", "Identity EmailAddresses", "denied EmailAddresses"},
		{"user", "Set-Mailbox", "Identity RoleAssignmentPolicy", "denied RoleAssignmentPolicy"},
		{"user", "Set-User", "Identity MobilePhone DisplayName", "rw -"},
		{"user", "Set-User", "Identity RemotePowerShellEnabled", "denied RemotePowerShellEnabled"},
		{"user", "Get-AcceptedDomain", "", "denied "},
		{"user", "Get-MailboxPlan", "", "denied "},
		{"user", "New-Mailbox", "Name", "denied "},
		{"user", "Add-RoleGroupMember", "Identity Member", "denied "},
		{"global", "Remove-DistributionGroup", "Identity BypassSecurityGroupManagerCheck", "rw rw"},
		{"recipient", "Set-DistributionGroup", "Identity ManagedBy Alias", "rw rw"},
		{"recipient", "Add-DistributionGroupMember", "Identity Member", "rw rw"},
		{"recipient", "Add-DistributionGroupMember", "Identity Member BypassSecurityGroupManagerCheck", "denied BypassSecurityGroupManagerCheck"},
		{"reader", "Get-DistributionGroupMember", "Identity", "r r"},
		{"help", "New-DistributionGroup", "Name", "denied "},
		{"user", "Add-DistributionGroupMember", "Identity", "denied "},
		{"user", "Get-DistributionGroup", "", "denied "},
		{"recipient", "Add-MailboxPermission", "Identity User AccessRights", "rw rw"},
		{"reader", "Get-RecipientPermission", "Identity", "r r"},
		{"reader", "Add-RecipientPermission", "Identity Trustee AccessRights", "denied "},
		{"help", "Get-MailboxPermission", "Identity", "rw rw"},
		{"help", "Add-MailboxPermission", "Identity User AccessRights", "denied "},
		{"user", "Add-MailboxPermission", "Identity User AccessRights", "denied "},
		{"user", "Add-RecipientPermission", "Identity Trustee AccessRights", "denied "},
		{"user", "No-Such", "", "denied "},
		{"help", "Get-EXOMailbox", "PropertySets Archive", "rw rw"},
		{"user", "get-exomailbox", "UserPrincipalName PropertySets", "rw -"},
		{"user", "Get-EXOMailbox", "Archive", "denied Archive"},
		{"user", "Get-EXOMailboxPermission", "", "denied "},
	} {
		d := tables[c.who].Decide(c.cmdlet, strings.Fields(c.params))
		if got := reach(d, people[c.who].recipient, other); got != c.want {
			t.Errorf("%s: %s %s: %q, want %q", c.who, c.cmdlet, c.params, got, c.want)
		}
	}
}

// TestServedCmdletsAreReviewed holds that every cmdlet of the overlay is in the data with the roles given
// there only, and that end-user roles hold nothing else.
func TestServedCmdletsAreReviewed(t *testing.T) {
	t.Parallel()
	user := map[string]bool{}
	for _, r := range rbac.Roles() {
		user[r.Name] = r.Kind == rbac.User
	}
	got := map[string]bool{}
	for e := range rbac.Entries() {
		if _, ok := catalog.Lookup(e.Cmdlet); !ok {
			t.Errorf("%s holds %s, which the catalog lacks", e.Role, e.Cmdlet)
		}
		if user[e.Role] {
			got[e.Cmdlet] = true
		}
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(got)), ofUsers()); d != "" {
		t.Error(d)
	}
}

// ofUsers lists the cmdlets that users have for themselves.
func ofUsers() []string {
	return slices.Sorted(slices.Values(strings.Fields(`Get-Mailbox Set-Mailbox Get-User Set-User Get-Recipient
		Get-MailboxStatistics Get-MailboxFolderStatistics Get-MailboxFolder New-MailboxFolder Get-MailboxCalendarFolder Set-MailboxCalendarFolder
		Get-MailboxFolderPermission Add-MailboxFolderPermission Set-MailboxFolderPermission Remove-MailboxFolderPermission
		Get-InboxRule New-InboxRule Set-InboxRule Remove-InboxRule Enable-InboxRule Disable-InboxRule
		Get-MobileDevice Get-MobileDeviceStatistics Remove-MobileDevice Clear-MobileDevice
		Get-MailboxAutoReplyConfiguration Set-MailboxAutoReplyConfiguration Get-MailboxRegionalConfiguration Set-MailboxRegionalConfiguration
		Get-CalendarProcessing Set-CalendarProcessing`)))
}

// TestEntriesFor holds that the search finds what a scan does.
func TestEntriesFor(t *testing.T) {
	t.Parallel()
	want := map[string][]rbac.Entry{}
	for e := range rbac.Entries() {
		want[e.Cmdlet] = append(want[e.Cmdlet], e)
	}
	for cmdlet, entries := range want {
		if d := cmp.Diff(rbac.EntriesFor(strings.ToUpper(cmdlet)), entries); d != "" {
			t.Errorf("%s: %s", cmdlet, d)
		}
	}
	for _, none := range []string{"", "A", "zzz", "Get-Mailbox ", "Get-EXO", "Get-\u212aailbox"} {
		if got := rbac.EntriesFor(none); got != nil {
			t.Errorf("%q: %v", none, got)
		}
	}
}

// TestParams holds that a table shows the union of what its roles hold.
func TestParams(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	user := newPerson("user")
	user.put(t, s)
	table := user.table(t, s)
	got, ok := table.Params("set-mailbox")
	want := []string{"DeliverToMailboxAndForward", "DisplayName", "ForwardingAddress", "ForwardingSmtpAddress", "Identity", "Languages"}
	if d := cmp.Diff(got, want); !ok || d != "" {
		t.Error(ok, d)
	}
	if _, ok := table.Params("New-Mailbox"); ok {
		t.Error("New-Mailbox has parameters for a user")
	}
	if d := cmp.Diff(table.Cmdlets(), ofUsers()); d != "" {
		t.Error(d)
	}
}

// TestGrantsCombine is the table of how grants of unlike reach add up.
func TestGrantsCombine(t *testing.T) {
	t.Parallel()
	self := newPerson("self")
	other := newPerson("other").recipient
	all, own := rbac.Reach{All: true}, rbac.Reach{Self: []org.ID{self.recipient.ID}}
	entry := func(params ...string) []rbac.Entry {
		return []rbac.Entry{{Cmdlet: "Set-User", Params: rbac.ParamSet{Names: params}}}
	}
	for _, c := range []struct {
		name   string
		grants []rbac.Grant
		params string
		want   string
	}{
		{"nothing", nil, "", "denied "},
		{"one", []rbac.Grant{{Entries: entry("A"), Read: all, Write: all}}, "A", "rw rw"},
		{"two of one reach add up", []rbac.Grant{{Entries: entry("A"), Read: all, Write: all}, {Entries: entry("B"), Read: all, Write: all}}, "A B", "rw rw"},
		{"own and all: together own", []rbac.Grant{{Entries: entry("A"), Read: all, Write: all}, {Entries: entry("B"), Read: own, Write: own}}, "A B", "rw -"},
		{"own and all: what all holds is all", []rbac.Grant{{Entries: entry("A"), Read: all, Write: all}, {Entries: entry("A", "B"), Read: own, Write: own}}, "A", "rw rw"},
		{"reading all does not let write all", []rbac.Grant{{Entries: entry("A"), Read: all}, {Entries: entry("B"), Read: own, Write: own}}, "A B", "denied B"},
		{"case does not matter", []rbac.Grant{{Entries: entry("Alpha"), Read: all, Write: all}}, "aLPHA", "rw rw"},
		{"missing is named", []rbac.Grant{{Entries: entry("A"), Read: all, Write: all}}, "A B C", "denied B,C"},
	} {
		d := rbac.NewTable(c.grants).Decide("set-USER", strings.Fields(c.params))
		if got := reach(d, self.recipient, other); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestChangesTakeEffect holds that roles given and taken show in the next table (S-51).
func TestChangesTakeEffect(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	p, admin := newPerson("p"), newPerson("admin", "Global Administrator")
	admin.put(t, s)
	p.put(t, s)
	if p.table(t, s).Decide("New-Mailbox", nil).Allowed {
		t.Fatal("allowed before")
	}
	member := object.ADObjectID{ID: p.recipient.ID, Name: "p"}
	group := func(tx org.Tx) *org.Entry {
		g, err := rbac.FindGroup(tx, "organization management")
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	update(t, s, func(tx org.Tx) error { return rbac.AddMember(tx, group(tx), member) })
	if !p.table(t, s).Decide("New-Mailbox", nil).Allowed {
		t.Fatal("not allowed as a member")
	}
	update(t, s, func(tx org.Tx) error { return rbac.RemoveMember(tx, group(tx), member) })
	if p.table(t, s).Decide("New-Mailbox", nil).Allowed {
		t.Fatal("allowed after")
	}
}

// TestLastAdministratorStays holds S-50.
func TestLastAdministratorStays(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	a, b := newPerson("a"), newPerson("b")
	a.put(t, s, "Organization Management")
	b.put(t, s, "Organization Management")
	remove := func(p person) error {
		return s.Update(as(t), func(tx org.Tx) error {
			g, err := rbac.FindGroup(tx, "Organization Management")
			if err != nil {
				return err
			}
			return rbac.RemoveMember(tx, g, object.ADObjectID{ID: p.recipient.ID, Name: p.account.UPN})
		})
	}
	if err := remove(a); err != nil {
		t.Fatal(err)
	}
	if err := remove(b); err == nil || !strings.Contains(err.Error(), "last administrator") {
		t.Errorf("the last one: %v", err)
	}
	if err := remove(a); err == nil {
		t.Error("removed twice")
	}
}

// TestMadeRole holds that a role of the organisation's own replaces what its parent holds, with a custom
// write scope.
func TestMadeRole(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	p := newPerson("p")
	p.put(t, s)
	sales := newPerson("sales").recipient
	sales.Props.Set("Department", "Sales")
	role := &org.Entry{Kind: org.KindRole, ID: org.ID{7}, Sort: "Sales Admins", Props: &object.Object{}}
	role.Props.Set("Name", "Sales Admins")
	role.Props.Set("ImplicitRecipientReadScope", "Organization")
	role.Props.Set("RoleEntries", []any{"Set-User Identity Phone"})
	where := &org.Entry{Kind: org.KindScope, ID: org.ID{8}, Sort: "Sales", Props: &object.Object{}}
	where.Props.Set("Name", "Sales")
	where.Props.Set("RecipientFilter", "Department -eq 'Sales'")
	a := rbac.NewAssignment(rbac.Assignment{ID: org.ID{9}, Name: "Sales Admins-p", Role: directory.Reference(role),
		Assignee: object.ADObjectID{ID: p.account.ID}, AssigneeType: rbac.AssigneeUser, Delegation: rbac.Regular, Organization: "contoso.onmicrosoft.com"})
	a.Props.Set("RecipientWriteScope", "CustomRecipientScope")
	a.Props.Set("CustomRecipientWriteScope", directory.Reference(where))
	update(t, s, func(tx org.Tx) error {
		parent, err := org.ResolveIn(tx, []string{org.KindRole}, []string{org.SpaceName}, "Mail Recipients")
		if err != nil {
			return err
		}
		role.Props.Set("Parent", directory.Reference(parent))
		for _, e := range []*org.Entry{role, where, a} {
			if err := tx.Put(e); err != nil {
				return err
			}
		}
		return nil
	})
	table := p.table(t, s)
	d := table.Decide("Set-User", []string{"Identity", "Phone"})
	if got := reach(d, sales, newPerson("other").recipient); got != "rw r" {
		t.Errorf("sales and others: %q", got)
	}
	if d := table.Decide("Set-User", []string{"Identity", "Manager"}); d.Allowed {
		t.Error("a parameter that the role lacks is allowed")
	}
	if got, _ := table.Params("Set-User"); !slices.Contains(got, "Phone") || slices.Contains(got, "Manager") {
		t.Errorf("parameters %v", got)
	}
}

func BenchmarkLoad(b *testing.B) {
	s := seeded(b)
	p := newPerson("admin", "Global Administrator")
	p.put(b, s)
	for b.Loop() {
		p.table(b, s)
	}
}

func BenchmarkDecide(b *testing.B) {
	s := seeded(b)
	p := newPerson("admin", "Global Administrator")
	p.put(b, s)
	table := p.table(b, s)
	for b.Loop() {
		if !table.Decide("Set-Mailbox", []string{"Identity", "Alias", "LitigationHoldEnabled"}).Allowed {
			b.Fatal("denied")
		}
	}
}

func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		seeded(b)
	}
}
