package smtpreply

import (
	"slices"
	"strings"
	"testing"
)

// Every reply says what it is, what to do and where it is documented.
func TestTablesAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range everyReply() {
		if r.Name == "" || seen[r.Name] {
			t.Errorf("%+v has no name of its own", r)
		}
		seen[r.Name] = true
		if r.Code < 200 || r.Text == "" || r.Meaning == "" || r.Source == "" {
			t.Errorf("%s: code, text, meaning or source is missing", r.Name)
		}
		if r.Code >= 400 && r.Advice == "" {
			t.Errorf("%s says nothing about what to do", r.Name)
		}
		if first := r.Enhanced; first != "" && first[0] != byte('0'+r.Code/100) && first != "4.4.7" { // which the vendor gives up with
			t.Errorf("%s: %d and %s are of two classes", r.Name, r.Code, r.Enhanced)
		}
	}
	if m, err := codes(); err != nil || len(m) < 80 {
		t.Errorf("%d codes, %v", len(m), err)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, names, meaning string }{
		{"5.7.60", "SendAsDenied", ""},
		{"550 5.7.60 SMTP; Client does not have permissions to send as this sender", "SendAsDenied", ""},
		{"550-5.7.60 first\r\n550 5.7.60 second", "SendAsDenied", ""},
		{"535 5.7.139 Authentication unsuccessful, federated STS service was unreachable. [AM0PR01CA0036.eurprd01.prod.exchangelabs.com]", "FederationUnreachable", ""},
		{"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "AuthDisabledTenant", ""},
		{"535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [BM1P287CA0015.INDP287.PROD.OUTLOOK.COM]", "BasicDisabled", ""},
		{"mail.contoso.com #<exchange.contoso.com #5.1.10 smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound> #SMTP#", "RecipientNotFound", ""},
		{"Remote Server returned '550 5.4.1 Recipient address rejected: Access denied'", "RecipientRejected", ""},
		{"5.4.1", "RelayDenied RecipientRejected", ""},
		{"451 4.7.512 Access denied, please try again later", "SuspiciousSender", ""},
		{"smtp; client does not have permissions to send as this sender", "SendAsDenied", ""},
		{"SendAsDeneid", "SendAsDenied", ""},
		{"550 5.1.10 first, then 550 5.7.64 second", "RecipientNotFound TenantAttribution", ""},
		{"599 5.1.2 weird", " ", "There is no such domain. It will not work like this"},
		{"4.2.99", " ", "It is about this: the mailbox. It may work later"},
		{"5.9.99", " ", "It will not work like this"},
		{"455", " ", "The server cannot take these parameters now. It may work later"},
		{"551 no enhanced code", " ", ""},
		{"10.5.7.60 is an address, as is 192.168.5.7", "", ""},
		{"what is this", "", ""},
		{"", "", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			list := Explain(c.text)
			var names []string
			for _, e := range list {
				names = append(names, e.Name)
				if c.meaning != "" && !strings.Contains(e.Meaning, c.meaning) {
					t.Errorf("meaning %q", e.Meaning)
				}
			}
			want := strings.Fields(c.names)
			if c.names == " " {
				want = []string{""}
			}
			if !slices.Equal(names, want) {
				t.Errorf("%q, want %q", names, want)
			}
		})
	}
}

func TestExplainSuggests(t *testing.T) {
	t.Parallel()
	list := Explain("5.7.61")
	if len(list) != 1 || !slices.Equal(list[0].Near, []string{"5.7.60"}) {
		t.Errorf("%+v", list)
	}
}

func FuzzExplain(f *testing.F) {
	for _, s := range []string{"5.7.60", "535 5.7.139 x", "550-5.7.60 a\r\n550 5.7.60 b", "#5.1.10#", "\x00\xff", strings.Repeat("5.7.60 ", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list := Explain(text)
		if len(list) > maxFound*len(everyReply()) {
			t.Errorf("%d explanations", len(list))
		}
		for _, e := range list {
			if e.Meaning == "" || e.Source == "" {
				t.Errorf("%+v says nothing", e)
			}
		}
	})
}
