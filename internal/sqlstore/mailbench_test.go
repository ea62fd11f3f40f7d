package sqlstore

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
)

const (
	benchSize = 4096
	benchers  = 50 // sessions that submit at once
)

func benchStore(b *testing.B) *Store {
	b.Helper()
	s, err := Open(b.Context(), Options{Path: filepath.Join(b.TempDir(), "exosh.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// submitted writes what the submission of a message writes, and counts its batch.
func submitted(s *Store, raw []byte, batches *sync.Map) error {
	return s.Update(mailtest.As(context.Background(), tenant), func(tx org.Tx) error {
		batches.Store(s.writer.batch, true)
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		id, err := org.NewID(rand.Reader)
		if err != nil {
			return err
		}
		message := &mail.Message{MessageID: "<" + id.String() + "@contoso.com>", Subject: "Report", From: "navin@contoso.com", FromIP: "192.0.2.1", Submitter: org.ID{1}}
		if err := m.PutMessage(message, bytes.NewReader(raw)); err != nil {
			return err
		}
		err = m.Enqueue(&mail.Queued{
			Message: message.ID, Stage: mail.Accepted,
			Envelope: mail.Envelope{Sender: "navin@contoso.com", Recipients: []mail.Recipient{{Address: "olivia@contoso.com"}}},
		})
		return errors.Join(err, m.PutSubmission(&mail.Submission{Mailbox: org.ID{1}, Message: message.ID, Recipients: 1}))
	})
}

// P-15, P-16, P-19: messages of 4 KiB by 50 sessions at once, and by one. "batches/op" is how many commits, each
// with its fsync, a message takes.
func BenchmarkSubmit(b *testing.B) {
	for name, sessions := range map[string]int{"50": benchers, "1": 1} {
		b.Run(name, func(b *testing.B) { benchSubmit(b, sessions) })
	}
}

func benchSubmit(b *testing.B, sessions int) {
	s, raw := benchStore(b), mailtest.Bytes(benchSize)
	var batches sync.Map
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range sessions {
		wg.Go(func() {
			for n.Add(1) <= int64(b.N) {
				if err := submitted(s, raw, &batches); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	commits := 0
	batches.Range(func(any, any) bool { commits++; return true })
	b.ReportMetric(float64(commits)/float64(b.N), "batches/op")
}

// The limit that BenchmarkSubmit is measured against: the same rows in transactions of 50 messages, by prepared
// statements and nothing else.
func BenchmarkBareSubmit(b *testing.B) {
	s, raw := benchStore(b), mailtest.Bytes(benchSize)
	c, err := openConn(b.Context(), s.db)
	if err != nil {
		b.Fatal(err)
	}
	defer c.close()
	var ids idMaker
	exec := func(q query, args ...any) {
		if _, err := c.exec(q, args...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if i%benchers == 0 {
			exec(qBeginWrite)
		}
		bareRows(b, s, c, &ids, raw, exec)
		if i%benchers == benchers-1 || i == b.N-1 {
			exec(qCommit)
		}
	}
}

func bareRows(b *testing.B, s *Store, c *conn, ids *idMaker, raw []byte, exec func(query, ...any)) {
	now := time.Now()
	message, err := ids.make(s.rand, now)
	if err != nil {
		b.Fatal(err)
	}
	item, err := ids.make(s.rand, now)
	if err != nil {
		b.Fatal(err)
	}
	us := now.UnixMicro()
	exec(qPutMessage, tenant[:], message[:], us, benchSize, "<"+message.String()+"@contoso.com>", `{"subject":"Report"}`, 1, raw)
	exec(qEnqueue, tenant[:], item[:], message[:], "accepted", "", us, us, 0, false, 1, `{"Envelope":{"Sender":"navin@contoso.com"}}`)
	exec(qPutSubmission, tenant[:], tenant[:], us, 1, 0, message[:])
}

// fillQueue puts so many items for one dead destination, and one for each of a hundred others, into the queue.
func fillQueue(b *testing.B, s *Store, items int) {
	b.Helper()
	now := time.Now().UnixMicro()
	_, err := s.db.ExecContext(b.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $3)
		INSERT INTO mail_queue (tenant, id, message, stage, destination, created, due, next, expires, warned, sum, data)
		SELECT $1, CAST(printf('%016d', i) AS BLOB), CAST(printf('%016d', i) AS BLOB), 'outgoing',
		CASE WHEN i <= 100 THEN 'mx:' || i ELSE 'mx:dead.example' END, $2 + i, $2 + i, $2 + i, $2 + i, FALSE, 0, printf('%300d', 1) FROM n`,
		tenant[:], now-int64(2*items), items)
	if err != nil {
		b.Fatal(err)
	}
}

// P-20, F-26: what the worker and the door ask while a million messages wait for one dead destination.
func BenchmarkLongQueue(b *testing.B) {
	for _, items := range []int{1000, 1_000_000} {
		s := benchStore(b)
		fillQueue(b, s, items)
		ask := func(name string, fn func(mail.Tx) error) {
			b.Run(fmt.Sprint(name, "/", items), func(b *testing.B) {
				for b.Loop() {
					mailtest.Update(b, s, tenant, fn)
				}
			})
		}
		ask("Destinations", func(tx mail.Tx) error {
			list, err := tx.Destinations(mail.Outgoing, 50)
			if len(list) != 50 {
				b.Errorf("%d destinations", len(list))
			}
			return err
		})
		ask("QueueState", func(tx mail.Tx) error { _, err := tx.QueueState(); return err })
		ask("Lease", func(tx mail.Tx) error {
			_, err := tx.Lease(mail.Lease{Stage: mail.Outgoing, Destination: "mx:dead.example", Limit: 50, Until: time.Now().Add(time.Hour)})
			return err
		})
		ask("Hold", func(tx mail.Tx) error {
			return tx.Hold(mail.Destination{Name: "mx:dead.example", Held: time.Now().Add(time.Hour), Tries: 1})
		})
		b.Run(fmt.Sprint("Submit/", items), func(b *testing.B) {
			var batches sync.Map
			raw := mailtest.Bytes(benchSize)
			for b.Loop() {
				if err := submitted(s, raw, &batches); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
