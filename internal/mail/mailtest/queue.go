package mailtest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// queued is an item as full as it gets.
func queued(message org.ID, stage mail.Stage, destination string) *mail.Queued {
	return &mail.Queued{
		Message: message, Stage: stage, Destination: destination,
		Envelope: mail.Envelope{
			Sender: "navin@contoso.com", ID: "e+1", Return: "HDRS", UTF8: true, Body: "8BITMIME",
			Recipients: []mail.Recipient{{Address: "Ünï@tailspin.example", Notify: []string{"FAILURE", "DELAY"}, Original: "rfc822;a", Trail: []string{"g@contoso.com"}}},
		},
	}
}

func enqueue(t testing.TB, s Store, tenant org.ID, list ...*mail.Queued) {
	t.Helper()
	Update(t, s, tenant, func(tx mail.Tx) error {
		for _, q := range list {
			if err := tx.Enqueue(q); err != nil {
				return err
			}
		}
		return nil
	})
}

// lease leases, and returns the items' numbers in the list given.
func lease(t testing.TB, s Store, tenant org.ID, l mail.Lease, list ...*mail.Queued) (items []*mail.Queued, numbers string) {
	t.Helper()
	Update(t, s, tenant, func(tx mail.Tx) (err error) {
		items, err = tx.Lease(l)
		return err
	})
	for _, i := range items {
		for n, q := range list {
			if q.ID == i.ID {
				numbers += fmt.Sprint(n)
			}
		}
	}
	return items, numbers
}

func state(t testing.TB, s Store, tenant org.ID) (q mail.QueueState) {
	t.Helper()
	View(t, s, tenant, func(tx mail.Tx) (err error) {
		q, err = tx.QueueState()
		return err
	})
	return q
}

// An item is read as it was put, in order of its id; what is put back is changed; what is removed is gone.
func (s suite) queueVerbs(t *testing.T) {
	st, clock := s.one(t)
	now := clock.Now()
	if got := state(t, st, contoso); got != (mail.QueueState{}) {
		t.Errorf("an empty queue is %+v", got)
	}
	a, b := queued(org.ID{1}, mail.Accepted, ""), queued(org.ID{2}, mail.Outgoing, "mx:tailspin.example")
	b.Due, b.Expires = now.Add(time.Minute), now.Add(24*time.Hour)
	enqueue(t, st, contoso, a, b)
	if !a.Due.Equal(now) || !a.Created.Equal(now) || a.ID[6]>>4 != 7 {
		t.Errorf("enqueued: %+v", a)
	}
	View(t, st, contoso, func(tx mail.Tx) error {
		var all []*mail.Queued
		for q, err := range tx.Queue() {
			if err != nil {
				return err
			}
			all = append(all, q)
		}
		if d := cmp.Diff([]*mail.Queued{a, b}, all); d != "" {
			t.Errorf("queue: -put +read\n%s", d)
		}
		for q, err := range tx.QueueOf(b.Message) {
			if err != nil || q.ID != b.ID {
				t.Errorf("of the message: %v, %v", q, err)
			}
		}
		_, err := tx.Queued(org.ID{9})
		if !org.IsNotFound(err) {
			t.Errorf("absence: %v", err)
		}
		return nil
	})
	want := mail.QueueState{Items: 2, Oldest: now, Next: b.Due, Expires: b.Expires, Unwarned: now}
	if d := cmp.Diff(want, state(t, st, contoso)); d != "" {
		t.Errorf("state: -want +got\n%s", d)
	}
	b.Tries, b.Warned, b.LastError, b.Due, b.Destination = 3, true, "451 later", now.Add(time.Hour), "lab"
	Update(t, st, contoso, func(tx mail.Tx) error { return errors.Join(tx.Requeue(b), tx.Dequeue(a)) })
	View(t, st, contoso, func(tx mail.Tx) error {
		got, err := tx.Queued(b.ID)
		if d := cmp.Diff(b, got); d != "" {
			t.Errorf("requeued: -put +read\n%s", d)
		}
		return err
	})
	want = mail.QueueState{Items: 1, Oldest: now, Next: b.Due, Expires: b.Expires}
	if d := cmp.Diff(want, state(t, st, contoso)); d != "" {
		t.Errorf("state: -want +got\n%s", d)
	}
	if err := try(t, st, contoso, func(tx mail.Tx) error { return tx.Dequeue(a) }); !errors.Is(err, org.ErrConflict) {
		t.Errorf("removed twice: %v", err)
	}
}

