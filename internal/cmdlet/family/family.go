// Package family lists the families of cmdlets that the organisation has built. The server serves them,
// and the tests that no cmdlet may escape run over them.
package family

import (
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/allowblock"
	"example.org/exosh/internal/cmdlet/auditlog"
	"example.org/exosh/internal/cmdlet/blockedsender"
	"example.org/exosh/internal/cmdlet/casmailbox"
	"example.org/exosh/internal/cmdlet/contact"
	"example.org/exosh/internal/cmdlet/device"
	"example.org/exosh/internal/cmdlet/folder"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/cmdlet/inboxrule"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/mailboxsetting"
	"example.org/exosh/internal/cmdlet/organization"
	"example.org/exosh/internal/cmdlet/permission"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/recipient"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/internal/cmdlet/serviceprincipal"
	"example.org/exosh/internal/cmdlet/statistics"
	"example.org/exosh/internal/cmdlet/trace"
	"example.org/exosh/internal/cmdlet/user"
)

// A Family is one package of cmdlets.
type Family struct {
	Commands func(cmdlet.Deps) []*command.Command
	Support  func() []project.Support // what each parameter of its cmdlets does
}

// All returns the families.
func All() []Family {
	return []Family{
		{mailbox.Commands, mailbox.Support},
		{user.Commands, user.Support},
		{recipient.Commands, recipient.Support},
		{organization.Commands, organization.Support},
		{auditlog.Commands, auditlog.Support},
		{role.Commands, role.Support},
		{serviceprincipal.Commands, serviceprincipal.Support},
		{group.Commands, group.Support},
		{permission.Commands, permission.Support},
		{contact.Commands, contact.Support},
		{casmailbox.Commands, casmailbox.Support},
		{plain.Commands, plain.Support},
		{allowblock.Commands, allowblock.Support},
		{blockedsender.Commands, blockedsender.Support},
		{statistics.Commands, statistics.Support},
		{folder.Commands, folder.Support},
		{inboxrule.Commands, inboxrule.Support},
		{device.Commands, device.Support},
		{mailboxsetting.Commands, mailboxsetting.Support},
		{trace.Commands, trace.Support},
	}
}

// Commands returns the cmdlets of all families.
func Commands(d cmdlet.Deps) []*command.Command {
	var list []*command.Command
	for _, f := range All() {
		list = append(list, f.Commands(d)...)
	}
	return list
}

// Support says of every parameter of every cmdlet what it does.
func Support() []project.Support {
	var list []project.Support
	for _, f := range All() {
		list = append(list, f.Support()...)
	}
	return list
}
