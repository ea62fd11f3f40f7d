package permission_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/permission"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func world(t testing.TB) *cmdlettest.World {
	return cmdlettest.New(t, permission.Commands, mailbox.Commands, group.Commands)
}

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

// rows writes permissions as "who:rights", with a "-" before what is denied.
func rows(list []*object.Object) string {
	var texts []string
	for _, o := range list {
		get := func(name string) string { v, _ := o.Get(name); return object.String(v) }
		who := get("User") + get("Trustee")
		if get("Deny") == "True" {
			who = "-" + who
		}
		texts = append(texts, who+":"+strings.ReplaceAll(get("AccessRights"), " ", "+"))
	}
	return strings.Join(texts, " ")
}

const self = `NT AUTHORITY\SELF:FullAccess+ReadPermission`

func TestGetMailboxPermission(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Remove-Mailbox", "Identity", "alex.kim")
	gone := directory.SID(org.SeedID(w.Tenant, "recipient long.gone"))
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"nobody else":     {[]any{"Identity", "navin"}, self},
		"delegates":       {[]any{"Identity", "invoices@contoso.com"}, self + " grace@contoso.com:FullAccess Finance Readers:FullAccess"},
		"denied":          {[]any{"Identity", "executive.office"}, self + " ruth@contoso.com:FullAccess -peter@contoso.com:FullAccess"},
		"of one":          {[]any{"Identity", "invoices", "User", "grace"}, "grace@contoso.com:FullAccess"},
		"of a group":      {[]any{"Identity", "invoices", "User", "Finance Readers"}, "Finance Readers:FullAccess"},
		"of nobody there": {[]any{"Identity", "invoices", "User", "hana"}, ""},
		"of self":         {[]any{"Identity", "invoices", "User", `nt authority\self`}, self},
		"only who exists": {[]any{"Identity", "enquiries"}, self + " olivia@contoso.com:FullAccess"},
		"who is gone":     {[]any{"Identity", "enquiries", "IncludeUnresolvedPermissions", true}, self + " olivia@contoso.com:FullAccess " + gone + ":FullAccess"},
		"who was removed": {[]any{"Identity", "enquiries", "IncludeSoftDeletedUserPermissions", true}, self + " olivia@contoso.com:FullAccess alex.kim@contoso.com:FullAccess"},
		"by SID":          {[]any{"Identity", "enquiries", "User", gone}, gone + ":FullAccess"},
		"of the removed":  {[]any{"Identity", "felix", "SoftDeletedMailbox", true}, ""},
		"two":             {[]any{"Identity", "invoices", "ResultSize", 2}, self + " grace@contoso.com:FullAccess"},
	} {
		r := w.Run("Get-MailboxPermission", c.args...)
		if name == "of the removed" {
			if r.Err != nil && errorID(r.Err) != "ManagementObjectNotFoundException" {
				t.Errorf("%s: %v", name, r.Err)
			}
			continue
		}
		if got := rows(r.Objects); r.Err != nil || got != c.want {
			t.Errorf("%s: %s %v, want %s", name, got, r.Err, c.want)
		}
	}
}

func TestShapes(t *testing.T) {
	t.Parallel()
	w := world(t)
	for cmdlet, identity := range map[string]string{"Get-MailboxPermission": "invoices", "Get-RecipientPermission": "invoices"} {
		o := w.Must(cmdlet, "Identity", identity)[1]
		shape, _ := catalog.ObjectFor(cmdlet)
		for i, p := range shape.Props {
			if o.Props[i].Name != p.Name {
				t.Errorf("%s: property %d is %s, want %s", cmdlet, i, o.Props[i].Name, p.Name)
			}
		}
		if v, _ := o.Get("Identity"); v != "Invoices" {
			t.Errorf("%s: Identity is %v", cmdlet, v)
		}
	}
}

