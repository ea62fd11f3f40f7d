package mailbox_test

import (
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
)

func world(t testing.TB) *cmdlettest.World { return cmdlettest.New(t, mailbox.Commands) }

func TestGetMailboxChooses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		want int
	}{
		"everything":          {nil, 33},
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
		"removed":             {[]any{"SoftDeletedMailbox", true}, 1},
		"groups":              {[]any{"GroupMailbox", true}, 1},
		"number":              {[]any{"ResultSize", 5}, 5},
		"unlimited":           {[]any{"ResultSize", "Unlimited"}, 33},
	} {
		if got := w.Must("Get-Mailbox", c.args...); len(got) != c.want {
			t.Errorf("%s: %d objects, want %d: %v", name, len(got), c.want, cmdlettest.Column(got, "Name"))
		}
	}
}

func TestGetMailboxPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, order := range []string{"", "City"} {
		seen, args := map[string]bool{}, []any{"ResultSize", "Unlimited"}
		if order != "" {
			args = append(args, "SortBy", "Alias")
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
		if len(seen) != 33 {
			t.Errorf("order %q: %d objects", order, len(seen))
		}
	}
}
