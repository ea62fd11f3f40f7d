package builtin

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func forEachObject(env *Env) *command.Command {
	return staged(`
		ForEach-Object <ScriptBlockSet> [-Process] <scriptblock[]>{Rest Null} [-Begin <scriptblock>] [-End <scriptblock>] [-InputObject <psobject>{ByValue}]
		ForEach-Object <PropertyAndMethodSet> [-MemberName] <string> [[-ArgumentList] <object[]>{Rest alias=Args}] [-InputObject <psobject>{ByValue}]`,
		func() command.Stage {
			f := &forEach{env: env}
			return command.Stage{Begin: f.begin, Process: f.process, End: f.end}
		})
}

// forEach is a running ForEach-Object.
type forEach struct {
	env         *Env
	first, last command.Block
	body        []command.Block
	member      string
	args        []object.Value
}

func (f *forEach) begin(ctx context.Context, c *command.Call) error {
	f.member, f.args = c.Args.Text("MemberName"), list(c.Args, "ArgumentList")
	f.first, f.last = block(c.Args, "Begin"), block(c.Args, "End")
	for _, v := range list(c.Args, "Process") {
		if b, ok := v.(command.Block); ok {
			f.body = append(f.body, b)
		}
	}
	if f.first == nil && len(f.body) > 1 { // several blocks: begin, process ..., end
		f.first, f.body = f.body[0], f.body[1:]
		if f.last == nil && len(f.body) > 1 {
			f.last, f.body = f.body[len(f.body)-1], f.body[:len(f.body)-1]
		}
	}
	return run(ctx, c, f.first)
}

func run(ctx context.Context, c *command.Call, b command.Block) error {
	if b == nil {
		return nil
	}
	return b.Invoke(ctx, command.BlockInput{}, c.Sink)
}

func (f *forEach) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		if f.member != "" {
			if err := f.memberOf(ctx, c, v); err != nil {
				return err
			}
			continue
		}
		for _, b := range f.body {
			if err := b.Invoke(ctx, command.BlockInput{Underscore: v, HasUnder: true}, c.Sink); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *forEach) end(ctx context.Context, c *command.Call) error { return run(ctx, c, f.last) }

// memberOf writes a property, or the result of a method.
func (f *forEach) memberOf(ctx context.Context, c *command.Call, v object.Value) error {
	if found, ok := object.Get(v, f.member); ok && len(f.args) == 0 {
		return c.OutputEach(found)
	}
	if f.env.Method != nil && v != nil {
		got, ok, err := f.env.Method(ctx, v, f.member, f.args)
		if err != nil {
			return c.Error(ctx, err)
		}
		if ok {
			return c.OutputEach(got)
		}
	}
	if object.HasWildcard(f.member) || len(f.args) > 0 {
		return c.Error(ctx, invalid("MethodNotFound", "Input object of type %s has no method that is called %s.", object.TypeName(v), f.member))
	}
	return nil
}