// Each row is a change and the permissions afterwards.
func TestChanges(t *testing.T) {
	t.Parallel()
	w := world(t)
	gone := directory.SID(org.SeedID(w.Tenant, "recipient long.gone"))
	counts := map[string]int{}
	for _, c := range []struct {
		cmdlet string
		args   []any
		on     string
		want   string
	}{
		{"Add-MailboxPermission", []any{"User", "hana@contoso.com", "AccessRights", "fullaccess"}, "navin", self + " hana@contoso.com:FullAccess"},
		{"Add-MailboxPermission", []any{"User", "hana", "AccessRights", []any{"DeleteItem", "ReadPermission"}}, "navin", self + " hana@contoso.com:FullAccess+DeleteItem+ReadPermission"},
		{"Add-MailboxPermission", []any{"User", "Finance Readers", "AccessRights", "ReadPermission", "InheritanceType", "Children"}, "navin",
			self + " hana@contoso.com:FullAccess+DeleteItem+ReadPermission Finance Readers:ReadPermission"},
		{"Add-MailboxPermission", []any{"User", "hana", "AccessRights", "ChangeOwner", "Deny", true}, "navin",
			self + " hana@contoso.com:FullAccess+DeleteItem+ReadPermission Finance Readers:ReadPermission -hana@contoso.com:ChangeOwner"},
		{"Remove-MailboxPermission", []any{"User", "hana", "AccessRights", "FullAccess,DeleteItem"}, "navin",
			self + " hana@contoso.com:ReadPermission Finance Readers:ReadPermission -hana@contoso.com:ChangeOwner"},
		{"Remove-MailboxPermission", []any{"User", "hana", "AccessRights", "ChangeOwner", "Deny", true}, "navin",
			self + " hana@contoso.com:ReadPermission Finance Readers:ReadPermission"},
		{"Remove-MailboxPermission", []any{"User", "SELF", "AccessRights", []any{"FullAccess", "ReadPermission"}}, "navin",
			"hana@contoso.com:ReadPermission Finance Readers:ReadPermission"},
		{"Remove-MailboxPermission", []any{"ResetDefault", true}, "navin", self},
		{"Remove-MailboxPermission", []any{"User", gone, "AccessRights", "FullAccess"}, "enquiries", self + " olivia@contoso.com:FullAccess alex.kim@contoso.com:FullAccess"},
		{"Remove-MailboxPermission", []any{"ClearAutoMapping", true}, "enquiries", self + " olivia@contoso.com:FullAccess alex.kim@contoso.com:FullAccess"},
		{"Add-MailboxPermission", []any{"User", "olivia", "AccessRights", "FullAccess", "AutoMapping", true}, "enquiries", self + " olivia@contoso.com:FullAccess alex.kim@contoso.com:FullAccess"},
	} {
		r := w.Run(c.cmdlet, append([]any{"Identity", c.on}, c.args...)...)
		if r.Err != nil || len(r.Warnings) > 0 {
			t.Errorf("%s %v: %v %v", c.cmdlet, c.args, r.Err, r.Warnings)
			continue
		}
		counts[c.cmdlet]++
		if strings.HasPrefix(c.cmdlet, "Add") && len(r.Objects) != 1 {
			t.Errorf("%s wrote %d objects", c.cmdlet, len(r.Objects))
		}
		if got := rows(w.Must("Get-MailboxPermission", "Identity", c.on, "IncludeUnresolvedPermissions", true)); got != c.want {
			t.Errorf("%s %v:\n%s, want\n%s", c.cmdlet, c.args, got, c.want)
		}
	}
	for cmdlet, n := range counts {
		if audited := w.Audited(cmdlet); len(audited) != n {
			t.Errorf("%s: %d audit records of %d changes (F-12)", cmdlet, len(audited), n)
		}
	}
}

func TestSendAs(t *testing.T) {
	t.Parallel()
	w := world(t)
	mine := `NT AUTHORITY\SELF:SendAs`
	for _, c := range []struct {
		cmdlet, on, trustee, want string
	}{
		{"Add-RecipientPermission", "navin", "hana@contoso.com", mine + " hana@contoso.com:SendAs"},
		{"Add-RecipientPermission", "printshop", "Finance Readers", "Finance Readers:SendAs"},
		{"Add-RecipientPermission", "munich.office", "jonas", "jonas@contoso.com:SendAs"},
		{"Remove-RecipientPermission", "munich.office", "jonas", ""},
		{"Remove-RecipientPermission", "invoices", "grace", mine},
		{"Remove-RecipientPermission", "invoices", "SELF", ""},
	} {
		if r := w.Run(c.cmdlet, "Identity", c.on, "Trustee", c.trustee, "AccessRights", "SendAs"); r.Err != nil || len(r.Warnings) > 0 {
			t.Errorf("%s %s: %v %v", c.cmdlet, c.on, r.Err, r.Warnings)
		}
		if got := rows(w.Must("Get-RecipientPermission", "Identity", c.on)); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.cmdlet, c.on, got, c.want)
		}
	}
	if a, r := len(w.Audited("Add-RecipientPermission")), len(w.Audited("Remove-RecipientPermission")); a != 3 || r != 3 {
		t.Errorf("%d and %d audit records (F-12)", a, r)
	}
}

