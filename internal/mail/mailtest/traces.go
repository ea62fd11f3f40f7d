package mailtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// trace is the trace of a message for a recipient, received so many minutes after a time.
func trace(at time.Time, message byte, minutes int, recipient string) *mail.Trace {
	return &mail.Trace{
		Message: org.ID{message}, Recipient: recipient, Sender: fmt.Sprintf("Sender%d@Contoso.com", message%2), MessageID: fmt.Sprintf("<%d@x>", message),
		Subject: "Größe", Size: 4096, Received: at.Add(time.Duration(minutes) * time.Minute), Status: mail.Pending, FromIP: "192.0.2.1", ToIP: "2001:db8::1",
	}
}

// selected returns what a query selects as "message recipient" in order.
func selected(t testing.TB, s Store, tenant org.ID, q mail.TraceQuery) []string {
	t.Helper()
	list := []string{}
	View(t, s, tenant, func(tx mail.Tx) error {
		for r, err := range tx.Traces(q) {
			if err != nil {
				return err
			}
			list = append(list, fmt.Sprint(r.Message[0], " ", r.Recipient))
		}
		return nil
	})
	return list
}

// Traces are found by all that they are searched by, newest first, and in a total order.
func (s suite) traces(t *testing.T) {
	st, clock := s.one(t)
	now := clock.Now()
	all := []*mail.Trace{
		trace(now, 3, 2, "a@x.example"), trace(now, 3, 2, "B@y.example"), trace(now, 4, 2, "b@y.example"),
		trace(now, 1, 1, "navin@contoso.com"), trace(now, 2, 0, "olivia@contoso.com"),
	}
	for _, i := range []int{4, 2, 0, 3, 1} {
		Update(t, st, contoso, func(tx mail.Tx) error { return tx.PutTrace(all[i]) })
	}
	all[3].Status, all[3].ToIP = mail.Delivered, ""
	for _, r := range all { // their messages are found by Message-ID
		m := &mail.Message{ID: r.Message, MessageID: r.MessageID}
		Update(t, st, contoso, func(tx mail.Tx) error {
			if _, err := tx.Message(m.ID); err == nil {
				return nil
			}
			return tx.PutMessage(m, slowly(100))
		})
	}
	Update(t, st, contoso, func(tx mail.Tx) error { return tx.PutTrace(all[3]) })
	View(t, st, contoso, func(tx mail.Tx) error {
		got, err := tx.Trace(org.ID{1}, "NAVIN@contoso.com")
		if d := cmp.Diff(all[3], got); d != "" {
			t.Errorf("-put +read\n%s", d)
		}
		return err
	})
	at := func(minutes int) time.Time { return now.Add(time.Duration(minutes) * time.Minute) }
	for _, c := range []struct {
		name string
		q    mail.TraceQuery
		want []int
	}{
		{"all", mail.TraceQuery{}, []int{0, 1, 2, 3, 4}},
		{"limit", mail.TraceQuery{Limit: 2}, []int{0, 1}},
		{"limit after match", mail.TraceQuery{Limit: 1, Match: func(r *mail.Trace) bool { return r.Size > 1 && r.Message[0] < 3 }}, []int{3}},
		{"time", mail.TraceQuery{From: at(0), To: at(1)}, []int{3, 4}},
		{"time before all", mail.TraceQuery{To: at(-1)}, nil},
		{"continued", mail.TraceQuery{After: &mail.TracePlace{Received: at(2), Recipient: "b@y.example"}}, []int{1, 2, 3, 4}},
		{"continued behind", mail.TraceQuery{To: at(2), After: &mail.TracePlace{Received: at(2), Recipient: "b@y.example", Message: org.ID{3}}}, []int{2, 3, 4}},
		{"continued later", mail.TraceQuery{To: at(1), After: &mail.TracePlace{Received: at(2), Recipient: "z"}}, []int{3, 4}},
		{"continued in a message", mail.TraceQuery{Message: org.ID{3}, After: &mail.TracePlace{Received: at(2), Recipient: "a@x.example", Message: org.ID{3}}}, []int{1}},
		{"message", mail.TraceQuery{Message: org.ID{3}}, []int{0, 1}},
		{"message at another time", mail.TraceQuery{Message: org.ID{3}, To: at(1)}, nil},
		{"Message-ID", mail.TraceQuery{MessageID: "<4@x>"}, []int{2}},
		{"both", mail.TraceQuery{MessageID: "<4@x>", Message: org.ID{3}}, nil},
		{"sender", mail.TraceQuery{Senders: []string{"sender0@contoso.com"}}, []int{2, 4}},
		{"senders", mail.TraceQuery{Senders: []string{"sender0@contoso.com", "sender1@contoso.com"}, Limit: 3}, []int{0, 1, 2}},
		{"recipient", mail.TraceQuery{Recipients: []string{"b@y.example"}}, []int{1, 2}},
		{"domain", mail.TraceQuery{Recipients: []string{"*@contoso.com"}}, []int{3, 4}},
		{"domain and address", mail.TraceQuery{Recipients: []string{"*@x.example", "olivia@contoso.com"}}, []int{0, 4}},
		{"part of a domain", mail.TraceQuery{Recipients: []string{"*@example"}}, nil},
		{"status", mail.TraceQuery{Statuses: []string{"delivered", mail.Failed}}, []int{3}},
	} {
		want := []string{}
		for _, i := range c.want {
			want = append(want, fmt.Sprint(all[i].Message[0], " ", all[i].Recipient))
		}
		if got := selected(t, st, contoso, c.q); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
	if got := selected(t, st, fabrikam, mail.TraceQuery{}); len(got) != 0 {
		t.Errorf("another tenant sees %q", got)
	}
}

// Many traces of one time are read in pieces without a gap.
func (s suite) tracesInPieces(t *testing.T) {
	st, clock := s.one(t)
	want := []string{}
	Update(t, st, contoso, func(tx mail.Tx) error {
		for n := range 700 {
			r := trace(clock.Now(), byte(n%2+1), 0, fmt.Sprintf("r%03d@x", n/2))
			want = append(want, fmt.Sprint(r.Message[0], " ", r.Recipient))
			if err := tx.PutTrace(r); err != nil {
				return err
			}
		}
		return nil
	})
	if got := selected(t, st, contoso, mail.TraceQuery{}); !slices.Equal(got, want) {
		t.Errorf("%d of %d traces", len(got), len(want))
	}
	if got := selected(t, st, contoso, mail.TraceQuery{Message: org.ID{2}}); len(got) != 350 {
		t.Errorf("%d traces of a message", len(got))
	}
	looks(t, st, clock.Now())
}

// looks finds the same by queries that look at few rows each, and look on behind the last one.
func looks(t *testing.T, st Store, now time.Time) {
	t.Helper()
	match := func(r *mail.Trace) bool { return strings.HasSuffix(r.Recipient, "7@x") }
	want := selected(t, st, contoso, mail.TraceQuery{From: now, To: now.Add(time.Hour), Match: match})
	var got []string
	q, done := mail.TraceQuery{From: now, To: now.Add(time.Hour), Match: match, Looks: 7}, false
	for !done {
		done = true
		View(t, st, contoso, func(tx mail.Tx) error {
			for r, err := range tx.Traces(q) {
				var more *mail.MoreError
				if errors.As(err, &more) {
					q.After, done = &more.TracePlace, false
					return nil
				}
				if err != nil {
					return err
				}
				got = append(got, fmt.Sprint(r.Message[0], " ", r.Recipient))
			}
			return nil
		})
	}
	if d := cmp.Diff(want, got); d != "" || len(want) == 0 {
		t.Errorf("few at a time: -want +got\n%s", d)
	}

}

// Events come in order of time, those of the same time in the order in which they were put.
func (s suite) events(t *testing.T) {
	st, clock := s.one(t)
	now := clock.Now()
	var all []*mail.Event
	for n := range 600 {
		all = append(all, &mail.Event{
			Message: org.ID{1}, Recipient: []string{"", "a@x", "b@x"}[n%3], Time: now.Add(time.Duration(n/10) * time.Second),
			Name: "Deliver", Action: fmt.Sprint(n), Detail: "Größe", Data: map[string]string{"ConnectorId": "x"},
		})
	}
	all = append(all, &mail.Event{Message: org.ID{2}, Time: now, Name: "Fail"})
	Update(t, st, contoso, func(tx mail.Tx) error {
		for _, e := range all {
			if err := tx.PutEvent(e); err != nil {
				return err
			}
		}
		early := *all[0]
		early.Time = now.Add(-time.Hour)
		return tx.PutEvent(&early)
	})
	for recipient, want := range map[string]int{"": 601, "A@x": 401, "c@x": 201} {
		var got []*mail.Event
		View(t, st, contoso, func(tx mail.Tx) error {
			for e, err := range tx.Events(org.ID{1}, recipient) {
				if err != nil {
					return err
				}
				got = append(got, e)
			}
			return nil
		})
		if len(got) != want || !slices.IsSortedFunc(got, func(a, b *mail.Event) int { return a.Time.Compare(b.Time) }) {
			t.Errorf("%q: %d events, want %d", recipient, len(got), want)
		}
		if recipient == "" {
			if d := cmp.Diff(all[:600], got[1:]); d != "" {
				t.Errorf("-put +read\n%s", d)
			}
		}
	}
}
