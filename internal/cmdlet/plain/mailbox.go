package plain

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The settings of one mailbox are kept in its entry, as an object under the noun's name. So the caller's
// scope and the mailbox's end hold for them.

// getOfMailbox shows the settings of the mailbox that is named, or of all.
func (f *family) getOfMailbox(n *noun, ctx context.Context, c *command.Call) error {
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	var page project.Result
	err = f.Read(ctx, func(tx org.Tx, home *directory.Organisation) (err error) {
		keep := peopleOf(n.boxes)
		if identity := c.Args.Text(n.mailbox); identity != "" {
			box, err := directory.Resolve(tx, identity, keep)
			if err != nil {
				return err
			}
			page = project.Result{Objects: []*object.Object{n.show(tx, home, n.settings(box))}}
			return nil
		}
		l := project.Listing[*directory.Item]{View: n.view, Kind: org.KindRecipient, Fast: keep, Most: most,
			Item: func(tx org.Tx, e *org.Entry) *directory.Item {
				return &directory.Item{Tx: tx, Org: home, Entry: n.settings(e)}
			},
			Match: func(*directory.Item) (bool, error) { return true, nil }}
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// settings returns the settings of a mailbox as an entry that can be shown and changed.
func (n *noun) settings(box *org.Entry) *org.Entry {
	e := &org.Entry{Kind: n.kind, ID: box.ID, Sort: box.Sort, Props: &object.Object{}, Created: box.Created, Changed: box.Changed, Version: box.Version}
	if v, ok := box.Props.Get(n.name); ok {
		if kept, ok := v.(*object.Object); ok {
			e.Props.Props = append(e.Props.Props, kept.Props...)
		}
	}
	for _, property := range ofMailbox() {
		if v, ok := box.Props.Get(property); ok {
			e.Props.Set(property, v)
		}
	}
	e.Props.Set("MailboxOwnerId", directory.Reference(box))
	return e
}

// ofMailbox returns the properties of the mailbox itself that its settings show.
func ofMailbox() []string {
	return []string{"Name", "DisplayName", "DistinguishedName", "WhenCreated", "WhenChanged"}
}

// setOfMailbox changes the settings of a mailbox.
func (f *family) setOfMailbox(n *noun, ctx context.Context, c *command.Call) error {
	box, err := change.Find(ctx, f.Store, c.Args.Text(n.mailbox), peopleOf(n.boxes))
	if err != nil {
		return err
	}
	if err := f.Store.View(ctx, func(tx org.Tx) error { return org.Writable(tx, box) }); err != nil {
		return err
	}
	if ok, err := sure(ctx, c, directory.Text(box, "Name")); err != nil || !ok {
		return err
	}
	err = f.Store.Update(ctx, func(tx org.Tx) error {
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
		before, err := n.picture(ch)
		if err != nil {
			return err
		}
		if err := n.table("Set").Apply(ch, c.Args); err != nil {
			return err
		}
		if err := n.differs(ch, before); err != nil {
			return err
		}
		for _, property := range append(ofMailbox(), "MailboxOwnerId") {
			e.Props.Delete(property)
		}
		now.Props.Set(n.name, e.Props)
		return directory.Save(tx, now)
	})
	return unmodified(c, directory.Text(box, "Name"), err)
}
