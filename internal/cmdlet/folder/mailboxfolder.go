package folder

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// get carries out Get-MailboxFolder: one folder, those directly in it, or all below it.
func (f *folders) get(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	return f.list(ctx, c, func(tx org.Tx) ([]*object.Object, error) {
		folder, err := find(ctx, tx, c.Args.Text("Identity"))
		if err != nil {
			return nil, err
		}
		list := []*box.Folder{folder}
		switch {
		case c.Args.Flag("Recurse"):
			list = folder.Box().Below(folder)
		case c.Args.Flag("GetChildren"):
			list = folder.Box().Children(folder)
		}
		var rows []*object.Object
		for _, each := range list {
			if !c.Args.Flag("MailFolderOnly") || each.Class == "" || each.Class == box.ClassNote {
				rows = append(rows, showFolder(each))
			}
		}
		return rows, nil
	})
}

// create carries out New-MailboxFolder.
func (f *folders) create(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	name := c.Args.Text("Name")
	return f.change(ctx, c, edit{identity: c.Args.Text("Parent"), apply: func(tx org.Tx, parent *box.Folder) (string, *object.Object, error) {
		folder, err := parent.Box().Create(parent, name, tx.Now())
		if err != nil {
			return "", nil, err
		}
		return called(folder), showFolder(folder), nil
	}})
}

// showFolder returns a folder as Get-MailboxFolder shows it.
func showFolder(f *box.Folder) *object.Object {
	names := strings.Split(strings.Trim(f.Path(), `\`), `\`)
	if names[0] == "" {
		names = nil
	}
	values := map[string]object.Value{
		"Name": f.Name, "Identity": called(f), "FolderPath": directory.Anys(names), "FolderStoreObjectId": f.ID(),
		"FolderClass": f.Class, "FolderSize": object.ByteQuantifiedSize(f.Count().Size), "HasSubfolders": len(f.Box().Children(f)) > 0,
		"DefaultFolderType": "None", "MailboxOwnerId": directory.Reference(f.Box().Owner), "IsValid": true, "ObjectState": "Unchanged",
	}
	if f.Standard {
		values["DefaultFolderType"] = f.Type
	}
	if up := f.Up(); up != nil {
		values["ParentFolder"] = called(up)
	}
	return show("Get-MailboxFolder", values)
}
