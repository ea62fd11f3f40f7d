package queue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// A world is Contoso with a worker that delivers its mail.
type world struct {
	*cmdlettest.World
	worker *queue.Worker
	away   *away
	n      int
	told   []org.ID
	mu     sync.Mutex
}

func newWorld(t testing.TB, families ...func(cmdlet.Deps) []*command.Command) *world {
	t.Helper()
	w := &world{World: cmdlettest.New(t, families...), away: &away{t: t}}
	w.worker = &queue.Worker{
		Store: w.Store, Directory: w.Store, Sender: w.away, Host: "mail.contoso.com", Now: func() time.Time { return w.Now },
		Dynamic: group.Matching(),
		Delivered: func(_ org.ID, messages []org.ID) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.told = append(w.told, messages...)
		},
	}
	return w
}

// recipient returns the entry of somebody in Contoso.
func (w *world) recipient(alias string) *org.Entry {
	w.T.Helper()
	var e *org.Entry
	err := w.Store.View(mailtest.As(w.T.Context(), w.Tenant), func(tx org.Tx) (err error) {
		e, err = directory.Resolve(tx, alias, func(*org.Entry) bool { return true })
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return e
}

// accept puts a message onto the queue as submission does: from somebody in Contoso, "" for our own notices, or an
// address outside.
func (w *world) accept(from string, e mail.Envelope, to ...string) *mail.Message {
	w.T.Helper()
	w.n++
	m := &mail.Message{MessageID: fmt.Sprintf("<%d@contoso.com>", w.n), Subject: fmt.Sprint("Message ", w.n), From: from, Received: w.Now, FromIP: "192.0.2.9"}
	e.Sender = from
	if from != "" && !strings.Contains(from, "@") {
		who := w.recipient(from)
		m.Submitter, m.From = who.ID, directory.Primary(who)
		e.Sender = m.From
	}
	for _, a := range to {
		e.Recipients = append(e.Recipients, mail.Recipient{Address: a})
	}
	raw := "From: " + m.From + "\r\nSubject: " + m.Subject + "\r\nMessage-ID: " + m.MessageID + "\r\n\r\nText of " + m.Subject + "\r\n"
	mailtest.Update(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
		if err := tx.PutMessage(m, strings.NewReader(raw)); err != nil {
			return err
		}
		return tx.Enqueue(&mail.Queued{Message: m.ID, Stage: mail.Accepted, Envelope: e})
	})
	w.worker.Accepted(w.Tenant)
	return m
}

// put puts a message with these bytes onto the queue.
func (w *world) put(m *mail.Message, raw string, to ...string) {
	w.T.Helper()
	e := mail.Envelope{Sender: m.From}
	for _, a := range to {
		e.Recipients = append(e.Recipients, mail.Recipient{Address: a})
	}
	mailtest.Update(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
		if err := tx.PutMessage(m, strings.NewReader(raw)); err != nil {
			return err
		}
		return tx.Enqueue(&mail.Queued{Message: m.ID, Stage: mail.Accepted, Envelope: e})
	})
	w.worker.Accepted(w.Tenant)
}

// send accepts a message and delivers it as far as that goes now.
func (w *world) send(from string, to ...string) *mail.Message {
	w.T.Helper()
	m := w.accept(from, mail.Envelope{}, to...)
	w.worker.Drain(w.T.Context())
	return m
}

// later moves the clock on and serves what is due then.
func (w *world) later(d time.Duration) {
	w.T.Helper()
	w.Now = w.Now.Add(d)
	w.worker.Drain(w.T.Context())
}

// folder returns the subjects in a folder of a mailbox, the oldest first.
func (w *world) folder(alias string, into box.Into) []string {
	w.T.Helper()
	e := w.recipient(alias)
	id := directory.Guid(e, "ExchangeGuid")
	if id == (org.ID{}) {
		id = e.ID
	}
	var list []string
	mailtest.View(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
		for i, err := range tx.Items(id, into.Number(), 0) {
			if err != nil {
				return err
			}
			m, err := tx.Message(i.Message)
			if err != nil {
				return err
			}
			list = append(list, m.Subject)
		}
		return nil
	})
	slices.Reverse(list)
	return list
}

func (w *world) inbox(alias string) string { return strings.Join(w.folder(alias, box.Inbox), ", ") }
func (w *world) sent(alias string) string  { return strings.Join(w.folder(alias, box.SentItems), ", ") }

