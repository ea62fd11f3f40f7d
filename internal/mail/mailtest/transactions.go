package mailtest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// putAll puts one of everything for a message, and returns its item of the queue.
func putAll(tx mail.Tx, m *mail.Message, at time.Time) (*mail.Queued, error) {
	err := tx.PutMessage(m, bytes.NewReader(Bytes(100)))
	q := queued(m.ID, mail.Outgoing, "mx:a")
	return q, errors.Join(err, tx.Enqueue(q), tx.PutItem(&mail.Item{Box: org.ID{0xb}, Folder: 1, Message: m.ID, Received: at}),
		tx.PutTrace(&mail.Trace{Message: m.ID, Recipient: "a@x", Received: at, Status: mail.Pending}),
		tx.PutEvent(&mail.Event{Message: m.ID, Name: "Receive"}), tx.Hold(mail.Destination{Name: "mx:b", Held: at}),
		tx.PutSubmission(&mail.Submission{Mailbox: org.ID{0xb}, Message: m.ID, Time: at, Recipients: 1, External: 1}))
}

// seen counts what putAll put that a tenant sees.
func seen(t testing.TB, s Store, tenant, message org.ID, at time.Time) map[string]int {
	t.Helper()
	n := map[string]int{}
	count := func(what string, yes bool) {
		if yes {
			n[what]++
		}
	}
	View(t, s, tenant, func(tx mail.Tx) error {
		_, err := tx.Message(message)
		count("message", err == nil)
		b, err := tx.Chunk(message, 0)
		count("chunk", err == nil && len(b) > 0)
		for range tx.Queue() {
			n["queue"]++
		}
		for range tx.Items(org.ID{0xb}, 1, 0) {
			n["item"]++
		}
		for range tx.Traces(mail.TraceQuery{}) {
			n["trace"]++
		}
		for range tx.Events(message, "") {
			n["event"]++
		}
		list, err1 := tx.Destinations(mail.Outgoing, 9)
		counts, err2 := tx.Counts(org.ID{0xb})
		total, err3 := tx.Submitted(org.ID{0xb}, at.Add(-1))
		all, err4 := tx.SubmittedByAll(at.Add(-time.Second))
		state, err5 := tx.QueueState()
		held, err6 := tx.Holds(org.ID{0xb}, message, 0)
		messages, err7 := tx.Messages(org.ID{}, 9)
		count("destination", len(list) > 0)
		count("counts", len(counts) > 0)
		count("submitted", total.Messages > 0)
		count("external", all > 0)
		count("state", state.Items > 0)
		count("holds", held)
		count("messages", len(messages) > 0)
		return errors.Join(err1, err2, err3, err4, err5, err6, err7)
	})
	return n
}

// S-09: one tenant's mail is not there for another, although the ids are the same; nor can it be changed by it.
func (s suite) tenants(t *testing.T) {
	st, clock := s.one(t)
	m := &mail.Message{ID: org.ID{1}}
	var q *mail.Queued
	Update(t, st, contoso, func(tx mail.Tx) (err error) {
		q, err = putAll(tx, m, clock.Now())
		return err
	})
	if got := seen(t, st, contoso, m.ID, clock.Now()); len(got) != 13 {
		t.Errorf("its own tenant sees %v", got)
	}
	if got := seen(t, st, fabrikam, m.ID, clock.Now()); len(got) != 0 {
		t.Errorf("another tenant sees %v", got)
	}
	for name, change := range map[string]func(tx mail.Tx) error{
		"dequeue": func(tx mail.Tx) error { return tx.Dequeue(q) },
		"requeue": func(tx mail.Tx) error { return tx.Requeue(q) },
		"delete":  func(tx mail.Tx) error { return tx.DeleteItem(org.ID{0xb}, 1, 1) },
		"mark":    func(tx mail.Tx) error { return tx.MarkItem(org.ID{0xb}, 1, 1, true) },
	} {
		if err := try(t, st, fabrikam, change); !org.IsNotFound(err) && !errors.Is(err, org.ErrConflict) {
			t.Errorf("%s by another tenant: %v", name, err)
		}
	}
	Update(t, st, fabrikam, func(tx mail.Tx) error {
		_, err := tx.ReleaseAll()
		return errors.Join(err, tx.EraseBox(org.ID{0xb}), tx.Hold(mail.Destination{Name: "mx:b"}))
	})
	Update(t, st, fabrikam, func(tx mail.Tx) error { _, err := putAll(tx, m, clock.Now()); return err }) // the same ids
	for _, tenant := range []org.ID{contoso, fabrikam} {
		if got := seen(t, st, tenant, m.ID, clock.Now()); len(got) != 13 || got["queue"] != 1 || got["item"] != 1 || got["trace"] != 1 || got["event"] != 1 {
			t.Errorf("after both: %v", got)
		}
	}
}

