package queue_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// removed is why an administrator gives an item up.
func removed() *mail.Status {
	return &mail.Status{Code: 550, Enhanced: "5.7.0", Text: "an administrator removed it"}
}

// giveUp gives up all items, as another process does: the worker is not told.
func (w *world) giveUp(tell bool) {
	w.T.Helper()
	other := &queue.Worker{Host: "mail.contoso.com"}
	for _, q := range w.queued() {
		err := w.Store.Update(mailtest.As(w.T.Context(), w.Tenant), func(tx org.Tx) error { return other.GiveUp(tx, q, removed(), tell) })
		if err != nil {
			w.T.Fatal(err)
		}
	}
}

// An item that is given up has failed, and its sender hears of it, or not. A running worker notices within seconds.
func TestGiveUp(t *testing.T) {
	t.Parallel()
	for tell, want := range map[bool]string{true: "Undeliverable: Message 1", false: ""} {
		w := newWorld(t)
		w.away.fail = map[string]error{"mx:tailspin.example": errors.New("refused")}
		m := w.send("amara", "pat@tailspin.example")
		w.giveUp(tell)
		if got := w.traces(m); got != "pat@tailspin.example Failed" {
			t.Errorf("traces are %s", got)
		}
		if got := w.events(m, "pat@tailspin.example"); !strings.Contains(got, "Fail") {
			t.Errorf("events are %s", got)
		}
		w.worker.Look(t.Context())
		w.worker.Drain(t.Context())
		if got := w.inbox("amara"); got != want {
			t.Errorf("tell %v: the inbox has %q", tell, got)
		}
		if tell && !strings.Contains(w.notice("amara"), "an administrator removed it") {
			t.Errorf("the notice is %s", w.notice("amara"))
		}
		if n := len(w.queued()); n != 0 {
			t.Errorf("%d left", n)
		}
	}
}

// A message that was not yet routed is traced as one that came.
func TestGiveUpBeforeRouting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.accept("amara", mail.Envelope{}, "jonas@contoso.com")
	w.giveUp(false)
	w.worker.Drain(t.Context())
	if got := w.traces(m) + "; " + w.events(m, "jonas@contoso.com"); got != "jonas@contoso.com Failed; Receive, Submit, Fail" {
		t.Error(got)
	}
	if w.inbox("jonas") != "" || w.sent("amara") != "" {
		t.Errorf("inbox %q, sent %q", w.inbox("jonas"), w.sent("amara"))
	}
}

// What somebody holds is not given up.
func TestGiveUpWhatIsHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.accept("amara", mail.Envelope{}, "jonas@contoso.com")
	mailtest.Update(t, w.Store, w.Tenant, func(tx mail.Tx) error {
		_, err := tx.Lease(mail.Lease{Stage: mail.Accepted, Limit: 1, Until: w.Now.Add(time.Hour)})
		return err
	})
	err := w.Store.Update(mailtest.As(t.Context(), w.Tenant), func(tx org.Tx) error { return w.worker.GiveUp(tx, w.queued()[0], removed(), true) })
	if !errors.Is(err, org.ErrConflict) {
		t.Errorf("the error is %v", err)
	}
}

// Metrics hear of each recipient once it is durable.
func TestOutcomesAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var told []string
	w.worker.Outcome = func(route, status string, age time.Duration) {
		w.mu.Lock()
		defer w.mu.Unlock()
		told = append(told, fmt.Sprint(route, " ", status, " ", age))
	}
	w.away.say = func(_, recipient string, n int) *mail.Status {
		switch {
		case recipient == "no@tailspin.example":
			return &mail.Status{Code: 550, Enhanced: "5.1.1", Text: "no"}
		case recipient == "later@tailspin.example" && n == 1:
			return &mail.Status{Code: 451, Enhanced: "4.3.0", Text: "later"}
		}
		return nil
	}
	w.send("amara", "jonas@contoso.com", "nobody@contoso.com", "pat@tailspin.example", "no@tailspin.example", "later@tailspin.example")
	w.later(time.Hour)
	var outside []string
	for _, text := range told {
		if strings.HasPrefix(text, "mx") {
			outside = append(outside, text)
		}
	}
	slices.Sort(outside)
	if got := strings.Join(outside, ", "); got != "mx Delivered 0s, mx Delivered 1h0m0s, mx Failed 0s, mx Pending 0s" {
		t.Errorf("outside: %s", got)
	}
	for _, want := range []string{"local Delivered 0s", "local Failed 0s"} {
		if !slices.Contains(told, want) {
			t.Errorf("no %q in %v", want, told)
		}
	}
}
