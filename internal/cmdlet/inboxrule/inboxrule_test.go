package inboxrule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/inboxrule"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// world returns Contoso with nothing in the mailboxes of these tests.
func world(t testing.TB) *cmdlettest.World {
	t.Helper()
	w := cmdlettest.New(t, inboxrule.Commands)
	w.Empty("olivia", "hana", "navin")
	return w
}

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

// names returns the names of a mailbox's rules in their order.
func names(w *cmdlettest.World) string {
	return strings.Join(cmdlettest.Column(w.Must("Get-InboxRule", "Mailbox", "olivia"), "Name"), " ")
}

// Each row is one rule: a parameter, what it shows, and what the description says of it.
func TestNew(t *testing.T) {
	t.Parallel()
	w := world(t)
	var hana string
	w.View(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "hana", directory.LiveMailbox)
		hana = directory.Text(e, "LegacyExchangeDN")
		return err
	})
	for _, c := range []struct {
		param       string
		value       any
		shown, says string
	}{
		{"ForwardTo", "hana", `"Hana Sato" [EX:` + hana + `]`, "forward the message to 'Hana Sato'"},
		{"RedirectTo", []any{"hana@contoso.com", "home@fabrikam.example"}, `"Hana Sato" [EX:` + hana + `] "home@fabrikam.example" [SMTP:home@fabrikam.example]`,
			"redirect the message to 'Hana Sato' and 'home@fabrikam.example'"},
		{"ForwardAsAttachmentTo", `"Home" [SMTP:home@fabrikam.example]`, `"Home" [SMTP:home@fabrikam.example]`, "as an attachment to 'Home'"},
		{"From", "smtp:boss@fabrikam.example", `"boss@fabrikam.example" [SMTP:boss@fabrikam.example]`, "received from 'boss@fabrikam.example'"},
		{"SubjectContainsWords", []any{"invoice", "payment"}, "invoice payment", "in the subject 'invoice' or 'payment'"},
		{"ExceptIfSubjectContainsWords", "urgent", "urgent", "Except if the message:\r\n\tthe message includes specific words in the subject 'urgent'"},
		{"MoveToFolder", `olivia:\Archive`, "Archive", "to the folder 'Archive'"},
		{"CopyToFolder", `:\Junk Email`, "Junk Email", "to the folder 'Junk Email'"},
		{"MarkAsRead", true, "True", "mark the message as read"},
		{"StopProcessingRules", true, "True", "stop processing more rules"},
		{"WithImportance", "high", "High", "importance of the message is 'High'"},
		{"WithinSizeRangeMinimum", "10MB", "10 MB (10,485,760 bytes)", "at least as large as '10 MB"},
		{"ReceivedAfterDate", "2026-01-31T10:00:00Z", "01/31/2026 10:00:00", "received after '1/31/2026 10:00 AM'"},
	} {
		args := []any{"Mailbox", "olivia", "Name", "by " + c.param, c.param, c.value}
		if !strings.Contains("ForwardTo RedirectTo ForwardAsAttachmentTo MoveToFolder CopyToFolder MarkAsRead StopProcessingRules", c.param) {
			args = append(args, "DeleteMessage", true)
		}
		made := w.Run("New-InboxRule", args...)
		if made.Err != nil {
			t.Errorf("%s: %v", c.param, made.Err)
			continue
		}
		o := w.Must("Get-InboxRule", "Mailbox", "olivia", "Identity", "by "+c.param)[0]
		if got := text(o, c.param); got != c.shown {
			t.Errorf("%s shows %q, want %q", c.param, got, c.shown)
		}
		if got := text(o, "Description"); !strings.Contains(got, c.says) {
			t.Errorf("%s is described as %q", c.param, got)
		}
		if text(made.Objects[0], "Identity") != text(o, "Identity") || text(o, "Enabled") != "True" {
			t.Errorf("%s: made %v, shown %v", c.param, made.Objects[0], o)
		}
	}
	o := w.Must("Get-InboxRule", "Mailbox", "olivia", "Identity", "by MarkAsRead")[0]
	for property, want := range map[string]any{"ForwardTo": nil, "DeleteMessage": false, "HasAttachment": false, "ReceivedAfterDate": nil} {
		if v, ok := o.Get(property); !ok || v != want {
			t.Errorf("%s is %v, want %v", property, v, want)
		}
	}
}

