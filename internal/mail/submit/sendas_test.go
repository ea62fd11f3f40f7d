package submit

import (
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// S-79: every way to be somebody else, in the envelope and in each identity field.
func TestS79(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	const own = "From: Olivia <olivia@contoso.com>\r\n"
	tests := []struct {
		name, envelope, header, want string
	}{
		{"own", olivia, own, ""},
		{"own in capitals", "OLIVIA@Contoso.com", "From: OLIVIA@contoso.COM\r\n", ""},
		{"own address in the initial domain", "olivia@contoso.onmicrosoft.com", own, ""},
		{"null sender", "", own, "SendAsDenied"},
		{"envelope of another", "amara@contoso.com", own, "SendAsDenied"},
		{"envelope outside", "olivia@contoso.com.evil.example", own, "SendAsDenied"},
		{"from another", olivia, "From: amara@contoso.com\r\n", "SendAsDenied"},
		{"from nobody inside", olivia, "From: nobody@contoso.com\r\n", "SendAsDenied"},
		{"from outside", olivia, "From: ceo@tailspin.example\r\n", "SendAsDenied"},
		{"from a contact", olivia, "From: orders@fabrikam.example\r\n", "SendAsDenied"},
		{"from a mailbox that was removed", olivia, "From: felix@contoso.com\r\n", "SendAsDenied"},
		{"no from", olivia, "Subject: x\r\n", "InvalidFrom"},
		{"empty from", olivia, "From:\r\n", "InvalidFrom"},
		{"unreadable from", olivia, "From: <olivia@contoso.com\r\n", "InvalidFrom"},
		{"two from fields", olivia, own + "From: amara@contoso.com\r\n", "InvalidFrom"},
		{"two from fields, both own", olivia, own + own, "InvalidFrom"},
		{"two authors", olivia, "From: olivia@contoso.com, amara@contoso.com\r\n", "SendAsDenied"},
		{"two authors, other order", olivia, "From: amara@contoso.com, olivia@contoso.com\r\n", "SendAsDenied"},
		{"a group", olivia, "From: Friends: olivia@contoso.com, amara@contoso.com;\r\n", "SendAsDenied"},
		{"an empty group", olivia, "From: Friends:;\r\n", "InvalidFrom"},
		{"a group of oneself", olivia, "From: Me: olivia@contoso.com;\r\n", ""},
		{"sender of another", olivia, own + "Sender: amara@contoso.com\r\n", "SendAsDenied"},
		{"own sender", olivia, own + "Sender: olivia@contoso.com\r\n", ""},
		{"sender's name that reads like another", olivia, own + "Sender: \"amara@contoso.com\" <olivia@contoso.com>\r\n", "SendAsDenied"},
		{"two senders", olivia, own + "Sender: olivia@contoso.com\r\nSender: olivia@contoso.com\r\n", "InvalidFrom"},
		{"resent by another", olivia, "Resent-From: amara@contoso.com\r\n" + own, "SendAsDenied"},
		{"resent by oneself", olivia, "Resent-From: olivia@contoso.com\r\n" + own, ""},
		{"resent twice", olivia, "Resent-From: olivia@contoso.com\r\nResent-From: amara@contoso.com\r\n" + own, "SendAsDenied"},
		{"resent-sender", olivia, "Resent-Sender: amara@contoso.com\r\n" + own, "SendAsDenied"},
		{"name that reads like another", olivia, "From: \"amara@contoso.com\" <olivia@contoso.com>\r\n", "SendAsDenied"},
		{"name that reads like somebody outside", olivia, "From: \"ceo@tailspin.example\" <olivia@contoso.com>\r\n", "SendAsDenied"},
		{"encoded name that reads like another", olivia, "From: =?utf-8?q?amara=40contoso.com?= <olivia@contoso.com>\r\n", "SendAsDenied"},
		{"encoded in base64", olivia, "From: =?utf-8?b?YW1hcmFAY29udG9zby5jb20=?= <olivia@contoso.com>\r\n", "SendAsDenied"},
		{"encoded angle", olivia, "From: =?utf-8?q?Amara_=3Camara=40contoso.com=3E?= <olivia@contoso.com>\r\n", "SendAsDenied"},
		{"comment that reads like another", olivia, "From: olivia@contoso.com (amara@contoso.com)\r\n", "SendAsDenied"},
		{"name that is the own address", olivia, "From: \"olivia@contoso.com\" <olivia@contoso.com>\r\n", ""},
		{"a plain name", olivia, "From: \"Amara Okafor\" <olivia@contoso.com>\r\n", ""},
		{"letters of another script", olivia, "From: =?utf-8?q?=D0=BElivia=40contoso.com?= <olivia@contoso.com>\r\n", "SendAsDenied"},
	}
	for _, tt := range tests {
		before := len(w.queued())
		_, err := x.send(t, tt.envelope, strings.TrimSuffix(tt.header, "\r\n"), "amara@contoso.com")
		if name(err) != tt.want {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if more := len(w.queued()) - before; more != 0 && tt.want != "" {
			t.Errorf("%s: %d messages queued", tt.name, more)
		}
		w.later(3 * time.Second)
	}
}

// What was granted may be used, and what was taken away may not, within a second.
func TestGrants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	as := func(step, from, want string) string {
		t.Helper()
		w.later(time.Second)
		id, err := x.send(t, from, "From: "+from+"\r\nSubject: "+step, "amara@contoso.com")
		if name(err) != want {
			t.Errorf("%s: %v, want %q", step, err, want)
		}
		if err != nil {
			return ""
		}
		return w.read(id)
	}
	// Contoso's shared mailbox: SendAs was granted, and so was SendOnBehalf, of which the first is more.
	if raw := as("send as", "enquiries@contoso.com", ""); strings.Contains(raw, "Sender:") {
		t.Errorf("SendAs shows who sends: %s", raw)
	}
	w.Must("Remove-RecipientPermission", "Identity", "enquiries", "AccessRights", []any{"SendAs"}, "Trustee", "olivia")
	if raw := as("on behalf", "enquiries@contoso.com", ""); !strings.Contains(raw, "\r\nSender: \"Olivia Martin\" <olivia@contoso.com>\r\n") {
		t.Errorf("on behalf without Sender: %s", raw)
	}
	w.Must("Set-Mailbox", "Identity", "enquiries", "GrantSendOnBehalfTo", []any{"alex.kim"})
	as("nothing left", "enquiries@contoso.com", "SendAsDenied")
	if err := x.Mail(t.Context(), &mail.Envelope{}, 0); name(err) != "SendAsDenied" {
		t.Errorf("MAIL FROM:<>: %v", err)
	}

	w.Must("Add-RecipientPermission", "Identity", "amara", "AccessRights", []any{"SendAs"}, "Trustee", "olivia")
	as("granted", "amara@contoso.com", "")
	w.Must("Remove-RecipientPermission", "Identity", "amara", "AccessRights", []any{"SendAs"}, "Trustee", "olivia")
	as("taken away", "amara@contoso.com", "SendAsDenied")
	w.Must("Add-MailboxPermission", "Identity", "amara", "User", "olivia", "AccessRights", []any{"FullAccess"})
	as("full access is not enough", "amara@contoso.com", "SendAsDenied")

	sent := map[string]int{}
	for _, op := range []string{"SendAs", "SendOnBehalf", "Send"} {
		sent[op] = len(w.Audited(op))
	}
	if sent["SendAs"] != 2 || sent["SendOnBehalf"] != 1 || sent["Send"] != 0 {
		t.Errorf("on record: %v", sent)
	}
}

// S-79: who sends on behalf of somebody can't hide behind that name in Sender, or resend as Resent-Sender.
func TestS79OnBehalfShowsWho(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Must("Set-Mailbox", "Identity", "amara", "GrantSendOnBehalfTo", []any{"olivia"})
	x := w.sender(olivia)
	for field, want := range map[string]string{"Sender": "SendAsDenied", "Resent-Sender": "SendAsDenied", "Resent-From": ""} {
		_, err := x.send(t, olivia, "From: amara@contoso.com\r\n"+field+": amara@contoso.com", "navin@contoso.com")
		if name(err) != want {
			t.Errorf("%s: %v, want %q", field, err, want)
		}
	}
}

// S-79: a denial wins over every grant, and the grants of a mailbox that was removed are none.
func TestS79DeniedAndRemoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Must("New-DistributionGroup", "Name", "Senders", "Type", "Security", "Members", []any{"olivia"})
	w.Must("Add-RecipientPermission", "Identity", "amara", "AccessRights", []any{"SendAs"}, "Trustee", "olivia")
	w.Must("Add-RecipientPermission", "Identity", "jonas", "AccessRights", []any{"SendAs"}, "Trustee", "olivia")
	x := w.sender(olivia)
	as := func(from, want string) {
		t.Helper()
		w.later(time.Second)
		if _, err := x.send(t, from, "From: "+from, "navin@contoso.com"); name(err) != want {
			t.Errorf("%s: %v, want %q", from, err, want)
		}
	}
	as("amara@contoso.com", "")
	as("jonas@contoso.com", "")
	w.Must("Remove-Mailbox", "Identity", "jonas")
	as("jonas@contoso.com", "SendAsDenied")
	err := w.Store.Update(org.WithCaller(t.Context(), &org.Caller{Tenant: w.Tenant, Cause: &org.Cause{Silent: true}}), func(tx org.Tx) error {
		senders, err := org.One(tx, org.KindRecipient, org.SpaceSMTP, "senders@contoso.com")
		if err != nil {
			return err
		}
		amara, err := org.One(tx, org.KindRecipient, org.SpaceSMTP, "amara@contoso.com")
		if err != nil {
			return err
		}
		denial := directory.Permission{Trustee: senders.ID, Rights: []string{"SendAs"}, Deny: true}
		directory.SetPermissions(amara, directory.PropSendAs, append(directory.SendAs(amara), denial))
		return directory.Save(tx, amara)
	})
	if err != nil {
		t.Fatal(err)
	}
	as("amara@contoso.com", "SendAsDenied")
}