// F-11: a transaction that fails, panics or runs again leaves nothing of its first try.
func (s suite) rollback(t *testing.T) {
	st, clock := s.one(t)
	failure := errors.New("no")
	m := &mail.Message{ID: org.ID{1}}
	if err := try(t, st, contoso, func(tx mail.Tx) error {
		_, err := putAll(tx, m, clock.Now())
		return errors.Join(err, failure)
	}); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
	if err := try(t, st, contoso, func(tx mail.Tx) error {
		return tx.PutMessage(&mail.Message{ID: org.ID{1}}, iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(Bytes(100)))))
	}); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("bytes that cannot be read: %v", err)
	}
	if got := seen(t, st, contoso, m.ID, clock.Now()); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
	runs := 0
	Update(t, st, contoso, func(tx mail.Tx) error {
		again := &mail.Message{ID: org.ID{1}}
		_, err := putAll(tx, again, clock.Now())
		if runs++; runs < 3 {
			return errors.Join(err, org.ErrConflict)
		}
		return err
	})
	got := seen(t, st, contoso, m.ID, clock.Now())
	if state := state(t, st, contoso); state.Items != 1 || got["event"] != 1 || got["item"] != 1 {
		t.Errorf("after %d runs: %d queued, %v", runs, state.Items, got)
	}
}

// What makes no sense, or is too large, is refused.
func (s suite) refused(t *testing.T) {
	st, clock := s.one(t)
	long := strings.Repeat("x", 5000)
	envelope := queued(org.ID{1}, mail.Accepted, "")
	envelope.Envelope.Sender = strings.Repeat("x", 5<<20)
	for name, change := range map[string]func(tx mail.Tx) error{
		"long subject":        func(tx mail.Tx) error { return tx.PutMessage(&mail.Message{Subject: long}, slowly(1)) },
		"another size":        func(tx mail.Tx) error { return tx.PutMessage(&mail.Message{Size: 2}, slowly(1)) },
		"no stage":            func(tx mail.Tx) error { return tx.Enqueue(&mail.Queued{Message: org.ID{1}}) },
		"no message":          func(tx mail.Tx) error { return tx.Enqueue(&mail.Queued{Stage: mail.Accepted}) },
		"a huge envelope":     func(tx mail.Tx) error { return tx.Enqueue(envelope) },
		"an item without box": func(tx mail.Tx) error { return tx.PutItem(&mail.Item{Message: org.ID{1}}) },
		"a trace of nobody": func(tx mail.Tx) error {
			return tx.PutTrace(&mail.Trace{Message: org.ID{1}, Status: mail.Failed, Received: clock.Now()})
		},
		"an event without name":  func(tx mail.Tx) error { return tx.PutEvent(&mail.Event{Message: org.ID{1}}) },
		"a submission of nobody": func(tx mail.Tx) error { return tx.PutSubmission(&mail.Submission{Recipients: 1}) },
		"a hold of nothing":      func(tx mail.Tx) error { return tx.Hold(mail.Destination{}) },
		"a message that is there": func(tx mail.Tx) error {
			return errors.Join(tx.PutMessage(&mail.Message{ID: org.ID{1}}, slowly(1)), tx.PutMessage(&mail.Message{ID: org.ID{1}}, slowly(1)))
		},
	} {
		if err := try(t, st, contoso, change); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	View(t, st, contoso, func(tx mail.Tx) error {
		if err := tx.Hold(mail.Destination{Name: "x", Held: clock.Now()}); err == nil {
			t.Error("a view writes")
		}
		return nil
	})
}

// Ids grow within a process, also when the clock stands or goes back, and begin with the time.
func (s suite) ids(t *testing.T) {
	st, clock := s.one(t)
	start := clock.Now()
	var ids []org.ID
	for n := range 50 {
		if n == 25 {
			clock.Move(-time.Hour)
		}
		Update(t, st, contoso, func(tx mail.Tx) error {
			for range 10 {
				m := &mail.Message{}
				if err := tx.PutMessage(m, slowly(1)); err != nil {
					return err
				}
				ids = append(ids, m.ID)
			}
			return nil
		})
	}
	if !slices.IsSortedFunc(ids, func(a, b org.ID) int { return slices.Compare(a[:], b[:]) }) || len(slices.Compact(slices.Clone(ids))) != 500 {
		t.Error("ids don't grow")
	}
	ms := int64(0)
	for _, b := range ids[0][:6] {
		ms = ms<<8 | int64(b)
	}
	if want := start.UnixMilli(); ms != want {
		t.Errorf("the first id is of %d ms, want %d", ms, want)
	}
	View(t, st, contoso, func(tx mail.Tx) error {
		list, err := tx.Messages(ids[100], 3)
		if err != nil || len(list) != 3 || list[0].ID != ids[99] || list[2].ID != ids[97] {
			t.Errorf("messages before one: %v, %v", list, err)
		}
		return nil
	})
}
