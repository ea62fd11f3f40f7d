package submit

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

const ownHeader = "From: olivia@contoso.com\r\nSubject: s"

// set changes a figure of the organisation.
func (w *world) set(name limit.Name, value int64) {
	w.T.Helper()
	f, _ := limit.Find(string(name))
	w.settle(func(e *org.Entry) error { return limit.Set(e, f, &value) })
}

func (w *world) settle(change func(*org.Entry) error) {
	w.T.Helper()
	ctx := org.WithCaller(w.T.Context(), &org.Caller{Tenant: w.Tenant, Actor: "test", Cause: &org.Cause{Operation: "settle"}})
	err := w.Store.Update(ctx, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		return errors.Join(change(o.Entry), directory.SaveConfig(tx, o.Entry))
	})
	if err != nil {
		w.T.Fatal(err)
	}
	w.later(time.Second)
}

// counted pretends that a mailbox has sent to so many already.
func (w *world) counted(s mail.Submission) {
	w.T.Helper()
	ctx := org.WithCaller(w.T.Context(), &org.Caller{Tenant: w.Tenant, Cause: &org.Cause{Silent: true}})
	err := w.Store.Update(ctx, func(tx org.Tx) error {
		m, err := mail.In(tx)
		return errors.Join(err, m.PutSubmission(&s))
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// The 31st message of a minute is put off, and sent when the minute is over.
func TestMessagesOfAMinute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	for i := range 30 {
		if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
			t.Fatalf("message %d: %v", i+1, err)
		}
		w.later(time.Second)
	}
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); name(err) != "RateLimit" {
		t.Errorf("message 31: %v", err)
	}
	if n := len(w.queued()); n != 30 {
		t.Errorf("%d messages queued", n)
	}
	other := w.sender("jonas@contoso.com")
	if _, err := other.send(t, "jonas@contoso.com", "From: jonas@contoso.com", "amara@contoso.com"); err != nil {
		t.Errorf("another mailbox: %v", err)
	}
	w.later(31 * time.Second) // the first message is a minute old
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
		t.Errorf("a minute after the first: %v", err)
	}
}

// The fourth connection signs in, and its messages are put off until one of the others is closed.
func TestConnections(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all []*Sender
	for range 4 {
		all = append(all, w.sender(olivia))
	}
	for i, x := range all[:3] {
		if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
			t.Errorf("connection %d: %v", i+1, err)
		}
	}
	if _, err := all[3].send(t, olivia, ownHeader, "amara@contoso.com"); name(err) != "ConcurrentLimit" {
		t.Errorf("connection 4: %v", err)
	}
	if _, err := w.sender("jonas@contoso.com").send(t, "jonas@contoso.com", "From: jonas@contoso.com", "amara@contoso.com"); err != nil {
		t.Errorf("another mailbox: %v", err)
	}
	all[0].Close()
	all[0].Close() // once more does nothing
	if _, err := all[3].send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
		t.Errorf("connection 4 when there is room: %v", err)
	}
	for _, x := range all {
		x.Close()
	}
	if len(w.service.slots.used) != 1 {
		t.Errorf("left: %v", w.service.slots.used)
	}
}

func addresses4(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("r%d@contoso.com", i)
	}
	return list
}

// Recipients of a message: 500 for a new mailbox, at most 1,000, or what is set for it or the organisation.
func TestRecipientsOfAMessage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		setup func(*world)
		most  int
	}{
		{"a new mailbox", func(*world) {}, 500},
		{"set to 1", func(w *world) { w.Must("Set-Mailbox", "Identity", "olivia", "RecipientLimits", "1") }, 1},
		{"set to 1000", func(w *world) { w.Must("Set-Mailbox", "Identity", "olivia", "RecipientLimits", "1000") }, 1000},
		{"unlimited is 1000", func(w *world) { w.Must("Set-Mailbox", "Identity", "olivia", "RecipientLimits", "Unlimited") }, 1000},
		{"the organisation's", func(w *world) { w.Must("Set-TransportConfig", "MaxRecipientEnvelopeLimit", 20) }, 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.setup(w)
			x := w.sender(olivia)
			list := addresses4(tt.most + 1)
			if _, err := x.send(t, olivia, ownHeader, list...); name(err) != "RecipientLimit" {
				t.Errorf("recipient %d: %v", tt.most+1, err)
			}
			if _, err := x.send(t, olivia, ownHeader, list[:tt.most]...); err != nil {
				t.Errorf("%d recipients: %v", tt.most, err)
			}
			if q := w.queued(); len(q) != 1 || len(q[0].Envelope.Recipients) != tt.most {
				t.Errorf("queued: %d", len(q))
			}
		})
	}
}

// The 10,001st recipient of 24 hours, which slide. A group is one, and so is an address that is named twice.
func TestRecipientsOfADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	w.counted(mail.Submission{Mailbox: x.Mailbox, Time: w.Now, Recipients: 6000})
	w.later(time.Hour)
	w.counted(mail.Submission{Mailbox: x.Mailbox, Time: w.Now, Recipients: 3998})
	w.later(time.Hour)
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com", "navin@contoso.com", "jonas@contoso.com"); name(err) != "DayLimit" {
		t.Errorf("recipients 9,999 to 10,001: %v", err)
	}
	if _, err := x.send(t, olivia, ownHeader, "all.sales@contoso.com", "ALL.Sales@contoso.com"); err != nil {
		t.Errorf("recipient 9,999, a group: %v", err)
	}
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
		t.Errorf("recipient 10,000: %v", err)
	}
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); name(err) != "DayLimit" {
		t.Errorf("recipient 10,001: %v", err)
	}
	w.later(22 * time.Hour) // the first 6,000 are a day old
	if _, err := x.send(t, olivia, ownHeader, addresses4(500)...); err != nil {
		t.Errorf("a day after the first: %v", err)
	}
	w.set(limit.RecipientsPerDay, 100_000)
	w.counted(mail.Submission{Mailbox: x.Mailbox, Time: w.Now, Recipients: 20_000})
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
		t.Errorf("with another figure: %v", err)
	}
}

