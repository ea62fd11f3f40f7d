package mailbox_test

import (
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/object"
)

func world(t testing.TB) *cmdlettest.World { return cmdlettest.New(t, mailbox.Commands) }

func TestGetMailboxChooses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		want int
	}{
		"everything":          {nil, 34},
		"by address":          {[]any{"Identity", "navin@contoso.com"}, 1},
		"by initial address":  {[]any{"Identity", "navin@contoso.onmicrosoft.com"}, 1},
		"by name":             {[]any{"Identity", "Navin Rao"}, 1},
		"by wildcard":         {[]any{"Identity", "alex*"}, 2},
		"by ANR":              {[]any{"Anr", "kim"}, 2},
		"first and last":      {[]any{"Anr", "navin rao"}, 1},
		"umlauts":             {[]any{"Identity", "Jürgen Müller"}, 1},
		"rooms":               {[]any{"RecipientTypeDetails", []any{"RoomMailbox", "EquipmentMailbox"}}, 4},
		"filter":              {[]any{"Filter", "CustomAttribute1 -eq 'CC-1000' -and RecipientTypeDetails -eq 'UserMailbox'"}, 4},
		"filter on city":      {[]any{"Filter", "City -eq 'London'"}, 6},
		"filter on forwarder": {[]any{"Filter", "ForwardingSmtpAddress -ne $null"}, 1},
		"archive":             {[]any{"Archive", true}, 1},
		"plan":                {[]any{"MailboxPlan", "ExchangeOnlineDeskless"}, 2},
		"removed":             {[]any{"SoftDeletedMailbox", true}, 2},
		"groups":              {[]any{"GroupMailbox", true}, 1},
		"groups by kind":      {[]any{"RecipientTypeDetails", "GroupMailbox,SharedMailbox"}, 4},
		"number":              {[]any{"ResultSize", 5}, 5},
		"unlimited":           {[]any{"ResultSize", "Unlimited"}, 34},
	} {
		if got := w.Must("Get-Mailbox", c.args...); len(got) != c.want {
			t.Errorf("%s: %d objects, want %d: %v", name, len(got), c.want, cmdlettest.Column(got, "Name"))
		}
	}
}

func TestGetMailboxPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, order := range []string{"", "Alias"} {
		seen, args := map[string]bool{}, []any{"ResultSize", "Unlimited"}
		if order != "" {
			args = append(args, "SortBy", order)
		}
		page := &command.Page{Limit: 10}
		for n := 0; ; n++ {
			r := w.Page(page, "Get-Mailbox", args...)
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			for _, name := range cmdlettest.Column(r.Objects, "Name") {
				if seen[name] {
					t.Errorf("%s twice", name)
				}
				seen[name] = true
			}
			if r.Next == "" {
				break
			}
			page = &command.Page{Limit: 10, After: r.Next}
		}
		if len(seen) != 34 {
			t.Errorf("order %q: %d objects", order, len(seen))
		}
	}
}

func TestGetMailboxRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, args := range map[string][]any{
		"unknown kind":       {"RecipientTypeDetails", "ShoeBox"},
		"unknown plan":       {"MailboxPlan", "Gold"},
		"unknown order":      {"SortBy", "Nonsense"},
		"no such mailbox":    {"Identity", "nobody"},
		"no mailbox":         {"Identity", "printshop"},
		"removed":            {"Identity", "felix"},
		"S-52 script":        {"Filter", "$(Get-Process)"},
		"S-52 unknown name":  {"Filter", "Nonsense -eq 'x'"},
		"a date that isn't":  {"Filter", "WhenCreated -gt 'yesterday-ish'"},
		"nothing to look up": {"Anr", " "},
	} {
		if r := w.Run("Get-Mailbox", args...); r.Err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if r := w.Page(&command.Page{Limit: 5, After: "made up"}, "Get-Mailbox"); r.Err == nil {
		t.Error("a cursor of nobody was accepted")
	}
}

// More than were asked for: a warning says so, once, and only at the end.
func TestGetMailboxWarns(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		page *command.Page
		want int
	}{
		"cut off":         {[]any{"ResultSize", 5}, nil, 1},
		"all":             {[]any{"ResultSize", "Unlimited"}, nil, 0},
		"exactly all":     {[]any{"ResultSize", 34}, nil, 0},
		"a page of many":  {[]any{"ResultSize", 20}, &command.Page{Limit: 10}, 0},
		"cut by the page": {[]any{"ResultSize", 10}, &command.Page{Limit: 10}, 1},
	} {
		if r := w.Page(c.page, "Get-Mailbox", c.args...); r.Err != nil || len(r.Warnings) != c.want {
			t.Errorf("%s: %v, %v", name, r.Warnings, r.Err)
		}
	}
}

// Every form of identity that the catalog lists finds the mailbox.
func TestIdentityForms(t *testing.T) {
	t.Parallel()
	w := world(t)
	m := w.Must("Get-Mailbox", "Identity", "juergen.mueller")[0]
	forms := []string{
		"JUERGEN.MUELLER", "juergen.mueller@CONTOSO.com", "smtp:juergen.mueller@contoso.com", "Jürgen Müller", "ju\u0308rgen mu\u0308ller",
		"exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/Jürgen Müller",
	}
	for _, property := range []string{
		"Guid", "ExchangeGuid", "ExternalDirectoryObjectId", "DistinguishedName", "LegacyExchangeDN", "SamAccountName",
		"UserPrincipalName", "PrimarySmtpAddress", "Alias", "Name", "DisplayName",
	} {
		v, _ := m.Get(property)
		forms = append(forms, object.String(v))
	}
	sam, _ := m.Get("SamAccountName")
	forms = append(forms, `contoso\`+object.String(sam))
	for _, identity := range forms {
		if r := w.Run("Get-Mailbox", "Identity", identity); r.Err != nil || len(r.Objects) != 1 || cmdlettest.Column(r.Objects, "Alias")[0] != "juergen.mueller" {
			t.Errorf("%s: %d objects, %v", identity, len(r.Objects), r.Err)
		}
	}
}