func TestGetRecipientPermissionOfAll(t *testing.T) {
	t.Parallel()
	w := world(t)
	all := w.Must("Get-RecipientPermission", "ResultSize", "Unlimited", "AccessRights", "SendAs")
	if len(all) != 34+4 {
		t.Errorf("%d permissions", len(all))
	}
	for _, limit := range []int{1, 5, 37, 38, 50} {
		var list []*object.Object
		page := &command.Page{Limit: limit}
		for n := 0; n < 50; n++ {
			r := w.Page(page, "Get-RecipientPermission", "ResultSize", "Unlimited")
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			list = append(list, r.Objects...)
			if r.Next == "" {
				break
			}
			page = &command.Page{Limit: limit, After: r.Next}
		}
		if !slices.Equal(cmdlettest.Column(list, "Identity"), cmdlettest.Column(all, "Identity")) || rows(list) != rows(all) {
			t.Errorf("pages of %d hold %d permissions", limit, len(list))
		}
	}
	if r := w.Run("Get-RecipientPermission", "ResultSize", 3); len(r.Objects) != 3 || len(r.Warnings) != 1 {
		t.Errorf("%d objects, warnings %v", len(r.Objects), r.Warnings)
	}
	one := w.Must("Get-RecipientPermission", "Trustee", "ruth", "IncludeTrusteeWithPrimarySmtpAddress", true)
	if rows(one) != "ruth@contoso.com:SendAs" {
		t.Errorf("of ruth: %s", rows(one))
	} else if v, _ := one[0].Get("TrusteeWithPrimarySmtpAddress"); v != "ruth@contoso.com" {
		t.Errorf("her address is %v", v)
	}
}

