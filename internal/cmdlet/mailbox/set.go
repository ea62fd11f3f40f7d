package mailbox

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

func (m *mailboxes) set(ctx context.Context, c *command.Call) error {
	table := setTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	target, err := m.find(ctx, c.Args.Text("Identity"), directory.LiveMailbox)
	if err != nil {
		return err
	}
	hash, err := m.hash(ctx, c.Args, directory.Text(target, "UserPrincipalName"), "Password", "RoomMailboxPassword")
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, directory.Text(target, "Name"), "Set-Mailbox"); err != nil || !ok {
		return err
	}
	return m.Store.Update(ctx, func(tx org.Tx) error {
		ch, err := m.change(ctx, tx, c, target.ID)
		if err != nil {
			return err
		}
		ch.Hash = hash
		if err := table.Apply(ch, c.Args); err != nil {
			return err
		}
		if err := checkMailbox(ch); err != nil {
			return err
		}
		return ch.Save()
	})
}

// find returns the recipient that an identity names. It is read again in the transaction that changes
// it; this one serves the question before.
func (m *mailboxes) find(ctx context.Context, identity string, keep func(*org.Entry) bool) (*org.Entry, error) {
	var found *org.Entry
	err := m.Store.View(ctx, func(tx org.Tx) (err error) {
		found, err = directory.Resolve(tx, identity, keep)
		return err
	})
	return found, err
}

// change begins a change of the recipient that was found before.
func (m *mailboxes) change(ctx context.Context, tx org.Tx, c *command.Call, id org.ID) (*change.Change, error) {
	identity := c.Args.Text("Identity")
	e, err := directory.Resolve(tx, identity, func(e *org.Entry) bool { return e.ID == id })
	if err != nil {
		return nil, err
	}
	o, err := directory.Load(tx)
	if err != nil {
		return nil, err
	}
	return &change.Change{Tx: tx, Org: o, Entry: e, Args: c.Args, Caller: actor(ctx)}, nil
}

// actor returns who calls.
func actor(ctx context.Context) string {
	if caller, ok := org.CallerFrom(ctx); ok {
		return caller.Actor
	}
	return ""
}

// hash checks and hashes the first password among the parameters; "" where none is given. It comes
// before the transaction because it takes long.
func (m *mailboxes) hash(ctx context.Context, args command.Args, upn string, params ...string) (string, error) {
	for _, p := range params {
		v, given := args.Get(p)
		if !given || v == nil {
			continue
		}
		text, err := change.CheckPassword(p, v, upn)
		if err != nil {
			return "", err
		}
		return m.Passwords.Hash(ctx, text)
	}
	return "", nil
}
