package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
)

// Lets the file grow no further, as a full disk does, or as far as it likes.
func limit(t *testing.T, s *Store, pages int) {
	t.Helper()
	pragma(t, s, fmt.Sprintf("max_page_count=%d", pages))
}

// F-06: while the disk is full nothing is acknowledged, reads go on and health tells; when there is
// space again, writes go on without a restart.
func TestFullDisk_F06(t *testing.T) {
	t.Parallel()
	s := must(t, filepath.Join(t.TempDir(), "exosh.db"))
	orgtest.Put(t, s, tenant, orgtest.Mailbox(tenant, "before"))
	limit(t, s, 1) // SQLite takes the pages that there are
	var err error
	acked := 0
	for i := 0; err == nil && i < 1000; i++ {
		if err = put(s, fmt.Sprint("box", i)); err == nil {
			acked++
		}
	}
	if !errors.Is(err, org.ErrUnavailable) {
		t.Fatalf("%d written, then %v", acked, err)
	}
	if err := s.Health(t.Context()); !errors.Is(err, org.ErrUnavailable) {
		t.Errorf("health: %v", err)
	}
	if n := count(t, s); n != acked+1 {
		t.Errorf("%d mailboxes, %d acknowledged", n, acked+1)
	}
	limit(t, s, 1<<30)
	if err := put(s, "after"); err != nil {
		t.Errorf("after: %v", err)
	}
	if err := s.Health(t.Context()); err != nil {
		t.Errorf("health after: %v", err)
	}
	if n := count(t, s); n != acked+2 {
		t.Errorf("%d mailboxes, %d acknowledged", n, acked+2)
	}
	if err := s.VerifyAudit(t.Context(), tenant); err != nil {
		t.Error(err)
	}
}

// pragma sets something of the connection that writes.
func pragma(t *testing.T, s *Store, text string) {
	t.Helper()
	err := s.writer.do(t.Context(), func(c *conn) error {
		_, err := c.c.ExecContext(t.Context(), "PRAGMA "+text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func put(s *Store, name string) error {
	return s.Update(orgtest.As(context.Background(), tenant, "New-Mailbox"), func(tx org.Tx) error {
		return tx.Put(orgtest.Mailbox(tenant, name))
	})
}

func count(t *testing.T, s *Store) int {
	t.Helper()
	n := 0
	err := s.View(orgtest.As(t.Context(), tenant, ""), func(tx org.Tx) error {
		list, err := org.All(tx, org.KindRecipient, nil)
		n = len(list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