// Items are leased in order of Due, once, until the lease ends or all are released.
func (s suite) leases(t *testing.T) {
	st, clock := s.one(t)
	now := clock.Now()
	var list []*mail.Queued
	for n := range 4 { // due in reverse order; the last one later
		q := queued(org.ID{byte(n + 1)}, mail.Accepted, "")
		q.Due = now.Add(-time.Duration(n) * time.Second)
		list = append(list, q)
	}
	list[3].Due = now.Add(time.Hour)
	enqueue(t, st, contoso, list...)
	ask := func(limit int) mail.Lease {
		return mail.Lease{Stage: mail.Accepted, Limit: limit, Until: clock.Now().Add(time.Minute)}
	}
	first, got := lease(t, st, contoso, ask(2), list...)
	if got != "21" || first[0].LeaseID == (org.ID{}) {
		t.Fatalf("first lease: %q", got)
	}
	if _, got := lease(t, st, contoso, ask(9), list...); got != "0" {
		t.Errorf("second lease: %q", got)
	}
	if got := state(t, st, contoso).Next; !got.Equal(now.Add(time.Minute)) {
		t.Errorf("next at %v", got)
	}
	stolen := *list[2] // read without a lease
	for _, change := range []func(tx mail.Tx) error{
		func(tx mail.Tx) error { return tx.Requeue(&stolen) }, func(tx mail.Tx) error { return tx.Dequeue(&stolen) },
	} {
		if err := try(t, st, contoso, change); !errors.Is(err, org.ErrConflict) {
			t.Errorf("an item that somebody holds was changed: %v", err)
		}
	}
	clock.Move(time.Minute)
	again, got := lease(t, st, contoso, ask(9), list...)
	if got != "210" {
		t.Fatalf("after the lease: %q", got)
	}
	for _, change := range []func(tx mail.Tx) error{
		func(tx mail.Tx) error { return tx.Requeue(first[0]) }, func(tx mail.Tx) error { return tx.Dequeue(first[0]) },
	} {
		if err := try(t, st, contoso, change); !errors.Is(err, org.ErrConflict) {
			t.Errorf("a lost lease: %v", err)
		}
	}
	Update(t, st, contoso, func(tx mail.Tx) error { return errors.Join(tx.Dequeue(again[0]), tx.Requeue(again[1])) })
	if again[1].LeaseID != (org.ID{}) {
		t.Error("the lease outlives Requeue")
	}
	Update(t, st, contoso, func(tx mail.Tx) error {
		n, err := tx.ReleaseAll()
		if n != 1 {
			t.Errorf("%d leases released", n)
		}
		return err
	})
	if _, got := lease(t, st, contoso, ask(9), list...); got != "10" {
		t.Errorf("after the release: %q", got)
	}
	if _, got := lease(t, st, fabrikam, ask(9), list...); got != "" {
		t.Errorf("another tenant leased %q", got)
	}
}

// Leases by age take items whether or not they are due, but none that somebody holds.
func (s suite) leasesByAge(t *testing.T) {
	st, clock := s.one(t)
	now := clock.Now()
	var list []*mail.Queued
	for n := range 4 {
		q := queued(org.ID{byte(n + 1)}, mail.Outgoing, fmt.Sprint("mx:", n%2))
		q.Created, q.Due, q.Expires = now.Add(time.Duration(n)*time.Minute), now.Add(time.Hour), now.Add(time.Duration(4-n)*time.Minute)
		list = append(list, q)
	}
	list[1].Warned = true
	enqueue(t, st, contoso, list...)
	clock.Move(2 * time.Minute)
	ask := func(l mail.Lease) string {
		t.Helper()
		l.Stage, l.Limit, l.Until = mail.Outgoing, 9, clock.Now().Add(time.Minute)
		_, got := lease(t, st, contoso, l, list...)
		Update(t, st, contoso, func(tx mail.Tx) error { _, err := tx.ReleaseAll(); return err })
		return got
	}
	for want, l := range map[string]mail.Lease{
		"2": {Expired: true, Destination: "mx:0"}, "3": {Expired: true, Destination: "mx:1"}, "02": {Late: clock.Now(), Destination: "mx:0"},
		"0": {Late: now, Destination: "mx:0"}, "": {Destination: "mx:0"},
	} {
		if got := ask(l); got != want {
			t.Errorf("%+v: %q, want %q", l, got, want)
		}
	}
	one := mail.Lease{Stage: mail.Outgoing, Destination: "mx:0", Late: clock.Now(), Limit: 1, Until: clock.Now().Add(time.Hour)}
	for _, want := range []string{"0", "2", ""} { // an item that somebody holds is not leased again
		if _, got := lease(t, st, contoso, one, list...); got != want {
			t.Errorf("one after the other: %q, want %q", got, want)
		}
	}
	for _, l := range []mail.Lease{
		{Stage: mail.Accepted, Expired: true, Limit: 1, Until: clock.Now().Add(1)}, {Stage: mail.Accepted, Until: clock.Now().Add(1)},
		{Stage: mail.Accepted, Limit: 1, Until: clock.Now()}, {Stage: mail.Outgoing, Expired: true, Late: now, Limit: 1, Until: clock.Now().Add(1)},
		{Stage: mail.Outgoing, Limit: 1, Until: clock.Now().Add(1)},
	} {
		if err := try(t, st, contoso, func(tx mail.Tx) error { _, err := tx.Lease(l); return err }); err == nil {
			t.Errorf("a lease without sense was given: %+v", l)
		}
	}
}

