package queue_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/message"
	"github.com/google/go-cmp/cmp"
)

// report returns the parts of the newest notice in an inbox: its header, the text for the person, what programs
// read, and what came back.
func (w *world) report(alias string) (h message.Header, text, status, original string) {
	w.T.Helper()
	m, err := message.Read(strings.NewReader(w.notice(alias)))
	if err != nil {
		w.T.Fatal(err)
	}
	defer m.Close()
	parts := m.Root.Parts
	if len(parts) != 3 || m.Root.Type != "multipart/report" || parts[1].Type != "message/delivery-status" {
		w.T.Fatalf("%s has %d parts", m.Root.Type, len(parts))
	}
	text, _ = m.Text(parts[0], 1<<20)
	status, _ = m.Text(parts[1], 1<<20)
	original, _ = m.Text(parts[2], 1<<20)
	return m.Root.Header, text, status, parts[2].Type + "\n" + original
}

// What a failure notice says, to a person and to programs (RFC 3464).
func TestFailureNotice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.say = func(string, string, int) *mail.Status { return refused() }
	e := mail.Envelope{ID: "QQ314159", Return: "FULL", Recipients: []mail.Recipient{
		{Address: "ada@away.example", Original: "rfc822;Ada@away.example"}, {Address: "bob@away.example", Notify: []string{"NEVER"}},
		{Address: "eve@away.example", Notify: []string{"SUCCESS"}}, {Address: "cyd@away.example", Notify: []string{"FAILURE", "DELAY"}},
	}}
	m := w.accept("amara", e)
	w.worker.Drain(t.Context())
	h, text, status, original := w.report("amara")
	for _, f := range [][2]string{
		{"From", `Mail Delivery System <postmaster@contoso.com>`}, {"To", "amara@contoso.com"}, {"Subject", "Undeliverable: Message 1"},
		{"Auto-Submitted", "auto-replied"}, {"In-Reply-To", m.MessageID}, {"References", m.MessageID},
	} {
		if got := strings.NewReplacer(`"`, "", "<amara", "amara", "com>", "com>").Replace(h.Get(f[0])); got != f[1] && got != "<"+f[1]+">" && got != f[1]+">" {
			t.Errorf("%s: %q, want %q", f[0], got, f[1])
		}
	}
	wantText := `Your message could not be delivered to:

  ada@away.example
    mx.away.example said: 550 5.1.1 No such user
`
	for _, l := range strings.Split(strings.TrimSpace(wantText), "\n") {
		if !strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), l) {
			t.Errorf("no %q in\n%s", l, text)
		}
	}
	wantStatus := `Reporting-MTA: dns; mail.contoso.com
Original-Envelope-Id: QQ314159
Arrival-Date: Mon, 02 Mar 2026 09:00:00 +0000

Original-Recipient: rfc822; Ada@away.example
Final-Recipient: rfc822; ada@away.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.away.example
Diagnostic-Code: smtp; 550 5.1.1 No such user
Last-Attempt-Date: Mon, 02 Mar 2026 09:00:00 +0000

Final-Recipient: rfc822; cyd@away.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.away.example
Diagnostic-Code: smtp; 550 5.1.1 No such user
Last-Attempt-Date: Mon, 02 Mar 2026 09:00:00 +0000`
	if d := cmp.Diff(wantStatus, strings.TrimSpace(strings.ReplaceAll(status, "\r\n", "\n"))); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if !strings.HasPrefix(original, "message/rfc822\n") || !strings.Contains(original, "Text of Message 1") {
		t.Error(original)
	}
	if got := w.inbox("amara"); got != "Undeliverable: Message 1" {
		t.Errorf("inbox: %s", got)
	}
}