// Recipients outside: of the whole organisation, by its licences.
func TestExternalRecipients(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, want string
		figures    map[limit.Name]int64
		sent       int64
	}{
		{"below", "", nil, 9500},
		{"by licences", "ExternalLimit", nil, 1 << 40},
		{"own figure, the last", "", map[limit.Name]int64{limit.ExternalRecipientsPerDay: 100}, 99},
		{"own figure, one more", "ExternalLimit", map[limit.Name]int64{limit.ExternalRecipientsPerDay: 100}, 100},
		{"trial, the last", "", map[limit.Name]int64{limit.Trial: 1}, 4999},
		{"trial, one more", "ExternalLimitTrial", map[limit.Name]int64{limit.Trial: 1}, 5000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for name, value := range tt.figures {
				w.set(name, value)
			}
			w.counted(mail.Submission{Mailbox: org.ID{9}, Time: w.Now, External: tt.sent}) // by somebody else
			x := w.sender(olivia)
			if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com", "a@tailspin.example"); name(err) != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
				t.Errorf("inside: %v", err)
			}
		})
	}
}

// Sizes: what the client declares, and what it sends.
func TestSizes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Must("Set-Mailbox", "Identity", "olivia", "MaxSendSize", "100KB")
	x := w.sender(olivia)
	ctx := t.Context()
	for size, want := range map[int64]string{0: "", 100 << 10: "", 100<<10 + 1: "TooLarge", 1 << 40: "TooLarge"} {
		if err := x.Mail(ctx, &mail.Envelope{Sender: olivia}, size); name(err) != want {
			t.Errorf("SIZE=%d: %v, want %q", size, err, want)
		}
	}
	content := func(n int) error {
		m, err := message.Receive(strings.NewReader(ownHeader+"\r\n\r\n"+strings.Repeat("0123456789012345678901234567890123456789012345678901234567890\r\n", n)), message.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		_, err = x.Submit(ctx, &mail.Envelope{Sender: olivia, Recipients: []mail.Recipient{{Address: "amara@contoso.com"}}}, &Content{Message: m})
		return err
	}
	if err := content(1600); err != nil {
		t.Errorf("100,800 bytes: %v", err)
	}
	if err := content(1700); name(err) != "TooLarge" {
		t.Errorf("107,100 bytes: %v", err)
	}
	w.set(limit.MessageSize, 50<<10)
	if err := x.Mail(ctx, &mail.Envelope{Sender: olivia}, 60<<10); name(err) != "TooLarge" {
		t.Errorf("the organisation's size: %v", err)
	}
}

// A full mailbox sends nothing, and again when there is room.
func TestQuota(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia) // 11.7 GB
	for quota, want := range map[string]string{"11GB": "MailboxFull", "90GB": ""} {
		w.Must("Set-Mailbox", "Identity", "olivia", "IssueWarningQuota", "10GB", "ProhibitSendQuota", quota, "ProhibitSendReceiveQuota", "95GB")
		w.later(time.Second)
		if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); name(err) != want {
			t.Errorf("ProhibitSendQuota %s: %v, want %q", quota, err, want)
		}
	}
	w.Must("Set-Mailbox", "Identity", "olivia", "ProhibitSendQuota", "11GB", "ProhibitSendReceiveQuota", "11.5GB")
	w.later(time.Second)
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); name(err) != "MailboxFull" {
		t.Errorf("ProhibitSendReceiveQuota: %v", err)
	}
}

func TestBlockedSender(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	w.settle(func(e *org.Entry) error {
		directory.SetBlockedSenders(e, []directory.BlockedSender{{Mailbox: x.Mailbox, Address: olivia, At: w.Now}})
		return nil
	})
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); name(err) != "BadSender" {
		t.Errorf("blocked: %v", err)
	}
	w.settle(func(e *org.Entry) error {
		directory.SetBlockedSenders(e, nil)
		return nil
	})
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
		t.Errorf("unblocked: %v", err)
	}
}

// What changes while the content is on its way counts at its end.
func TestBlockedWhileSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.sender(olivia)
	e := &mail.Envelope{Sender: olivia, Recipients: []mail.Recipient{{Address: "amara@contoso.com"}}}
	if err := errors.Join(x.Mail(t.Context(), e, 0), x.Data(t.Context(), e)); err != nil {
		t.Fatal(err)
	}
	m, err := message.Receive(strings.NewReader(ownHeader+plainText), message.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	w.settle(func(e *org.Entry) error {
		directory.SetBlockedSenders(e, []directory.BlockedSender{{Mailbox: x.Mailbox, Address: olivia, At: w.Now}})
		return nil
	})
	if _, err := x.Submit(t.Context(), e, &Content{Message: m}); name(err) != "BadSender" || len(w.queued()) != 0 {
		t.Errorf("blocked: %v", err)
	}
}

// The limits hold to the last message however many connections race for it.
func TestLimitsAreExactAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set(limit.ConcurrentConnections, 20)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for range 12 {
		x := w.sender(olivia)
		wg.Go(func() {
			for range 5 {
				_, err := x.send(t, olivia, ownHeader, "amara@contoso.com")
				mu.Lock()
				got[name(err)]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if got[""] != 30 || got["RateLimit"] != 30 || len(w.queued()) != 30 {
		t.Errorf("%v, %d queued", got, len(w.queued()))
	}
}
