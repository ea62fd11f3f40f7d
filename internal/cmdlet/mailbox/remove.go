package mailbox

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

func removeTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Remove-Mailbox", Rows: project.Reads[struct{}]("Identity", "Force", "PermanentlyDelete")}
}

// remove takes a mailbox and its account away. The mailbox can be restored until it is purged, which
// -PermanentlyDelete does with a mailbox that was removed before.
func (m *mailboxes) remove(ctx context.Context, c *command.Call) error {
	if err := removeTable().Check(c.Args); err != nil {
		return err
	}
	keep, act, what := directory.LiveMailbox, directory.SoftDelete, "with its account"
	if c.Args.Flag("PermanentlyDelete") {
		keep, act, what = directory.SoftDeleted, purge, "for good"
	}
	target, err := change.Find(ctx, m.Store, c.Args.Text("Identity"), keep)
	if err != nil {
		return err
	}
	if ok, err := m.sure(ctx, c, named(target)+" "+what); err != nil || !ok {
		return err
	}
	return m.Store.Update(ctx, func(tx org.Tx) error {
		e, err := directory.Resolve(tx, c.Args.Text("Identity"), func(e *org.Entry) bool { return e.ID == target.ID && keep(e) })
		if err != nil {
			return err
		}
		return act(tx, e)
	})
}

// sure asks, unless -Force says that there is no question.
func (m *mailboxes) sure(ctx context.Context, c *command.Call, target string) (bool, error) {
	if c.Args.Flag("Force") && !c.Prefs.WhatIf {
		return true, nil
	}
	return c.ShouldProcess(ctx, target, "Remove-Mailbox")
}

// named returns what a mailbox is called in the question.
func named(e *org.Entry) string {
	return "mailbox " + directory.Text(e, "Name") + " (" + directory.Primary(e) + ")"
}

func purge(tx org.Tx, e *org.Entry) error {
	if directory.Flag(e, "LitigationHoldEnabled") {
		name := directory.Text(e, "Name")
		return change.Refuse(name, "The mailbox \""+name+"\" is on hold and can't be deleted for good.", "Take it off hold first.")
	}
	return tx.Delete(org.KindRecipient, e.ID)
}
