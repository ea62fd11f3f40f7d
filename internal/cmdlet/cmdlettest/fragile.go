package cmdlettest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// ErrBroken is what a Fragile store fails with.
var ErrBroken = errors.New("the disk is gone")

// A Fragile store fails at the write whose number is At; 0 never fails.
type Fragile struct {
	org.Store
	At     int
	writes int
}

// Over returns a family whose cmdlets work on the fragile store.
func (f *Fragile) Over(family func(cmdlet.Deps) []*command.Command) func(cmdlet.Deps) []*command.Command {
	return func(d cmdlet.Deps) []*command.Command {
		f.Store = d.Store
		d.Store = f
		return family(d)
	}
}

// Update runs fn over a transaction that breaks.
func (f *Fragile) Update(ctx context.Context, fn func(org.Tx) error) error {
	return f.Store.Update(ctx, func(tx org.Tx) error {
		f.writes = 0
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return fn(&fragileTx{tx, m, f})
	})
}

// A mailTx is a mail.Tx under another name, to be embedded beside an org.Tx.
type mailTx mail.Tx

type fragileTx struct {
	org.Tx
	mailTx
	store *Fragile
}

func (t *fragileTx) fail() error {
	if t.store.writes++; t.store.writes == t.store.At {
		return ErrBroken
	}
	return nil
}

func (t *fragileTx) Put(e *org.Entry) error {
	if err := t.fail(); err != nil {
		return err
	}
	return t.Tx.Put(e)
}

func (t *fragileTx) Delete(kind string, id org.ID) error {
	if err := t.fail(); err != nil {
		return err
	}
	return t.Tx.Delete(kind, id)
}

// EraseBox is the write to mail that cmdlets do.
func (t *fragileTx) EraseBox(box org.ID) error {
	if err := t.fail(); err != nil {
		return err
	}
	return t.mailTx.EraseBox(box)
}

// A Change is a call that writes at least a number of times.
type Change struct {
	Cmdlet string
	Args   []any
	Writes int
}

// AllOrNothing runs a change that breaks at each of its writes by turns, and then whole. What is broken
// leaves everything as it was (F-11) and no audit record; the whole leaves one (F-12).
func (w *World) AllOrNothing(f *Fragile, c Change) {
	w.T.Helper()
	before, audited := w.Snapshot(), len(w.Audited(c.Cmdlet))
	n := 0
	for f.At = 1; ; f.At++ {
		r := w.Run(c.Cmdlet, c.Args...)
		if !errors.Is(r.Err, ErrBroken) {
			if r.Err != nil {
				w.T.Errorf("%s: %v", c.Cmdlet, r.Err)
			}
			break
		}
		n++
		if len(r.Objects) > 0 || len(w.Audited(c.Cmdlet)) > audited || !maps.Equal(before, w.Snapshot()) {
			w.T.Errorf("%s broke at write %d and left something behind", c.Cmdlet, f.At)
		}
	}
	f.At = 0
	if n < c.Writes {
		w.T.Errorf("%s broke at %d places, expected at least %d", c.Cmdlet, n, c.Writes)
	}
	if rows := len(w.Audited(c.Cmdlet)) - audited; rows != 1 {
		w.T.Errorf("%s left %d audit records", c.Cmdlet, rows)
	}
}

// Snapshot returns the version of every object, of whatever kind, and the sum of what it holds.
func (w *World) Snapshot() map[string]string {
	w.T.Helper()
	return w.read(w.db)
}

func (w *World) read(db *sql.DB) map[string]string {
	w.T.Helper()
	all := map[string]string{}
	rows, err := db.QueryContext(w.T.Context(), "SELECT kind || ' ' || id, version || ' ' || sum FROM entry")
	if err != nil {
		w.T.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var object, state string
		if err := rows.Scan(&object, &state); err != nil {
			w.T.Fatal(err)
		}
		all[object] = state
	}
	if err := rows.Err(); err != nil {
		w.T.Fatal(err)
	}
	return all
}

// Unchanged runs fn and fails the test if any object of the organisation, of whatever kind, is not what
// it was before.
func (w *World) Unchanged(what string, fn func()) {
	w.T.Helper()
	before := w.digest()
	fn()
	if after := w.digest(); after != before {
		w.T.Errorf("%s changed something: %s, then %s", what, before, after)
	}
}

// digest sums up every object's version and content, which is faster than a snapshot.
func (w *World) digest() string {
	w.T.Helper()
	var n, versions, sums int64
	row := w.db.QueryRowContext(w.T.Context(), "SELECT COUNT(*), SUM(version), SUM(sum) FROM entry")
	if err := row.Scan(&n, &versions, &sums); err != nil {
		w.T.Fatal(err)
	}
	return fmt.Sprintf("%d objects, versions %d, contents %d", n, versions, sums)
}

// Same fails the test if any object is not what it was in a snapshot.
func (w *World) Same(what string, before map[string]string) {
	w.T.Helper()
	after := w.Snapshot()
	for object, state := range after {
		if before[object] != state {
			w.T.Errorf("%s changed %s", what, object)
		}
	}
	for object := range before {
		if _, ok := after[object]; !ok {
			w.T.Errorf("%s removed %s", what, object)
		}
	}
}

// Survives fails the test unless the database's files, as they lie there now, hold every object: the
// process may be killed at any moment after a cmdlet has answered (F-10).
func (w *World) Survives(what string) {
	w.T.Helper()
	path := filepath.Join(w.T.TempDir(), "org.db")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(w.path + suffix)
		if err == nil {
			err = os.WriteFile(path+suffix, data, 0o600)
		}
		if err != nil {
			w.T.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		w.T.Fatal(err)
	}
	defer db.Close()
	if !maps.Equal(w.read(db), w.Snapshot()) {
		w.T.Errorf("after %s the files do not hold what was answered", what)
	}
}

// Keeps says whether an object of the organisation holds a text.
func (w *World) Keeps(text string) bool {
	w.T.Helper()
	n := 0
	if err := w.db.QueryRowContext(w.T.Context(), "SELECT COUNT(*) FROM entry WHERE instr(props, ?) > 0", text).Scan(&n); err != nil {
		w.T.Fatal(err)
	}
	return n > 0
}
