package shell

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/pwsh/builtin"
)

// A family is commands of the shell that come together. They are made when a name has not been found
// in the families before: a script that administers never makes the builtins.
type family struct {
	list   func() []*command.Command
	byName map[string]*command.Command // in lower case; nil until made
}

// ownFamilies are all commands of the shell, those that go before others first.
func (s *Shell) ownFamilies() []family {
	return []family{
		{list: func() []*command.Command { return s.o.Extra }},
		{list: s.own},
		{list: s.inbuilt},
		{list: s.moduleCommands},
		{list: s.sessionCommands},
		{list: s.mailCommands},
		{list: s.lang.Commands},
		{list: func() []*command.Command { return builtin.Commands(s.work.env) }},
	}
}

// made returns the family's commands by name in lower case.
func (f *family) made() map[string]*command.Command {
	if f.byName == nil {
		f.byName = map[string]*command.Command{}
		for _, cmd := range f.list() {
			f.byName[strings.ToLower(cmd.Meta.Name)] = cmd
		}
	}
	return f.byName
}

// find looks a command of the shell up by its name in lower case.
func (s *Shell) find(key string) (*command.Command, bool) {
	for i := range s.families {
		if cmd, ok := s.families[i].made()[key]; ok {
			return cmd, true
		}
	}
	return nil, false
}

// all lists every command of the shell once, in no order.
func (s *Shell) all() []*command.Command {
	s.prepare()
	var list []*command.Command
	for i := range s.families {
		for key, cmd := range s.families[i].made() {
			if found, _ := s.find(key); found == cmd {
				list = append(list, cmd)
			}
		}
	}
	return list
}
