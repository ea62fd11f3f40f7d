package queue_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
)

// fill puts n messages of 4 KiB onto the queue, in few transactions.
func (w *world) fill(n int, to func(i int) []string) {
	w.T.Helper()
	amara := w.recipient("amara")
	text := strings.Repeat(strings.Repeat("x", 70)+"\r\n", 56)
	for done := 0; done < n; {
		mailtest.Update(w.T, w.Store, w.Tenant, func(tx mail.Tx) error {
			for range min(500, n-done) {
				m := &mail.Message{Subject: fmt.Sprint("Message ", done), From: directory.Primary(amara), Submitter: amara.ID}
				raw := "From: amara@contoso.com\r\nSubject: " + m.Subject + "\r\n\r\n" + text
				if err := tx.PutMessage(m, strings.NewReader(raw)); err != nil {
					return err
				}
				e := mail.Envelope{Sender: m.From}
				for _, a := range to(done) {
					e.Recipients = append(e.Recipients, mail.Recipient{Address: a})
				}
				if err := tx.Enqueue(&mail.Queued{Message: m.ID, Stage: mail.Accepted, Envelope: e}); err != nil {
					return err
				}
				done++
			}
			return nil
		})
	}
	w.worker.Accepted(w.Tenant)
}

// What routing and local delivery of accepted messages costs, a message each (P-15, P-19).
func BenchmarkLocal(b *testing.B) {
	people := strings.Fields("jonas priya hana olivia dmitri mei")
	for _, c := range []struct {
		name string
		to   func(i int) []string
	}{
		{"one recipient", func(i int) []string { return []string{people[i%len(people)] + "@contoso.com"} }},
		{"a group", func(int) []string { return []string{"all.sales@contoso.com"} }},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := newWorld(b)
			w.fill(b.N, c.to)
			b.ResetTimer()
			w.worker.Drain(b.Context())
			b.StopTimer()
			if q := w.queued(); len(q) != 0 {
				b.Fatalf("%d left", len(q))
			}
		})
	}
}

// What sending costs without a network, a message each (P-20).
func BenchmarkOutgoing(b *testing.B) {
	w := newWorld(b)
	w.fill(b.N, func(int) []string { return []string{"ada@tailspin.example"} })
	b.ResetTimer()
	w.worker.Drain(b.Context())
	b.StopTimer()
	if got := len(w.away.got["mx:tailspin.example"]); got != b.N {
		b.Fatalf("%d of %d arrived", got, b.N)
	}
}
