package interp

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

type ctxType = context.Context

// An argMaker adds the arguments of one place of a command line.
type argMaker func(f *frame, to []command.Arg) ([]command.Arg, error)

func (c *code) command(x *syntax.Command) stageMaker {
	name := c.expr(x.Name)
	args := make([]argMaker, len(x.Args))
	for i, a := range x.Args {
		args[i] = c.argument(a)
	}
	wrap := c.redirections(x.Redirs)
	return func(f *frame, run *pipelineRun) (command.Bound, error) {
		n, err := name(f)
		if err != nil {
			return command.Bound{}, err
		}
		b, err := f.find(n, x, run.many)
		if err != nil {
			return b, err
		}
		for _, a := range args {
			if b.Raw, err = a(f, b.Raw); err != nil {
				return b, err
			}
		}
		b.Raw = f.defaults(b)
		return b, wrap(f, run, &b)
	}
}

// Finds what a command name or value means.
func (f *frame) find(n object.Value, x *syntax.Command, many bool) (command.Bound, error) {
	if block, ok := n.(*ScriptBlock); ok && x.Call != "" {
		fn := &function{in: f.in, code: block.code, home: block.home, dot: x.Call == ".", closure: block.closure}
		return command.Bound{Command: fn.command()}, nil
	}
	text := commandName(n)
	if text == "" {
		return command.Bound{}, invalid("BadExpression", "The expression after '%s' in a pipeline element produced an object that was not valid. It must result in a command name, a script block, or a command.", x.Call)
	}
	if fn := f.scope.function(strings.TrimPrefix(text, "function:")); fn != nil {
		return command.Bound{Command: f.callable(fn, x.Call), Name: fn.name}, nil
	}
	if cmd, ok := f.in.cmdlet(text); ok {
		if many {
			cmd = f.inScope(cmd)
		}
		return command.Bound{Command: cmd}, nil
	}
	return f.findScript(text, x)
}

// Returns the command of a function; called with '.', it runs in the scope of the caller.
func (f *frame) callable(fn *function, call string) *command.Command {
	if call == "." {
		dotted := *fn
		dotted.dot = true
		return dotted.command()
	}
	return fn.command()
}

// Returns the name of a command that a value stands for.
func commandName(v object.Value) string {
	if p, ok := v.(object.Properties); ok {
		if name, ok := p.Property("Name"); ok {
			return object.String(name)
		}
	}
	if o, ok := v.(*object.Object); ok {
		if name, ok := o.Get("Name"); ok {
			return object.String(name)
		}
	}
	if v == nil {
		return ""
	}
	return object.String(v)
}

