package limit_test

import (
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
	"example.org/exosh/internal/sqlstore"
	"example.org/exosh/object"
)

var contoso = org.SeedID(org.ID{}, "contoso")

// An arrivals delivers messages to one mailbox, with limits of 9 an hour, of which 3 from one sender.
type arrivals struct {
	t      *testing.T
	store  *sqlstore.Store
	now    time.Time
	limits limit.Limits
	n      byte
}

func newArrivals(t *testing.T) *arrivals {
	a := &arrivals{t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "org.db"), Now: func() time.Time { return a.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	a.store = s
	e := &org.Entry{Props: &object.Object{}}
	for name, value := range map[limit.Name]int64{limit.ReceivedPerHour: 9, limit.ReceivedFromOnePercent: 34} {
		f, _ := limit.Find(string(name))
		if err := limit.Set(e, f, &value); err != nil {
			t.Fatal(err)
		}
	}
	a.limits = limit.Of(e)
	return a
}

// together delivers messages of senders in one transaction, and returns the refusals.
func (a *arrivals) together(senders ...string) (refused []string) {
	a.t.Helper()
	mailtest.Update(a.t, a.store, contoso, func(m mail.Tx) error {
		refused = nil
		in := limit.NewIntake(m, a.limits, a.now)
		for _, sender := range senders {
			why, err := in.Take(org.ID{7}, "Box@contoso.com", sender)
			if err != nil {
				return err
			}
			refused = append(refused, why)
			if why != "" {
				smtpreply.Refuse(why) // is in the table, or panics
				continue
			}
			a.n++
			t := &mail.Trace{Message: org.ID{a.n}, Recipient: "box@contoso.com", Sender: sender, Received: a.now, Status: mail.Delivered}
			if err := m.PutTrace(t); err != nil {
				return err
			}
		}
		return in.Store()
	})
	return refused
}

func (a *arrivals) expect(name string, got []string, want ...string) {
	a.t.Helper()
	for i, g := range got {
		if g != want[min(i, len(want)-1)] {
			a.t.Errorf("%s: message %d: %q, want %q", name, i+1, g, want[min(i, len(want)-1)])
		}
	}
}

func TestIntake(t *testing.T) {
	t.Parallel()
	a := newArrivals(t)
	a.expect("from one", a.together("a@x.example", "a@x.example", "a@x.example", "a@x.example"), "", "", "", "ReceivingLimitOfOne")
	a.expect("from one, later", a.together("A@x.example"), "ReceivingLimitOfOne")
	a.now = a.now.Add(10 * time.Minute)
	a.expect("from others", a.together("b@x.example", "c@x.example", "b@x.example", "d@x.example", "e@x.example"), "")
	a.expect("the last, and one more", a.together("f@x.example", "g@x.example"), "", "ReceivingLimit")
	a.expect("a notification", a.together(""), "")
	a.now = a.now.Add(50*time.Minute + time.Second) // the first three are an hour old
	a.expect("the hour slides", a.together("a@x.example", "b@x.example", "h@x.example"), "", "", "ReceivingLimit")
}
