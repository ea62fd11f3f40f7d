package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
)

// outCommands end a pipeline.
func outCommands(env *Env) []*command.Command {
	const file = " [-Append] [-NoClobber{alias=NoOverwrite}] [-Force] [-NoNewline] [-Width <int>] [-InputObject <psobject>{ByValue}]"
	return []*command.Command{
		simple("Out-Null [-InputObject <psobject>{ByValue}]", func(context.Context, *command.Call) error { return nil }),
		gathered("Out-String [-Width <int>] [-Stream] [-NoNewline] [-InputObject <psobject>{ByValue}]", env.outString),
		gathered("Out-Host [-InputObject <psobject>{ByValue}]", env.outHost),
		gathered("Out-Default [-Transcript] [-InputObject <psobject>{ByValue}]", env.outHost),
		staged("# impact medium\nOut-File [-FilePath] <string>{alias=Path} [[-Encoding] <Encoding>"+encodings+"]"+file+"\nOut-File <ByLiteralPath> -LiteralPath <string>{alias=PSPath,LP} [[-Encoding] <Encoding>]"+file, func() command.Stage {
			o := &outFile{env: env}
			return command.Stage{Begin: o.begin, Process: o.process, End: o.end, Clean: o.close}
		}),
	}
}

// gathered is a command that works on all its input at the end.
func gathered(syntax string, f func(c *command.Call, all []object.Value) error) *command.Command {
	return staged(syntax, func() command.Stage {
		var all []object.Value
		return command.Stage{
			Process: func(_ context.Context, c *command.Call) error {
				all = append(all, inputs(c)...)
				return nil
			},
			End: func(_ context.Context, c *command.Call) error { return f(c, all) },
		}
	})
}

// render is the objects as text, in lines.
func (e *Env) render(all []object.Value, width int) (string, error) {
	var b strings.Builder
	if e.Render != nil {
		err := e.Render(&b, all, width)
		return b.String(), err
	}
	w := format.New(&b, format.Options{Width: width, Raw: true})
	for _, v := range all {
		if err := w.Write(command.Record{Stream: command.Output, Value: v}); err != nil {
			return "", err
		}
	}
	err := w.Flush()
	return b.String(), err
}

func (e *Env) outString(c *command.Call, all []object.Value) error {
	text, err := e.render(all, integer(c.Args, "Width", 0))
	if err != nil {
		return err
	}
	if c.Args.Flag("Stream") {
		return command.OutputAll(c, lines(text))
	}
	if c.Args.Flag("NoNewline") {
		text = strings.Join(lines(text), "")
	}
	return c.Output(text)
}

func (e *Env) outHost(c *command.Call, all []object.Value) error {
	text, err := e.render(all, 0)
	if err != nil || text == "" {
		return err
	}
	return c.Information(&command.HostText{Text: text, NoNewline: true})
}

// outFile is a running Out-File.
type outFile struct {
	env  *Env
	file *textFile
	all  []object.Value
}

func (o *outFile) begin(ctx context.Context, c *command.Call) error {
	p := pathArg(c.Args, "")
	ok, err := c.ShouldProcess(ctx, p, "Output to File")
	if err != nil || !ok {
		return err
	}
	o.file, err = o.env.create(p, c.Args)
	return err
}

func (o *outFile) process(_ context.Context, c *command.Call) error {
	o.all = append(o.all, inputs(c)...)
	return nil
}

func (o *outFile) end(_ context.Context, c *command.Call) error {
	if o.file == nil {
		return nil
	}
	text, err := o.env.render(o.all, integer(c.Args, "Width", 0))
	if err != nil {
		return err
	}
	end := o.env.newline()
	if c.Args.Flag("NoNewline") {
		end = ""
	}
	for _, line := range lines(text) {
		if err := o.file.write(line + end); err != nil {
			return err
		}
	}
	return nil
}

func (o *outFile) close(context.Context, *command.Call) error { return o.file.close() }

// teeObject writes objects on and keeps them in a file or a variable.
func teeObject(env *Env) *command.Command {
	return staged(`
		Tee-Object <File> [-FilePath] <string>{alias=Path} [-Append] [-InputObject <psobject>{ByValue}] [-Encoding <Encoding>`+encodings+`]
		Tee-Object <LiteralFile> -LiteralPath <string>{alias=PSPath,LP} [-InputObject <psobject>{ByValue}] [-Encoding <Encoding>]
		Tee-Object <Variable> -Variable <string> [-Append] [-InputObject <psobject>{ByValue}]`, func() command.Stage {
		o := &outFile{env: env}
		return command.Stage{
			Begin: func(ctx context.Context, c *command.Call) error {
				if c.Args.Has("Variable") {
					if c.Vars == nil {
						return absent("variable to write to")
					}
					return nil
				}
				return o.begin(ctx, c)
			},
			Process: func(_ context.Context, c *command.Call) error {
				in := inputs(c)
				o.all = append(o.all, in...)
				return command.OutputAll(c, in)
			},
			End: func(ctx context.Context, c *command.Call) error {
				if c.Args.Has("Variable") {
					c.Vars.SetVariable(c.Args.Text("Variable"), &object.List{Items: o.all}, c.Args.Flag("Append"))
					return nil
				}
				return o.end(ctx, c)
			},
			Clean: o.close,
		}
	})
}
