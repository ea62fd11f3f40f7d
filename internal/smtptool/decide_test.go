package smtptool

import (
	"fmt"
	"testing"

	"example.org/exosh/internal/mail/submit"
)

func yes() *bool { v := true; return &v }
func no() *bool  { v := false; return &v }

func TestDecide(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		facts           Facts
		password, token Answer
		refusal         string // of a password
	}{
		{"both switches on", Facts{TenantOff: no(), MailboxOff: no()}, Yes, Yes, ""},
		{"inherits on", Facts{TenantOff: no()}, Yes, Yes, ""},
		{"inherits off", Facts{TenantOff: yes()}, No, No, "AuthDisabledTenant"},
		{"the mailbox's own on wins", Facts{TenantOff: yes(), MailboxOff: no()}, Yes, Yes, ""},
		{"the mailbox's own off wins", Facts{TenantOff: no(), MailboxOff: yes()}, No, No, "AuthDisabledMailbox"},
		{"a policy without SMTP", Facts{TenantOff: no(), Policy: "Block", PolicyOff: true}, No, Yes, "BasicDisabled"},
		{"a policy with SMTP", Facts{TenantOff: no(), Policy: "Allow"}, Yes, Yes, ""},
		{"blocked", Facts{Blocked: yes(), TenantOff: no()}, No, No, "WrongCredentials"},
		{"no licence", Facts{Licence: no(), TenantOff: no()}, No, No, "WrongCredentials"},
		{"inherits what may not be seen", Facts{}, Unknown, Unknown, ""},
		{"inherits what may not be seen, under a policy", Facts{Policy: "Block", PolicyOff: true}, No, Unknown, "BasicDisabled"},
		{"its own on, the rest may not be seen", Facts{MailboxOff: no()}, Yes, Yes, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			password, token := Decide(c.facts, withPassword), Decide(c.facts, withToken)
			if password.May != c.password || token.May != c.token || password.Refusal != c.refusal {
				t.Errorf("%+v, %+v", password, token)
			}
			if password.Reason == "" || (password.May == No) != (password.short != "") {
				t.Errorf("%+v says too little", password)
			}
		})
	}
}

// What a client concludes from the cmdlets is what the service decides, in every state of the switches.
func TestDecideAgreesWithTheService(t *testing.T) {
	t.Parallel()
	states := []*bool{nil, yes(), no()}
	for _, blocked := range states[1:] {
		for _, licence := range states[1:] {
			for _, tenant := range states[1:] {
				for _, mailbox := range states {
					for _, policy := range states {
						f := Facts{Kind: "UserMailbox", Blocked: blocked, Licence: licence, TenantOff: tenant, MailboxOff: mailbox}
						if policy != nil {
							f.Policy, f.PolicyOff = "P", *policy
						}
						compare(t, f)
					}
				}
			}
		}
	}
}

func compare(t *testing.T, f Facts) {
	t.Helper()
	for _, m := range []string{submit.Login, submit.XOAuth2} {
		want := submit.Decide(submit.Facts{Method: m, Mailbox: f.Kind, Blocked: *f.Blocked, Licence: *f.Licence,
			TenantOff: *f.TenantOff, MailboxOff: f.MailboxOff, Policy: f.Policy, PolicyOff: f.PolicyOff})
		got := Decide(f, m)
		if (got.May == Yes) != want.Allowed || got.Refusal != want.Refusal {
			t.Errorf("%s, %s: %+v, and the service decides %+v", m, fmt.Sprint(f), got, want)
		}
	}
}
