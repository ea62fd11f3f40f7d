package mailbox

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

func removeTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Remove-Mailbox", Rows: project.Reads[struct{}]("Identity", "Force", "PermanentlyDelete")}
}

// remove takes a mailbox and its account away. The mailbox can be restored until it is purged, which
// -PermanentlyDelete does with a mailbox that was removed before.
func (m *mailboxes) remove(ctx context.Context, c *command.Call) error {
	r := change.Remover{Store: m.Store, Table: removeTable(), Keep: directory.LiveMailbox, What: "mailbox and account", Remove: directory.SoftDelete}
	if c.Args.Flag("PermanentlyDelete") {
		r.Keep, r.What, r.Remove = removed, "for good the removed mailbox", purge
	}
	return r.Run(ctx, c)
}

func purge(tx org.Tx, e *org.Entry) error {
	if directory.Flag(e, "LitigationHoldEnabled") {
		name := directory.Text(e, "Name")
		return change.Refuse(name, "The mailbox \""+name+"\" is on hold and can't be deleted for good.", "Take it off hold first.")
	}
	if err := box.Erase(tx, e); err != nil {
		return err
	}
	if err := org.DeleteOwned(tx, e.ID); err != nil {
		return err
	}
	return tx.Delete(org.KindRecipient, e.ID)
}
