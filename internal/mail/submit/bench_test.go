package submit

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/message"
)

// A message of 4 KiB, from reading it to its being durable, by so many connections at a time. The day before
// had 100,000 messages of the mailbox.
func BenchmarkSubmit(b *testing.B) {
	for _, connections := range []int{1, 50} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			w := newWorld(b)
			w.set(limit.ConcurrentConnections, 1000)
			w.set(limit.MessagesPerMinute, 1_000_000)
			w.set(limit.RecipientsPerDay, 100_000_000)
			first := w.sender(olivia)
			for range 100 {
				w.counted(mail.Submission{Mailbox: first.Mailbox, Time: w.Now, Recipients: 1})
			}
			w.service.Now = time.Now
			content := "From: olivia@contoso.com\r\nTo: amara@contoso.com\r\nSubject: s\r\n\r\n" + strings.Repeat(strings.Repeat("x", 62)+"\r\n", 64)
			b.SetParallelism(max(connections/2, 1))
			var failed atomic.Int64
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				x, err := w.signIn(olivia)
				if err != nil {
					failed.Add(1)
					return
				}
				defer x.Close()
				e := &mail.Envelope{Sender: olivia, Recipients: []mail.Recipient{{Address: "amara@contoso.com"}}}
				for pb.Next() {
					m, err := message.Receive(strings.NewReader(content), message.DefaultLimits())
					if err != nil {
						failed.Add(1)
						return
					}
					if _, err := x.Submit(b.Context(), e, &Content{Message: m, Hello: "client"}); err != nil {
						failed.Add(1)
					}
					m.Close()
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
			if failed.Load() > 0 {
				b.Errorf("%d failures", failed.Load())
			}
		})
	}
}

// A sign-in and one message, as programs send that connect anew every time.
func BenchmarkSignInAndSubmit(b *testing.B) {
	w := newWorld(b)
	w.set(limit.ConcurrentConnections, 1000)
	w.set(limit.MessagesPerMinute, 1_000_000)
	w.set(limit.RecipientsPerDay, 100_000_000)
	w.service.Now = time.Now
	b.SetParallelism(25)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			x, err := w.signIn(olivia)
			if err != nil {
				b.Error(err)
				return
			}
			m, err := message.Receive(strings.NewReader(ownHeader+plainText), message.DefaultLimits())
			if err != nil {
				b.Error(err)
				return
			}
			e := &mail.Envelope{Sender: olivia, Recipients: []mail.Recipient{{Address: "amara@contoso.com"}}}
			if _, err := x.Submit(b.Context(), e, &Content{Message: m}); err != nil {
				b.Error(err)
			}
			m.Close()
			x.Close()
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
