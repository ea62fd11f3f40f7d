// Package folder carries out the cmdlets of single folders of a mailbox: who may do what with them, which
// there are, and how a calendar is published.
package folder

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// folders carries out the cmdlets.
type folders struct{ cmdlet.Deps }

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	f := &folders{d}
	return []*command.Command{
		command.Simple(catalog.Must("Get-MailboxFolderPermission"), f.getPermission),
		command.Simple(catalog.Must("Add-MailboxFolderPermission"), f.addPermission),
		command.Simple(catalog.Must("Set-MailboxFolderPermission"), f.setPermission),
		command.Simple(catalog.Must("Remove-MailboxFolderPermission"), f.removePermission),
		command.Simple(catalog.Must("Get-MailboxFolder"), f.get),
		command.Simple(catalog.Must("New-MailboxFolder"), f.create),
		command.Simple(catalog.Must("Get-MailboxCalendarFolder"), f.getCalendar),
		command.Simple(catalog.Must("Set-MailboxCalendarFolder"), f.setCalendar),
	}
}

// tables returns what the parameters of the cmdlets do that read all of them themselves.
func tables() project.Tables {
	return project.Tables{
		project.Reader("Get-MailboxFolderPermission", "Identity", "User", "ResultSize", "SkipCount"),
		project.Reader("Add-MailboxFolderPermission", "Identity", "User", "AccessRights", "SharingPermissionFlags", "SendNotificationToUser"),
		project.Reader("Set-MailboxFolderPermission", "Identity", "User", "AccessRights", "SharingPermissionFlags", "SendNotificationToUser"),
		project.Reader("Remove-MailboxFolderPermission", "Identity", "User", "Force", "SendNotificationToUser"),
		project.Reader("Get-MailboxFolder", "Identity", "GetChildren", "Recurse", "MailFolderOnly", "ResultSize"),
		project.Reader("New-MailboxFolder", "Name", "Parent"),
		project.Reader("Get-MailboxCalendarFolder", "Identity"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	return append(tables().Support(), calendarTable().Support(catalog.Must("Set-MailboxCalendarFolder"))...)
}

// find returns the folder that an identity names.
func find(ctx context.Context, tx org.Tx, identity string) (*box.Folder, error) {
	id, err := box.ParseIdentity(identity)
	if err != nil {
		return nil, err
	}
	owner, err := directory.MailboxOr(ctx, tx, id.Mailbox)
	if err != nil {
		return nil, err
	}
	b, err := box.Open(tx, owner, box.Primary)
	if err != nil {
		return nil, err
	}
	f := b.Find(id.Folder)
	if f == nil {
		return nil, org.NotFound(identity)
	}
	return f, nil
}

// An edit changes a folder in memory. It runs before the question, and again in the transaction.
type edit struct {
	identity string // of the folder
	force    bool   // there is no question
	apply    func(org.Tx, *box.Folder) (target string, shown *object.Object, err error)
}

// change carries out an edit, all or nothing.
func (f *folders) change(ctx context.Context, c *command.Call, e edit) error {
	var folder *box.Folder
	var target string
	var shown *object.Object
	run := func(tx org.Tx) (err error) {
		if folder, err = find(ctx, tx, e.identity); err != nil {
			return err
		}
		if err := org.Writable(tx, folder.Box().Owner); err != nil {
			return err
		}
		target, shown, err = e.apply(tx, folder)
		return err
	}
	if err := f.Store.View(ctx, run); err != nil {
		return err
	}
	if !e.force || c.Prefs.WhatIf {
		if ok, err := c.ShouldProcess(ctx, target, c.Meta.Name); err != nil || !ok {
			return err
		}
	}
	return change.Update(ctx, f.Store, c, called(folder), func(tx org.Tx) (bool, error) {
		if err := run(tx); err != nil {
			return false, err
		}
		if modified, err := folder.Box().Modified(); err != nil || !modified {
			return false, err
		}
		if err := folder.Box().Save(tx); err != nil || shown == nil {
			return true, err
		}
		return true, c.Output(shown)
	})
}

// list carries out a Get- cmdlet whose rows read makes. One page of them is shown.
func (f *folders) list(ctx context.Context, c *command.Call, read func(org.Tx) ([]*object.Object, error)) error {
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	skip, err := project.SkipCount(c.Args)
	if err != nil {
		return err
	}
	var page project.Result
	err = f.Store.View(ctx, func(tx org.Tx) error {
		rows, err := read(tx)
		if err != nil {
			return err
		}
		page.Objects, page.More, err = project.Cut(rows[min(skip, len(rows)):], c.Page, most)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

func show(cmdlet string, values map[string]object.Value) *object.Object {
	shape, _ := catalog.ObjectFor(cmdlet)
	return project.New(shape, func(name string) (object.Value, bool) {
		v, ok := values[name]
		return v, ok
	})
}

// called returns what a folder is called in identities and questions.
func called(f *box.Folder) string { return f.Box().Name() + ":" + f.Path() }
