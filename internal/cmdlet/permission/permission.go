// Package permission carries out the cmdlets of who may open a mailbox and who may send in a recipient's
// name. A permission outlives the user it was given to, as in the vendor's service: it then shows with
// their security identifier, by which it can be removed.
package permission

import (
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
)

// permissions carries out the cmdlets.
type permissions struct{ cmdlet.Deps }

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	p := &permissions{d}
	return []*command.Command{
		command.Simple(catalog.Must("Get-MailboxPermission"), p.getMailbox),
		command.Simple(catalog.Must("Add-MailboxPermission"), p.addMailbox),
		command.Simple(catalog.Must("Remove-MailboxPermission"), p.removeMailbox),
		command.Simple(catalog.Must("Get-RecipientPermission"), p.getRecipient),
		command.Simple(catalog.Must("Add-RecipientPermission"), p.addRecipient),
		command.Simple(catalog.Must("Remove-RecipientPermission"), p.removeRecipient),
	}
}

// tables returns what the parameters of the package's cmdlets do.
func tables() project.Tables {
	return project.Tables{
		project.Reader("Get-MailboxPermission", "Identity", "User", "ResultSize", "SoftDeletedMailbox",
			"IncludeSoftDeletedUserPermissions", "IncludeUnresolvedPermissions"),
		project.Reader("Add-MailboxPermission", "Identity", "User", "AccessRights", "Deny", "InheritanceType", "AutoMapping"),
		project.Reader("Remove-MailboxPermission", "Identity", "User", "AccessRights", "Deny", "InheritanceType",
			"SoftDeletedMailbox", "ClearAutoMapping", "ResetDefault"),
		project.Reader("Get-RecipientPermission", "Identity", "Trustee", "AccessRights", "ResultSize", "IncludeTrusteeWithPrimarySmtpAddress"),
		project.Reader("Add-RecipientPermission", "Identity", "Trustee", "AccessRights"),
		project.Reader("Remove-RecipientPermission", "Identity", "Trustee", "AccessRights"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }
