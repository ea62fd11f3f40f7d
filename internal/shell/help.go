package shell

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

type param = catalog.Param

// getHelp is Get-Help: what a command is called and what it accepts, from the catalog.
func (s *Shell) getHelp(ctx context.Context, c *command.Call) error {
	name := c.Args.Text("Name")
	if name == "" {
		return c.Output(generalHelp)
	}
	if object.HasWildcard(name) {
		return s.helpList(c, name)
	}
	meta, available, ok := s.shape(name)
	if !ok {
		return c.Error(ctx, &command.Error{Category: command.ObjectNotFound, ID: "HelpNotFound", Target: name,
			Message: fmt.Sprintf("There is no help about %q.", name), Advice: s.suggest(name)})
	}
	if wanted := texts(c.Args, "Parameter"); len(wanted) > 0 {
		return s.helpParameters(ctx, c, meta, wanted)
	}
	return c.Output(helpText(meta, available, c.Args.Flag("Full") || c.Args.Flag("Detailed")))
}

const generalHelp = `exosh is a shell in PowerShell's syntax for Exchange Online.

    Connect-ExchangeOnline -UserPrincipalName navin@contoso.com   sign in and connect
    Get-Command -Module ExchangeOnlineManagement                  what the account may run
    Get-Help Get-Mailbox                                          what a command accepts
    Disconnect-ExchangeOnline                                     end the connection
`

// shape finds a command's shape; one that only a connection would bring is known from the catalog.
func (s *Shell) shape(name string) (meta *catalog.Cmdlet, available, ok bool) {
	if cmd, found := s.lang.Command(name); found {
		return cmd.Meta, true, true
	}
	if cmd, found := s.command(name); found {
		return cmd.Meta, true, true
	}
	meta, ok = catalog.Lookup(name)
	return meta, false, ok
}