// S-21: what is known of an account of one organisation is nothing to another with the same id.
func TestS21Accounts(t *testing.T) {
	t.Parallel()
	one := &Sender{Principal: Principal{Tenant: org.ID{1}, Account: org.ID{3}}}
	other := &Sender{Principal: Principal{Tenant: org.ID{2}, Account: org.ID{3}}}
	var b boxes
	b.put(one.account(), &mailbox{})
	if b.get(one.account()) == nil || b.get(other.account()) != nil {
		t.Error("an account of another organisation was found")
	}
}

// Rights of a group are those of its members.
func TestGrantToGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Must("New-DistributionGroup", "Name", "Senders", "Type", "Security", "Members", []any{"olivia"})
	w.Must("Add-RecipientPermission", "Identity", "amara", "AccessRights", []any{"SendAs"}, "Trustee", "Senders")
	x := w.sender(olivia)
	if _, err := x.send(t, olivia, "From: amara@contoso.com", "navin@contoso.com"); err != nil {
		t.Error(err)
	}
}

// The address of an alias is seen outside only where the organisation has SendFromAliasEnabled.
func TestAliases(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Must("Set-Mailbox", "Identity", "olivia", "EmailAddresses", []any{"SMTP:olivia@contoso.com", "smtp:liv@contoso.com"})
	x := w.sender(olivia)
	send := func() (envelope, raw string) {
		t.Helper()
		id, err := x.send(t, "liv@contoso.com", "From: =?utf-8?q?L=C3=ADv?= <liv@contoso.com>\r\nSubject: s", "navin@contoso.com")
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range w.queued() {
			if q.Message == id {
				envelope = q.Envelope.Sender
			}
		}
		return envelope, w.read(id)
	}
	if envelope, raw := send(); envelope != olivia || !strings.Contains(raw, "\r\nFrom: =?utf-8?q?L=C3=ADv?= <olivia@contoso.com>\r\n") || strings.Contains(raw, "liv@") {
		t.Errorf("%s\n%s", envelope, raw)
	}
	w.Must("Set-OrganizationConfig", "SendFromAliasEnabled", true)
	w.later(time.Second)
	if envelope, raw := send(); envelope != "liv@contoso.com" || !strings.Contains(raw, "From: =?utf-8?q?L=C3=ADv?= <liv@contoso.com>") {
		t.Errorf("%s\n%s", envelope, raw)
	}
}

// S-77: a display name can't become a field of its own.
func TestS77DisplayName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	w.Must("Remove-RecipientPermission", "Identity", "enquiries", "AccessRights", []any{"SendAs"}, "Trustee", "olivia")
	for _, display := range []string{"O\r\nBcc: all@contoso.com", "O\nX: y", "O\rX: y", "O\u2028X: y", `O" <amara@contoso.com>`, "Ólivia, <x>"} {
		if r := w.Run("Set-Mailbox", "Identity", "olivia", "DisplayName", display); r.Err != nil {
			continue // refused: it can't get there
		}
		w.later(time.Minute)
		id, err := x.send(t, olivia, "From: enquiries@contoso.com\r\nSubject: s", "navin@contoso.com")
		if err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(w.read(id), "\r\n\r\n")
		if strings.Contains(head, "\nBcc") || strings.Contains(head, "\nX:") || strings.Count(head, "\nSender:") != 1 || !strings.Contains(head, "<olivia@contoso.com>") {
			t.Errorf("%q: %s", display, head)
		}
	}
}
