package exocmdlet

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// needIdentity is identityOf where something has to be named.
func needIdentity(cmdlet string, args command.Args) (identity, error) {
	id, err := identityOf(args)
	if err == nil && id.param == "" {
		err = invalid("Identity", "Give -Identity, -ExternalDirectoryObjectId, -UserPrincipalName or -PrimarySmtpAddress.",
			"%s needs the identity of a mailbox.", cmdlet)
	}
	return id, err
}

// rows makes a plan that asks below one mailbox, or of a function.
func rows(path string, o *options, shape shaper) *plan {
	o.add("isEncoded", "true")
	return &plan{query: restclient.EntityQuery{Path: path, Options: o.list, Most: -1}, shape: shape, most: -1}
}

// mailboxPermission plans Get-EXOMailboxPermission.
func mailboxPermission(args command.Args) (*plan, error) {
	id, err := needIdentity("Get-EXOMailboxPermission", args)
	if err != nil {
		return nil, err
	}
	most, err := resultSize(args)
	if err != nil {
		return nil, err
	}
	path := "Mailbox" + key(id.text) + "/MailboxPermission"
	o := options{args: args}
	if args.Has("User") {
		user := strings.TrimSpace(args.Text("User"))
		switch {
		case user == "":
			return nil, invalid("User", "Name a user, or leave -User out.", "-User is empty.")
		case args.Flag("Owner"):
			return nil, invalid("Owner", "Give one of them.", "-User and -Owner cannot be used together.")
		}
		path += key(user)
	}
	if args.Flag("Owner") {
		o.add("$filter", "IsOwner eq true")
	}
	o.flags("SoftDeletedMailbox")
	p := rows(path, &o, permissionRows())
	p.most, p.warns = most, true
	return p, nil
}

// permissionRows makes an object of each entry of a user's permissions.
func permissionRows() shaper {
	return func(entity *object.Object) []*object.Object {
		var list []*object.Object
		for _, item := range items(entity, "PermissionList") {
			entry, ok := item.(*object.Object)
			if !ok {
				continue
			}
			o := &object.Object{Types: typesOf("Get-EXOMailboxPermission"), Props: []object.Property{
				{Name: "Identity", Value: value(entity, "MailboxIdentity")}, {Name: "User", Value: value(entity, "User")},
				{Name: "AccessRights", Value: value(entry, "AccessRights")}, {Name: "IsInherited", Value: value(entry, "IsInherited")},
				{Name: "Deny", Value: value(entry, "Deny")}, {Name: "InheritanceType", Value: value(entry, "InheritanceType")},
			}}
			list = append(list, o)
		}
		return list
	}
}

func value(o *object.Object, name string) object.Value {
	v, _ := o.Get(name)
	return v
}

func items(o *object.Object, name string) []any {
	list, _ := value(o, name).([]any)
	return list
}

// recipientPermission plans Get-EXORecipientPermission.
func recipientPermission(args command.Args) (*plan, error) {
	id, err := identityOf(args)
	if err != nil {
		return nil, err
	}
	most, err := resultSize(args)
	if err != nil {
		return nil, err
	}
	rights := texts(args, "AccessRights")
	for _, r := range rights {
		if !strings.EqualFold(r, "SendAs") {
			return nil, invalid("AccessRights", "The only right is SendAs.", "There is no right %q to be given on a recipient.", r)
		}
	}
	p := &plan{query: restclient.EntityQuery{Most: -1}, shape: typedRows("Get-EXORecipientPermission", "RecipientPermission"), most: most, warns: true}
	trustee := strings.TrimSpace(args.Text("Trustee"))
	if trustee == "" && len(rights) == 0 {
		p.query.Path = "Recipient"
		if id.param != "" {
			p.query.Path += key(id.text)
		}
		p.query.Options = []restclient.QueryOption{{Name: "$expand", Value: "RecipientPermission"},
			{Name: "$select", Value: "RecipientPermission,ExternalDirectoryObjectId"}}
		if id.param != "" {
			p.query.Options = append(p.query.Options, restclient.QueryOption{Name: "isEncoded", Value: "true"})
		}
		return p, nil
	}
	list := "[]"
	if len(rights) > 0 {
		list = "%5B%22SendAs%22%5D"
	}
	p.query.Path = "Recipient/Exchange.GetRecipientPermissionByFilters(identity='" + encoded(id.text) + "',trustee='" + encoded(trustee) + "',accessRights=" + list + ")"
	p.query.Options = []restclient.QueryOption{{Name: "isEncoded", Value: "true"}}
	return p, nil
}

// typedRows makes an object of each item of a list that entities have.
func typedRows(cmdlet, property string) shaper {
	return func(entity *object.Object) []*object.Object {
		var list []*object.Object
		for _, item := range items(entity, property) {
			if row, ok := item.(*object.Object); ok {
				row.Types = typesOf(cmdlet)
				list = append(list, row)
			}
		}
		return list
	}
}

// folderPermission plans Get-EXOMailboxFolderPermission, whose identity is a mailbox and, behind the first
// colon, a folder by its path or id.
func folderPermission(args command.Args) (*plan, error) {
	id, err := needIdentity("Get-EXOMailboxFolderPermission", args)
	if err != nil {
		return nil, err
	}
	mailbox, folder := id.text, `\`
	if id.param == "Identity" {
		if before, behind, ok := strings.Cut(id.text, ":"); ok {
			mailbox, folder = strings.TrimSpace(before), strings.TrimSpace(behind)
		}
		if mailbox == "" || folder == "" {
			return nil, invalid("Identity", `Write it as navin@contoso.com:\Calendar.`, "The identity %q lacks the mailbox or the folder.", id.text)
		}
	}
	path := "Mailbox" + key(mailbox) + "/MailboxFolder" + key(folder) + "/MailboxFolderPermission"
	if user := strings.TrimSpace(args.Text("User")); user != "" {
		path += key(user)
	}
	o := options{args: args}
	o.flags("GroupMailbox")
	o.add("IsUsingMailboxFolderId", "True")
	return rows(path, &o, folderUsers(typed("Get-EXOMailboxFolderPermission"))), nil
}

// folderUsers shows the user of a permission on a folder as the object that the entity has besides, and
// leaves out what is there twice.
func folderUsers(shape shaper) shaper {
	return func(entity *object.Object) []*object.Object {
		kept := entity.Props[:0]
		user, _ := value(entity, "MailboxFolderUser").(*object.Object)
		for _, p := range entity.Props {
			switch {
			case p.Name == "User" && user != nil:
				user.Types = []string{"Microsoft.Exchange.Management.StoreTasks.MailboxFolderUserId", "System.Object"}
				kept = append(kept, object.Property{Name: p.Name, Value: user})
			case p.Name != "MailboxFolderUser" && p.Name != "MailboxFolderIdentity":
				kept = append(kept, p)
			}
		}
		entity.Props = kept
		return shape(entity)
	}
}
