package submit

import (
	"testing"
	"time"

	"example.org/exosh/internal/smtpreply"
)

// The table is the rule: who may submit.
func TestDecide(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	can := Facts{Method: Login, Mailbox: "UserMailbox", Licence: true}
	with := func(change func(*Facts)) Facts {
		f := can
		change(&f)
		return f
	}
	tests := []struct {
		name  string
		facts Facts
		want  string // refusal, "" for none
	}{
		{"everything on", can, ""},
		{"token", with(func(f *Facts) { f.Method = XOAuth2 }), ""},
		{"standalone protection", with(func(f *Facts) { f.EOP, f.Mailbox = true, "" }), "NoSubmission"},
		{"blocked", with(func(f *Facts) { f.Blocked = true }), "WrongCredentials"},
		{"no mailbox", with(func(f *Facts) { f.Mailbox = "" }), "WrongCredentials"},
		{"no licence", with(func(f *Facts) { f.Licence = false }), "WrongCredentials"},
		{"shared mailbox without a licence", with(func(f *Facts) { f.Mailbox, f.Licence = "SharedMailbox", false }), "WrongCredentials"},

		{"organisation off", with(func(f *Facts) { f.TenantOff = true }), "AuthDisabledTenant"},
		{"organisation off, mailbox on", with(func(f *Facts) { f.TenantOff, f.MailboxOff = true, &no }), ""},
		{"organisation off, mailbox off", with(func(f *Facts) { f.TenantOff, f.MailboxOff = true, &yes }), "AuthDisabledMailbox"},
		{"organisation on, mailbox off", with(func(f *Facts) { f.MailboxOff = &yes }), "AuthDisabledMailbox"},
		{"organisation on, mailbox on", with(func(f *Facts) { f.MailboxOff = &no }), ""},
		{"organisation off, token", with(func(f *Facts) { f.Method, f.TenantOff = XOAuth2, true }), "AuthDisabledTenant"},
		{"mailbox off, token", with(func(f *Facts) { f.Method, f.MailboxOff = XOAuth2, &yes }), "AuthDisabledMailbox"},
		{"blocked wins over a switch", with(func(f *Facts) { f.Blocked, f.TenantOff = true, true }), "WrongCredentials"},

		{"policy off", with(func(f *Facts) { f.Policy, f.PolicyOff = "Block", true }), "BasicDisabled"},
		{"policy off, mailbox on", with(func(f *Facts) { f.Policy, f.PolicyOff, f.MailboxOff = "Block", true, &no }), "BasicDisabled"},
		{"policy off, token", with(func(f *Facts) { f.Method, f.Policy, f.PolicyOff = XOAuth2, "Block", true }), ""},
		{"policy on", with(func(f *Facts) { f.Policy = "Allow" }), ""},

		{"gone", with(func(f *Facts) { f.Basic = Basic{Gone: true} }), "BasicRetired"},
		{"gone, and enabled", with(func(f *Facts) { f.Basic, f.Enabled = Basic{Gone: true}, true }), "BasicRetired"},
		{"gone, token", with(func(f *Facts) { f.Method, f.Basic = XOAuth2, Basic{Gone: true} }), ""},
		{"off by default", with(func(f *Facts) { f.Basic = Basic{DefaultOff: true} }), "BasicRetired"},
		{"off by default, enabled", with(func(f *Facts) { f.Basic, f.Enabled = Basic{DefaultOff: true}, true }), ""},
		{"off by default, mailbox on", with(func(f *Facts) { f.Basic, f.MailboxOff = Basic{DefaultOff: true}, &no }), "BasicRetired"},
		{"7 of 100, drawn", with(func(f *Facts) { f.Basic, f.Chance = Basic{Percent: 7}, 6 }), "BasicRetired"},
		{"7 of 100, not drawn", with(func(f *Facts) { f.Basic, f.Chance = Basic{Percent: 7}, 7 }), ""},
		{"100 of 100", with(func(f *Facts) { f.Basic, f.Chance = Basic{Percent: 100}, 99 }), "BasicRetired"},
	}
	for _, tt := range tests {
		d := Decide(tt.facts)
		if d.Refusal != tt.want || d.Allowed != (tt.want == "") || d.Reason == "" {
			t.Errorf("%s: %+v, want %q", tt.name, d, tt.want)
		}
		if !d.Allowed {
			smtpreply.Refuse(d.Refusal) // is in the table, or panics
		}
	}
}

func TestBasicAt(t *testing.T) {
	t.Parallel()
	day := func(text string) time.Time {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		setting, at string
		want        Basic
	}{
		{BasicKept, "2099-01-01", Basic{}},
		{BasicSchedule, "2020-01-01", Basic{}},
		{BasicSchedule, "2026-12-30", Basic{}},
		{BasicSchedule, "2026-12-31", Basic{DefaultOff: true}},
		{BasicSchedule, "2099-01-01", Basic{DefaultOff: true}},
		{"percentage 5", "2020-01-01", Basic{Percent: 5}},
		{BasicDefaultOff, "2020-01-01", Basic{DefaultOff: true}},
		{BasicGone, "2020-01-01", Basic{Gone: true}},
		{"nonsense", "2020-01-01", Basic{Gone: true}},
	} {
		if got := BasicAt(tt.setting, day(tt.at)); got != tt.want {
			t.Errorf("%s at %s: %+v, want %+v", tt.setting, tt.at, got, tt.want)
		}
	}
	for _, bad := range []string{"", "percentage", "percentage x", "percentage -1", "percentage 101", "Gone"} {
		if b, err := ParseBasic(bad); err == nil {
			t.Errorf("ParseBasic(%q) = %+v", bad, b)
		}
	}
	for _, bad := range []string{"2026-01-01;kept", "2026-13-01;kept;x", "2026-01-01;never;x"} {
		if _, err := parsePhases(bad); err == nil {
			t.Errorf("parsePhases(%q) reads it", bad)
		}
	}
	if list := Phases(); len(list) < 2 || list[0].Source == "" {
		t.Errorf("the schedule: %+v", list)
	}
}
