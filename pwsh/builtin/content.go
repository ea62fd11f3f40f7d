package builtin

import (
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// contentCommands read and write text files.
func contentCommands(env *Env) []*command.Command {
	const shared = " [-Encoding <Encoding>" + encodings + "] [-Raw] [-TotalCount <long>{alias=First,Head}] [-Tail <int>{alias=Last}] [-ReadCount <long>] [-Force]"
	const write = " [-Value] <object[]>{ByValue Null} [-Encoding <Encoding>" + encodings + "] [-NoNewline] [-Force] [-PassThru]"
	return []*command.Command{
		simple("Get-Content <Path> [-Path] <string[]>{ByValue ByName}"+shared+"\nGet-Content <LiteralPath> -LiteralPath <string[]>{ByName alias=PSPath,LP}"+shared, getContent(env)),
		contentWriter(env, "# impact medium\nSet-Content <Path> [-Path] <string[]>"+write+"\nSet-Content <LiteralPath> -LiteralPath <string[]>{alias=PSPath,LP}"+write, false),
		contentWriter(env, "# impact medium\nAdd-Content <Path> [-Path] <string[]>"+write+"\nAdd-Content <LiteralPath> -LiteralPath <string[]>{alias=PSPath,LP}"+write, true),
		simple("# impact medium\nClear-Content [-Path] <string[]>{ByName} [-Force]", clearContent(env)),
	}
}

func getContent(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		a := c.Args
		if a.Has("TotalCount") && a.Has("Tail") {
			return invalid("TailAndHeadCannotCoexist", "The parameters TotalCount and Tail cannot be used together. Specify only one of the two parameters.")
		}
		return env.eachPath(ctx, c, func(p string) error {
			text, err := env.read(p, a.Text("Encoding"))
			if err != nil {
				return err
			}
			if a.Flag("Raw") {
				return c.Output(text)
			}
			return writeLines(c, wantedLines(lines(text), a))
		})
	}
}

func wantedLines(all []string, a command.Args) []string {
	if n := integer(a, "TotalCount", -1); n >= 0 {
		return all[:min(n, len(all))]
	}
	if n := integer(a, "Tail", -1); n >= 0 {
		return all[max(0, len(all)-n):]
	}
	return all
}

// writeLines writes lines one by one, or in arrays of -ReadCount; 0 means all in one.
func writeLines(c *command.Call, all []string) error {
	n := integer(c.Args, "ReadCount", 1)
	if n == 1 || n < 0 {
		return command.OutputAll(c, all)
	}
	if n == 0 {
		n = max(1, len(all))
	}
	for start := 0; start < len(all); start += n {
		var part []any
		for _, line := range all[start:min(start+n, len(all))] {
			part = append(part, line)
		}
		if err := c.Output(part); err != nil {
			return err
		}
	}
	return nil
}

// contentWriter makes Set-Content or Add-Content. The files are opened at the beginning and closed
// whatever happens.
func contentWriter(env *Env, syntax string, appending bool) *command.Command {
	return staged(syntax, func() command.Stage {
		w := &contentFiles{env: env, appending: appending}
		return command.Stage{Begin: w.open, Process: w.write, Clean: w.close}
	})
}

type contentFiles struct {
	env       *Env
	appending bool
	files     []*textFile
}

func (w *contentFiles) open(ctx context.Context, c *command.Call) error {
	for _, p := range append(texts(c.Args, "Path"), texts(c.Args, "LiteralPath")...) {
		ok, err := c.ShouldProcess(ctx, "Path: "+p, map[bool]string{true: "Add Content", false: "Set Content"}[w.appending])
		if err != nil || !ok {
			return err
		}
		args := c.Args.Clone()
		args.Set("Append", object.Switch(w.appending))
		f, err := w.env.create(p, args)
		if err != nil {
			return err
		}
		w.files = append(w.files, f)
	}
	return nil
}

func (w *contentFiles) write(_ context.Context, c *command.Call) error {
	end := w.env.newline()
	if c.Args.Flag("NoNewline") {
		end = ""
	}
	values, given := c.Args.Get("Value")
	if c.HasInput {
		values = c.Input
	}
	if !given && !c.HasInput {
		return nil
	}
	for _, v := range object.Unroll(values) {
		for _, f := range w.files {
			if err := f.write(display(v) + end); err != nil {
				return err
			}
		}
		if c.Args.Flag("PassThru") {
			if err := c.Output(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *contentFiles) close(context.Context, *command.Call) error {
	var errs []error
	for _, f := range w.files {
		errs = append(errs, f.close())
	}
	return errors.Join(errs...)
}

func clearContent(env *Env) command.Func {
	return func(ctx context.Context, c *command.Call) error {
		return env.eachPath(ctx, c, func(p string) error {
			ok, err := c.ShouldProcess(ctx, "Item: "+p, "Clear Content")
			if err != nil || !ok {
				return err
			}
			f, err := env.create(p, command.Args{})
			if err != nil {
				return err
			}
			return f.close()
		})
	}
}