// Finds a cmdlet by name, by its name behind a module's, or behind a missing "Get-" (rule 35).
func (in *Interp) cmdlet(name string) (*command.Command, bool) {
	if in.opt.Commands == nil {
		return nil, false
	}
	if cmd, ok := in.opt.Commands(name); ok {
		return cmd, true
	}
	if module, rest, ok := strings.Cut(name, `\`); ok && module != "" && !strings.ContainsAny(module, `.:/`) || ok && strings.HasPrefix(strings.ToLower(module), "microsoft.powershell.") {
		return in.cmdlet(rest)
	}
	if !strings.ContainsAny(name, `-\/.`) {
		return in.opt.Commands("Get-" + name)
	}
	return nil, false
}

// Finds a script by its path, or fails because there is no such command.
func (f *frame) findScript(name string, x *syntax.Command) (command.Bound, error) {
	isPath := strings.ContainsAny(name, `/\`) || x.Call == "."
	if strings.HasSuffix(strings.ToLower(name), ".ps1") && f.in.opt.ReadFile != nil {
		text, err := f.in.opt.ReadFile(name)
		if err == nil {
			c, err := f.in.compileScript(Script{Text: text, Path: name})
			if err != nil {
				return command.Bound{}, err
			}
			fn := &function{in: f.in, name: name, code: c, script: true, nested: true, dot: x.Call == "."}
			return command.Bound{Command: fn.command(), Name: name}, nil
		}
		if isPath {
			return command.Bound{}, f.notFound(name, err)
		}
	}
	return command.Bound{}, f.notFound(name, nil)
}

func (f *frame) notFound(name string, cause error) error {
	e := &command.Error{Category: command.ObjectNotFound, ID: "CommandNotFoundException", Type: "System.Management.Automation.CommandNotFoundException",
		Message: "The term '" + name + "' is not recognized as a name of a cmdlet, function, script file, or executable program.", Target: name, Command: name, Err: cause,
		Advice: "exosh runs cmdlets, functions and scripts; it starts no other programs."}
	if f.in.opt.Suggest != nil {
		if advice := f.in.opt.Suggest(name); advice != "" {
			e.Advice = advice
		}
	}
	if cause != nil {
		e.Advice = "The script could not be read: " + cause.Error()
	}
	return e
}

// Compiles an argument.
func (c *code) argument(a syntax.Arg) argMaker {
	if s, ok := a.Value.(*syntax.Splat); ok {
		v := c.expr(&syntax.Variable{Span: s.Span, Scope: s.Scope, Name: s.Name})
		return func(f *frame, to []command.Arg) ([]command.Arg, error) {
			value, err := v(f)
			if err != nil {
				return to, err
			}
			return splat(value, to), nil
		}
	}
	if a.Value == nil {
		return func(_ *frame, to []command.Arg) ([]command.Arg, error) {
			return append(to, command.Arg{Name: a.Name}), nil
		}
	}
	text := ""
	if n, ok := a.Value.(*syntax.Number); ok {
		text = n.Raw
	}
	v := c.expr(a.Value)
	return func(f *frame, to []command.Arg) ([]command.Arg, error) {
		value, err := v(f)
		return append(to, command.Arg{Name: a.Name, Value: value, HasValue: true, Text: text}), err
	}
}

// Adds the arguments of a splatted hash table or array; what is given explicitly as well wins, which
// the binder cannot know, so the entry is left out where the name stands already (rule 41).
func splat(v object.Value, to []command.Arg) []command.Arg {
	switch v := v.(type) {
	case *object.Dict:
		for k, e := range v.All() {
			name := object.String(k)
			if !given(to, name) {
				to = append(to, command.Arg{Name: name, Value: e, HasValue: true})
			}
		}
		return to
	case *object.Object:
		for _, p := range v.Props {
			to = append(to, command.Arg{Name: p.Name, Value: p.Value, HasValue: true})
		}
		return to
	case nil:
		return to
	}
	for _, e := range unroll(v) {
		if a, ok := e.(*namedArgument); ok {
			to = append(to, command.Arg{Name: a.name, Value: a.value, HasValue: a.has})
			continue
		}
		to = append(to, command.Arg{Value: e, HasValue: true})
	}
	return to
}

func given(args []command.Arg, name string) bool {
	for _, a := range args {
		if strings.EqualFold(a.Name, name) {
			return true
		}
	}
	return false
}

// A namedArgument is a parameter name in $args, which keeps its meaning when @args passes it on. As a
// value it is its text, "-Name".
type namedArgument struct {
	name  string
	value object.Value
	has   bool
}

// String implements object.Stringer.
func (a *namedArgument) String() string {
	if a.has {
		return "-" + a.name + ":"
	}
	return "-" + a.name
}

// Adds what $PSDefaultParameterValues says for a command: "Get-Mailbox:ResultSize" = 'Unlimited'.
func (f *frame) defaults(b command.Bound) []command.Arg {
	v := f.scope.find("psdefaultparametervalues")
	if v == nil || b.Command.Meta == nil || b.Command.Raw {
		return b.Raw
	}
	table, ok := v.value.(*object.Dict)
	if !ok || table.Len() == 0 {
		return b.Raw
	}
	if off, found := table.Get("Disabled"); found && truth(off) {
		return b.Raw
	}
	raw := b.Raw
	for k, value := range table.All() {
		name, param, ok := strings.Cut(object.String(k), ":")
		if !ok || given(raw, param) || !object.Like(b.Command.Meta.Name, name, false) {
			continue
		}
		if block, isBlock := value.(*ScriptBlock); isBlock {
			out, err := block.call(f.ctx, nil, nil)
			if err != nil {
				continue
			}
			value = some(out)
		}
		raw = append(raw, command.Arg{Name: param, Value: value, HasValue: true})
	}
	return raw
}
