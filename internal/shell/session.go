package shell

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// sessionCommands are the commands about the session itself: what there is and what was done.
func (s *Shell) sessionCommands() []*command.Command {
	simple := func(syntax string, f command.Func) *command.Command {
		return command.Simple(catalog.Syntax(syntax), f)
	}
	return []*command.Command{
		simple("Get-Command [[-Name] <string[]>{ByValue}] [-Verb <string[]>] [-Noun <string[]>] [-Module <string[]>] [-CommandType <string[]>] "+
			"[-ParameterName <string[]>] [-TotalCount <int>] [-Syntax] [-All] [-ListImported]", s.getCommand),
		simple("Get-Help [[-Name] <string>{ByName}] [-Parameter <string[]>] [-Full] [-Detailed] [-Examples] [-Online] [-ShowWindow] [-Category <string[]>] [-Role <string[]>]", s.getHelp),
		simple("Get-Alias [[-Name] <string[]>{ByValue}] [-Definition <string[]>] [-Exclude <string[]>] [-Scope <string>]", s.getAlias),
		simple("Set-Alias [-Name] <string> [-Value] <string> [-Description <string>] [-Option <string>] [-Force] [-PassThru] [-Scope <string>]", s.setAlias),
		simple("New-Alias [-Name] <string> [-Value] <string> [-Description <string>] [-Option <string>] [-Force] [-PassThru] [-Scope <string>]", s.setAlias),
		simple("Remove-Alias [-Name] <string[]>{ByValue} [-Force] [-Scope <string>]", s.removeAlias),
		simple("Get-Variable [[-Name] <string[]>{ByValue}] [-ValueOnly] [-Include <string[]>] [-Exclude <string[]>] [-Scope <string>]", s.getVariable),
		simple("Set-Variable [-Name] <string[]>{ByName} [[-Value] <object>{ByValue}] [-Force] [-PassThru] [-Scope <string>]", s.setVariable),
		simple("New-Variable [-Name] <string> [[-Value] <object>{ByValue}] [-Force] [-PassThru] [-Scope <string>]", s.newVariable),
		simple("Clear-Variable [-Name] <string[]>{ByName} [-Force] [-PassThru] [-Scope <string>]", s.clearVariable),
		simple("Remove-Variable [-Name] <string[]>{ByName} [-Force] [-Scope <string>]", s.removeVariable),
		simple("Get-History [[-Id] <long[]>{ByValue}] [[-Count] <int>]", s.getHistory),
		simple("Clear-History", s.clearHistory),
		simple("Clear-Host", s.clearHost),
	}
}

