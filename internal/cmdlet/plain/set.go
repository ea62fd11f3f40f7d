package plain

import (
	"bytes"
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// errUnmodified rolls a change back that changes nothing, so that it leaves no trace.
var errUnmodified = errors.New("no setting was modified")

// picture returns what is shown of the object now, in a form that can be compared.
func (n *noun) picture(ch *change.Change) ([]byte, error) {
	return org.EncodeValue(n.show(ch.Tx, ch.Org, ch.Entry))
}

// differs returns errUnmodified if the object is shown as it was before.
func (n *noun) differs(ch *change.Change, before []byte) error {
	after, err := n.picture(ch)
	if err == nil && bytes.Equal(before, after) {
		return errUnmodified
	}
	return err
}

// unmodified turns errUnmodified into the warning that callers get.
func unmodified(c *command.Call, name string, err error) error {
	if errors.Is(err, errUnmodified) {
		return c.Warn("The command completed successfully but no settings of '" + name + "' have been modified.")
	}
	return err
}

// target returns the object that -Identity names, for the question before a change.
func (f *family) target(n *noun, ctx context.Context, c *command.Call) (*org.Entry, error) {
	var e *org.Entry
	err := f.Read(ctx, func(tx org.Tx, home *directory.Organisation) (err error) {
		e, err = n.only(tx, home, c.Args.Text(n.identity))
		return err
	})
	return e, err
}

// change finds the object, asks, and runs act over it in one transaction.
func (f *family) change(n *noun, ctx context.Context, c *command.Call, act func(*change.Change) error) error {
	e, err := f.target(n, ctx, c)
	if err != nil {
		return err
	}
	if ok, err := sure(ctx, c, directory.Text(e, "Name")); err != nil || !ok {
		return err
	}
	err = f.Store.Update(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		now, err := n.only(tx, home, e.ID.String())
		if err != nil {
			return err
		}
		return act(&change.Change{Tx: tx, Org: home, Entry: now, Args: c.Args, Caller: change.Actor(ctx)})
	})
	return unmodified(c, directory.Text(e, "Name"), err)
}

// sure asks, unless -Force says that there is no question.
func sure(ctx context.Context, c *command.Call, target string) (bool, error) {
	if c.Args.Flag("Force") && !c.Prefs.WhatIf {
		return true, nil
	}
	return c.ShouldProcess(ctx, target, c.Meta.Name)
}

// set changes an object.
func (f *family) set(n *noun, ctx context.Context, c *command.Call) error {
	if n.mailbox != "" {
		return f.setOfMailbox(n, ctx, c)
	}
	return f.change(n, ctx, c, func(ch *change.Change) error {
		old := directory.Text(ch.Entry, "Name")
		before, err := n.picture(ch)
		if err != nil {
			return err
		}
		if err := n.table("Set").Apply(ch, c.Args); err != nil {
			return err
		}
		if err := n.place(ch); err != nil {
			return err
		}
		if err := n.differs(ch, before); err != nil {
			return err
		}
		if err := n.finish(ch); err != nil {
			return err
		}
		if directory.Text(ch.Entry, "Name") == old {
			return nil
		}
		return n.renamed(ch.Tx, ch.Entry)
	})
}
