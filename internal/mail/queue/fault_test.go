package queue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// A faulty store fails at the n-th call of an update of mail, once.
type faulty struct {
	org.Store
	n, calls int
	panics   bool
	where    string
}

var errInjected = errors.New("injected")

func (f *faulty) Update(ctx context.Context, fn func(org.Tx) error) error {
	return f.Store.Update(ctx, func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		if err := fn(&faultyTx{Tx: tx, faultyMail: faultyMail{m, f}}); err != nil {
			return err
		}
		return f.call("commit")
	})
}

func (f *faulty) call(where string) error {
	if f.calls++; f.calls != f.n {
		return nil
	}
	f.where = where
	if f.panics {
		panic("injected")
	}
	return errInjected
}

type faultyTx struct {
	org.Tx
	faultyMail
}

type mailTx = mail.Tx

type faultyMail struct {
	mailTx
	f *faulty
}

func (m faultyMail) PutMessage(x *mail.Message, raw io.Reader) error {
	return errors.Join(m.f.call("PutMessage"), m.mailTx.PutMessage(x, raw))
}

func (m faultyMail) Message(id org.ID) (*mail.Message, error) {
	if err := m.f.call("Message"); err != nil {
		return nil, err
	}
	return m.mailTx.Message(id)
}

func (m faultyMail) Enqueue(q *mail.Queued) error {
	return errors.Join(m.f.call("Enqueue"), m.mailTx.Enqueue(q))
}

func (m faultyMail) Lease(l mail.Lease) ([]*mail.Queued, error) {
	list, err := m.mailTx.Lease(l)
	return list, errors.Join(err, m.f.call("Lease"))
}

func (m faultyMail) Requeue(q *mail.Queued) error {
	return errors.Join(m.mailTx.Requeue(q), m.f.call("Requeue"))
}

func (m faultyMail) Dequeue(q *mail.Queued) error {
	return errors.Join(m.mailTx.Dequeue(q), m.f.call("Dequeue"))
}

func (m faultyMail) Hold(d mail.Destination) error {
	return errors.Join(m.mailTx.Hold(d), m.f.call("Hold"))
}

func (m faultyMail) PutItem(i *mail.Item) error {
	return errors.Join(m.mailTx.PutItem(i), m.f.call("PutItem"))
}

func (m faultyMail) PutTrace(x *mail.Trace) error {
	return errors.Join(m.mailTx.PutTrace(x), m.f.call("PutTrace"))
}

func (m faultyMail) PutEvent(e *mail.Event) error {
	return errors.Join(m.mailTx.PutEvent(e), m.f.call("PutEvent"))
}

// outcomeOf is what a scenario leads to: everything that mail has left behind.
func (w *world) outcomeOf() string {
	var b strings.Builder
	for _, alias := range []string{"amara", "jonas", "priya", "marcus", "olivia"} {
		fmt.Fprintf(&b, "%s: %s | %s\n", alias, w.inbox(alias), w.sent(alias))
	}
	for _, d := range []string{"mx:away.example", "mx:slow.example"} {
		fmt.Fprintf(&b, "%s: %v\n", d, w.away.got[d])
	}
	return b.String()
}

// scenario sends messages of every kind and waits until all is done, through whatever faults.
func (w *world) scenario() {
	w.away.say = func(destination, _ string, n int) *mail.Status {
		if destination == "mx:slow.example" && n == 1 {
			return busy()
		}
		return nil
	}
	w.accept("amara", mail.Envelope{}, "jonas@contoso.com", "all.sales@contoso.com", "nobody@contoso.com", "ada@away.example")
	w.accept("jonas", mail.Envelope{}, "priya@contoso.com", "bob@slow.example")
	w.worker.Drain(w.T.Context())
	for range 30 {
		if len(w.queued()) == 0 {
			return
		}
		w.later(10 * time.Minute)
	}
	w.T.Errorf("%d are still queued", len(w.queued()))
}

// F-08: a fault of the store at any one call, an error or a panic, changes nothing of what becomes of the messages
// in the end: each is where it belongs, once.
func TestFaults_F08(t *testing.T) {
	t.Parallel()
	clean := newWorld(t)
	count := &faulty{Store: clean.Store}
	clean.worker.Store = count
	clean.scenario()
	want := clean.outcomeOf()
	if count.calls < 40 {
		t.Fatalf("%d calls", count.calls)
	}
	for n := 1; n <= count.calls; n += 3 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			f := &faulty{Store: w.Store, n: n, panics: n%2 == 0}
			w.worker.Store = f
			w.scenario()
			if d := cmp.Diff(sortedLines(want), sortedLines(w.outcomeOf())); d != "" {
				t.Errorf("after %s failed: -want +got\n%s", f.where, d)
			}
		})
	}
}

// sortedLines makes the order of arrival not matter.
func sortedLines(s string) map[string]int {
	words := map[string]int{}
	for l := range strings.Lines(s) {
		who, what, _ := strings.Cut(strings.TrimSpace(l), ":")
		for _, part := range strings.FieldsFunc(what, func(r rune) bool { return strings.ContainsRune("|,[] ", r) && r != ' ' }) {
			words[who+":"+strings.TrimSpace(part)]++
		}
	}
	return words
}
