package permission

import (
	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func show(cmdlet string, values map[string]object.Value) *object.Object {
	shape, _ := catalog.ObjectFor(cmdlet)
	return project.New(shape, func(name string) (object.Value, bool) {
		v, ok := values[name]
		return v, ok
	})
}

// showMailbox returns a permission as Get-MailboxPermission shows it. None is inherited: mailboxes have
// no container that could give any.
func showMailbox(e *org.Entry, t trustee, p directory.Permission) *object.Object {
	return show("Get-MailboxPermission", map[string]object.Value{
		"Identity": directory.Text(e, "Name"), "User": t.name(), "UserSid": directory.SID(t.id),
		"AccessRights": directory.Anys(p.Rights), "Deny": p.Deny, "InheritanceType": p.Inheritance,
		"IsInherited": false, "IsValid": true, "ObjectState": "Unchanged", "PrimarySmtpAddress": textOrNull(t.address()),
	})
}

// showRecipient returns a permission as Get-RecipientPermission shows it, with the trustee's address if
// it is wanted.
func showRecipient(e *org.Entry, t trustee, p directory.Permission, withAddress bool) *object.Object {
	control := "Allow"
	if p.Deny {
		control = "Deny"
	}
	values := map[string]object.Value{
		"Identity": directory.Text(e, "Name"), "Trustee": t.name(), "TrusteeSidString": directory.SID(t.id),
		"AccessControlType": control, "AccessRights": directory.Anys(p.Rights), "IsInherited": false, "InheritanceType": p.Inheritance,
	}
	if withAddress {
		values["TrusteeWithPrimarySmtpAddress"] = textOrNull(t.address())
	}
	return show("Get-RecipientPermission", values)
}

func textOrNull(s string) object.Value {
	if s == "" {
		return nil
	}
	return s
}
