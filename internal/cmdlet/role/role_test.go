package role_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/internal/sqlstore"
	"example.org/exosh/object"
)

var tenant = org.ID{1}

// A lab is a fresh organisation with a few people.
type lab struct {
	t        testing.TB
	store    org.Store
	commands []*command.Command
	actor    org.ID
}

func newLab(t testing.TB) *lab {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "org.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	l := &lab{t: t, store: s, commands: role.Commands(cmdlet.Deps{Store: org.Scoped(s), Random: rand.Reader})}
	l.actor = accountID("navin")
	l.update(func(tx org.Tx) error {
		e := &org.Entry{Kind: org.KindTenant, ID: tenant, Sort: "contoso", Props: &object.Object{}}
		e.Props.Set("Name", "contoso.onmicrosoft.com")
		e.Props.Set("DisplayName", "Contoso")
		e.Props.Set("DefaultDomain", "contoso.com")
		return errors.Join(tx.Put(e), rbac.Seed(tx, "contoso.onmicrosoft.com"))
	})
	l.person("navin", "", "Global Administrator")
	l.person("helga", "Help Desk")
	l.person("olga", "Organization Management")
	l.person("user", "")
	return l
}

func accountID(name string) org.ID { return org.SeedID(tenant, "account:"+name) }

func (l *lab) person(name, group string, directoryRoles ...string) {
	l.t.Helper()
	a := &org.Account{ID: accountID(name), UPN: name + "@contoso.com", Enabled: true, RemotePowerShell: true, DirectoryRoles: directoryRoles}
	r := &org.Entry{Kind: org.KindRecipient, ID: org.SeedID(tenant, "recipient:"+name), Sort: name, Props: &object.Object{}}
	for property, v := range map[string]object.Value{
		"Name": name, "Guid": r.ID, "Alias": name, "UserPrincipalName": a.UPN, "RecipientTypeDetails": "UserMailbox",
		"ExternalDirectoryObjectId": org.IDText(a.ID), "PrimarySmtpAddress": a.UPN,
	} {
		r.Props.Set(property, v)
	}
	r.Keys = org.RecipientKeys(r.Props)
	l.update(func(tx org.Tx) error {
		if err := errors.Join(org.PutAccount(tx, a), tx.Put(r)); err != nil || group == "" {
			return err
		}
		g, err := rbac.FindGroup(tx, group)
		if err != nil {
			return err
		}
		return rbac.AddMember(tx, g, object.ADObjectID{ID: r.ID, Name: name})
	})
}

func (l *lab) context(cause string) context.Context {
	return org.WithCaller(l.t.Context(), &org.Caller{Tenant: tenant, Actor: "navin@contoso.com", ActorID: l.actor, Cause: &org.Cause{Operation: cause}})
}

func (l *lab) update(fn func(org.Tx) error) {
	l.t.Helper()
	if err := l.store.Update(l.context("test"), fn); err != nil {
		l.t.Fatal(err)
	}
}

// run carries out one cmdlet with pairs of parameters and values.
func (l *lab) run(name string, page *command.Page, pairs ...any) ([]*object.Object, []string, error) {
	l.t.Helper()
	i := slices.IndexFunc(l.commands, func(c *command.Command) bool { return c.Meta.Name == name })
	var raw []command.Arg
	for j := 0; j < len(pairs); j += 2 {
		raw = append(raw, command.Arg{Name: pairs[j].(string), Value: pairs[j+1], HasValue: true})
	}
	args, err := command.Bind(l.commands[i].Meta, raw)
	if err != nil {
		return nil, nil, err
	}
	var out []*object.Object
	var warnings []string
	no := false
	c := &command.Call{Meta: l.commands[i].Meta, Args: args, Page: page, Prefs: command.Prefs{Confirm: &no}, Sink: func(r command.Record) error {
		switch v := r.Value.(type) {
		case *object.Object:
			out = append(out, v)
		case string:
			warnings = append(warnings, v)
		}
		return nil
	}}
	return out, warnings, l.commands[i].New().Process(l.context(name), c)
}