// What is there already, and what is not there, is said and leaves no trace.
func TestNothingToDo(t *testing.T) {
	t.Parallel()
	w := world(t)
	for cmdlet, args := range map[string][]any{
		"Add-MailboxPermission":      {"Identity", "invoices", "User", "grace", "AccessRights", "FullAccess"},
		"Remove-MailboxPermission":   {"Identity", "invoices", "User", "hana", "AccessRights", "FullAccess"},
		"Add-RecipientPermission":    {"Identity", "invoices", "Trustee", "grace", "AccessRights", "SendAs"},
		"Remove-RecipientPermission": {"Identity", "invoices", "Trustee", "hana", "AccessRights", "SendAs"},
	} {
		if r := w.Run(cmdlet, args...); r.Err != nil || len(r.Warnings) != 1 || len(r.Objects) != 0 || len(w.Audited(cmdlet)) != 0 {
			t.Errorf("%s: %v, warnings %v, %d objects", cmdlet, r.Err, r.Warnings, len(r.Objects))
		}
	}
	for cmdlet, args := range map[string][]any{
		"Add-MailboxPermission":      {"Identity", "invoices", "User", "hana", "AccessRights", "FullAccess"},
		"Remove-MailboxPermission":   {"Identity", "invoices", "User", "grace", "AccessRights", "FullAccess"},
		"Add-RecipientPermission":    {"Identity", "invoices", "Trustee", "hana", "AccessRights", "SendAs"},
		"Remove-RecipientPermission": {"Identity", "invoices", "Trustee", "grace", "AccessRights", "SendAs"},
	} {
		if r := w.Call(nil, command.Prefs{WhatIf: true}, cmdlet, args...); r.Err != nil || len(r.Objects) != 0 || len(w.Audited(cmdlet)) != 0 {
			t.Errorf("%s -WhatIf: %v", cmdlet, r.Err)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		id     string
	}{
		"no mailbox":      {"Add-MailboxPermission", []any{"Identity", "all.sales", "User", "hana", "AccessRights", "FullAccess"}, "ManagementObjectNotFoundException"},
		"no principal":    {"Add-MailboxPermission", []any{"Identity", "invoices", "User", "all.sales", "AccessRights", "FullAccess"}, "ManagementObjectNotFoundException"},
		"a contact":       {"Add-MailboxPermission", []any{"Identity", "invoices", "User", "printshop", "AccessRights", "FullAccess"}, "ManagementObjectNotFoundException"},
		"who was removed": {"Add-MailboxPermission", []any{"Identity", "invoices", "User", "Felix Arden", "AccessRights", "FullAccess"}, "ManagementObjectNotFoundException"},
		"unknown right":   {"Add-MailboxPermission", []any{"Identity", "invoices", "User", "hana", "AccessRights", "SendAs"}, "DataValidationException"},
		"linked account":  {"Add-MailboxPermission", []any{"Identity", "invoices", "User", "hana", "AccessRights", "ExternalAccount"}, "DataValidationException"},
		"unknown reach":   {"Add-MailboxPermission", []any{"Identity", "invoices", "User", "hana", "AccessRights", "FullAccess", "InheritanceType", "Some"}, "DataValidationException"},
		"SID of nobody":   {"Add-MailboxPermission", []any{"Identity", "invoices", "User", "S-1-12-1-1-2-3-4", "AccessRights", "FullAccess"}, "ManagementObjectNotFoundException"},
		"owner":           {"Add-MailboxPermission", []any{"Identity", "invoices", "Owner", "hana"}, "NotSupported"},
		"nothing named":   {"Remove-MailboxPermission", []any{"Identity", "invoices"}, "RecipientTaskException"},
		"other right":     {"Add-RecipientPermission", []any{"Identity", "invoices", "Trustee", "hana", "AccessRights", "FullAccess"}, "DataValidationException"},
		"no recipient":    {"Add-RecipientPermission", []any{"Identity", "Yara Solano", "Trustee", "hana", "AccessRights", "SendAs"}, "ManagementObjectNotFoundException"},
		"many trustees":   {"Remove-RecipientPermission", []any{"Identity", "invoices", "Trustee", "grace", "AccessRights", "SendAs", "MultiTrustees", "x"}, "NotSupported"},
		"unknown trustee": {"Get-RecipientPermission", []any{"Trustee", "nobody"}, "ManagementObjectNotFoundException"},
	} {
		if r := w.Run(c.cmdlet, c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: error is %v", name, r.Err)
		}
		if audited := w.Audited(c.cmdlet); len(audited) != 0 {
			t.Errorf("%s: %d audit records", name, len(audited))
		}
	}
	for _, cursor := range []string{"x", "1.2", "-1.0.", "0.-1.", "0.0.!"} {
		if r := w.Page(&command.Page{Limit: 5, After: cursor}, "Get-RecipientPermission"); errorID(r.Err) != "DataValidationException" {
			t.Errorf("cursor %s: %v", cursor, r.Err)
		}
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(permission.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "Add-MailboxPermission", Args: []any{"Identity", "navin", "User", "hana", "AccessRights", "FullAccess"}, Writes: 1},
		{Cmdlet: "Remove-MailboxPermission", Args: []any{"Identity", "navin", "User", "hana", "AccessRights", "FullAccess"}, Writes: 1},
		{Cmdlet: "Add-RecipientPermission", Args: []any{"Identity", "navin", "Trustee", "hana", "AccessRights", "SendAs"}, Writes: 1},
		{Cmdlet: "Remove-RecipientPermission", Args: []any{"Identity", "navin", "Trustee", "hana", "AccessRights", "SendAs"}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
}

// A limit is a scope that hides one mailbox and one user, and lets the caller change one mailbox.
type limit struct{}

func (limit) CanRead(e *org.Entry) bool {
	return !slices.Contains([]string{"invoices", "olivia"}, directory.Text(e, "Alias"))
}

func (limit) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") == "enquiries" }

// S-49: a mailbox outside the scope is as one that does not exist, and so is a trustee.
func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Scope = limit{}
	box, send := []any{"User", "hana", "AccessRights", "FullAccess"}, []any{"Trustee", "hana", "AccessRights", "SendAs"}
	for cmdlet, more := range map[string][]any{
		"Get-MailboxPermission": nil, "Get-RecipientPermission": nil, "Add-MailboxPermission": box, "Remove-MailboxPermission": box,
		"Add-RecipientPermission": send, "Remove-RecipientPermission": send,
	} {
		r := w.Run(cmdlet, append([]any{"Identity", "invoices@contoso.com"}, more...)...)
		absent := w.Run(cmdlet, append([]any{"Identity", "nothing@contoso.com"}, more...)...)
		if r.Err == nil || absent.Err == nil || strings.ReplaceAll(r.Err.Error(), "invoices", "nothing") != absent.Err.Error() {
			t.Errorf("%s: %v, but absent %v", cmdlet, r.Err, absent.Err)
		}
	}
	if r := w.Run("Add-MailboxPermission", append([]any{"Identity", "navin"}, box...)...); errorID(r.Err) != "ManagementObjectNotFoundException" {
		t.Errorf("outside the write scope: %v", r.Err)
	}
	w.Must("Add-MailboxPermission", append([]any{"Identity", "enquiries"}, box...)...)
	if got := rows(w.Must("Get-MailboxPermission", "Identity", "enquiries")); strings.Contains(got, "olivia") {
		t.Errorf("a hidden user shows: %s", got)
	}
}
