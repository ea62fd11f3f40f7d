package folder

import (
	"fmt"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// unknownPrefix stands before the security identifier of a user who is gone.
const unknownPrefix = "NT User:"

// A user is whom a permission on a folder is about.
type user struct {
	id    org.ID
	entry *org.Entry // nil for Default and Anonymous, and for one that is gone or out of sight
}

// findUser returns who a text names, also one that was removed.
func findUser(tx org.Tx, text string) (user, error) {
	switch {
	case strings.EqualFold(text, "Default"):
		return user{id: box.Default}, nil
	case strings.EqualFold(text, "Anonymous"):
		return user{id: box.Anonymous}, nil
	}
	sid := text
	if len(text) > len(unknownPrefix) && strings.EqualFold(text[:len(unknownPrefix)], unknownPrefix) {
		sid = text[len(unknownPrefix):]
	}
	if id, ok := directory.ParseSID(sid); ok {
		return readUser(tx, id)
	}
	e, err := directory.Resolve(tx, text, func(e *org.Entry) bool { return directory.Live(e) && directory.IsPrincipal(e) })
	if org.IsNotFound(err) {
		e, err = directory.Resolve(tx, text, func(e *org.Entry) bool { return !directory.Live(e) && directory.IsPrincipal(e) })
	}
	if org.IsNotFound(err) {
		return user{}, noUser(text)
	}
	if err != nil {
		return user{}, err
	}
	return user{e.ID, e}, nil
}

// newUser returns to whom a permission is to be given.
func newUser(tx org.Tx, text string) (user, error) {
	u, err := findUser(tx, text)
	if err == nil && u.gone() {
		return user{}, noUser(text)
	}
	return u, err
}

// readUser returns the user with an id.
func readUser(tx org.Tx, id org.ID) (user, error) {
	u := user{id: id}
	if u.special() {
		return u, nil
	}
	e, err := tx.Get(org.KindRecipient, id)
	switch {
	case org.IsNotFound(err):
		return u, nil
	case err != nil:
		return u, fmt.Errorf("read who a permission is about: %w", err)
	}
	u.entry = e
	return u, nil
}

// special says whether the user stands for everybody.
func (u user) special() bool { return u.id == box.Default || u.id == box.Anonymous }

// gone says whether the user is not there any more, or not for the caller.
func (u user) gone() bool { return !u.special() && (u.entry == nil || !directory.Live(u.entry)) }

// kind is what the vendor calls the user's type.
func (u user) kind() string {
	switch {
	case u.special():
		return u.name()
	case u.gone():
		return "Unknown"
	}
	return "Internal"
}

// name returns what the user is shown as: a display name, or the security identifier of one who is gone.
func (u user) name() string {
	switch {
	case u.id == box.Default:
		return "Default"
	case u.id == box.Anonymous:
		return "Anonymous"
	case u.gone():
		return unknownPrefix + directory.SID(u.id)
	}
	if name := directory.Text(u.entry, "DisplayName"); name != "" {
		return name
	}
	return directory.Text(u.entry, "Name")
}

// object returns the user as the objects of permissions hold them.
func (u user) object() *object.Object {
	o := &object.Object{}
	o.Set("UserType", u.kind())
	o.Set("DisplayName", u.name())
	o.Set("UserPrincipalName", nil)
	if u.entry != nil && !u.gone() {
		o.Set("UserPrincipalName", directory.Text(u.entry, "UserPrincipalName"))
	}
	return o
}

func noUser(text string) *command.Error {
	e := org.NotFound(text)
	e.ID, e.Type = "InvalidInternalUserIdException", "Microsoft.Exchange.Management.StoreTasks.InvalidInternalUserIdException"
	e.Message = fmt.Sprintf("The user %q is either not valid SMTP address, or there is no matching information.", e.Target)
	e.Advice = "Name a user or a mail-enabled security group of the organization; Get-Recipient lists them."
	return e
}

func entryExists(name string) *command.Error {
	return &command.Error{
		Category: command.ResourceExists, ID: "UserAlreadyExistsInPermissionEntryException",
		Type:    "Microsoft.Exchange.Management.StoreTasks.UserAlreadyExistsInPermissionEntryException",
		Message: "An existing permission entry was found for user: " + name + ".",
		Advice:  "Use Set-MailboxFolderPermission to change it.", Target: name,
	}
}

func noEntry(name string) *command.Error {
	return &command.Error{
		Category: command.ObjectNotFound, ID: "UserNotFoundInPermissionEntryException",
		Type:    "Microsoft.Exchange.Management.StoreTasks.UserNotFoundInPermissionEntryException",
		Message: "There is no existing permission entry found for user: " + name + ".",
		Advice:  "Get-MailboxFolderPermission lists the entries; Add-MailboxFolderPermission makes one.", Target: name,
	}
}

func special(name string) *command.Error {
	return &command.Error{
		Category: command.InvalidOperation, ID: "CannotRemoveSpecialUserException",
		Type:    "Microsoft.Exchange.Management.StoreTasks.CannotRemoveSpecialUserException",
		Message: "The permission entry of " + name + " can't be removed.",
		Advice:  "Set-MailboxFolderPermission -User " + name + " -AccessRights None takes all rights away.", Target: name,
	}
}
