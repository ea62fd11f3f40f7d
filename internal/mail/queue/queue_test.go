package queue_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/permission"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// A message goes into its recipients' inboxes and the sender's Sent Items, and its trace says so.
func TestLocal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.send("amara", "jonas@contoso.com", "nobody@contoso.com")
	for _, c := range [][3]string{
		{"inbox", w.inbox("jonas"), "Message 1"},
		{"sent", w.sent("amara"), "Message 1"},
		{"notice", w.inbox("amara"), "Undeliverable: Message 1"},
		{"traces", w.traces(m), "jonas@contoso.com Delivered, nobody@contoso.com Failed"},
		{"events", w.events(m, "jonas@contoso.com"), "Receive, Submit, Deliver"},
		{"events of nobody", w.events(m, "nobody@contoso.com"), "Receive, Submit, Fail, DSN"},
	} {
		if c[1] != c[2] {
			t.Errorf("%s: %q, want %q", c[0], c[1], c[2])
		}
	}
	if q := w.queued(); len(q) != 0 {
		t.Errorf("%d left", len(q))
	}
	if len(w.told) != 2 || w.told[0] != m.ID {
		t.Errorf("told of %v", w.told)
	}
}

// Contoso's recipients of every kind, as the directory keeps them.
func TestContoso(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to string
		want     string // traces, in order; names in contoso.com without their domain
	}{
		"group":                {"amara", "all.sales", "alex.kim Delivered, all.sales Expanded, kofi.mensah@tailspin.example Failed, kofi Delivered, marcus Delivered, olivia Delivered, peter Delivered"},
		"security group":       {"amara", "finance.readers", "beatrix Delivered, finance.readers Expanded, grace Delivered, victor Delivered"},
		"dynamic group":        {"amara", "london", "grace Delivered, kofi.mensah@tailspin.example Failed, kofi Delivered, london Expanded, owen Delivered, samir Delivered, siobhan.oconnor Delivered"},
		"Microsoft 365 group":  {"amara", "lighthouse", "lighthouse Delivered"},
		"room list":            {"amara", "rooms", "room.harbor Delivered, room.isar Delivered, rooms Expanded"},
		"removed group":        {"amara", "merger", "merger Failed"},
		"groups in each other": {"amara", "alpha.readers", "alpha.readers Expanded, alpha.writers Expanded, dmitri Delivered, iris@woodgrove.example Delivered, orders@printshop.example Delivered, priya Delivered"},
		"empty group":          {"amara", "summer.party", "summer.party Expanded"},
		"restricted":           {"amara", "announcements", "announcements Failed"},
		"moderated":            {"victor", "announcements", "announcements Failed"},
		"contact":              {"amara", "nora@fabrikam.example", "nora@fabrikam.example Delivered"},
		"mail user":            {"amara", "hugo.castellan@tailspin.example", "hugo.castellan@tailspin.example Delivered"},
		"blocked, forwards":    {"amara", "peter", "olivia Delivered, peter Delivered"},
		"forwards outside":     {"amara", "kofi", "kofi.mensah@tailspin.example Failed, kofi Delivered"},
		"shared mailbox":       {"amara", "enquiries", "enquiries Delivered"},
		"room":                 {"amara", "room.harbor", "room.harbor Delivered"},
		"equipment":            {"amara", "van.munich", "van.munich Delivered"},
		"removed mailbox":      {"amara", "felix", "felix Failed"},
		"initial domain":       {"amara", "jonas@contoso.onmicrosoft.com", "jonas Delivered"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			to := c.to
			if !strings.Contains(to, "@") {
				to += "@contoso.com"
			}
			m := w.send(c.from, to)
			if d := cmp.Diff(c.want, strings.ReplaceAll(w.traces(m), "@contoso.com", "")); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
			if q := w.queued(); len(q) != 0 {
				t.Errorf("%d left", len(q))
			}
		})
	}
}

