package admin

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// enqueue puts a message with so many items into the queue, and returns it with its items.
func enqueue(t *testing.T, d *Desk, subject string, due time.Duration, destinations ...string) (*mail.Message, []*mail.Queued) {
	t.Helper()
	known := &mail.Message{Subject: subject, MessageID: "<x@contoso.test>"}
	var list []*mail.Queued
	err := d.Store.Update(org.WithCaller(context.Background(), d.caller(&org.Cause{Operation: "x", Silent: true})), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		known.ID, list = org.ID{}, nil
		if err := m.PutMessage(known, strings.NewReader("Subject: x\r\n\r\n")); err != nil {
			return err
		}
		for _, to := range destinations {
			q := &mail.Queued{Message: known.ID, Stage: mail.Outgoing, Destination: to, Due: tx.Now().Add(due), Expires: tx.Now().Add(time.Hour),
				Tries: 3, LastError: "451 try later",
				Envelope: mail.Envelope{Sender: "olivia@contoso.test", Recipients: []mail.Recipient{{Address: "pat@tailspin.example"}, {Address: "kim@tailspin.example"}}}}
			if err := m.Enqueue(q); err != nil {
				return err
			}
			list = append(list, q)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return known, list
}

// dueOf says when an item is due, relative to now.
func dueOf(t *testing.T, d *Desk, id org.ID) time.Duration {
	t.Helper()
	var left time.Duration
	err := d.view(context.Background(), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		q, err := m.Queued(id)
		if err == nil {
			left = q.Due.Sub(tx.Now())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return left
}

func TestMailQueueList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if got := do(t, d, "mail", "queue", "list"); got != "The queue is empty.\n" {
		t.Errorf("empty: %q", got)
	}
	_, items := enqueue(t, d, "Report\x1b[2J\r\n\u202eevil", 90*time.Minute, "mx:tailspin.example")
	got := do(t, d, "mail", "queue", "list")
	for _, want := range []string{org.IDText(items[0].ID), "mx:tailspin.example", "olivia@contoso.test -> pat@tailspin.example and 1 more", "Report?[2J  ?evil", "tried 3 times, next in 1h", "451 try later"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if strings.ContainsAny(got, "\x1b\r\u202e") {
		t.Errorf("the terminal would do something: %q", got)
	}
}

func TestMailQueueShow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	message, items := enqueue(t, d, "Report", time.Hour, "mx:a.example", "mx:b.example")
	one := do(t, d, "mail", "queue", "show", org.IDText(items[0].ID))
	for _, want := range []string{"mx:a.example", "kim@tailspin.example", "<x@contoso.test>", "Tries        3"} {
		if !strings.Contains(one, want) {
			t.Errorf("no %q in %q", want, one)
		}
	}
	both := do(t, d, "mail", "queue", "show", org.IDText(message.ID))
	if !strings.Contains(both, "mx:a.example") || !strings.Contains(both, "mx:b.example") {
		t.Errorf("a message's number shows %q", both)
	}
	refuse(t, d, "no item", "mail", "queue", "show", "0198f5a0-0000-7000-8000-000000000001")
	refuse(t, d, "is no ID", "mail", "queue", "show", "x\x1b[2J")
	refuse(t, d, "usage", "mail", "queue", "show")
	refuse(t, d, "queue list", "mail", "queue")
	refuse(t, d, "queue list", "mail")
}

// Items are due at once, and so is what was put off for their destination; each change leaves one record.
func TestMailQueueRetry(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	message, items := enqueue(t, d, "Report", time.Hour, "mx:a.example", "mx:b.example")
	_, others := enqueue(t, d, "Other", time.Hour, "mx:c.example")
	do(t, d, "mail", "queue", "retry", org.IDText(items[0].ID))
	if dueOf(t, d, items[0].ID) > 0 || dueOf(t, d, items[1].ID) <= 0 {
		t.Error("not the one that was named is due")
	}
	do(t, d, "mail", "queue", "retry", org.IDText(message.ID))
	if dueOf(t, d, items[1].ID) > 0 || dueOf(t, d, others[0].ID) <= 0 {
		t.Error("not the items of the message are due")
	}
	if n := audited(t, d, "exosh admin mail queue retry"); n != 2 {
		t.Errorf("%d records", n)
	}
	refuse(t, d, "no item", "mail", "queue", "retry", "0198f5a0-0000-7000-8000-000000000001")
}

func TestMailQueueRetryAll(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if got := do(t, d, "mail", "queue", "retry", "all"); got != "0 items: tried at once.\n" {
		t.Errorf("empty: %q", got)
	}
	var to []string
	for i := range batch + 7 {
		to = append(to, fmt.Sprintf("mx:%d.example", i))
	}
	_, items := enqueue(t, d, "Report", time.Hour, to...)
	hold(t, d, "mx:3.example")
	if got := do(t, d, "mail", "queue", "show", org.IDText(items[3].ID)); !strings.Contains(got, "in 1h") || !strings.Contains(got, "421 go away") {
		t.Errorf("a destination that is put off: %q", got)
	}
	if got := do(t, d, "mail", "queue", "retry", "all"); got != fmt.Sprintf("%d items: tried at once.\n", batch+7) {
		t.Errorf("%q", got)
	}
	for _, q := range []*mail.Queued{items[0], items[batch+6]} {
		if dueOf(t, d, q.ID) > 0 {
			t.Errorf("%s is not due", q.Destination)
		}
	}
	if n := ready(t, d); n != batch+7 {
		t.Errorf("%d destinations are ready", n)
	}
	if n := audited(t, d, "exosh admin mail queue retry"); n != 1 {
		t.Errorf("%d records", n)
	}
}

// hold puts off a destination.
func hold(t *testing.T, d *Desk, name string) {
	t.Helper()
	err := d.Store.Update(org.WithCaller(context.Background(), d.caller(&org.Cause{Operation: "x", Silent: true})), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return m.Hold(mail.Destination{Name: name, Held: tx.Now().Add(100 * time.Minute), LastError: "421 go away"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ready counts the destinations that are served now.
func ready(t *testing.T, d *Desk) int {
	t.Helper()
	n := 0
	err := d.view(context.Background(), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		list, err := m.Destinations(mail.Outgoing, 10_000)
		n = len(list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What is being delivered is not touched.
func TestMailQueueLeavesWhatIsHeld(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, items := enqueue(t, d, "Report", 0, "mx:a.example")
	err := d.Store.Update(org.WithCaller(context.Background(), d.caller(&org.Cause{Operation: "x", Silent: true})), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		_, err = m.Lease(mail.Lease{Stage: mail.Outgoing, Destination: "mx:a.example", Limit: 1, Until: tx.Now().Add(time.Hour)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.GiveUp = func(tx org.Tx, q *mail.Queued, _ *mail.Status, _ bool) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return m.Dequeue(q)
	}
	refuse(t, d, "being delivered", "mail", "queue", "retry", org.IDText(items[0].ID))
	refuse(t, d, "being delivered", "mail", "queue", "remove", org.IDText(items[0].ID))
	if n := audited(t, d, "exosh admin mail queue remove"); n != 0 {
		t.Errorf("%d records of nothing", n)
	}
}

// Who removes an item has its sender told, or not.
func TestMailQueueRemove(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var told []string
	d.GiveUp = func(tx org.Tx, q *mail.Queued, why *mail.Status, tell bool) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		told = append(told, fmt.Sprint(q.Destination, " ", why.Enhanced, " ", tell))
		return m.Dequeue(q)
	}
	message, _ := enqueue(t, d, "Report", time.Hour, "mx:a.example", "mx:b.example")
	_, others := enqueue(t, d, "Other", time.Hour, "mx:c.example")
	do(t, d, "mail", "queue", "remove", org.IDText(message.ID))
	do(t, d, "mail", "queue", "remove", org.IDText(others[0].ID), "--silent")
	if want := "[mx:a.example 5.7.0 true mx:b.example 5.7.0 true mx:c.example 5.7.0 false]"; fmt.Sprint(told) != want {
		t.Errorf("told %v", told)
	}
	if got := do(t, d, "mail", "queue", "list"); got != "The queue is empty.\n" {
		t.Errorf("left: %q", got)
	}
	if n := audited(t, d, "exosh admin mail queue remove"); n != 2 {
		t.Errorf("%d records", n)
	}
}
