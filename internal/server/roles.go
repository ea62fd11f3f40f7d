package server

import (
	"slices"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/auditlog"
	"example.org/exosh/internal/cmdlet/casmailbox"
	"example.org/exosh/internal/cmdlet/contact"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/organization"
	"example.org/exosh/internal/cmdlet/permission"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/recipient"
	"example.org/exosh/internal/cmdlet/role"
	"example.org/exosh/internal/cmdlet/user"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/internal/session"
)

// commands are all cmdlets that the organisation has built. They see the store through their caller's
// scope.
func (s *Server) commands() []*command.Command {
	d := cmdlet.Deps{Store: org.Scoped(s.store), Passwords: s.hasher, Random: s.o.Rand}
	var list []*command.Command
	for _, family := range [][]*command.Command{
		mailbox.Commands(d), user.Commands(d), recipient.Commands(d), organization.Commands(d),
		auditlog.Commands(d), role.Commands(d), group.Commands(d), permission.Commands(d), contact.Commands(d), casmailbox.Commands(d),
	} {
		list = append(list, family...)
	}
	return list
}

// Cmdlets lists the cmdlets that are built, by name.
func Cmdlets() []string {
	var names []string
	for _, c := range new(Server).commands() {
		names = append(names, c.Meta.Name)
	}
	slices.Sort(names)
	return names
}

// Support says of every parameter of every cmdlet that is built whether it acts or is refused.
func Support() []project.Support {
	var list []project.Support
	for _, family := range [][]project.Support{
		mailbox.Support(), user.Support(), recipient.Support(), organization.Support(), auditlog.Support(), role.Support(),
		group.Support(), permission.Support(), contact.Support(), casmailbox.Support(),
	} {
		list = append(list, family...)
	}
	return list
}

// roles lets the session service ask package rbac.
type roles struct{}

// Load returns what a user may run.
func (roles) Load(tx org.Tx, account *org.Account, recipient *org.Entry) (session.Table, error) {
	t, err := rbac.Load(tx, account, recipient)
	if err != nil {
		return nil, err
	}
	return table{t}, nil
}

// table is a user's rights in the terms of the session service.
type table struct{ *rbac.Table }

// Decide says whether the user may run a cmdlet with these parameters, and on what.
func (t table) Decide(cmdlet string, params []string) session.Decision {
	return session.Decision(t.Table.Decide(cmdlet, params))
}