// What cmdlets change has its effect on mail.
func TestSettings(t *testing.T) {
	t.Parallel()
	type cmdlet []any
	for name, c := range map[string]struct {
		do   []cmdlet
		to   string
		want string
	}{
		"forward":           {[]cmdlet{{"Set-Mailbox", "Identity", "jonas", "ForwardingAddress", "priya"}}, "jonas", "jonas Delivered, priya Delivered"},
		"forward outside":   {[]cmdlet{{"Set-HostedOutboundSpamFilterPolicy", "Identity", "Default", "AutoForwardingMode", "On"}}, "kofi", "kofi.mensah@tailspin.example Delivered, kofi Delivered"},
		"remote domain":     {[]cmdlet{{"Set-HostedOutboundSpamFilterPolicy", "Identity", "Default", "AutoForwardingMode", "On"}, {"New-RemoteDomain", "Name", "Tailspin", "DomainName", "tailspin.example"}, {"Set-RemoteDomain", "Identity", "Tailspin", "AutoForwardEnabled", false}}, "kofi", "kofi.mensah@tailspin.example Failed, kofi Delivered"},
		"other address":     {[]cmdlet{{"Set-Mailbox", "Identity", "jonas", "EmailAddresses", []any{"SMTP:j@contoso.com", "smtp:jonas@contoso.com", "smtp:x@contoso.onmicrosoft.com"}}}, "jonas", "j Delivered"},
		"plus addressing":   {nil, "jonas+lists", "jonas Delivered"},
		"no plus":           {[]cmdlet{{"Set-OrganizationConfig", "DisablePlusAddressInRecipients", true}}, "jonas+lists", "jonas+lists Failed"},
		"internal relay":    {[]cmdlet{{"Set-AcceptedDomain", "Identity", "contoso.com", "DomainType", "InternalRelay"}}, "nobody", "nobody Delivered"},
		"subdomain":         {[]cmdlet{{"Set-AcceptedDomain", "Identity", "contoso.com", "DomainType", "InternalRelay", "MatchSubDomains", true}}, "a@b.contoso.com", "a@b.contoso.com Delivered"},
		"only from":         {[]cmdlet{{"Set-Mailbox", "Identity", "jonas", "AcceptMessagesOnlyFromSendersOrMembers", "priya"}}, "jonas", "jonas Failed"},
		"only from a group": {[]cmdlet{{"Set-Mailbox", "Identity", "jonas", "AcceptMessagesOnlyFromDLMembers", "all.sales"}, {"Add-DistributionGroupMember", "Identity", "all.sales", "Member", "amara"}}, "jonas", "jonas Delivered"},
		"reject":            {[]cmdlet{{"Set-Mailbox", "Identity", "jonas", "RejectMessagesFrom", "amara"}}, "jonas", "jonas Failed"},
		"hidden":            {[]cmdlet{{"Set-Mailbox", "Identity", "jonas", "HiddenFromAddressListsEnabled", true}}, "jonas", "jonas Delivered"},
		"size":              {[]cmdlet{{"Set-Mailbox", "Identity", "jonas", "MaxReceiveSize", "0"}}, "jonas", "jonas Delivered"},
		"quota":             {[]cmdlet{{"Set-Mailbox", "Identity", "priya", "IssueWarningQuota", "1KB", "ProhibitSendQuota", "1KB", "ProhibitSendReceiveQuota", "1KB"}}, "priya", "priya Failed"},
		"subscriber":        {[]cmdlet{{"Add-UnifiedGroupLinks", "Identity", "lighthouse", "LinkType", "Subscribers", "Links", "chloe"}}, "lighthouse", "chloe Delivered, lighthouse Delivered"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, mailbox.Commands, group.Commands, plain.Commands)
			for _, x := range c.do {
				w.Must(x[0].(string), x[1:]...)
			}
			to := c.to
			if !strings.Contains(to, "@") {
				to += "@contoso.com"
			}
			m := w.send("amara", to)
			if d := cmp.Diff(c.want, strings.ReplaceAll(w.traces(m), "@contoso.com", "")); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestMaxReceiveSize(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailbox.Commands)
	w.Must("Set-Mailbox", "Identity", "jonas", "MaxReceiveSize", "1KB")
	m := &mail.Message{Subject: "Large", From: "amara@contoso.com", Submitter: w.recipient("amara").ID}
	w.put(m, "Subject: Large\r\n\r\n"+strings.Repeat("x", 1024), "jonas@contoso.com", "priya@contoso.com")
	w.worker.Drain(t.Context())
	if got := w.traces(m); got != "jonas@contoso.com Failed, priya@contoso.com Delivered" {
		t.Error(got)
	}
	if n := w.notice("amara"); !strings.Contains(n, "Status: 5.2.3") {
		t.Error(n)
	}
}

// Sent Items has what a mailbox sent, and what others sent in its name, as it is configured.
func TestSentItems(t *testing.T) {
	t.Parallel()
	grants := func(w *world) {
		w.Must("Add-RecipientPermission", "Identity", "enquiries", "Trustee", "amara", "AccessRights", "SendAs")
	}
	for name, c := range map[string]struct {
		setup      func(*world)
		from       string
		amara, own string
	}{
		"own": {func(*world) {}, "amara@contoso.com", "Sent", ""},
		"no copy": {func(w *world) {
			w.Must("Set-Mailbox", "Identity", "amara", "MessageCopyForSMTPClientSubmissionEnabled", false)
		}, "amara@contoso.com", "", ""},
		"as another": {grants, "enquiries@contoso.com", "Sent", ""},
		"as another, copied": {func(w *world) {
			grants(w)
			w.Must("Set-Mailbox", "Identity", "enquiries", "MessageCopyForSentAsEnabled", true)
		}, "enquiries@contoso.com", "Sent", "Sent"},
		"as, of the wrong kind": {func(w *world) {
			grants(w)
			w.Must("Set-Mailbox", "Identity", "enquiries", "MessageCopyForSendOnBehalfEnabled", true)
		}, "enquiries@contoso.com", "Sent", ""},
		"on behalf": {func(w *world) { w.Must("Set-Mailbox", "Identity", "enquiries", "MessageCopyForSentAsEnabled", true) }, "enquiries@contoso.com", "Sent", ""},
		"on behalf, copied": {func(w *world) {
			w.Must("Set-Mailbox", "Identity", "enquiries", "MessageCopyForSendOnBehalfEnabled", true)
		}, "enquiries@contoso.com", "Sent", "Sent"},
		"by way of the group": {func(w *world) { groupGrant(w) }, "enquiries@contoso.com", "Sent", "Sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, mailbox.Commands, permission.Commands, group.Commands)
			c.setup(w)
			m := &mail.Message{Subject: "Sent", From: c.from, Submitter: w.recipient("amara").ID}
			w.put(m, "Subject: Sent\r\n\r\n", "jonas@contoso.com", "amara@contoso.com")
			w.worker.Drain(t.Context())
			if got := w.sent("amara"); got != c.amara {
				t.Errorf("amara's: %q", got)
			}
			if got := w.sent("enquiries"); got != c.own {
				t.Errorf("enquiries': %q", got)
			}
			if w.inbox("jonas") != "Sent" || w.inbox("amara") != "Sent" {
				t.Errorf("inboxes: %q, %q", w.inbox("jonas"), w.inbox("amara"))
			}
		})
	}
}

