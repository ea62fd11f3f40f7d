package session

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// An indexes keeps one index per environment.
type indexes struct{ exo, scc, eop index }

func (x *indexes) of(env catalog.Env) *index {
	switch env {
	case catalog.SCC:
		return &x.scc
	case catalog.EOP:
		return &x.eop
	}
	return &x.exo
}

// An index finds the commands of a Service in one environment by name. It is made once.
type index struct {
	once   sync.Once
	byName map[string]*command.Command
	sorted []*command.Command
}

func (s *Service) index(env catalog.Env) *index {
	x := s.commands.of(env)
	x.once.Do(func() {
		x.byName = make(map[string]*command.Command, len(s.Commands))
		for _, cmd := range s.Commands {
			if cmd = inEnv(cmd, env); cmd != nil {
				x.byName[org.Fold(cmd.Meta.Name)] = cmd
				x.sorted = append(x.sorted, cmd)
			}
		}
		slices.SortFunc(x.sorted, func(a, b *command.Command) int {
			return cmp.Compare(org.Fold(a.Meta.Name), org.Fold(b.Meta.Name))
		})
	})
	return x
}

func (x *index) built(name string) *command.Command { return x.byName[org.Fold(name)] }

// Takes a module's name off the front: Module\Get-Mailbox is Get-Mailbox.
func unqualified(name string) string { return name[strings.LastIndexByte(name, '\\')+1:] }

// Returns the command with the parameters that the environment has, nil where it has none of it.
func inEnv(cmd *command.Command, env catalog.Env) *command.Command {
	if cmd.Meta.Env == 0 {
		return cmd
	}
	meta := cmd.Meta.In(env)
	if meta == nil {
		return nil
	}
	narrowed := *cmd
	narrowed.Meta = meta
	return &narrowed
}

// Returns the environment of the identity's connection.
func (who Identity) env() catalog.Env {
	if who.Env == 0 {
		return catalog.EXO
	}
	return who.Env
}
