package queue_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// A message that cannot be routed, by a fault or a panic, holds up no other. It is tried again, then given up, and
// its sender is told.
func TestPoison(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(yield func(*org.Entry, error) bool){
		"panic": func(func(*org.Entry, error) bool) { panic("a fault of the filter") },
		"error": func(yield func(*org.Entry, error) bool) { yield(nil, errors.New("a fault of the filter")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.worker.Dynamic = func(org.Tx, *org.Entry) iter.Seq2[*org.Entry, error] { return fault }
			w.accept("amara", mail.Envelope{}, "jonas@contoso.com")
			bad := w.accept("amara", mail.Envelope{}, "london@contoso.com", "priya@contoso.com")
			w.accept("amara", mail.Envelope{}, "jonas@contoso.com")
			w.worker.Drain(t.Context())
			if got := w.inbox("jonas"); got != "Message 1, Message 3" {
				t.Errorf("the others: %s", got)
			}
			q := w.queued()
			if len(q) != 1 || q[0].Tries != 1 || !strings.Contains(q[0].LastError, "a fault of the filter") {
				t.Fatalf("%+v", q)
			}
			for range 5 {
				w.later(3 * time.Hour)
			}
			if got := w.traces(bad); got != "london@contoso.com Failed, priya@contoso.com Failed" || len(w.queued()) != 0 {
				t.Errorf("%s, %d left", got, len(w.queued()))
			}
			if n := w.notice("amara"); !strings.Contains(n, "5.3.0") || strings.Contains(n, "filter") {
				t.Error(n)
			}
			if got := w.sent("amara"); got != "Message 1, Message 3, Message 2" {
				t.Errorf("sent: %s", got)
			}
		})
	}
}

// A message whose fault passes is delivered, once.
func TestFaultPasses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	usual, broken := w.worker.Dynamic, true
	w.worker.Dynamic = func(tx org.Tx, g *org.Entry) iter.Seq2[*org.Entry, error] {
		if broken {
			panic("for now")
		}
		return usual(tx, g)
	}
	m := w.send("amara", "london@contoso.com", "priya@contoso.com")
	broken = false
	w.later(time.Minute)
	if got := w.traces(m); !strings.Contains(got, "owen@contoso.com Delivered, priya@contoso.com Delivered") || w.inbox("priya") != "Message 1" {
		t.Error(got)
	}
}

// F-33: what is being sent when the worker is to end is finished and recorded; nothing else is begun, and what is
// left is there for the next.
func TestStop_F33(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.worker.Limits = queue.Limits{Destination: 1}
	ctx, stop := context.WithCancel(t.Context())
	started := 0
	w.away.hook = func(*queue.Outgoing) {
		if started++; started == 3 {
			stop()
		}
	}
	for range 10 {
		w.accept("amara", mail.Envelope{}, "ada@away.example")
	}
	if err := w.worker.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if n := len(w.away.got["mx:away.example"]); n != 3 {
		t.Errorf("%d arrived", n)
	}
	w.away.hook = nil
	if err := w.worker.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.worker.Drain(t.Context())
	if n := len(w.away.got["mx:away.example"]); n != 10 || len(w.queued()) != 0 {
		t.Errorf("%d arrived, %d left", n, len(w.queued()))
	}
}

// Run wakes by itself for news, and for what becomes due.
func TestRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.worker.Now = nil
	ctx, stop := context.WithCancel(t.Context())
	arrived := make(chan org.ID, 10)
	w.worker.Delivered = func(_ org.ID, messages []org.ID) {
		for _, m := range messages {
			arrived <- m
		}
	}
	ended := make(chan error)
	go func() { ended <- w.worker.Run(ctx) }()
	for range 3 {
		m := w.accept("amara", mail.Envelope{}, "jonas@contoso.com")
		if got := <-arrived; got != m.ID {
			t.Errorf("%v arrived, want %v", got, m.ID)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A rotten store cannot read the bytes of one message.
type rotten struct {
	org.Store
	message org.ID
}

func (r *rotten) View(ctx context.Context, fn func(org.Tx) error) error {
	return r.Store.View(ctx, func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return fn(&rottenTx{Tx: tx, rottenMail: rottenMail{m, r}})
	})
}

type rottenTx struct {
	org.Tx
	rottenMail
}

type rottenMail struct {
	mailTx
	r *rotten
}

func (m rottenMail) Chunk(id org.ID, offset int64) ([]byte, error) {
	if id == m.r.message {
		return nil, org.ErrDamaged
	}
	return m.mailTx.Chunk(id, offset)
}

// F-09: a message whose bytes are damaged comes back, and its destination takes the others.
func TestDamaged_F09(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	store := &rotten{Store: w.Store}
	w.worker.Store = store
	first := w.accept("amara", mail.Envelope{}, "ada@away.example")
	bad := w.accept("amara", mail.Envelope{}, "bob@away.example")
	store.message = bad.ID
	last := w.accept("amara", mail.Envelope{}, "cyd@away.example")
	w.worker.Drain(t.Context())
	got := w.traces(first) + ", " + w.traces(bad) + ", " + w.traces(last)
	if got != "ada@away.example Delivered, bob@away.example Failed, cyd@away.example Delivered" || w.inbox("amara") != "Undeliverable: Message 2" {
		t.Errorf("%s; inbox: %s", got, w.inbox("amara"))
	}
}