func groupGrant(w *world) {
	w.Must("Add-DistributionGroupMember", "Identity", "finance.readers", "Member", "amara", "BypassSecurityGroupManagerCheck", true)
	w.Must("Add-RecipientPermission", "Identity", "enquiries", "Trustee", "finance.readers", "AccessRights", "SendAs")
	w.Must("Set-Mailbox", "Identity", "enquiries", "MessageCopyForSentAsEnabled", true)
}

// A message to a large group is delivered in several transactions, to each member once.
func TestLargeGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.worker.Limits.Recipients = 2
	m := w.send("amara", "alpha.readers@contoso.com", "all.sales@contoso.com", "munich.office@contoso.com", "marcus@contoso.com")
	want := "alex.kim Delivered, all.sales Expanded, alpha.readers Expanded, alpha.writers Expanded, dmitri Delivered, ellen Delivered, iris@woodgrove.example Delivered, " +
		"jonas Delivered, juergen.mueller Delivered, kofi.mensah@tailspin.example Failed, kofi Delivered, marcus Delivered, munich.office Expanded, olivia Delivered, " +
		"orders@printshop.example Delivered, peter Delivered, priya Delivered, tomasz Failed"
	if d := cmp.Diff(want, strings.ReplaceAll(w.traces(m), "@contoso.com", "")); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	for _, alias := range []string{"marcus", "olivia", "jonas", "priya", "ellen"} {
		if got := w.inbox(alias); got != "Message 1" {
			t.Errorf("%s has %q", alias, got)
		}
	}
	if got := strings.Count(w.events(m, ""), "Receive"); got != 1 {
		t.Errorf("received %d times", got)
	}
	if n := slices.Compact(w.away.got["mx:woodgrove.example"]); len(n) != 1 || len(w.away.got["mx:woodgrove.example"]) != 1 {
		t.Errorf("outside: %v", w.away.got)
	}
}

