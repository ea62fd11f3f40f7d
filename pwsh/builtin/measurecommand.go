package builtin

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// measureCommand tells how long a script block takes. What the block writes as output is dropped.
func measureCommand(env *Env) *command.Command {
	return simple("Measure-Command [-Expression] <scriptblock> [-InputObject <psobject>{ByValue}]", func(ctx context.Context, c *command.Call) error {
		start, err := env.now()
		if err != nil {
			return err
		}
		in := command.BlockInput{Underscore: c.Input, HasUnder: c.HasInput}
		err = block(c.Args, "Expression").Invoke(ctx, in, func(r command.Record) error {
			if r.Stream == command.Output {
				return nil
			}
			return c.Sink(r)
		})
		if err != nil {
			return err
		}
		end, err := env.now()
		if err != nil {
			return err
		}
		return c.Output(object.TimeSpan(end.Sub(start) / 100))
	})
}