func (s *Shell) helpList(c *command.Call, pattern string) error {
	for _, e := range s.entries() {
		if e.kind == "Alias" || !object.Like(e.name, pattern, false) {
			continue
		}
		if err := c.Output(&object.Object{Props: []object.Property{
			{Name: "Name", Value: e.name}, {Name: "Category", Value: e.kind}, {Name: "Module", Value: e.source}}}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shell) helpParameters(ctx context.Context, c *command.Call, m *catalog.Cmdlet, patterns []string) error {
	found := false
	for i := range m.Params {
		if likeAny(m.Params[i].Name, patterns) {
			found = true
			if err := c.Output(strings.TrimRight(paramText(m, &m.Params[i]), "\n")); err != nil {
				return err
			}
		}
	}
	if !found {
		return c.Error(ctx, missing("parameter", strings.Join(patterns, ", ")))
	}
	return nil
}

func helpText(m *catalog.Cmdlet, available, full bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "NAME\n    %s\n", m.Name)
	if m.Env != 0 {
		fmt.Fprintf(&b, "\nAVAILABLE IN\n    %s\n", environmentNames(m.Env))
	}
	if !available {
		b.WriteString("\n    Not available here now: connect first, with an account whose roles hold it.\n")
	}
	b.WriteString("\nSYNTAX\n")
	for line := range strings.SplitSeq(syntaxText(m), "\n\n") {
		fmt.Fprintf(&b, "    %s\n\n", line)
	}
	if !full {
		fmt.Fprintf(&b, "REMARKS\n    Get-Help %s -Full describes each parameter.\n", m.Name)
		return b.String()
	}
	b.WriteString("PARAMETERS\n")
	for i := range m.Params {
		for line := range strings.SplitSeq(strings.TrimRight(paramText(m, &m.Params[i]), "\n"), "\n") {
			b.WriteString(strings.TrimRight("    "+line, " ") + "\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func environmentNames(e catalog.Env) string {
	var names []string
	for _, x := range []struct {
		env  catalog.Env
		name string
	}{{catalog.EXO, "Exchange Online"}, {catalog.SCC, "Security & Compliance"}, {catalog.EOP, "Exchange Online Protection"}} {
		if e&x.env != 0 {
			names = append(names, x.name)
		}
	}
	return strings.Join(names, ", ")
}

// syntaxText shows each parameter set as PowerShell's help does.
func syntaxText(m *catalog.Cmdlet) string {
	var lines []string
	for i := range m.Sets {
		lines = append(lines, setText(m, &m.Sets[i]))
	}
	if lines == nil {
		return m.Name
	}
	return strings.Join(lines, "\n\n")
}

func setText(m *catalog.Cmdlet, set *catalog.Set) string {
	parts := []string{m.Name}
	for _, name := range setOrder(set) {
		if p, ok := m.Param(name); ok {
			parts = append(parts, useText(p, slices.Contains(set.Mandatory, name), slices.Contains(set.Positional, name)))
		}
	}
	if m.Impact != catalog.NoImpact {
		parts = append(parts, "[-WhatIf]", "[-Confirm]")
	}
	return strings.Join(append(parts, "[<CommonParameters>]"), " ")
}

// setOrder puts positional parameters first, then mandatory ones, then the rest as the catalog has them.
func setOrder(set *catalog.Set) []string {
	order := slices.Clone(set.Positional)
	for _, list := range [][]string{set.Mandatory, set.Params} {
		for _, name := range list {
			if !slices.Contains(order, name) {
				order = append(order, name)
			}
		}
	}
	return order
}

func useText(p *param, mandatory, positional bool) string {
	name := "-" + p.Name
	if p.IsSwitch() {
		if mandatory {
			return name
		}
		return "[" + name + "]"
	}
	if positional {
		name = "[" + name + "]"
	}
	text := name + " <" + p.Type + ">"
	if !mandatory {
		text = "[" + text + "]"
	}
	return text
}

func paramText(m *catalog.Cmdlet, p *param) string {
	var b strings.Builder
	if p.IsSwitch() {
		fmt.Fprintf(&b, "-%s\n", p.Name)
	} else {
		fmt.Fprintf(&b, "-%s <%s>\n", p.Name, p.Type)
	}
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "    %-28s %s\n", label, value)
		}
	}
	line("Required?", strings.Join(setsWhere(m, p.Name, func(s *catalog.Set) []string { return s.Mandatory }), ", "))
	line("Position?", position(m, p.Name))
	line("Accept pipeline input?", pipelineInput(p))
	line("Aliases", strings.Join(p.Aliases, ", "))
	if p.Closed {
		line("Accepted values", strings.Join(p.Values, ", "))
	} else {
		line("Values, for example", strings.Join(p.Values, ", "))
	}
	if p.MaxLen > 0 {
		line("Longest value", fmt.Sprintf("%d characters", p.MaxLen))
	}
	return b.String()
}

// setsWhere says in which sets a parameter is listed: "true", "false", or the names of the sets.
func setsWhere(m *catalog.Cmdlet, name string, of func(*catalog.Set) []string) []string {
	var in []string
	uses := 0
	for i := range m.Sets {
		if slices.Contains(m.Sets[i].Params, name) {
			uses++
		}
		if slices.Contains(of(&m.Sets[i]), name) {
			in = append(in, m.Sets[i].Name)
		}
	}
	switch {
	case len(in) == 0:
		return []string{"false"}
	case len(in) >= uses:
		return []string{"true"}
	}
	return in
}

func position(m *catalog.Cmdlet, name string) string {
	for i := range m.Sets {
		if at := slices.Index(m.Sets[i].Positional, name); at >= 0 {
			return fmt.Sprint(at + 1)
		}
	}
	return "named"
}

func pipelineInput(p *param) string {
	var how []string
	if p.ByValue {
		how = append(how, "ByValue")
	}
	if p.ByName {
		how = append(how, "ByPropertyName")
	}
	if how == nil {
		return "false"
	}
	return "true (" + strings.Join(how, ", ") + ")"
}
