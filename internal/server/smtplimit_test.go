package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/org"
)

// A submitter is a mail program of Olivia's, who is an ordinary user.
type submitter struct{ *smtp.Client }

const (
	submitterUser = "olivia@contoso.com"
	colleague     = "hana@contoso.com"
)

func submitFrom(t *testing.T, s *Server) *submitter {
	t.Helper()
	c, err := smtp.DialStartTLS(s.Ready().SMTP, &tls.Config{RootCAs: s.RootCAs()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Auth(sasl.NewLoginClient(submitterUser, account(t, s, "olivia").Password)); err != nil {
		t.Fatal(err)
	}
	return &submitter{c}
}

// send sends a message, up to the first refusal.
func (c *submitter) send(recipients ...string) error {
	if err := c.Mail(submitterUser, nil); err != nil {
		return err
	}
	for _, r := range recipients {
		if err := c.Rcpt(r, nil); err != nil {
			return errors.Join(err, c.Reset())
		}
	}
	return c.content()
}

func (c *submitter) content() error {
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "From: "+submitterUser+"\r\nSubject: scan\r\n\r\nHello\r\n"); err != nil {
		return err
	}
	return w.Close()
}

// refused wants a reply that begins as given.
func refused(t *testing.T, what string, err error, begins string) {
	t.Helper()
	e, ok := errors.AsType[*smtp.SMTPError](err)
	if !ok || !strings.HasPrefix(fmt.Sprintf("%d %d.%d.%d %s", e.Code, e.EnhancedCode[0], e.EnhancedCode[1], e.EnhancedCode[2], e.Message), begins) {
		t.Errorf("%s: %v, want %s", what, err, begins)
	}
}

// outside are recipients of another organisation.
func outside(from, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("guest%d@tailspin.example", from+i)
	}
	return list
}

// Issue 4, 4.2, as mail programs see it: the 31st message of a minute, the fourth connection, the 501st and the
// 1,001st recipient, and one more than a day may have each get the documented answer, and nothing that was accepted
// is lost.
func TestLimitsOfSubmission(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64 // of the clock on the wall
	s := start(t, func(o *Options) {
		o.Lab = true
		o.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	})
	later := func(d time.Duration) { ahead.Add(int64(d)) }

	c := submitFrom(t, s)
	for i := range 30 {
		if err := c.send(colleague); err != nil {
			t.Fatalf("message %d: %v", i+1, err)
		}
	}
	refused(t, "the 31st message of a minute", c.send(colleague), "421 4.4.2 Message submission rate for this client has exceeded the configured limit")
	later(time.Minute + time.Second)
	c = submitFrom(t, s)
	if err := c.send(colleague); err != nil {
		t.Errorf("the 31st message a minute later: %v", err)
	}

	second, third, fourth := submitFrom(t, s), submitFrom(t, s), submitFrom(t, s)
	for _, x := range []*submitter{second, third} {
		if err := x.send(colleague); err != nil {
			t.Error(err)
		}
	}
	refused(t, "the fourth connection", fourth.send(colleague), "432 4.3.2 Concurrent connections limit exceeded.")
	if err := c.Quit(); err != nil {
		t.Error(err)
	}
	if err := fourth.send(colleague); err != nil {
		t.Errorf("the fourth connection once there is room: %v", err)
	}

	recipients(t, s, fourth, 500)
	_, answer := invoke(t, s, token(t, s, account(t, s, "amara")), s.Realms()[0].TenantID, "Set-Mailbox", map[string]any{"Identity": submitterUser, "RecipientLimits": 1000})
	if answer["error"] != nil {
		t.Fatal(answer)
	}
	later(2 * time.Second) // settings are believed for up to a second
	recipients(t, s, fourth, 1000)

	setLimit(t, s, limit.RecipientsPerDay, 31+3+500+1000+10)
	later(2 * time.Second)
	if err := fourth.send(outside(0, 10)...); err != nil {
		t.Errorf("the last recipients of the day: %v", err)
	}
	refused(t, "one recipient more in a day", fourth.send(outside(0, 1)...), "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients")
	later(24 * time.Hour)
	if err := second.Quit(); err != nil {
		t.Error(err)
	}
	if err := submitFrom(t, s).send(outside(0, 1)...); err != nil {
		t.Errorf("a day later: %v", err)
	}
	allThere(t, s, 31+3, 500+1000+10+1)
}

// recipients sends a message to as many as it may have; one more is refused, and the others get it.
func recipients(t *testing.T, s *Server, c *submitter, most int) {
	t.Helper()
	if err := c.Mail(submitterUser, nil); err != nil {
		t.Fatal(err)
	}
	for i, r := range outside(0, most) {
		if err := c.Rcpt(r, nil); err != nil {
			t.Fatalf("recipient %d of %d: %v", i+1, most, err)
		}
	}
	refused(t, fmt.Sprintf("recipient %d", most+1), c.Rcpt("one-more@tailspin.example", nil), "452 4.5.3 Too many recipients")
	if err := c.content(); err != nil {
		t.Errorf("%d recipients: %v", most, err)
	}
}

func setLimit(t *testing.T, s *Server, name limit.Name, value int64) {
	t.Helper()
	f, _ := limit.Find(string(name))
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: s.realms[0].tenant.ID, Actor: "test", Cause: &org.Cause{Operation: "test"}})
	err := s.store.Update(ctx, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err == nil {
			err = limit.Set(o.Entry, f, &value)
		}
		if err != nil {
			return err
		}
		return directory.SaveConfig(tx, o.Entry)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// allThere waits until mailboxes and the lab's outbox have what was accepted, and nothing else.
func allThere(t *testing.T, s *Server, inside, outside int) {
	t.Helper()
	until(t, fmt.Sprintf("%d messages are inside and %d outside", inside, outside), func() bool {
		in, out := places(t, s)
		if in > inside || out > outside {
			t.Fatalf("%d messages are inside and %d outside, want %d and %d", in, out, inside, outside)
		}
		return in == inside && out == outside
	})
}

// places counts the messages that lie in the colleague's mailbox and in the lab's outbox.
func places(t *testing.T, s *Server) (in, out int) {
	t.Helper()
	updateMail(t, s, func(m mail.Tx) error {
		list, err := m.Messages(org.ID{}, 1000)
		in, out = 0, 0
		for _, x := range list {
			held, e := m.Holders(x.ID)
			err = errors.Join(err, e)
			for _, i := range held {
				switch {
				case i.Box == mail.LabBox:
					out++
				case i.For == colleague:
					in++
				}
			}
		}
		return err
	})
	return in, out
}