// Who is told of what, by NOTIFY and RET (RFC 3461).
func TestNotices(t *testing.T) {
	t.Parallel()
	success, never := []string{"SUCCESS", "FAILURE"}, []string{"NEVER"}
	for name, c := range map[string]struct {
		recipient mail.Recipient
		change    func(*world)
		later     time.Duration
		subjects  string
		has       []string
	}{
		"delivered":        {mail.Recipient{Address: "jonas@contoso.com", Notify: success}, nil, 0, "Delivered: Message 1", []string{"Action: delivered", "Status: 2.1.5", "It lies in the mailbox"}},
		"not asked for":    {mail.Recipient{Address: "jonas@contoso.com"}, nil, 0, "", nil},
		"never":            {mail.Recipient{Address: "nobody@contoso.com", Notify: never}, nil, 0, "", nil},
		"success only":     {mail.Recipient{Address: "nobody@contoso.com", Notify: []string{"SUCCESS"}}, nil, 0, "", nil},
		"expanded":         {mail.Recipient{Address: "munich.office@contoso.com", Notify: success}, nil, 0, "Expanded: Message 1, Undeliverable: Message 1", []string{"text/rfc822-headers"}},
		"relayed":          {mail.Recipient{Address: "ada@away.example", Notify: success}, func(w *world) { w.away.tell = true }, 0, "Relayed: Message 1", []string{"Action: relayed", "Remote-MTA: dns; mx.away.example"}},
		"the other tells":  {mail.Recipient{Address: "ada@away.example", Notify: success}, nil, 0, "", nil},
		"a group's member": {mail.Recipient{Address: "munich.office@contoso.com"}, nil, 0, "Undeliverable: Message 1", []string{"Original-Recipient: rfc822; munich.office@contoso.com", "by way of munich.office@contoso.com", "Final-Recipient: rfc822; tomasz@contoso.com", "5.2.2"}},
		"to the manager": {mail.Recipient{Address: "munich.office@contoso.com"}, func(w *world) {
			w.Must("Set-DistributionGroup", "Identity", "munich.office", "ReportToOriginatorEnabled", false, "ReportToManagerEnabled", true)
		}, 0, "", nil},
		"headers":            {mail.Recipient{Address: "nobody@contoso.com"}, nil, 0, "Undeliverable: Message 1", []string{"text/rfc822-headers"}},
		"late":               {mail.Recipient{Address: "ada@away.example"}, alwaysBusy, 5 * time.Hour, "Delayed: Message 1", []string{"Action: delayed", "Will-Retry-Until: Tue, 03 Mar 2026 09:00:00 +0000", "You do not have to do anything"}},
		"late, not asked":    {mail.Recipient{Address: "ada@away.example", Notify: []string{"FAILURE"}}, alwaysBusy, 5 * time.Hour, "", nil},
		"late, switched off": {mail.Recipient{Address: "ada@away.example"}, func(w *world) { alwaysBusy(w); w.Must("Set-TransportConfig", "InternalDelayDsnEnabled", false) }, 5 * time.Hour, "", nil},
		"shorter":            {mail.Recipient{Address: "ada@away.example"}, func(w *world) { alwaysBusy(w); w.Must("Set-TransportConfig", "MessageExpiration", "12:00:00") }, 13 * time.Hour, "Undeliverable: Message 1", []string{"QUEUE.Expired"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, plain.Commands, group.Commands)
			if c.change != nil {
				c.change(w)
			}
			w.accept("amara", mail.Envelope{Recipients: []mail.Recipient{c.recipient}})
			w.worker.Drain(t.Context())
			if c.later > 0 {
				w.later(c.later)
			}
			if got := w.inbox("amara"); got != c.subjects {
				t.Fatalf("inbox: %q, want %q", got, c.subjects)
			}
			if c.has == nil {
				return
			}
			raw := strings.ReplaceAll(strings.ReplaceAll(w.notice("amara"), "=\r\n", ""), "\r\n", "\n")
			for _, want := range c.has {
				if !strings.Contains(raw, want) {
					t.Errorf("no %q in\n%s", want, raw)
				}
			}
		})
	}
}

func alwaysBusy(w *world) {
	w.away.say = func(string, string, int) *mail.Status { return busy() }
}

// The manager of a group gets the notices that the group has for its manager.
func TestNoticeToManager(t *testing.T) {
	t.Parallel()
	w := newWorld(t, group.Commands)
	w.Must("Set-DistributionGroup", "Identity", "munich.office", "ReportToOriginatorEnabled", false, "ReportToManagerEnabled", true)
	w.send("amara", "munich.office@contoso.com")
	if got := w.inbox("juergen.mueller"); got != "Message 1, Undeliverable: Message 1" || w.inbox("amara") != "" {
		t.Errorf("the manager has %q, the sender %q", got, w.inbox("amara"))
	}
}

// What other servers say cannot add lines or fields to a notice.
func TestNoticeIsSafe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.say = func(string, string, int) *mail.Status {
		return &mail.Status{Code: 550, Text: "no\r\nBcc: eve@evil.example\r\n\r\n<script>\x00" + strings.Repeat("x", 5000), Remote: "mx\r\nX: y"}
	}
	w.send("amara", "ada@away.example")
	raw := w.notice("amara")
	if strings.Contains(raw, "\r\nBcc:") || strings.Contains(raw, "\r\nX: y") || strings.Contains(raw, "\x00") || len(raw) > 6000 {
		t.Errorf("%d bytes:\n%s", len(raw), raw)
	}
	if _, _, status, _ := w.report("amara"); !strings.Contains(status, "Status: 5.0.0") {
		t.Error(status)
	}
}

