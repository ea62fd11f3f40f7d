//go:build unix

package sqlstore_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/sqlstore"
)

// submit does what the submission of a message writes; one in four is of several pieces.
func submit(ctx context.Context, s *sqlstore.Store, name string) error {
	size := 4096
	if len(name)%4 == 0 {
		size = 2*mail.ChunkSize + 1
	}
	return s.Update(mailtest.As(ctx, tenant), func(tx org.Tx) error {
		store, err := mail.In(tx)
		if err != nil {
			return err
		}
		m := &mail.Message{MessageID: name}
		if err := store.PutMessage(m, bytes.NewReader(mailtest.Bytes(size))); err != nil {
			return err
		}
		return errors.Join(
			store.Enqueue(&mail.Queued{Message: m.ID, Stage: mail.Accepted, Envelope: mail.Envelope{Sender: name}}),
			store.PutSubmission(&mail.Submission{Mailbox: tenant, Message: m.ID, Recipients: 1}),
		)
	})
}

// F-01, F-02: whatever message was acknowledged before a kill -9 is queued after it, with all its bytes, once; what
// was not is there as a whole or not at all, and the sums agree with it.
func TestKillMail_F01_F02(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exosh.db")
	var acked []string
	for round := range 3 {
		acked = append(acked, killed(t, 20+30*round, childVar+"="+path, mailVar+"=1")...)
	}
	s := open(t, sqlstore.Options{Path: path})
	queued := map[string]int{}
	mailtest.View(t, s, tenant, func(tx mail.Tx) error {
		n := int64(0)
		for q, err := range tx.Queue() {
			if err != nil {
				return err
			}
			n++
			queued[q.Envelope.Sender]++
			m, err := tx.Message(q.Message)
			if err != nil || m.MessageID != q.Envelope.Sender {
				t.Errorf("%s: message %+v, %v", q.Envelope.Sender, m, err)
				continue
			}
			if got := mailtest.Read(t, s, tenant, m.ID); !bytes.Equal(got, mailtest.Bytes(int(m.Size))) {
				t.Errorf("%s: %d of %d bytes", m.MessageID, len(got), m.Size)
			}
		}
		state, err := tx.QueueState()
		total, err2 := tx.Submitted(tenant, time.Time{})
		if state.Items != n || total.Messages != n || int64(len(queued)) != n {
			t.Errorf("%d items, %d counted, %d names, %d submitted", n, state.Items, len(queued), total.Messages)
		}
		return errors.Join(err, err2)
	})
	for _, name := range acked {
		if queued[name] != 1 {
			t.Errorf("%s was acknowledged and is queued %d times", name, queued[name])
		}
	}
}