func (s *Shell) getAlias(ctx context.Context, c *command.Call) error {
	names, definitions := texts(c.Args, "Name"), texts(c.Args, "Definition")
	if len(names) == 0 {
		names = []string{"*"}
	}
	found := map[string]bool{}
	for _, alias := range sortedKeys(s.aliases) {
		target := s.aliases[alias]
		if likeAny(alias, texts(c.Args, "Exclude")) || !likeAny(alias, names) || len(definitions) > 0 && !likeAny(target, definitions) {
			continue
		}
		found[alias] = true
		if err := c.Output(aliasObject(alias, target)); err != nil {
			return err
		}
	}
	for _, name := range names {
		if !object.HasWildcard(name) && !found[strings.ToLower(name)] && len(definitions) == 0 {
			if err := c.Error(ctx, missing("alias", name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func aliasObject(alias, target string) *object.Object {
	return &object.Object{Types: []string{"System.Management.Automation.AliasInfo", "System.Object"}, Props: []object.Property{
		{Name: "CommandType", Value: "Alias"}, {Name: "Name", Value: alias}, {Name: "Definition", Value: target},
		{Name: "DisplayName", Value: alias + " -> " + target}, {Name: "Version", Value: nil}, {Name: "Source", Value: ""},
	}}
}

func missing(what, name string) error {
	return &command.Error{Category: command.ObjectNotFound, ID: capital(what) + "NotFound", Target: name,
		Message: fmt.Sprintf("There is no %s named %q.", what, name)}
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (s *Shell) setAlias(_ context.Context, c *command.Call) error {
	name, target := c.Args.Text("Name"), c.Args.Text("Value")
	if strings.HasPrefix(c.Meta.Name, "New") && s.aliases[strings.ToLower(name)] != "" && !c.Args.Flag("Force") {
		return &command.Error{Category: command.ResourceExists, ID: "AliasAlreadyExists", Target: name,
			Message: fmt.Sprintf("There is an alias %q already.", name), Advice: "Use Set-Alias, or -Force, to change it."}
	}
	s.aliases[strings.ToLower(name)] = target
	if c.Args.Flag("PassThru") {
		return c.Output(aliasObject(name, target))
	}
	return nil
}

func (s *Shell) removeAlias(ctx context.Context, c *command.Call) error {
	for _, name := range texts(c.Args, "Name") {
		if _, ok := s.aliases[strings.ToLower(name)]; !ok {
			if err := c.Error(ctx, missing("alias", name)); err != nil {
				return err
			}
		}
		delete(s.aliases, strings.ToLower(name))
	}
	return nil
}

// variables calls f for the variables that patterns name.
func (s *Shell) variables(ctx context.Context, c *command.Call, f func(name string, v object.Value) error) error {
	patterns := texts(c.Args, "Name")
	if len(patterns) == 0 {
		patterns = []string{"*"}
	}
	for _, p := range patterns {
		found := false
		for name, v := range s.lang.Variables() {
			if !object.Like(name, p, false) || likeAny(name, texts(c.Args, "Exclude")) {
				continue
			}
			found = true
			if err := f(name, v); err != nil {
				return err
			}
		}
		if !found && !object.HasWildcard(p) {
			if err := c.Error(ctx, missing("variable", p)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Shell) getVariable(ctx context.Context, c *command.Call) error {
	return s.variables(ctx, c, func(name string, v object.Value) error {
		if c.Args.Flag("ValueOnly") {
			return c.Output(v)
		}
		return c.Output(variableObject(name, v))
	})
}

func variableObject(name string, v object.Value) *object.Object {
	return &object.Object{Types: []string{"System.Management.Automation.PSVariable", "System.Object"}, Props: []object.Property{
		{Name: "Name", Value: name}, {Name: "Value", Value: v}}}
}

func (s *Shell) setVariable(_ context.Context, c *command.Call) error {
	v, _ := c.Args.Get("Value")
	for _, name := range texts(c.Args, "Name") {
		if err := s.lang.SetVariable(scoped(c, name), v); err != nil {
			return err
		}
		if c.Args.Flag("PassThru") {
			if err := c.Output(variableObject(name, v)); err != nil {
				return err
			}
		}
	}
	return nil
}

func scoped(c *command.Call, name string) string {
	if scope := c.Args.Text("Scope"); scope != "" && !strings.Contains(name, ":") {
		return scope + ":" + name
	}
	return name
}

func (s *Shell) newVariable(ctx context.Context, c *command.Call) error {
	name := c.Args.Text("Name")
	if _, ok := s.lang.Variable(name); ok && !c.Args.Flag("Force") {
		return &command.Error{Category: command.ResourceExists, ID: "VariableAlreadyExists", Target: name,
			Message: fmt.Sprintf("There is a variable %q already.", name), Advice: "Use Set-Variable, or -Force, to change it."}
	}
	return s.setVariable(ctx, c)
}

func (s *Shell) clearVariable(ctx context.Context, c *command.Call) error {
	return s.variables(ctx, c, func(name string, _ object.Value) error { return s.lang.SetVariable(name, nil) })
}

func (s *Shell) removeVariable(ctx context.Context, c *command.Call) error {
	var names []string
	if err := s.variables(ctx, c, func(name string, _ object.Value) error { names = append(names, name); return nil }); err != nil {
		return err
	}
	for _, name := range names {
		s.lang.RemoveVariable(name)
	}
	return nil
}

// A historyLine is one text that was run from the prompt.
type historyLine struct {
	text       string
	failed     bool
	start, end time.Time
}

const maxHistory = 4096

func (s *Shell) remember(l historyLine) {
	if len(s.lines) == maxHistory {
		s.lines = s.lines[1:]
	}
	s.lines = append(s.lines, l)
}

func (s *Shell) getHistory(_ context.Context, c *command.Call) error {
	lines := s.lines
	if n := int(number(c.Args, "Count")); n > 0 && n < len(lines) {
		lines = lines[len(lines)-n:]
	}
	ids := texts(c.Args, "Id")
	for i, l := range lines {
		id := int64(len(s.lines) - len(lines) + i + 1)
		if len(ids) > 0 && !slices.Contains(ids, object.String(id)) {
			continue
		}
		state := "Completed"
		if l.failed {
			state = "Failed"
		}
		if err := c.Output(&object.Object{Types: []string{"Microsoft.PowerShell.Commands.HistoryInfo", "System.Object"}, Props: []object.Property{
			{Name: "Id", Value: id}, {Name: "CommandLine", Value: l.text}, {Name: "ExecutionStatus", Value: state},
			{Name: "StartExecutionTime", Value: l.start}, {Name: "EndExecutionTime", Value: l.end},
			{Name: "Duration", Value: object.TimeSpan(l.end.Sub(l.start) / 100)},
		}}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shell) clearHistory(context.Context, *command.Call) error {
	s.lines = nil
	return nil
}

func (s *Shell) clearHost(context.Context, *command.Call) error {
	if s.o.OutTerminal {
		fmt.Fprint(s.o.Out, "\x1b[H\x1b[2J\x1b[3J")
	}
	return nil
}