// Rules keep their order when one is made among them, moved, renamed or removed.
func TestOrder(t *testing.T) {
	t.Parallel()
	w := world(t)
	rule := func(cmdlet, identity string, more ...any) {
		t.Helper()
		param := "Identity"
		if cmdlet == "New-InboxRule" {
			param, more = "Name", append(more, "DeleteMessage", true)
		}
		w.Must(cmdlet, append([]any{"Mailbox", "olivia", param, identity}, more...)...)
	}
	rule("New-InboxRule", "a")
	rule("New-InboxRule", "b")
	rule("New-InboxRule", "c", "Priority", 1)
	if got := names(w); got != "c a b" {
		t.Error(got)
	}
	rule("Set-InboxRule", "c", "Priority", 3)
	rule("Set-InboxRule", "a", "Name", "first")
	if got := names(w); got != "first b c" {
		t.Error(got)
	}
	rule("Remove-InboxRule", "b")
	if got := fmt.Sprint(cmdlettest.Column(w.Must("Get-InboxRule", "Mailbox", "olivia"), "Priority")); got != "[1 2]" {
		t.Error(got)
	}
	o := w.Must("Get-InboxRule", "Mailbox", "olivia", "Identity", "c")[0]
	w.Must("Disable-InboxRule", "Identity", text(o, "Identity"))
	if o = w.Must("Get-InboxRule", "Identity", text(o, "Identity"))[0]; text(o, "Enabled") != "False" {
		t.Error("it is still enabled")
	}
	w.Must("Enable-InboxRule", "Mailbox", "olivia", "Identity", text(o, "RuleIdentity"))
	if o = w.Must("Get-InboxRule", "Mailbox", "olivia", "Identity", "c")[0]; text(o, "Enabled") != "True" {
		t.Error("it is still disabled")
	}
}

// What changes nothing warns, and leaves no trace.
func TestUnmodified(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-InboxRule", "Mailbox", "olivia", "Name", "x", "ForwardTo", "hana", "MarkAsRead", true)
	for cmdlet, args := range map[string][]any{
		"Enable-InboxRule": {}, "Set-InboxRule": {"ForwardTo", "hana@contoso.com", "MarkAsRead", true, "Priority", 5, "DeleteMessage", false},
	} {
		w.Unchanged(cmdlet, func() {
			r := w.Run(cmdlet, append([]any{"Mailbox", "olivia", "Identity", "x"}, args...)...)
			if r.Err != nil || len(r.Warnings) != 1 || len(w.Audited(cmdlet)) != 0 {
				t.Errorf("%s: %v, %v, %d records", cmdlet, r.Err, r.Warnings, len(w.Audited(cmdlet)))
			}
		})
	}
}

func TestSet(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-InboxRule", "Mailbox", "olivia", "Name", "x", "ForwardTo", "hana", "SubjectContainsWords", []any{"a", "b"})
	for _, c := range []struct {
		args            []any
		property, shown string
	}{
		{[]any{"SubjectContainsWords", object.NewDict("Add", "c", "Remove", "a")}, "SubjectContainsWords", "b c"},
		{[]any{"SubjectContainsWords", nil}, "SubjectContainsWords", ""},
		{[]any{"ForwardTo", "home@fabrikam.example"}, "ForwardTo", `"home@fabrikam.example" [SMTP:home@fabrikam.example]`},
		{[]any{"StopProcessingRules", true}, "StopProcessingRules", "True"},
		{[]any{"StopProcessingRules", false}, "StopProcessingRules", "False"},
		{[]any{"ForwardTo", nil, "DeleteMessage", true}, "ForwardTo", ""},
	} {
		w.Must("Set-InboxRule", append([]any{"Mailbox", "olivia", "Identity", "x"}, c.args...)...)
		if got := text(w.Must("Get-InboxRule", "Mailbox", "olivia", "Identity", "x")[0], c.property); got != c.shown {
			t.Errorf("%v: %q, want %q", c.args, got, c.shown)
		}
	}
	if r := w.Run("Set-InboxRule", "Mailbox", "olivia", "Identity", "x", "DeleteMessage", false); errorID(r.Err) != "DataValidationException" {
		t.Errorf("a rule without an action: %v", r.Err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	w := world(t)
	for n := range 2 {
		w.Must("New-InboxRule", "Mailbox", "olivia", "Name", "twice", "DeleteMessage", true, "Priority", n+1)
	}
	rule := func(more ...any) []any { return append([]any{"Mailbox", "olivia", "Name", "x"}, more...) }
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		id     string
	}{
		"no action":          {"New", rule("HasAttachment", true), "DataValidationException"},
		"no name":            {"New", []any{"Mailbox", "olivia", "Name", " ", "DeleteMessage", true}, "DataValidationException"},
		"nobody":             {"New", rule("ForwardTo", "nobody"), "ManagementObjectNotFoundException"},
		"no address":         {"New", rule("ForwardTo", "a@b@c"), "DataValidationException"},
		"no folder":          {"New", rule("MoveToFolder", `:\Nowhere`), "ManagementObjectNotFoundException"},
		"another's folder":   {"New", rule("MoveToFolder", `hana:\Inbox`), "DataValidationException"},
		"no importance":      {"New", rule("MarkImportance", "Huge"), "DataValidationException"},
		"sizes crossed":      {"New", rule("DeleteMessage", true, "WithinSizeRangeMinimum", "2MB", "WithinSizeRangeMaximum", "1MB"), "DataValidationException"},
		"a negative place":   {"New", rule("DeleteMessage", true, "Priority", -1), "DataValidationException"},
		"too long":           {"New", rule("DeleteMessage", true, "SubjectContainsWords", strings.Repeat("x", 256)), "DataValidationException"},
		"too many":           {"New", rule("DeleteMessage", true, "SubjectContainsWords", many(501)), "DataValidationException"},
		"too much":           {"New", rule("DeleteMessage", true, "SubjectContainsWords", many(500), "BodyContainsWords", many(500), "HeaderContainsWords", many(500)), "RulesQuotaExceededException"},
		"no rule":            {"Set", []any{"Mailbox", "olivia", "Identity", "y", "DeleteMessage", true}, "ManagementObjectNotFoundException"},
		"two rules":          {"Remove", []any{"Mailbox", "olivia", "Identity", "twice"}, "ManagementObjectAmbiguousException"},
		"no mailbox":         {"Get", []any{"Mailbox", "all.sales"}, "ManagementObjectNotFoundException"},
		"nobody's own":       {"Get", nil, "ManagementObjectNotFoundException"},
		"a system category":  {"New", rule("DeleteMessage", true, "ApplySystemCategory", "Bills"), "NotSupported"},
		"a time in its zone": {"Get", []any{"Mailbox", "olivia", "DescriptionTimeZone", "UTC"}, "NotSupported"},
	} {
		if r := w.Run(c.cmdlet+"-InboxRule", c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	if got := names(w); got != "twice twice" {
		t.Errorf("rules were made: %s", got)
	}
}

// many returns texts as long as they may be, each another one.
func many(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = fmt.Sprintf("%d%s", i, strings.Repeat("x", 250))
	}
	return list
}

// A hidden rule shows when it is asked for, and can be removed.
func TestHidden(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Update(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "olivia", directory.LiveMailbox)
		if err != nil {
			return err
		}
		props := &object.Object{}
		props.Set("ForwardTo", []any{box.ExternalParty("", "thief@fabrikam.example")})
		return box.PutRule(tx, e, &box.Rule{ID: org.ID{7}, Name: "unseen", Priority: 1, Enabled: true, Hidden: true, Props: props})
	})
	if got := names(w); got != "" {
		t.Errorf("shown: %s", got)
	}
	if got := cmdlettest.Column(w.Must("Get-InboxRule", "Mailbox", "olivia", "IncludeHidden", true), "Name"); fmt.Sprint(got) != "[unseen]" {
		t.Errorf("asked for: %v", got)
	}
	w.Must("Remove-InboxRule", "Mailbox", "olivia", "Identity", "unseen")
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(inboxrule.Commands))
	w.Empty("olivia")
	w.Must("New-InboxRule", "Mailbox", "olivia", "Name", "other", "DeleteMessage", true)
	for _, c := range []cmdlettest.Change{
		cmdlettest.Change{Cmdlet: "New-InboxRule", Args: []any{"Mailbox", "olivia", "Name", "x", "DeleteMessage", true, "Priority", 1}, Writes: 2},
		cmdlettest.Change{Cmdlet: "Set-InboxRule", Args: []any{"Mailbox", "olivia", "Identity", "x", "Priority", 2}, Writes: 2},
		cmdlettest.Change{Cmdlet: "Disable-InboxRule", Args: []any{"Mailbox", "olivia", "Identity", "x"}, Writes: 1},
		cmdlettest.Change{Cmdlet: "Enable-InboxRule", Args: []any{"Mailbox", "olivia", "Identity", "x"}, Writes: 1},
		cmdlettest.Change{Cmdlet: "Remove-InboxRule", Args: []any{"Mailbox", "olivia", "Identity", "other"}, Writes: 2},
	} {
		w.AllOrNothing(f, c)
	}
}