// Senders outside are told by the postmaster that the organisation has named, unless the domain of theirs is told
// nothing.
func TestNoticeOutside(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   []any
		told int
	}{
		"usual":           {nil, 1},
		"no failures":     {[]any{"Set-RemoteDomain", "Identity", "Tailspin", "NDREnabled", false}, 0},
		"no reports":      {[]any{"Set-RemoteDomain", "Identity", "Tailspin", "DeliveryReportEnabled", false}, 1},
		"another's rules": {[]any{"Set-RemoteDomain", "Identity", "Default", "NDREnabled", false}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, plain.Commands)
			w.Must("New-RemoteDomain", "Name", "Tailspin", "DomainName", "*.tailspin.example")
			w.Must("Set-TransportConfig", "ExternalPostmasterAddress", "help@contoso.com")
			if c.do != nil {
				w.Must(c.do[0].(string), c.do[1:]...)
			}
			var from []string
			w.away.hook = func(o *queue.Outgoing) { from = append(from, o.Message.From) }
			w.send("eve@toys.tailspin.example", "nobody@contoso.com")
			if len(from) != c.told || c.told > 0 && from[0] != "help@contoso.com" {
				t.Errorf("from %v", from)
			}
		})
	}
}

// A group that has to be named in To or Cc (BccBlocked) looks at the header.
func TestBccBlocked(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"To: Munich <munich.office@contoso.com>":                        "jonas@contoso.com",
		"Cc: a@b.example,\r\n MUNICH.OFFICE@contoso.com":                "jonas@contoso.com",
		"Cc: =?utf-8?q?x?= <j@b.example>, \"munich\" <jonas@b.example>": "5.7.1",
		"X-To: munich.office@contoso.com":                               "5.7.1",
		"To: (":                                                         "jonas@contoso.com", // nobody knows
	} {
		w := newWorld(t, group.Commands)
		w.Must("Set-DistributionGroup", "Identity", "munich.office", "BccBlocked", true)
		m := &mail.Message{Subject: "Hidden", From: "amara@contoso.com", Submitter: w.recipient("amara").ID}
		w.put(m, header+"\r\n\r\nTo: munich.office@contoso.com\r\n", "munich.office@contoso.com")
		w.worker.Drain(t.Context())
		if got := w.traces(m) + w.notice("amara"); !strings.Contains(got, want) {
			t.Errorf("%q: %s", header, got)
		}
	}
}

// RFC 3461, 6.4; RFC 5321, 4.5.5: a notice has no sender and asks for no other, or two mail systems tell each other
// for ever. One that cannot be delivered is told to nobody.
func TestNoticesEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var notices []mail.Envelope
	w.away.hook = func(o *queue.Outgoing) {
		if len(notices) < 100 {
			notices = append(notices, o.Envelope)
		}
	}
	w.away.say = func(string, string, int) *mail.Status { return refused() }
	w.send("eve@toys.tailspin.example", "nobody@contoso.com")
	if len(notices) != 1 || notices[0].Sender != "" || !slices.Equal(notices[0].Recipients[0].Notify, []string{mail.NotifyNever}) {
		t.Errorf("%+v", notices)
	}
	if left := w.queued(); len(left) != 0 {
		t.Errorf("%d items are left", len(left))
	}
}

// A large message does not come back whole, whatever was asked for.
func TestNoticeReturnsLittle(t *testing.T) {
	t.Parallel()
	for size, whole := range map[int]bool{1 << 20: true, 10<<20 + 1: false} {
		w := newWorld(t)
		m := &mail.Message{Subject: "Large", From: "amara@contoso.com", Submitter: w.recipient("amara").ID}
		raw := "From: amara@contoso.com\r\n\r\n" + strings.Repeat(strings.Repeat("x", 998)+"\r\n", size/1000+1)
		mailtest.Update(t, w.Store, w.Tenant, func(tx mail.Tx) error {
			if err := tx.PutMessage(m, strings.NewReader(raw)); err != nil {
				return err
			}
			return tx.Enqueue(&mail.Queued{Message: m.ID, Stage: mail.Accepted, Envelope: mail.Envelope{
				Sender: m.From, Return: "FULL", Recipients: []mail.Recipient{{Address: "nobody@contoso.com"}},
			}})
		})
		w.worker.Accepted(w.Tenant)
		w.worker.Drain(t.Context())
		if got := len(w.notice("amara")) > size; got != whole {
			t.Errorf("%d bytes came back whole: %v", size, got)
		}
	}
}
