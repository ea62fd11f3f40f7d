package submit

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// An exit lets mail out to one domain.
type exit struct{ asked int }

func (x *exit) Destination(_ org.Tx, domain string) (string, error) {
	x.asked++
	switch domain {
	case "tailspin.example":
		return "lab", nil
	case "broken.example":
		return "", errors.New("no such luck")
	}
	return "", &mail.Status{Code: 550, Enhanced: "5.4.4", Text: "Nothing leaves this server"}
}

// Recipients outside need a way there; those inside are not looked up.
func TestOutside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	way := &exit{}
	w.service.Outside = way
	x := w.sender(olivia)
	for address, want := range map[string]string{
		"a@tailspin.example": "", "b@Tailspin.Example": "", "a@nowhere.example": "550 5.4.4 Nothing leaves this server", "nobody@contoso.com": "",
		"nobody@contoso.onmicrosoft.com": "", "a@broken.example": "no such luck",
	} {
		err := x.Recipient(t.Context(), &mail.Envelope{Sender: olivia}, mail.Recipient{Address: address})
		if got := text(err); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
		var r *smtpreply.Error
		if strings.HasPrefix(want, "5") != errors.As(err, &r) {
			t.Errorf("%s: %T", address, err)
		}
	}
	if way.asked != 3 {
		t.Errorf("asked %d times for three domains", way.asked)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// What is refused, or fails, leaves nothing behind (F-08): no message, no place in the queue, no count.
func TestNothingIsHalfAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	e := &mail.Envelope{Sender: olivia, Recipients: []mail.Recipient{{Address: "amara@contoso.com"}}}
	large := func() *message.Received {
		m, err := message.Receive(strings.NewReader(ownHeader+"\r\n\r\n"+strings.Repeat(strings.Repeat("y", 98)+"\r\n", 20_000)), message.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	gone := large()
	if err := gone.Close(); err != nil { // its bytes cannot be read any more
		t.Fatal(err)
	}
	if _, err := x.Submit(t.Context(), e, &Content{Message: gone}); err == nil {
		t.Error("a message without bytes was accepted")
	}
	whole := large()
	defer whole.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Submit(ctx, e, &Content{Message: whole}); err == nil {
		t.Error("accepted after the connection ended")
	}
	w.mail(func(m mail.Tx) error {
		list, err := m.Messages(org.ID{}, 10)
		total, more := m.Submitted(x.Mailbox, w.Now.Add(-1<<40))
		if len(list) != 0 || total != (mail.Total{}) {
			t.Errorf("left behind: %v, %+v", list, total)
		}
		return errors.Join(err, more)
	})
	if len(w.queued()) != 0 || w.woken.Load() != 0 {
		t.Errorf("%d queued, woken %d times", len(w.queued()), w.woken.Load())
	}
	if _, err := x.Submit(t.Context(), e, &Content{Message: whole}); err != nil {
		t.Errorf("once more: %v", err)
	}
}

// What Received says, for every kind of connection (RFC 5321, 4.4; RFC 3848; RFC 6531, 4.3).
func TestReceived(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		address, hello, cipher string
		utf8                   bool
		want                   string
	}{
		{"192.0.2.1", "client.example", "", false, "from client.example ([192.0.2.1])\r\n by smtp.contoso.com with ESMTPA\r\n"},
		{"2001:db8::1", "[IPv6:2001:db8::1]", "TLS1.3, X", false, "from [IPv6:2001:db8::1] ([IPv6:2001:db8::1])\r\n by smtp.contoso.com with ESMTPSA (TLS1.3, X)\r\n"},
		{"", "", "TLS1.2, Y", true, "from unknown (unknown)\r\n by smtp.contoso.com with UTF8SMTPSA (TLS1.2, Y)\r\n"},
		{"192.0.2.1", "a (b)\r\nX: y", "", false, "from unknown ([192.0.2.1])\r\n"},
		{"192.0.2.1", strings.Repeat("a", 300), "", false, "from unknown ([192.0.2.1])\r\n"},
		{"192.0.2.1", "bücher.example", "", true, "from unknown ([192.0.2.1])\r\n by smtp.contoso.com with UTF8SMTPA\r\n"},
	} {
		x := &Sender{service: w.service}
		if tt.address != "" {
			x.Address = netip.MustParseAddr(tt.address)
		}
		f := x.received(&mail.Envelope{UTF8: tt.utf8}, &Content{Hello: tt.hello, Cipher: tt.cipher}, &stamp{at: w.Now})
		if got := string(f.Raw); !strings.HasPrefix(got, "Received: "+tt.want) || strings.Count(got, "\r\n") != 4 {
			t.Errorf("%q: %q", tt.hello, got)
		}
	}
}

// The owner's own sending is on record only where it was asked for.
func TestOwnerAudit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	send := func(want int) {
		t.Helper()
		if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
			t.Fatal(err)
		}
		if rows := w.Audited("Send"); len(rows) != want {
			t.Errorf("%d records, want %d", len(rows), want)
		}
		w.later(1e9)
	}
	send(0)
	w.Must("Set-Mailbox", "Identity", "olivia", "AuditOwner", []any{"Send"})
	w.later(1e9)
	send(1)
	w.Must("Set-Mailbox", "Identity", "olivia", "AuditEnabled", false)
	w.later(1e9)
	send(1)
	w.Must("Set-Mailbox", "Identity", "olivia", "AuditEnabled", true)
	w.Must("Set-OrganizationConfig", "AuditDisabled", true)
	w.later(1e9)
	send(1)
}
