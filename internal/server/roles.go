package server

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/internal/session"
)

// commands are all cmdlets that the organisation has built. They see the store through their caller's
// scope.
func (s *Server) commands() []*command.Command {
	d := cmdlet.Deps{Store: org.Scoped(s.store), Passwords: s.hasher, Random: s.o.Rand}
	return family.Commands(d)
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

// roles lets the session service ask package rbac.
type roles struct{}

// Load returns what a user may run in an environment.
func (roles) Load(tx org.Tx, env catalog.Env, account *org.Account, recipient *org.Entry) (session.Table, error) {
	t, err := rbac.In(env).Load(tx, account, recipient)
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