// A destination that is held is left alone until its time, and is known by how it failed.
func (s suite) destinations(t *testing.T) {
	st, clock := s.one(t)
	now := clock.Now()
	for n := range 30 { // three destinations of the stage, one with everything still to come
		q := queued(org.ID{byte(n + 1)}, mail.Outgoing, []string{"mx:b", "mx:a", "host:c:25"}[n%3])
		q.Due = now.Add(-time.Duration(n) * time.Second)
		if n%3 == 2 {
			q.Due = now.Add(time.Duration(n) * time.Minute)
		}
		enqueue(t, st, contoso, q)
	}
	enqueue(t, st, contoso, queued(org.ID{1}, mail.Accepted, ""))
	list := func(limit int) (list []mail.Destination) {
		View(t, st, contoso, func(tx mail.Tx) (err error) {
			list, err = tx.Destinations(mail.Outgoing, limit)
			return err
		})
		return list
	}
	b := mail.Destination{Name: "mx:b", Due: now.Add(-27 * time.Second)}
	a := mail.Destination{Name: "mx:a", Due: now.Add(-28 * time.Second)}
	if d := cmp.Diff([]mail.Destination{a, b}, list(9)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if got := list(1); len(got) != 1 || got[0] != a {
		t.Errorf("one: %v", got)
	}
	a.Held, a.Tries, a.LastError = now.Add(time.Minute), 2, "connection refused"
	Update(t, st, contoso, func(tx mail.Tx) error { return tx.Hold(a) })
	View(t, st, contoso, func(tx mail.Tx) error {
		got, err := tx.Held("mx:a")
		if want := (mail.Destination{Name: "mx:a", Held: a.Held, Tries: a.Tries, LastError: a.LastError}); err != nil || *got != want {
			t.Errorf("held: %+v, %v", got, err)
		}
		if _, err := tx.Held("mx:b"); !org.IsNotFound(err) {
			t.Errorf("held of another: %v", err)
		}
		return nil
	})
	if d := cmp.Diff([]mail.Destination{b}, list(9)); d != "" {
		t.Errorf("with one held: -want +got\n%s", d)
	}
	if got := state(t, st, contoso); !got.Next.Equal(a.Held) {
		t.Errorf("next at %v", got.Next)
	}
	items, _ := lease(t, st, contoso, mail.Lease{Stage: mail.Outgoing, Destination: "mx:a", Limit: 99, Until: now.Add(time.Second)})
	if len(items) != 10 {
		t.Errorf("%d items of a held destination", len(items))
	}
	clock.Move(time.Minute)
	if d := cmp.Diff([]mail.Destination{b, a}, list(9), cmp.Comparer(func(a, b time.Time) bool { return true })); d != "" {
		t.Errorf("afterwards: -want +got\n%s", d)
	}
	Update(t, st, contoso, func(tx mail.Tx) error { return tx.Hold(mail.Destination{Name: "mx:a"}) })
	for _, d := range list(9) {
		if !d.Held.IsZero() || d.Tries != 0 || d.LastError != "" {
			t.Errorf("not forgotten: %+v", d)
		}
	}
}