// get is run for a cmdlet that must not fail; it returns one property of each object.
func (l *lab) get(property, name string, pairs ...any) []string {
	l.t.Helper()
	list, _, err := l.run(name, nil, pairs...)
	if err != nil {
		l.t.Fatalf("%s %v: %v", name, pairs, err)
	}
	texts := []string{}
	for _, o := range list {
		v, ok := o.Get(property)
		if !ok {
			l.t.Fatalf("%s has no property %s", name, property)
		}
		texts = append(texts, object.String(v))
	}
	return texts
}

// TestRecipe is the article's recipe for the permissions that a cmdlet needs, as a golden table: the roles
// that hold it, and for each of them the regular assignments (row 13).
func TestRecipe(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range []struct {
		cmdlet, params string
		want           string
	}{
		{"New-Mailbox", "", `
Mail Recipient Creation: RoleGroup Organization Management, RoleGroup Recipient Management`},
		{"Set-Mailbox", "LitigationHoldEnabled", `
Legal Hold: RoleGroup Discovery Management, RoleGroup Organization Management`},
		{"Set-Mailbox", "ForwardingSmtpAddress", `
Mail Recipients: RoleGroup Organization Management, RoleGroup Recipient Management
MyBaseOptions: RoleAssignmentPolicy Default Role Assignment Policy`},
		{"Set-User", "RemotePowerShellEnabled", `
Mail Recipients: RoleGroup Organization Management, RoleGroup Recipient Management`},
		{"Set-User", "MobilePhone,Identity", `
Mail Recipients: RoleGroup Organization Management, RoleGroup Recipient Management
MyContactInformation: RoleAssignmentPolicy Default Role Assignment Policy
MyMobileInformation: 
User Options: RoleGroup Help Desk, RoleGroup Organization Management`},
		{"Search-UnifiedAuditLog", "", `
Audit Logs: RoleGroup Compliance Management, RoleGroup Organization Management, RoleGroup Records Management
View-Only Audit Logs: RoleGroup Compliance Management, RoleGroup Organization Management`},
		{"Add-RoleGroupMember", "", `
Role Management: RoleGroup Organization Management`},
		{"Get-RoleGroup", "", `
Role Management: RoleGroup Organization Management
View-Only Configuration: RoleGroup Compliance Management, RoleGroup Hygiene Management, RoleGroup Organization Management, RoleGroup View-Only Organization Management`},
		{"New-TransportRule", "", `
Data Loss Prevention: RoleGroup Compliance Management, RoleGroup Organization Management
Transport Rules: RoleGroup Compliance Management, RoleGroup Organization Management, RoleGroup Records Management`},
		{"Set-Mailbox", "NoSuchParameter", ""},
		{"No-Such", "", ""},
	} {
		got := l.recipe(c.cmdlet, c.params)
		if d := cmp.Diff(got, strings.TrimPrefix(c.want, "\n")); d != "" {
			t.Errorf("%s %s:\n%s", c.cmdlet, c.params, d)
		}
	}
}

func (l *lab) recipe(name, params string) string {
	args := []any{"Cmdlet", name}
	if params != "" {
		args = append(args, "CmdletParameters", params)
	}
	var lines []string
	for _, r := range l.get("Name", "Get-ManagementRole", args...) {
		list, _, err := l.run("Get-ManagementRoleAssignment", nil, "Role", r, "Delegating", false)
		if err != nil {
			l.t.Fatal(err)
		}
		var to []string
		for _, a := range list {
			kind, _ := a.Get("RoleAssigneeType")
			who, _ := a.Get("RoleAssigneeName")
			to = append(to, fmt.Sprint(kind, " ", who))
		}
		lines = append(lines, r+": "+strings.Join(to, ", "))
	}
	return strings.Join(lines, "\n")
}

