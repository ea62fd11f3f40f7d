package shell

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// An entry is one command as Get-Command knows it.
type entry struct {
	kind   string // "Cmdlet", "Function", "Alias"
	name   string
	source string // module
	cmd    *command.Command
}

// entries lists every command with where it comes from: what is found first under a name stands first.
func (s *Shell) entries() []entry {
	s.prepare()
	var list []entry
	for _, f := range s.lang.Functions() {
		list = append(list, entry{"Function", f.Meta.Name, "", f})
	}
	for _, x := range slices.Backward(s.connections) {
		for _, name := range x.names() {
			list = append(list, entry{"Function", name, x.module, nil})
		}
	}
	own := map[string]bool{}
	for _, cmd := range append(s.own(), s.inbuilt()...) {
		own[cmd.Meta.Name] = true
	}
	for _, cmd := range s.all() {
		source := "Microsoft.PowerShell.Utility"
		if own[cmd.Meta.Name] {
			source = exchangeModule
		}
		list = append(list, entry{"Cmdlet", cmd.Meta.Name, source, cmd})
	}
	for _, alias := range sortedKeys(s.aliases) {
		list = append(list, entry{"Alias", alias, "", nil})
	}
	slices.SortStableFunc(list, func(a, b entry) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	return list
}

func (s *Shell) getCommand(ctx context.Context, c *command.Call) error {
	names := texts(c.Args, "Name")
	left := int(number(c.Args, "TotalCount"))
	if !c.Args.Has("TotalCount") {
		left = -1
	}
	found := map[string]bool{}
	last := ""
	for _, e := range s.entries() {
		if left == 0 {
			break
		}
		if !s.wanted(c, e, names) || strings.EqualFold(last, e.name) && !c.Args.Flag("All") {
			continue
		}
		found[strings.ToLower(e.name)] = true
		last = e.name
		if err := c.Output(s.entryValue(c, e)); err != nil {
			return err
		}
		left--
	}
	for _, n := range names {
		if !object.HasWildcard(n) && !found[strings.ToLower(n)] {
			if err := c.Error(ctx, s.noCommand(n)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Shell) noCommand(name string) error {
	return &command.Error{Category: command.ObjectNotFound, ID: "CommandNotFoundException", Type: "System.Management.Automation.CommandNotFoundException",
		Target: name, Message: "There is no command named \"" + name + "\".", Advice: s.suggest(name)}
}

func (s *Shell) wanted(c *command.Call, e entry, names []string) bool {
	a := c.Args
	if len(names) > 0 && !likeAny(e.name, names) {
		return false
	}
	if kinds := texts(a, "CommandType"); len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k string) bool { return strings.EqualFold(k, e.kind) || strings.EqualFold(k, "All") }) {
		return false
	}
	verb, noun, ok := strings.Cut(e.name, "-")
	if v := texts(a, "Verb"); len(v) > 0 && (!ok || !likeAny(verb, v)) {
		return false
	}
	if n := texts(a, "Noun"); len(n) > 0 && (!ok || !likeAny(noun, n)) {
		return false
	}
	if m := texts(a, "Module"); len(m) > 0 && !likeAny(e.source, m) && !(strings.HasPrefix(e.source, "tmpEXO_") && likeAny(exchangeModule, m)) {
		return false
	}
	if e.kind == "Alias" && len(names) == 0 && !a.Has("CommandType") {
		return false
	}
	return s.hasParameters(e, texts(a, "ParameterName"))
}

func (s *Shell) hasParameters(e entry, names []string) bool {
	if len(names) == 0 {
		return true
	}
	cmd := s.resolve(e)
	if cmd == nil {
		return false
	}
	return slices.ContainsFunc(cmd.Meta.Params, func(p param) bool { return likeAny(p.Name, names) })
}

func (s *Shell) resolve(e entry) *command.Command {
	if e.cmd != nil {
		return e.cmd
	}
	cmd, _ := s.command(e.name)
	return cmd
}

func (s *Shell) entryValue(c *command.Call, e entry) object.Value {
	if c.Args.Flag("Syntax") {
		if cmd := s.resolve(e); cmd != nil && e.kind != "Alias" {
			return syntaxText(cmd.Meta)
		}
		return s.aliases[strings.ToLower(e.name)]
	}
	o := &object.Object{Types: []string{"System.Management.Automation." + e.kind + "Info", "System.Management.Automation.CommandInfo", "System.Object"}}
	o.Set("CommandType", e.kind)
	o.Set("Name", e.name)
	o.Set("Version", entryVersion(e))
	o.Set("Source", e.source)
	o.Set("ModuleName", e.source)
	verb, noun, ok := strings.Cut(e.name, "-")
	if ok {
		o.Set("Verb", verb)
		o.Set("Noun", noun)
	}
	if e.kind == "Alias" {
		target := s.aliases[strings.ToLower(e.name)]
		o.Set("DisplayName", e.name+" -> "+target)
		o.Set("Definition", target)
		return o
	}
	if cmd := s.resolve(e); cmd != nil {
		o.Set("Definition", syntaxText(cmd.Meta))
		o.Set("Parameters", parameters(cmd.Meta))
	}
	return o
}

func entryVersion(e entry) object.Value {
	switch {
	case e.source == exchangeModule:
		return version(exosh.ModuleVersion)
	case strings.HasPrefix(e.source, "tmpEXO_"):
		return object.Version{Major: 1, Minor: 0, Build: -1, Revision: -1}
	case e.source != "":
		return object.Version{Major: 7, Minor: 0, Build: 0, Revision: 0}
	}
	return nil
}

// parameters is the Parameters property of a CommandInfo: name to what is known of the parameter.
func parameters(m *catalog.Cmdlet) *object.Dict {
	d := object.NewDict()
	for i := range m.Params {
		p := &m.Params[i]
		aliases := make([]any, len(p.Aliases))
		for j, a := range p.Aliases {
			aliases[j] = a
		}
		d.Set(p.Name, &object.Object{Types: []string{"System.Management.Automation.ParameterMetadata", "System.Object"}, Props: []object.Property{
			{Name: "Name", Value: p.Name}, {Name: "ParameterType", Value: p.Type}, {Name: "Aliases", Value: aliases},
			{Name: "SwitchParameter", Value: p.IsSwitch()},
		}})
	}
	return d
}
