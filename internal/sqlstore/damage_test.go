package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
)

var tenant = org.SeedID(org.ID{}, "contoso")

// Makes a store with five mailboxes, closes it, runs SQL over its file as an intruder would, and opens
// it again.
func tampered(t *testing.T, statements ...string) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "exosh.db")
	s := must(t, path)
	for i := range 5 {
		orgtest.Put(t, s, tenant, orgtest.Mailbox(tenant, fmt.Sprint("box", i)))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return must(t, path)
}

func must(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// S-59: whoever edits the trail in the file is found out, and the first broken record is named.
func TestAuditTampering_S59(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sql string
		seq int64
	}{
		"body edited":      {`UPDATE audit SET body = replace(body, 'navin', 'nobod') WHERE seq = 3`, 3},
		"column edited":    {`UPDATE audit SET actor = 'nobody' WHERE seq = 2`, 2},
		"back-dated":       {`UPDATE audit SET time = time - 1 WHERE seq = 4`, 4},
		"row deleted":      {`DELETE FROM audit WHERE seq = 3`, 3},
		"first deleted":    {`DELETE FROM audit WHERE seq = 1`, 1},
		"last deleted":     {`DELETE FROM audit WHERE seq = 5`, 5},
		"all deleted":      {`DELETE FROM audit`, 1},
		"renumbered":       {`UPDATE audit SET seq = 9 WHERE seq = 5`, 5},
		"hash edited":      {`UPDATE audit SET hash = 'x' WHERE seq = 5`, 5},
		"row of elsewhere": {`INSERT INTO audit SELECT tenant, 6, time, actor, operation, result, request_id, params, body, hash, hash FROM audit WHERE seq = 5`, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tampered(t, c.sql).VerifyAudit(t.Context(), tenant)
			broken := (*ChainError)(nil)
			if !errors.As(err, &broken) || broken.Seq != c.seq {
				t.Errorf("got %v, want record %d", err, c.seq)
			}
		})
	}
	if err := tampered(t).VerifyAudit(t.Context(), tenant); err != nil {
		t.Errorf("untouched: %v", err)
	}
}

// F-09: a changed entry is never served; the others are.
func TestDamagedEntry_F09(t *testing.T) {
	t.Parallel()
	s := tampered(t, `UPDATE entry SET props = replace(props, 'box3@', 'evil@') WHERE sort = 'box3'`)
	err := s.View(orgtest.As(t.Context(), tenant, ""), func(tx org.Tx) error {
		if _, err := org.Resolve(tx, []string{org.KindRecipient}, "box2"); err != nil {
			return err
		}
		_, err := org.Resolve(tx, []string{org.KindRecipient}, "box3")
		return err
	})
	if damaged := (*DamagedError)(nil); !errors.As(err, &damaged) {
		t.Errorf("got %v", err)
	}
}

// F-09: what goes on without an entry that could not be read succeeds in nothing.
func TestFailedReadFailsTheTransaction(t *testing.T) {
	t.Parallel()
	s := tampered(t, `UPDATE entry SET props = replace(props, 'box3@', 'evil@') WHERE sort = 'box3'`)
	ignoring := func(tx org.Tx) error {
		for _, err := range tx.Find(org.Query{Kind: org.KindRecipient}) {
			if err != nil {
				break
			}
		}
		return nil
	}
	ctx := orgtest.As(t.Context(), tenant, "Set-Mailbox")
	for name, run := range map[string]func() error{
		"view":   func() error { return s.View(ctx, ignoring) },
		"update": func() error { return s.Update(ctx, ignoring) },
	} {
		if damaged := (*DamagedError)(nil); !errors.As(run(), &damaged) {
			t.Errorf("%s succeeded", name)
		}
	}
	err := s.View(ctx, func(tx org.Tx) error {
		if _, err := tx.Get(org.KindRecipient, org.ID{1}); !errors.Is(err, org.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Errorf("absence is no failure: %v", err)
	}
}

func TestNewerDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exosh.db")
	if err := must(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), Options{Path: path})
	if newer := (*NewerError)(nil); !errors.As(err, &newer) || newer.Version != 99 || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
}