func TestGetManagementRole(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range []struct {
		args []any
		want []string
	}{
		{[]any{"Identity", "mail recipients"}, []string{"Mail Recipients"}},
		{[]any{"Identity", "Mail*"}, []string{"Mail Enabled Public Folders", "Mail Recipient Creation", "Mail Recipients", "Mail Tips", "Mailbox Import Export", "Mailbox Search"}},
		{[]any{"RoleType", "MyProfileInformation"}, []string{"MyDisplayName", "MyName", "MyProfileInformation"}},
		{[]any{"Identity", "MyContactInformation", "GetChildren", true}, []string{"MyAddressInformation", "MyMobileInformation", "MyPersonalInformation"}},
		{[]any{"Identity", "MyProfileInformation", "Recurse", true}, []string{"MyDisplayName", "MyName", "MyProfileInformation"}},
		{[]any{"Cmdlet", "Remove-Mailbox"}, []string{"Mail Recipient Creation"}},
		{[]any{"Cmdlet", "set-mailbox", "CmdletParameters", []any{"Password"}}, []string{"Reset Password"}},
		{[]any{"Script", "x.ps1"}, []string{}},
	} {
		if d := cmp.Diff(l.get("Name", "Get-ManagementRole", c.args...), c.want); d != "" {
			t.Errorf("%v: %s", c.args, d)
		}
	}
	if _, _, err := l.run("Get-ManagementRole", nil, "Identity", "No Such Role"); !org.IsNotFound(err) {
		t.Errorf("no such role: %v", err)
	}
	entries := l.get("RoleEntries", "Get-ManagementRole", "Identity", "MyMobileInformation")
	if want := "(Microsoft.Exchange.Management.PowerShell.E2010) Set-User -Identity -MobilePhone -Pager -Confirm -WhatIf"; entries[0] != want {
		t.Errorf("RoleEntries: %s", entries[0])
	}
	if all := l.get("RoleEntries", "Get-ManagementRole"); len(all) != len(rbac.Roles()) || strings.Join(all, "") != "" {
		t.Errorf("a listing shows %d roles and entries %q", len(all), strings.Join(all, ""))
	}
}

