package outbound

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// contoso returns a sender over the demo's organisation, and the organisation's cmdlets.
func contoso(t *testing.T, standard string) (*Sender, *cmdlettest.World) {
	t.Helper()
	w := cmdlettest.New(t, plain.Commands)
	return &Sender{Store: w.Store, Directory: w.Store, Default: standard, AllowPrivate: true, Host: "mail.contoso.example", Now: func() time.Time { return w.Now }}, w
}

func destinationOf(t *testing.T, s *Sender, tenant org.ID, domain string) (to string, err error) {
	t.Helper()
	if err := s.Store.View(mailtest.As(t.Context(), tenant), func(tx org.Tx) error {
		to, err = s.Destination(tx, domain)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return to, err
}

// dialTo follows the destination of a domain.
func dialTo(t *testing.T, s *Sender, tenant org.ID, domain string) (queue.Link, error) {
	t.Helper()
	to, err := destinationOf(t, s, tenant, domain)
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Dial(t.Context(), tenant, to)
	if err == nil {
		t.Cleanup(func() { _ = l.Close() })
	}
	return l, err
}

// TestConnectorsOfTheOrganisation: as New-OutboundConnector makes them.
func TestConnectorsOfTheOrganisation(t *testing.T) {
	t.Parallel()
	s, w := contoso(t, None)
	sink := newSink(t, nil)
	if _, err := destinationOf(t, s, w.Tenant, "fabrikam.example"); asStatus(err) == nil || !strings.Contains(err.Error(), "--outbound") {
		t.Errorf("got %v", err)
	}
	w.Must("New-OutboundConnector", "Name", "To Fabrikam", "RecipientDomains", []any{"fabrikam.example", "*.fabrikam.example"},
		"SmartHosts", []any{"127.0.0.99:9", sink.address}, "UseMXRecord", false)
	l, err := dialTo(t, s, w.Tenant, "north.Fabrikam.example")
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, l, outgoing(plainMessage, "sam@north.fabrikam.example")); !got[0].Status.OK() || len(sink.messages()) != 1 {
		t.Errorf("got %+v", got)
	}
	w.Must("Set-OutboundConnector", "Identity", "To Fabrikam", "TlsSettings", "EncryptionOnly")
	if _, err := dialTo(t, s, w.Tenant, "fabrikam.example"); !says(err, "451 4.7.321 the outbound connector To Fabrikam asks for TLS") {
		t.Errorf("got %v", err)
	}
	w.Must("Set-OutboundConnector", "Identity", "To Fabrikam", "Enabled", false)
	if _, err := destinationOf(t, s, w.Tenant, "fabrikam.example"); asStatus(err) == nil {
		t.Errorf("got %v", err)
	}
}

// TestConnectorByMX takes the policies of the domain as it says.
func TestConnectorByMX(t *testing.T) {
	t.Parallel()
	s, w := contoso(t, None)
	w.Must("New-OutboundConnector", "Name", "To all", "RecipientDomains", []any{"*"}, "SmtpDaneMode", "Mandatory")
	sink := newSink(t, nil)
	z := &zone{hosts: map[string][]string{"fabrikam.example": {"127.0.0.1"}}}
	s.Resolver = z
	_, s.Port, _ = net.SplitHostPort(sink.address)
	if _, err := dialTo(t, s, w.Tenant, "fabrikam.example"); !says(err, "451 4.7.324") {
		t.Errorf("got %v", err)
	}
	w.Must("Set-OutboundConnector", "Identity", "To all", "SmtpDaneMode", "None", "MtaStsMode", "None")
	z.asked = nil
	l, err := dialTo(t, s, w.Tenant, "fabrikam.example")
	if err != nil {
		t.Fatal(err)
	}
	send(t, l, outgoing(plainMessage, "sam@fabrikam.example"))
	if !slices.Equal(z.asked, []string{"MX fabrikam.example", "A fabrikam.example"}) || len(sink.messages()) != 1 {
		t.Errorf("asked for %v", z.asked)
	}
}

// TestSettingsThatChangedMeanwhile: what waits for a destination that is gone goes where its recipients go now.
func TestSettingsThatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	s, w := contoso(t, None)
	one, two := newSink(t, nil), newSink(t, nil)
	w.Must("New-OutboundConnector", "Name", "Old", "RecipientDomains", []any{"*"}, "SmartHosts", []any{one.address}, "UseMXRecord", false)
	old, err := destinationOf(t, s, w.Tenant, "fabrikam.example")
	if err != nil {
		t.Fatal(err)
	}
	w.Must("Remove-OutboundConnector", "Identity", "Old")
	w.Must("New-OutboundConnector", "Name", "A", "RecipientDomains", []any{"a.example"}, "SmartHosts", []any{one.address}, "UseMXRecord", false)
	w.Must("New-OutboundConnector", "Name", "B", "RecipientDomains", []any{"b.example"}, "SmartHosts", []any{two.address}, "UseMXRecord", false)
	w.Must("New-OutboundConnector", "Name", "D", "RecipientDomains", []any{"d.example"}, "SmartHosts", []any{"127.0.0.99:9"}, "UseMXRecord", false)
	for _, destination := range []string{old, "host:relay.example:25", "mx:a.example", "lab", tenantPrefix + org.IDText(org.ID{7})} {
		l, err := s.Dial(t.Context(), w.Tenant, destination)
		if err != nil {
			t.Fatal(err)
		}
		got := send(t, l, outgoing(plainMessage, "r@a.example", "r@c.example", "r@b.example", "s@a.example", "r@d.example"))
		var codes []int
		for _, o := range got {
			codes = append(codes, o.Status.Code)
		}
		if !slices.Equal(codes, []int{250, 550, 250, 250, 451}) {
			t.Errorf("%s: %v", destination, codes)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if a, b := one.messages(), two.messages(); len(a) != 5 || len(b) != 5 || len(a[0].to) != 2 || len(b[0].to) != 1 {
		t.Errorf("the sinks got %+v and %+v", a, b)
	}
	for _, destination := range []string{"", "x", "mx:", "host:", "connector:", "connector:1/a", "tenant:x"} {
		if _, err := s.Dial(t.Context(), w.Tenant, destination); err == nil || asStatus(err) != nil {
			t.Errorf("%q: %v", destination, err)
		}
	}
}

// stored puts a message into the store and returns it on its way out.
func stored(t *testing.T, w *cmdlettest.World, raw string, to ...string) *queue.Outgoing {
	t.Helper()
	o := outgoing(raw, to...)
	o.Tenant, o.Message = w.Tenant, mail.Message{MessageID: "<1@contoso.com>", Subject: "Toner", From: "amara@contoso.com", Submitter: org.ID{1}}
	mailtest.Update(t, w.Store, w.Tenant, func(m mail.Tx) error { return m.PutMessage(&o.Message, strings.NewReader(raw)) })
	o.Open = func() io.Reader { return mail.Open(mailtest.As(t.Context(), w.Tenant), w.Store, o.Message.ID) }
	return o
}

// TestLabOutbox: one item for each recipient, once, however often the message comes.
func TestLabOutbox(t *testing.T) {
	t.Parallel()
	s, w := contoso(t, Lab)
	o := stored(t, w, plainMessage, "sam@fabrikam.example", "kim@fabrikam.example")
	for range 2 {
		l, err := dialTo(t, s, w.Tenant, "fabrikam.example")
		if err != nil {
			t.Fatal(err)
		}
		for _, out := range send(t, l, o) {
			if out.Status.Error() != "250 2.0.0 The message is kept in the lab's outbox." || out.Relayed || out.Address != "" {
				t.Errorf("got %+v", out)
			}
		}
	}
	var got []string
	mailtest.View(t, w.Store, w.Tenant, func(m mail.Tx) error {
		for i, err := range m.Items(mail.LabBox, outboxFolder, 0) {
			if err != nil {
				return err
			}
			got = append(got, i.For)
			if i.Message != o.Message.ID || i.Size != int64(len(plainMessage)) {
				t.Errorf("the item is %+v", i)
			}
		}
		return nil
	})
	if slices.Sort(got); !slices.Equal(got, []string{"kim@fabrikam.example", "sam@fabrikam.example"}) {
		t.Errorf("the outbox has mail for %v", got)
	}
}

// TestMailBetweenOrganisations: it comes in as mail from outside, once for each recipient, however often it is
// handed over; and no longer than it may go in a circle.
func TestMailBetweenOrganisations(t *testing.T) {
	t.Parallel()
	s, w := contoso(t, None)
	var woken []org.ID
	s.Accepted = func(tenant org.ID) { woken = append(woken, tenant) }
	tailspin := org.ID{9}
	if err := w.Store.PutTenant(t.Context(), org.TenantInfo{ID: tailspin, Realm: "O365Default", Kind: "exchange", Name: "tailspin", Domains: []string{"tailspin.example"}}); err != nil {
		t.Fatal(err)
	}
	const raw = "X-MS-Exchange-Organization-SCL: -1\r\n" + plainMessage
	o := stored(t, w, raw, "sam@Tailspin.example")
	o.Envelope.Recipients[0].Trail = []string{"sales@contoso.com"}
	for range 2 {
		l, err := dialTo(t, s, w.Tenant, "tailspin.example")
		if err != nil {
			t.Fatal(err)
		}
		if got := send(t, l, o); !got[0].Status.OK() {
			t.Errorf("got %+v", got)
		}
		o.Envelope.Recipients = append(o.Envelope.Recipients[:1], mail.Recipient{Address: "kim@tailspin.example"})
	}
	var got []string
	mailtest.View(t, w.Store, tailspin, func(m mail.Tx) error {
		for q, err := range m.Queue() {
			if err != nil {
				return err
			}
			got = append(got, q.Envelope.Recipients[0].Address)
			in, err := m.Message(q.Message)
			if err != nil {
				return err
			}
			text := string(mailtest.Read(t, w.Store, tailspin, q.Message))
			rest, ok := strings.CutPrefix(text, "Received: from mail.contoso.example by mail.contoso.example; ")
			if !ok || strings.Contains(text, "SCL") || !strings.HasSuffix(rest, "\r\n"+plainMessage) || in.Size != int64(len(text)) {
				t.Errorf("the message is %q", text)
			}
			if q.Stage != mail.Accepted || !q.Envelope.Outside || q.Envelope.Sender != "amara@contoso.example" || len(q.Envelope.Recipients) != 1 || q.Envelope.Recipients[0].Trail != nil {
				t.Errorf("the item is %+v", q)
			}
			if in.Submitter != (org.ID{}) || in.FromIP != "" || in.MessageID != "<1@contoso.com>" || in.ID == o.Message.ID {
				t.Errorf("the message is %+v", in)
			}
		}
		return nil
	})
	if !slices.Equal(got, []string{"sam@Tailspin.example", "kim@tailspin.example"}) || !slices.Equal(woken, []org.ID{tailspin, tailspin}) {
		t.Errorf("they got it: %v; woken were %v", got, woken)
	}
	l, err := dialTo(t, s, w.Tenant, "tailspin.example")
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, l, stored(t, w, strings.Repeat("Received: from a by b; Fri, 2 Jan 2026 03:04:05 +0000\r\n", 30)+plainMessage, "sam@tailspin.example")); got[0].Status.Enhanced != "5.4.6" {
		t.Errorf("a circle: %+v", got[0].Status)
	}
	// The own domain of an organisation is never a neighbour's.
	if to, err := destinationOf(t, s, tailspin, "tailspin.example"); asStatus(err) == nil {
		t.Errorf("got %s, %v", to, err)
	}
}