// traces returns the states of a message, each as "recipient status".
func (w *world) traces(m *mail.Message) string {
	w.T.Helper()
	var list []string
	mailtest.View(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
		for t, err := range tx.Traces(mail.TraceQuery{Message: m.ID, To: w.Now.Add(time.Hour)}) {
			if err != nil {
				return err
			}
			list = append(list, t.Recipient+" "+t.Status)
		}
		return nil
	})
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// events returns what happened to a message for a recipient.
func (w *world) events(m *mail.Message, recipient string) string {
	w.T.Helper()
	var list []string
	mailtest.View(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
		for e, err := range tx.Events(m.ID, org.Fold(recipient)) {
			if err != nil {
				return err
			}
			list = append(list, e.Name)
		}
		return nil
	})
	return strings.Join(list, ", ")
}

// queued returns what is on the queue.
func (w *world) queued() []*mail.Queued {
	w.T.Helper()
	var list []*mail.Queued
	mailtest.View(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
		for q, err := range tx.Queue() {
			if err != nil {
				return err
			}
			list = append(list, q)
		}
		return nil
	})
	return list
}

// notice returns the newest message in an inbox, as text.
func (w *world) notice(alias string) string {
	w.T.Helper()
	e := w.recipient(alias)
	var raw []byte
	mailtest.View(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
		for i, err := range tx.Items(directory.Guid(e, "ExchangeGuid"), box.Inbox.Number(), 0) {
			if err != nil {
				return err
			}
			raw, err = io.ReadAll(mail.Open(mailtest.As(w.T.Context(), w.Tenant), w.Store, i.Message))
			return err
		}
		return errors.New("the inbox of " + alias + " is empty")
	})
	return string(raw)
}

// An away is what is outside of the organisation. Each destination is "mx:" and the domain.
type away struct {
	t    testing.TB
	mu   sync.Mutex
	got  map[string][]string // recipients by destination, in order
	fail map[string]error    // of Dial, by destination
	say  func(destination, recipient string, n int) *mail.Status
	tell bool           // it does not know notifications
	cut  map[string]int // after so many messages the connection breaks without an answer
	dial map[string]int
	open map[string]int // connections now, and
	peak map[string]int // at most
	n    map[string]int
	hook func(o *queue.Outgoing)
}

func (a *away) Destination(_ org.Tx, domain string) (string, error) {
	if domain == "nowhere.example" {
		return "", &mail.Status{Code: 550, Enhanced: "5.4.4", Text: "Nothing goes there"}
	}
	return "mx:" + domain, nil
}

func (a *away) Dial(_ context.Context, _ org.ID, destination string) (queue.Link, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dial == nil {
		a.dial, a.open, a.peak = map[string]int{}, map[string]int{}, map[string]int{}
	}
	a.dial[destination]++
	if err := a.fail[destination]; err != nil {
		return nil, err
	}
	a.open[destination]++
	a.peak[destination] = max(a.peak[destination], a.open[destination])
	return &link{away: a, destination: destination}, nil
}

type link struct {
	away        *away
	destination string
	sent        int
}

func (l *link) Send(_ context.Context, o *queue.Outgoing) ([]queue.Outcome, error) {
	if l.away.hook != nil {
		l.away.hook(o)
	}
	raw, err := io.ReadAll(o.Open())
	if err != nil || !strings.Contains(string(raw), "Subject: "+o.Message.Subject) {
		l.away.t.Errorf("%q, %v is not %q", raw, err, o.Message.Subject)
	}
	l.away.mu.Lock()
	defer l.away.mu.Unlock()
	return l.answer(o)
}

func (l *link) answer(o *queue.Outgoing) ([]queue.Outcome, error) {
	a := l.away
	if a.got == nil {
		a.got, a.n = map[string][]string{}, map[string]int{}
	}
	l.sent++
	if n := a.cut[l.destination]; n > 0 && l.sent > n {
		return nil, errors.New("connection reset by peer")
	}
	var list []queue.Outcome
	for _, r := range o.Envelope.Recipients {
		a.n[r.Address]++
		status := &mail.Status{Code: 250, Enhanced: "2.0.0", Text: "taken", Remote: "mx.away.example"}
		if a.say != nil {
			if s := a.say(l.destination, r.Address, a.n[r.Address]); s != nil {
				status = s
			}
		}
		if status.OK() {
			a.got[l.destination] = append(a.got[l.destination], r.Address)
		}
		list = append(list, queue.Outcome{Status: status, Address: "198.51.100.7", TLS: "TLS1.3", Relayed: a.tell})
	}
	return list, nil
}

func (l *link) Close() error {
	l.away.mu.Lock()
	defer l.away.mu.Unlock()
	l.away.open[l.destination]--
	return nil
}
