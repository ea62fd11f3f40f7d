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

// An index finds the commands of a Service by name. It is made once.
type index struct {
	once   sync.Once
	byName map[string]*command.Command
	sorted []*command.Command
}

func (s *Service) index() *index {
	x := &s.commands
	x.once.Do(func() {
		x.byName = make(map[string]*command.Command, len(s.Commands))
		for _, cmd := range s.Commands {
			if cmd = s.inEnv(cmd); cmd != nil {
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

func (s *Service) built(name string) *command.Command { return s.index().byName[org.Fold(name)] }

func (s *Service) sorted() []*command.Command { return s.index().sorted }

// Takes a module's name off the front: Module\Get-Mailbox is Get-Mailbox.
func unqualified(name string) string { return name[strings.LastIndexByte(name, '\\')+1:] }

// Returns the command with the parameters that the environment has, nil where it has none of it.
func (s *Service) inEnv(cmd *command.Command) *command.Command {
	if cmd.Meta.Env == 0 {
		return cmd
	}
	meta := cmd.Meta.In(s.env())
	if meta == nil {
		return nil
	}
	narrowed := *cmd
	narrowed.Meta = meta
	return &narrowed
}

func (s *Service) env() catalog.Env {
	if s.Env == 0 {
		return catalog.EXO
	}
	return s.Env
}
