package plain

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The settings of one mailbox are kept in its entry, as an object under the noun's name. So the caller's
// scope and the mailbox's end hold for them.

// getOfMailbox shows the settings of a mailbox.
func (f *family) getOfMailbox(n *noun, ctx context.Context, c *command.Call) error {
	var shown *object.Object
	err := f.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		box, err := directory.Resolve(tx, c.Args.Text(n.mailbox), directory.LiveMailbox)
		if err != nil {
			return err
		}
		shown = n.show(tx, home, n.settings(box))
		return nil
	})
	if err != nil {
		return err
	}
	return c.Output(shown)
}

// settings returns the settings of a mailbox as an entry that can be shown and changed.
func (n *noun) settings(box *org.Entry) *org.Entry {
	e := &org.Entry{Kind: n.kind, ID: box.ID, Sort: box.Sort, Props: &object.Object{}, Created: box.Created, Changed: box.Changed}
	if v, ok := box.Props.Get(n.name); ok {
		if kept, ok := v.(*object.Object); ok {
			e.Props.Props = append(e.Props.Props, kept.Props...)
		}
	}
	for _, property := range []string{"Name", "DistinguishedName"} {
		v, _ := box.Props.Get(property)
		e.Props.Set(property, v)
	}
	e.Props.Set("MailboxOwnerId", directory.Reference(box))
	return e
}

// setOfMailbox changes the settings of a mailbox.
func (f *family) setOfMailbox(n *noun, ctx context.Context, c *command.Call) error {
	box, err := change.Find(ctx, f.Store, c.Args.Text(n.mailbox), directory.LiveMailbox)
	if err != nil {
		return err
	}
	if ok, err := sure(ctx, c, directory.Text(box, "Name")); err != nil || !ok {
		return err
	}
	return f.Store.Update(ctx, func(tx org.Tx) error {
		now, err := directory.Resolve(tx, c.Args.Text(n.mailbox), func(e *org.Entry) bool { return e.ID == box.ID })
		if err != nil {
			return err
		}
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		e := n.settings(now)
		ch := &change.Change{Tx: tx, Org: home, Entry: e, Args: c.Args, Caller: change.Actor(ctx)}
		if err := n.table("Set").Apply(ch, c.Args); err != nil {
			return err
		}
		for _, property := range []string{"Name", "DistinguishedName", "MailboxOwnerId"} {
			e.Props.Delete(property)
		}
		now.Props.Set(n.name, e.Props)
		return directory.Save(tx, now)
	})
}
