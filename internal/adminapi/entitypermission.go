package adminapi

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/odata"
	"example.org/exosh/object"
)

// The trustee who stands for the mailbox's own user.
const ownerName = `NT AUTHORITY\SELF`

// Returns the key of a segment that has to have one.
func needKey(s odata.Segment) (string, error) {
	key, ok := s.Key()
	if !ok || key == "" || strings.Contains(key, "*") {
		return "", errKey
	}
	return key, nil
}

// Returns what Mailbox('key')/MailboxPermission asks for: an entity for each user, with what they are
// allowed and denied.
func mailboxPermissions(q *entityRequest) (*entityView, error) {
	mailbox, err := needKey(q.path[0])
	if err != nil {
		return nil, err
	}
	v := &entityView{cmdlet: "Get-MailboxPermission", model: modelOf("MailboxPermission"),
		args: []command.Arg{textArg("Identity", mailbox), textArg("ResultSize", "Unlimited")}}
	if err := v.chooseSome(q.query); err != nil {
		return nil, err
	}
	options, err := q.options(map[string]option{"softdeletedmailbox": {"SoftDeletedMailbox", flagOption}})
	if err != nil {
		return nil, err
	}
	v.args = append(v.args, options...)
	user, err := userOf(q)
	if err != nil {
		return nil, err
	}
	v.single = q.path[1].Call
	if user != "" {
		v.args = append(v.args, textArg("User", user))
	}
	v.gather = func(rows []*object.Object) []*object.Object { return byUser(mailbox, user, v.single, rows) }
	return v, nil
}

// Reads whose permissions are asked for: by their key, or the owner's by $filter; "" means everybody's.
func userOf(q *entityRequest) (user string, err error) {
	if q.path[1].Call {
		if user, err = needKey(q.path[1]); err != nil {
			return "", err
		}
	}
	if q.query.Filter == "" {
		return user, plainQuery(q.query, "MailboxPermission")
	}
	filter, err := odata.Translate(q.query.Filter, modelOf("MailboxPermission"))
	if err != nil {
		return "", err
	}
	if user != "" || filter != "IsOwner -eq $true" {
		return "", &odata.Error{Unsupported: true, Message: "This $filter is not supported by MailboxPermission.",
			Advice: "Ask for IsOwner eq true, or for the permission of one user by its key."}
	}
	return ownerName, nil
}

// Makes an entity for each user of the rows. Where one user is asked for, there is one without rows too:
// nothing is allowed to them.
func byUser(mailbox, user string, single bool, rows []*object.Object) []*object.Object {
	var list []*object.Object
	for _, row := range rows {
		name := textOf(row, "User")
		at := slices.IndexFunc(list, func(o *object.Object) bool { return textOf(o, "User") == name })
		if at < 0 {
			at, list = len(list), append(list, userPermissions(textOf(row, "Identity"), name))
		}
		addItem(list[at], "PermissionList", pick(row, "AccessRights", "IsInherited", "Deny", "InheritanceType"))
	}
	if single && len(list) == 0 {
		list = append(list, userPermissions(mailbox, user))
	}
	return list
}

func userPermissions(mailbox, user string) *object.Object {
	return &object.Object{Props: []object.Property{
		{Name: "PermissionId", Value: user}, {Name: "MailboxIdentity", Value: mailbox}, {Name: "User", Value: user},
		{Name: "IsOwner", Value: strings.EqualFold(user, ownerName)}, {Name: "PermissionList", Value: []any{}},
	}}
}

func textOf(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

// Adds an item to a property that is a list.
func addItem(o *object.Object, property string, item any) {
	v, _ := o.Get(property)
	list, _ := v.([]any)
	o.Set(property, append(list, item))
}

// Returns an object with some of the properties of another.
func pick(o *object.Object, names ...string) *object.Object {
	part := &object.Object{}
	for _, n := range names {
		v, _ := o.Get(n)
		part.Set(n, v)
	}
	return part
}

// Returns what Mailbox('key')/MailboxFolder('folder')/MailboxFolderPermission asks for.
func folderPermissions(q *entityRequest) (*entityView, error) {
	mailbox, err := needKey(q.path[0])
	if err != nil {
		return nil, err
	}
	folder, err := needKey(q.path[1])
	if err != nil {
		return nil, err
	}
	if err := plainQuery(q.query, "MailboxFolderPermission"); err != nil {
		return nil, err
	}
	v := &entityView{cmdlet: "Get-MailboxFolderPermission", model: modelOf("MailboxFolderPermission")}
	if err := v.chooseSome(q.query); err != nil {
		return nil, err
	}
	if v.args, err = q.options(map[string]option{"groupmailbox": {"GroupMailbox", flagOption}, "isusingmailboxfolderid": {}}); err != nil {
		return nil, err
	}
	v.args = append(v.args, textArg("Identity", mailbox+":"+folder))
	if q.path[2].Call {
		user, err := needKey(q.path[2])
		if err != nil {
			return nil, err
		}
		v.single = true
		v.args = append(v.args, textArg("User", user))
	}
	return v, nil
}

// Returns what Recipient/Exchange.GetRecipientPermissionByFilters(…) asks for: recipients, each with who may
// send in its name.
func recipientPermissions(q *entityRequest) (*entityView, error) {
	call := q.path[1]
	if err := plainQuery(q.query, "GetRecipientPermissionByFilters"); err != nil {
		return nil, err
	}
	if len(q.query.Select) > 0 {
		return nil, &odata.Error{Unsupported: true, Message: "GetRecipientPermissionByFilters has no $select.", Advice: "Leave it out."}
	}
	v := &entityView{cmdlet: "Get-RecipientPermission", model: modelOf("Recipient"), args: []command.Arg{textArg("ResultSize", "Unlimited")}}
	if _, err := q.options(nil); err != nil {
		return nil, err
	}
	for _, name := range []string{"identity", "trustee"} {
		if a, ok := call.Arg(name); ok && a.Text != "" && a.Quoted {
			v.args = append(v.args, textArg(name, a.Text))
		}
	}
	if a, ok := call.Arg("accessRights"); ok && len(a.List) > 0 {
		list := make([]any, len(a.List))
		for i, right := range a.List {
			list[i] = right
		}
		v.args = append(v.args, command.Arg{Name: "AccessRights", HasValue: true, Value: list})
	}
	v.members = []catalog.ModelMember{{Name: "Identity", Type: "String"}, {Name: "RecipientPermission", Type: "Collection(ex.RecipientPermission)"}}
	v.gather = byRecipient
	return v, nil
}

// Makes an entity for each recipient of the rows, which come in order of recipients.
func byRecipient(rows []*object.Object) []*object.Object {
	var list []*object.Object
	for _, row := range rows {
		name := textOf(row, "Identity")
		if len(list) == 0 || textOf(list[len(list)-1], "Identity") != name {
			list = append(list, &object.Object{Props: []object.Property{{Name: "Identity", Value: name}, {Name: "RecipientPermission", Value: []any{}}}})
		}
		addItem(list[len(list)-1], "RecipientPermission",
			pick(row, "Identity", "Trustee", "AccessControlType", "AccessRights", "IsInherited", "InheritanceType"))
	}
	return list
}