type limit struct{}

func (limit) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "olivia" }
func (limit) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") == "hana" }

// S-49.
// S-49: -Mailbox and an -Identity of another mailbox name no rule, also where both have one of that name.
func TestS49MailboxAgainstIdentity(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-InboxRule", "Mailbox", "olivia", "Name", "x", "DeleteMessage", true)
	w.Must("New-InboxRule", "Mailbox", "navin", "Name", "x", "DeleteMessage", true)
	for _, mailbox := range []string{"navin", "navin@contoso.com", "nosuch"} {
		for _, cmdlet := range []string{"Get-InboxRule", "Set-InboxRule", "Disable-InboxRule", "Remove-InboxRule"} {
			w.Unchanged(cmdlet, func() {
				if err := w.Run(cmdlet, "Mailbox", "olivia", "Identity", mailbox+`\x`).Err; !org.IsNotFound(err) {
					t.Errorf("%s of %s: %v", cmdlet, mailbox, err)
				}
			})
		}
	}
	w.Must("Disable-InboxRule", "Mailbox", "olivia", "Identity", `olivia@contoso.com\x`)
}

func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-InboxRule", "Mailbox", "navin", "Name", "x", "DeleteMessage", true)
	w.Scope = limit{}
	for cmdlet, args := range map[string][]any{
		"New-InboxRule": {"Name", "x", "DeleteMessage", true}, "Set-InboxRule": {"Identity", "x", "DeleteMessage", true},
		"Remove-InboxRule": {"Identity", "x"}, "Disable-InboxRule": {"Identity", "x"}, "Enable-InboxRule": {"Identity", "x"},
	} {
		for _, who := range []string{"olivia", "navin"} {
			got, absent := w.Run(cmdlet, append(args, "Mailbox", who)...), w.Run(cmdlet, append(args, "Mailbox", "nobody")...)
			if got.Err == nil || strings.ReplaceAll(got.Err.Error(), who, "nobody") != absent.Err.Error() {
				t.Errorf("%s of %s: %v, absent %v", cmdlet, who, got.Err, absent.Err)
			}
		}
	}
	w.Must("New-InboxRule", "Mailbox", "hana", "Name", "x", "ForwardTo", "navin")
}

// Every row of the tables is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for _, s := range inboxrule.Support() {
		if _, ok := catalog.Must(s.Cmdlet).Param(s.Param); !ok {
			t.Errorf("%s has no -%s", s.Cmdlet, s.Param)
		}
	}
}
