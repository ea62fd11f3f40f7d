package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
)

// rows returns how many rows the tables of mail have, but for mail_length.
func rows(t *testing.T, s *Store) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"message", "chunk", "loose", "queue", "folder", "item", "trace", "event", "submission", "external", "hold"} {
		var n int
		err := s.db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM mail_`+table).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			counts[table] = n
		}
	}
	return counts
}

// tick writes something that is none of mail's, so that the sweep runs.
func tick(t *testing.T, s *Store, clock *orgtest.Clock, d time.Duration) {
	t.Helper()
	clock.Move(d)
	if err := s.Update(mailtest.As(t.Context(), tenant), func(org.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

// A message goes when neither the queue nor a folder nor the trace of 90 days needs it, whichever is last, and its
// events go with the trace. Submissions go after 25 hours. What another tenant has stays.
func TestSweepMail(t *testing.T) {
	t.Parallel()
	box := org.ID{0xb}
	type held struct{ traced, queued, item bool }
	for _, h := range []held{{}, {traced: true}, {queued: true}, {item: true}, {true, true, true}} {
		t.Run(fmt.Sprint(h), func(t *testing.T) {
			t.Parallel()
			clock := orgtest.NewClock()
			s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "exosh.db"), Now: clock.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			q := &mail.Queued{Stage: mail.Accepted}
			i := &mail.Item{Box: box, Folder: 1}
			mailtest.Update(t, s, tenant, func(tx mail.Tx) error {
				m := &mail.Message{}
				if err := tx.PutMessage(m, bytes.NewReader(mailtest.Bytes(300<<10))); err != nil {
					return err
				}
				q.Message, i.Message = m.ID, m.ID
				errs := []error{
					tx.Enqueue(q), tx.PutItem(i), tx.PutEvent(&mail.Event{Message: m.ID, Name: "Receive"}),
					tx.PutSubmission(&mail.Submission{Mailbox: box, Message: m.ID, Recipients: 1, External: 1}),
				}
				if h.traced {
					for n := range 600 {
						errs = append(errs, tx.PutTrace(&mail.Trace{Message: m.ID, Recipient: fmt.Sprint("r", n, "@x"), Received: clock.Now(), Status: mail.Pending}))
					}
				}
				return errors.Join(errs...)
			})
			mailtest.Update(t, s, tenant, func(tx mail.Tx) error {
				var errs []error
				if !h.queued {
					errs = append(errs, tx.Dequeue(q))
				}
				if !h.item {
					errs = append(errs, tx.DeleteItem(box, 1, i.UID))
				}
				return errors.Join(errs...)
			})
			tick(t, s, clock, 25*time.Hour)
			tick(t, s, clock, time.Minute)
			got := rows(t, s)
			if got["submission"] != 0 || got["external"] != 0 {
				t.Errorf("submissions are left: %v", got)
			}
			if want := h.traced || h.queued || h.item; (got["message"] == 1 && got["chunk"] == 2) != want || (got["event"] == 1) != (h.traced || h.queued) {
				t.Errorf("after a day: %v", got)
			}
			tick(t, s, clock, 90*24*time.Hour)
			for range 3 { // what one step left to do is done soon
				tick(t, s, clock, sweepAgain)
			}
			got = rows(t, s)
			if got["trace"] != 0 || (got["message"] == 1) != (h.queued || h.item) || (got["event"] == 1) != h.queued || got["loose"] != 0 {
				t.Errorf("after 91 days: %v", got)
			}
			mailtest.Update(t, s, tenant, func(tx mail.Tx) error {
				if h.queued {
					if err := tx.Dequeue(q); err != nil {
						return err
					}
				}
				return tx.EraseBox(box)
			})
			tick(t, s, clock, sweepEvery)
			if got := rows(t, s); len(got) != 0 && (len(got) != 1 || got["folder"] != 1) {
				t.Errorf("at last: %v", got)
			}
		})
	}
}

// A sweep looks at the traces of every tenant, and takes many messages in more than one step.
func TestSweepMailInSteps(t *testing.T) {
	t.Parallel()
	clock := orgtest.NewClock()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "exosh.db"), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tenants := []org.ID{tenant, org.SeedID(org.ID{}, "fabrikam"), {1}, {0xff}}
	for _, of := range tenants {
		mailtest.Update(t, s, of, func(tx mail.Tx) error {
			for range 250 {
				m := &mail.Message{Received: clock.Now()}
				err := tx.PutMessage(m, bytes.NewReader([]byte("x")))
				if err := errors.Join(err, tx.PutTrace(&mail.Trace{Message: m.ID, Recipient: "a@x", Received: m.Received, Status: mail.Failed})); err != nil {
					return err
				}
			}
			return nil
		})
	}
	tick(t, s, clock, 90*24*time.Hour+time.Second)
	if got := rows(t, s)["message"]; got != 900 {
		t.Errorf("a step left %d messages of 1000, want 900", got)
	}
	for range 20 {
		tick(t, s, clock, sweepEvery)
	}
	if got := rows(t, s); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

// F-09: bytes that changed in the file are never served, nor is an envelope; what is whole is, and a damaged item
// stops no other.
func TestDamagedMail_F09(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exosh.db")
	s := must(t, path)
	whole, flipped, short := mailtest.Put(t, s, tenant, 5000), mailtest.Put(t, s, tenant, mail.ChunkSize+9), mailtest.Put(t, s, tenant, 70)
	var items []*mail.Queued
	for n := range 3 {
		q := &mail.Queued{Message: whole.ID, Stage: mail.Accepted, Envelope: mail.Envelope{Sender: fmt.Sprint("a", n, "@contoso.com")}}
		items = append(items, q)
		mailtest.Update(t, s, tenant, func(tx mail.Tx) error { return tx.Enqueue(q) })
	}
	for _, q := range []string{
		`UPDATE mail_chunk SET data = CAST('y' || substr(data, 2) AS BLOB) WHERE num % 65536 = 1`,
		`UPDATE mail_message SET body = CAST('y' || substr(body, 2) AS BLOB) WHERE size = 70`,
		`UPDATE mail_queue SET data = replace(data, 'a1@', 'b1@')`,
	} {
		if _, err := s.db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	mailtest.View(t, s, tenant, func(tx mail.Tx) error {
		for _, c := range []struct {
			m      *mail.Message
			offset int64
			want   error
		}{{whole, 0, nil}, {flipped, 0, nil}, {flipped, mail.ChunkSize, org.ErrDamaged}, {flipped, mail.ChunkSize + 5, org.ErrDamaged}, {short, 0, org.ErrDamaged}} {
			b, err := tx.Chunk(c.m.ID, c.offset)
			if !errors.Is(err, c.want) || (err != nil) != (b == nil) {
				t.Errorf("%d bytes from %d: %v", c.m.Size, c.offset, err)
			}
		}
		_, err := tx.Queued(items[1].ID)
		if !errors.Is(err, org.ErrDamaged) {
			t.Errorf("a changed envelope: %v", err)
		}
		n := 0
		for _, err := range tx.Queue() {
			if err == nil {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%d whole items", n)
		}
		return nil
	})
	mailtest.Update(t, s, tenant, func(tx mail.Tx) error {
		list, err := tx.Lease(mail.Lease{Stage: mail.Accepted, Limit: 9, Until: time.Now().Add(time.Hour)})
		if len(list) != 2 {
			t.Errorf("%d items leased", len(list))
		}
		return err
	})
}

// submit does what the submission of a message writes.
func submit(s *Store, size int) error {
	return s.Update(mailtest.As(context.Background(), tenant), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		message := &mail.Message{MessageID: "<1@contoso.com>", Submitter: org.ID{1}}
		if err := m.PutMessage(message, bytes.NewReader(mailtest.Bytes(size))); err != nil {
			return err
		}
		err = m.Enqueue(&mail.Queued{Message: message.ID, Stage: mail.Accepted, Envelope: mail.Envelope{Sender: "navin@contoso.com", Recipients: []mail.Recipient{{Address: "olivia@contoso.com"}}}})
		return errors.Join(err, m.PutSubmission(&mail.Submission{Mailbox: org.ID{1}, Message: message.ID, Recipients: 1}))
	})
}

// F-06: a message for which the disk has no room is refused by an error that says so, nothing of it stays, and when
// there is room again the next one is taken.
func TestFullDiskMail_F06(t *testing.T) {
	t.Parallel()
	s := must(t, filepath.Join(t.TempDir(), "exosh.db"))
	limit(t, s, 1)
	accepted := 0
	var err error
	for ; err == nil && accepted < 1000; accepted++ {
		err = submit(s, 4096)
	}
	accepted--
	if !errors.Is(err, org.ErrFull) || !errors.Is(err, org.ErrUnavailable) {
		t.Fatalf("after %d messages: %v", accepted, err)
	}
	if err := submit(s, 3<<20); !errors.Is(err, org.ErrFull) { // it fails amid its pieces
		t.Errorf("a large message: %v", err)
	}
	limit(t, s, 1<<30)
	if err := submit(s, 3<<20); err != nil {
		t.Errorf("with room again: %v", err)
	}
	accepted++
	if got := rows(t, s); got["message"] != accepted || got["queue"] != accepted || got["submission"] != accepted {
		t.Errorf("%d accepted, stored: %v", accepted, got)
	}
}

// F-07: a file that may not be written refuses messages by an error that is no full disk, and health tells.
func TestReadOnlyMail_F07(t *testing.T) {
	t.Parallel()
	s := must(t, filepath.Join(t.TempDir(), "exosh.db"))
	pragma(t, s, "query_only=ON")
	if err := submit(s, 4096); !errors.Is(err, org.ErrUnavailable) || errors.Is(err, org.ErrFull) {
		t.Errorf("got %v", err)
	}
	if err := s.Health(t.Context()); !errors.Is(err, org.ErrUnavailable) {
		t.Errorf("health: %v", err)
	}
}
