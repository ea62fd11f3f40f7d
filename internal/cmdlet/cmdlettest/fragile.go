package cmdlettest

import (
	"context"
	"errors"
	"maps"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
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
		return fn(&fragileTx{tx, f})
	})
}

type fragileTx struct {
	org.Tx
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
	before, audited := w.snapshot(), len(w.Audited(c.Cmdlet))
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
		if len(r.Objects) > 0 || len(w.Audited(c.Cmdlet)) > audited || !maps.Equal(before, w.snapshot()) {
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

// snapshot returns every object's id and version.
func (w *World) snapshot() map[org.ID]int64 {
	all := map[org.ID]int64{}
	w.View(func(tx org.Tx) error {
		for _, kind := range []string{org.KindAccount, org.KindRecipient, org.KindRoleGroup} {
			list, err := org.All(tx, kind, nil)
			if err != nil {
				return err
			}
			for _, e := range list {
				all[e.ID] = e.Version
			}
		}
		return nil
	})
	return all
}