func TestGetManagementRoleEntry(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range []struct {
		args []any
		want []string
	}{
		{[]any{"Identity", `MyMobileInformation\Set-User`}, []string{`MyMobileInformation\Set-User`}},
		{[]any{"Identity", `*\New-Mailbox`}, []string{`Mail Recipient Creation\New-Mailbox`}},
		{[]any{"Identity", `My*\Get-U*`}, []string{`MyBaseOptions\Get-User`, `MyContactInformation\Get-User`, `MyProfileInformation\Get-User`}},
		{[]any{"Identity", `*\Set-Mailbox`, "Parameters", []any{"Litigation*", "RetentionUrl"}}, []string{`Legal Hold\Set-Mailbox`}},
		{[]any{"Identity", `Reset Password\*`, "Type", "Script"}, []string{}},
		{[]any{"Identity", `Reset Password\Set-U*`, "Type", "Cmdlet", "PSSnapinName", "*E2010"}, []string{`Reset Password\Set-User`}},
	} {
		if d := cmp.Diff(l.get("Identity", "Get-ManagementRoleEntry", c.args...), c.want); d != "" {
			t.Errorf("%v: %s", c.args, d)
		}
	}
	for _, bad := range []string{`No Role\Get-Mailbox`, `Reset Password\New-Mailbox`, "Get-Mailbox", `\x`, `x\`} {
		if _, _, err := l.run("Get-ManagementRoleEntry", nil, "Identity", bad); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
	_, warnings, err := l.run("Get-ManagementRoleEntry", nil, "Identity", `*\*`, "ResultSize", "5")
	if err != nil || len(warnings) != 1 {
		t.Errorf("ResultSize 5: %v, %v", warnings, err)
	}
}

// TestPages holds that pages of a listing join to the whole.
func TestPages(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for name, args := range map[string][]any{
		"Get-ManagementRole": nil, "Get-ManagementRoleAssignment": nil, "Get-RoleGroup": nil,
		"Get-ManagementRoleEntry": {"Identity", `*\*-Mailbox*`},
	} {
		whole := l.get("Identity", name, args...)
		var joined []string
		page := command.Page{Limit: 7}
		for {
			list, _, err := l.run(name, &page, args...)
			if err != nil || len(list) > 7 {
				t.Fatalf("%s: page of %d, %v", name, len(list), err)
			}
			for _, o := range list {
				v, _ := o.Get("Identity")
				joined = append(joined, object.String(v))
			}
			if page.Next == "" {
				break
			}
			page = command.Page{After: page.Next, Limit: 7}
		}
		if d := cmp.Diff(joined, whole); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestGetManagementRoleAssignment(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range []struct {
		args []any
		want []string
	}{
		{[]any{"Identity", "Reset Password-Help Desk"}, []string{"Reset Password-Help Desk"}},
		{[]any{"Identity", "Reset*"}, []string{"Reset Password-Help Desk", "Reset Password-Organization Management", "Reset Password-Organization Management-Delegating", "Reset Password-Recipient Management"}},
		{[]any{"Role", "Reset Password", "Delegating", true}, []string{"Reset Password-Organization Management-Delegating"}},
		{[]any{"RoleAssignee", "Help Desk"}, []string{"Reset Password-Help Desk", "User Options-Help Desk", "View-Only Recipients-Help Desk"}},
		{[]any{"RoleAssignee", "helga@contoso.com", "AssignmentMethod", "RoleGroup"}, []string{"Reset Password-Help Desk", "User Options-Help Desk", "View-Only Recipients-Help Desk"}},
		{[]any{"RoleAssignee", "navin", "AssignmentMethod", "RoleGroup", "Role", "Legal Hold", "Delegating", false}, []string{"Legal Hold-Organization Management"}},
		{[]any{"RoleAssignee", "user", "Role", "MyBase*"}, []string{"MyBaseOptions-Default Role Assignment Policy"}},
		{[]any{"RoleAssigneeType", "RoleAssignmentPolicy", "Role", "MyBaseOptions"}, []string{"MyBaseOptions-Default Role Assignment Policy"}},
		{[]any{"RecipientWriteScope", "None", "Role", "View-Only Recipients", "Delegating", false, "Enabled", true}, []string{"View-Only Recipients-Compliance Management", "View-Only Recipients-Help Desk", "View-Only Recipients-Hygiene Management", "View-Only Recipients-Organization Management", "View-Only Recipients-View-Only Organization Management"}},
		{[]any{"Exclusive", true}, []string{}},
		{[]any{"Role", "MyBaseOptions", "WritableRecipient", "user"}, []string{"MyBaseOptions-Default Role Assignment Policy"}},
		{[]any{"Role", "View-Only Recipients", "WritableRecipient", "user"}, []string{}},
	} {
		if d := cmp.Diff(l.get("Name", "Get-ManagementRoleAssignment", c.args...), c.want); d != "" {
			t.Errorf("%v: %s", c.args, d)
		}
	}
	effective := func(args ...any) []string { return l.get("EffectiveUserName", "Get-ManagementRoleAssignment", args...) }
	if d := cmp.Diff(effective("Identity", "Role Management-Organization Management"), []string{"All Group Members"}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(effective("Identity", "Role Management-Organization Management", "GetEffectiveUsers", true), []string{"olga", "navin"}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(effective("Identity", "MyBaseOptions-Default Role Assignment Policy", "GetEffectiveUsers", true), []string{"helga", "navin", "olga", "user"}); d != "" {
		t.Error(d)
	}
	_, _, err := l.run("Get-ManagementRoleAssignment", nil, "RecipientOrganizationalUnitScope", "x")
	var refusal *command.Error
	if !errors.As(err, &refusal) || refusal.ID != "NotSupported" || !strings.Contains(refusal.Message, "RecipientOrganizationalUnitScope") {
		t.Errorf("not built: %v", err)
	}
}

func TestRoleGroups(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if d := cmp.Diff(l.get("Roles", "Get-RoleGroup", "Identity", "Help Desk"), []string{"Reset Password User Options View-Only Recipients"}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(l.get("Name", "Get-RoleGroup", "Filter", "Name -like 'Sec*' -or Members -eq 'helga'"), []string{"Help Desk", "Security Administrator", "Security Reader"}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(l.get("Name", "Get-RoleGroup", "Identity", "Rec*", "SortBy", "Description"), []string{"Recipient Management", "Records Management"}); d != "" {
		t.Error(d)
	}
	members := l.get("Name", "Get-RoleGroupMember", "Identity", "Organization Management")
	if len(members) != 3 || !strings.HasPrefix(members[0], "ExchangeServiceAdmins_") || members[1] != "olga" || !strings.HasPrefix(members[2], "TenantAdmins_") {
		t.Errorf("members %v", members)
	}
	if d := cmp.Diff(l.get("Name", "Get-RoleGroupMember", "Identity", members[2]), []string{"navin"}); d != "" {
		t.Error(d)
	}
}

// TestRefusalIsAudited holds that who tries to get into a role group leaves a row (S-50).
func TestRefusalIsAudited(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.actor = accountID("helga")
	if _, _, err := l.run("Add-RoleGroupMember", nil, "Identity", "Organization Management", "Member", "helga"); err == nil {
		t.Fatal("helga made herself an administrator")
	}
	rows := 0
	err := l.store.View(l.context("test"), func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{Operations: []string{"Add-RoleGroupMember"}}) {
			if err != nil || r.Result != "Denied" || r.ActorID != l.actor {
				t.Errorf("%+v, %v", r, err)
			}
			rows++
		}
		return nil
	})
	if err != nil || rows != 1 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

func TestChangeMembers(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range []struct {
		who, cmdlet, group, member string
		bypass                     bool
		want                       string // text in the error, "" for none
	}{
		{"navin", "Add-RoleGroupMember", "Help Desk", "user@contoso.com", false, ""},
		{"navin", "Add-RoleGroupMember", "Help Desk", "user", false, "already a member"},
		{"olga", "Remove-RoleGroupMember", "help desk", "user", false, ""},
		{"olga", "Remove-RoleGroupMember", "Help Desk", "user", false, "isn't a member"},
		{"helga", "Add-RoleGroupMember", "Organization Management", "helga", false, "manager of the group"},
		{"helga", "Add-RoleGroupMember", "Help Desk", "user", true, "delegating assignment"},
		{"navin", "Add-RoleGroupMember", "Help Desk", "nobody", false, "couldn't be found"},
		{"navin", "Add-RoleGroupMember", "No Group", "user", false, "couldn't be found"},
		{"navin", "Add-RoleGroupMember", "Security Reader", "user", false, "come from a directory role"},
		{"olga", "Remove-RoleGroupMember", "Organization Management", l.get("Name", "Get-RoleGroup", "Identity", "TenantAdmins_*")[0], false, "stands for a directory role"},
		{"olga", "Remove-RoleGroupMember", "Organization Management", "olga", false, ""}, // navin stays
	} {
		l.actor = accountID(c.who)
		args := []any{"Identity", c.group, "Member", c.member}
		if c.bypass {
			args = append(args, "BypassSecurityGroupManagerCheck", true)
		}
		_, _, err := l.run(c.cmdlet, nil, args...)
		if got := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s: %s %s %s: %v, want %q", c.who, c.cmdlet, c.group, c.member, err, c.want)
		}
	}
}
