package mailbox_test

import (
	"context"
	"errors"
	"maps"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/org"
)

var errBroken = errors.New("the disk is gone")

// A fragile store fails at the write whose number is at; 0 never fails.
type fragile struct {
	org.Store
	at, writes int
}

func (f *fragile) Update(ctx context.Context, fn func(org.Tx) error) error {
	return f.Store.Update(ctx, func(tx org.Tx) error {
		f.writes = 0
		return fn(&fragileTx{tx, f})
	})
}

type fragileTx struct {
	org.Tx
	store *fragile
}

func (t *fragileTx) fail() error {
	if t.store.writes++; t.store.writes == t.store.at {
		return errBroken
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

// F-11: a cmdlet of several writes that breaks at any of them leaves everything as it was, and no audit
// record (F-12).
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &fragile{}
	w := cmdlettest.New(t, func(d cmdlet.Deps) []*command.Command {
		f.Store = d.Store
		d.Store = f
		return mailbox.Commands(d)
	})
	for _, c := range []struct {
		name   string
		args   []any
		writes int // at least
	}{
		{"New-Mailbox", []any{"Name", "Whole Or None", "MicrosoftOnlineServicesID", "whole@contoso.com", "Password", secret(good)}, 2},
		{"Set-Mailbox", []any{"Identity", "olivia", "Name", "Olivia New", "AccountDisabled", true, "DisplayName", "x"}, 3},
		{"Remove-Mailbox", []any{"Identity", "hana"}, 3},
	} {
		before := snapshot(w)
		n := 0
		for f.at = 1; ; f.at++ {
			r := w.Run(c.name, c.args...)
			if !errors.Is(r.Err, errBroken) {
				if r.Err != nil {
					t.Errorf("%s: %v", c.name, r.Err)
				}
				break
			}
			n++
			if len(r.Objects) > 0 || len(w.Audited(c.name)) > 0 || !maps.Equal(before, snapshot(w)) {
				t.Errorf("%s broke at write %d and left something behind", c.name, f.at)
			}
		}
		if n < c.writes {
			t.Errorf("%s broke at %d places, expected at least %d", c.name, n, c.writes)
		}
		if rows := w.Audited(c.name); len(rows) != 1 {
			t.Errorf("%s left %d audit records", c.name, len(rows))
		}
	}
}

// snapshot returns every object's id and version.
func snapshot(w *cmdlettest.World) map[org.ID]int64 {
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