// Whom a sender from outside reaches.
func TestStranger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.send("eve@tailspin.example", "jonas@contoso.com", "all.sales@contoso.com", "summer.party@contoso.com")
	if got := w.traces(m); got != "all.sales@contoso.com Failed, jonas@contoso.com Delivered, summer.party@contoso.com Expanded" {
		t.Error(got)
	}
	if got := w.away.got["mx:tailspin.example"]; len(got) != 1 || got[0] != "eve@tailspin.example" {
		t.Errorf("the notice went to %v", got)
	}
}

// A notification that cannot be delivered ends there: nobody is told of it.
func TestNoticeOfNotice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.send("", "nobody@contoso.com")
	if got := w.traces(m); got != "nobody@contoso.com Failed" {
		t.Error(got)
	}
	if q := w.queued(); len(q) != 0 || len(w.told) != 0 {
		t.Errorf("%d left, %d told", len(q), len(w.told))
	}
}

// Two tenants are served side by side; a fault of one does not stop the other.
func TestTenants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.worker.Accepted(org.SeedID(org.ID{}, "nobody's")) // a tenant that is not there
	if m := w.send("amara", "jonas@contoso.com"); w.traces(m) != "jonas@contoso.com Delivered" {
		t.Error(w.traces(m))
	}
}

// Who sends has a copy, whatever becomes of the message.
func TestSentThoughAllFail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("amara", "kofi@contoso.com")
	w.send("amara", "nobody@contoso.com")
	if got := w.sent("amara"); got != "Message 1, Message 2" {
		t.Error(got)
	}
	if got := w.inbox("amara"); got != "Undeliverable: Message 1, Undeliverable: Message 2" {
		t.Error(got)
	}
}

// A mailbox takes so many messages an hour; what is more is refused, and the sender is told.
func TestReceivingLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	most, figure := int64(10), limit.Figure{}
	for _, f := range limit.All() {
		if f.Name == limit.ReceivedPerHour {
			figure = f
		}
	}
	err := w.Store.Update(mailtest.As(t.Context(), w.Tenant), func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		if err := limit.Set(home.Entry, figure, &most); err != nil {
			return err
		}
		return tx.Put(home.Entry)
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		w.accept("amara", mail.Envelope{}, "jonas@contoso.com")
	}
	w.worker.Drain(t.Context())
	w.send("priya", "jonas@contoso.com")
	if got := w.inbox("jonas"); got == "" || strings.Contains(got, "Message 5") || !strings.Contains(w.notice("amara"), "5.2.12") {
		t.Errorf("%s; %s", got, w.notice("amara"))
	}
	w.later(2 * time.Hour)
	w.send("priya", "jonas@contoso.com")
	if got := w.inbox("jonas"); !strings.HasSuffix(got, "Message 7") {
		t.Error(got)
	}
}

// S-21: somebody outside stays a stranger behind a group that tells nobody, however many members it has.
func TestStrangerBehindGroup_S21(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailbox.Commands, group.Commands)
	w.worker.Limits.Recipients = 1
	w.Must("Set-DistributionGroup", "Identity", "munich.office", "RequireSenderAuthenticationEnabled", false, "ReportToOriginatorEnabled", false)
	for _, alias := range []string{"jonas", "ellen", "juergen.mueller"} {
		w.Must("Set-Mailbox", "Identity", alias, "RequireSenderAuthenticationEnabled", true)
	}
	m := w.send("eve@tailspin.example", "munich.office@contoso.com")
	want := "ellen@contoso.com Failed, jonas@contoso.com Failed, juergen.mueller@contoso.com Failed, munich.office@contoso.com Expanded, tomasz@contoso.com Failed"
	if got := w.traces(m); got != want || len(w.away.got) != 0 {
		t.Errorf("%s; outside: %v", got, w.away.got)
	}
}
