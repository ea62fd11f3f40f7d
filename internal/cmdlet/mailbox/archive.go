package mailbox

import (
	"context"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// archiveRetention is how long an archive that was taken from its mailbox is kept for it.
const archiveRetention = 30 * 24 * time.Hour

// archiveDisabled is the property that keeps when that was. The vendor does not show it.
const archiveDisabled = "WhenArchiveDisabled"

// enableTable says what each parameter of Enable-Mailbox does. Nothing is asked that -Force would answer.
func enableTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Enable-Mailbox", Rows: change.Join(
		change.Read("Identity", "Archive", "AutoExpandingArchive", "Force"),
		change.Words(128, 1, "ArchiveName"),
		change.Stored("RoleAssignmentPolicy", org.KindRolePolicy),
	)}
}

// enable gives a mailbox an archive, or lets its archive grow.
func (m *mailboxes) enable(ctx context.Context, c *command.Call) error {
	table := enableTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	target, err := m.writable(ctx, c.Args.Text("Identity"), directory.LiveMailbox)
	if err != nil {
		return err
	}
	id, err := org.NewID(m.Random)
	if err != nil {
		return err
	}
	return change.Creator{
		Store: m.Store, Table: table, View: m.view, Name: directory.Text(target, "Name"),
		Begin: func(tx org.Tx, _ *directory.Organisation) (*change.Change, error) {
			e, err := again(tx, target, directory.LiveMailbox)
			if err != nil {
				return nil, err
			}
			if c.Args.Flag("AutoExpandingArchive") {
				err = expand(e)
			} else {
				err = giveArchive(tx, e, id)
			}
			return &change.Change{Entry: e}, err
		},
	}.Run(ctx, c)
}

// writable returns the mailbox that an identity names, if the caller may change it.
func (m *mailboxes) writable(ctx context.Context, identity string, keep func(*org.Entry) bool) (found *org.Entry, err error) {
	err = m.Store.View(ctx, func(tx org.Tx) error {
		if found, err = directory.Resolve(tx, identity, keep); err != nil {
			return err
		}
		return org.Writable(tx, found)
	})
	return found, err
}

// again reads in a transaction what writable found.
func again(tx org.Tx, e *org.Entry, keep func(*org.Entry) bool) (*org.Entry, error) {
	now, err := tx.Get(org.KindRecipient, e.ID)
	if err != nil || !keep(now) {
		return nil, org.NotFound(directory.Text(e, "Identity"))
	}
	return now, org.Writable(tx, now)
}

// giveArchive gives a mailbox the archive that it had less than thirty days ago, else a new one.
func giveArchive(tx org.Tx, e *org.Entry, id org.ID) error {
	if hasArchive(e) {
		name := directory.Text(e, "Name")
		return change.Refuse(name, "The mailbox \""+name+"\" already has an archive.", "")
	}
	var plan *org.Entry
	for _, r := range directory.References(e, "MailboxPlan") {
		p, err := tx.Get(org.KindMailboxPlan, r.ID)
		if err != nil && !org.IsNotFound(err) {
			return err
		}
		plan = p
	}
	if old := directory.Guid(e, "DisabledArchiveGuid"); old != (org.ID{}) && tx.Now().Sub(dateOf(e, archiveDisabled)) <= archiveRetention {
		id = old
	}
	if err := directory.AddArchive(e, plan, id); err != nil {
		return err
	}
	e.Props.Delete("DisabledArchiveGuid")
	e.Props.Delete(archiveDisabled)
	return nil
}

// expand lets an archive grow beyond its quota. It can't be undone.
func expand(e *org.Entry) error {
	name := directory.Text(e, "Name")
	switch {
	case !hasArchive(e):
		return change.Refuse(name, "The mailbox \""+name+"\" has no archive that could grow.", "Enable one first, with -Archive.")
	case bytes(e, "ArchiveQuota") < 90*directory.GB:
		return change.Refuse(name, "The archive of \""+name+"\" may hold "+object.ByteQuantifiedSize(bytes(e, "ArchiveQuota")).String()+
			"; only one of 90 GB or more can grow beyond its quota.", "Assign a plan with a larger archive, such as ExchangeOnlineEnterprise.")
	}
	e.Props.Set("AutoExpandingArchiveEnabled", true)
	return nil
}

func disableTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Disable-Mailbox", Rows: project.Reads[struct{}]("Identity", "Archive", "PermanentlyDisable")}
}

// disable takes the archive from a mailbox. It comes back if one is enabled within thirty days, unless
// -PermanentlyDisable removes what is in it.
func (m *mailboxes) disable(ctx context.Context, c *command.Call) error {
	if err := disableTable().Check(c.Args); err != nil {
		return err
	}
	target, err := m.writable(ctx, c.Args.Text("Identity"), directory.LiveMailbox)
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, "archive of mailbox "+directory.Text(target, "Name"), c.Meta.Name); err != nil || !ok {
		return err
	}
	return m.Store.Update(ctx, func(tx org.Tx) error {
		e, err := again(tx, target, directory.LiveMailbox)
		if err != nil {
			return err
		}
		return takeArchive(tx, e, c.Args.Flag("PermanentlyDisable"))
	})
}

func takeArchive(tx org.Tx, e *org.Entry, forGood bool) error {
	name := directory.Text(e, "Name")
	switch {
	case !hasArchive(e):
		return change.Refuse(name, "The mailbox \""+name+"\" has no archive.", "")
	case directory.Flag(e, "AutoExpandingArchiveEnabled"):
		return change.Refuse(name, "The archive of \""+name+"\" grows beyond its quota, and can't be disabled any more.", "")
	case directory.Flag(e, "LitigationHoldEnabled"):
		return change.Refuse(name, "The mailbox \""+name+"\" is on hold: what is in its archive has to be kept.", "Take it off hold first.")
	}
	archive := directory.Guid(e, "ArchiveGuid")
	for _, p := range []string{"ArchiveGuid", "ArchiveName", "ArchiveStatus", "ArchiveState", "ArchiveQuota", "ArchiveWarningQuota"} {
		e.Props.Delete(p)
	}
	if !forGood {
		e.Props.Set("DisabledArchiveGuid", archive)
		e.Props.Set(archiveDisabled, tx.Now())
	} else if err := tx.Delete(box.KindContent, archive); err != nil && !org.IsNotFound(err) {
		return err
	}
	return directory.Save(tx, e)
}
