package folder

import (
	"context"
	"fmt"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// getPermission carries out Get-MailboxFolderPermission.
func (f *folders) getPermission(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	return f.list(ctx, c, func(tx org.Tx) ([]*object.Object, error) {
		folder, err := find(ctx, tx, c.Args.Text("Identity"))
		if err != nil {
			return nil, err
		}
		list := folder.Access()
		if name := c.Args.Text("User"); name != "" {
			a, _, err := have(tx, folder, name)
			if err != nil {
				return nil, err
			}
			list = []box.Access{a}
		}
		rows := make([]*object.Object, 0, len(list))
		for _, a := range list {
			u, err := readUser(tx, a.Who)
			if err != nil {
				return nil, err
			}
			rows = append(rows, showPermission(folder, u, a))
		}
		return rows, nil
	})
}

// have returns what somebody may do with a folder; an error if nothing is said about them.
func have(tx org.Tx, folder *box.Folder, name string) (box.Access, user, error) {
	u, err := findUser(tx, name)
	if err != nil {
		return box.Access{}, u, err
	}
	a, ok := folder.AccessOf(u.id)
	if !ok {
		return a, u, noEntry(name)
	}
	return a, u, nil
}

// addPermission carries out Add-MailboxFolderPermission.
func (f *folders) addPermission(ctx context.Context, c *command.Call) error {
	if err := checkPermission(c); err != nil {
		return err
	}
	return f.change(ctx, c, edit{identity: c.Args.Text("Identity"), apply: func(tx org.Tx, folder *box.Folder) (string, *object.Object, error) {
		name := c.Args.Text("User")
		u, err := newUser(tx, name)
		if err != nil {
			return "", nil, err
		}
		if _, already := folder.AccessOf(u.id); already {
			return "", nil, entryExists(u.name())
		}
		a, err := asked(c.Args, folder, u, nil)
		if err != nil {
			return "", nil, err
		}
		return fmt.Sprintf("%s for %s on %s", strings.Join(a.Rights, ", "), u.name(), called(folder)), showPermission(folder, u, a), folder.Allow(a)
	}})
}

// setPermission carries out Set-MailboxFolderPermission.
func (f *folders) setPermission(ctx context.Context, c *command.Call) error {
	if err := checkPermission(c); err != nil {
		return err
	}
	return f.change(ctx, c, edit{identity: c.Args.Text("Identity"), apply: func(tx org.Tx, folder *box.Folder) (string, *object.Object, error) {
		old, u, err := have(tx, folder, c.Args.Text("User"))
		if err != nil {
			return "", nil, err
		}
		a, err := asked(c.Args, folder, u, old.Flags)
		if err != nil {
			return "", nil, err
		}
		return fmt.Sprintf("%s for %s on %s", strings.Join(a.Rights, ", "), u.name(), called(folder)), nil, folder.Allow(a)
	}})
}

// removePermission carries out Remove-MailboxFolderPermission.
func (f *folders) removePermission(ctx context.Context, c *command.Call) error {
	if err := checkPermission(c); err != nil {
		return err
	}
	force := c.Args.Flag("Force")
	return f.change(ctx, c, edit{identity: c.Args.Text("Identity"), force: force, apply: func(tx org.Tx, folder *box.Folder) (string, *object.Object, error) {
		_, u, err := have(tx, folder, c.Args.Text("User"))
		if err != nil {
			return "", nil, err
		}
		if u.special() {
			return "", nil, special(u.name())
		}
		folder.Forbid(u.id)
		return fmt.Sprintf("the permission of %s on %s", u.name(), called(folder)), nil, nil
	}})
}

// checkPermission refuses parameters without a row, and invitations: no mail is sent about permissions.
func checkPermission(c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	if c.Args.Flag("SendNotificationToUser") {
		err := project.NotSupported(c.Meta.Name, "SendNotificationToUser")
		err.Message = c.Meta.Name + " does not send sharing invitations: the value $true of -SendNotificationToUser is not supported in this organisation."
		return err
	}
	return nil
}

// asked reads -AccessRights and -SharingPermissionFlags. Flags that are not given stay as long as they go
// with the rights.
func asked(args command.Args, folder *box.Folder, u user, flags []string) (box.Access, error) {
	rights, err := box.Rights(folder, project.Texts(args, "AccessRights"))
	if err != nil {
		return box.Access{}, err
	}
	a := box.Access{Who: u.id, Rights: rights}
	if !args.Has("SharingPermissionFlags") {
		if a.Flags, err = box.Flags(folder, rights, flags); err != nil {
			return a, nil
		}
		return a, nil
	}
	a.Flags, err = box.Flags(folder, rights, project.Texts(args, "SharingPermissionFlags"))
	if err == nil && len(a.Flags) > 0 && u.special() {
		err = org.Invalid("SharingPermissionFlags", strings.Join(a.Flags, ", "), u.name()+" can't be a delegate")
	}
	return a, err
}

// showPermission returns a permission as Get-MailboxFolderPermission shows it.
func showPermission(folder *box.Folder, u user, a box.Access) *object.Object {
	values := map[string]object.Value{
		"FolderName": folder.Name, "User": u.name(), "AccessRights": directory.Anys(a.Rights), "Identity": called(folder),
		"MailboxFolderIdentity": called(folder), "MailboxFolderUser": u.object(),
		"IsValid": true, "ObjectState": "Unchanged",
	}
	if len(a.Flags) > 0 {
		values["SharingPermissionFlags"] = strings.Join(a.Flags, ", ")
	}
	return show("Get-MailboxFolderPermission", values)
}
