package interp

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Commands lists the cmdlets that are part of the language because they run code: Invoke-Expression
// and Invoke-Command (with a script block, here). A shell adds them to its table.
func (in *Interp) Commands() []*command.Command {
	text := catalog.Param{Name: "Command", Type: "String", ByValue: true}
	block := catalog.Param{Name: "ScriptBlock", Aliases: []string{"Command"}, Type: "ScriptBlock"}
	list := catalog.Param{Name: "ArgumentList", Aliases: []string{"Args"}, Type: "Object[]", Null: true}
	same := catalog.Param{Name: "NoNewScope", Type: "SwitchParameter"}
	input := catalog.Param{Name: "InputObject", Type: "Object", ByValue: true, Null: true}
	return []*command.Command{
		command.Simple(oneSet("Invoke-Expression", []string{"Command"}, text), in.invokeExpression),
		{Meta: oneSet("Invoke-Command", []string{"ScriptBlock"}, block, list, same, input), New: in.invokeCommand},
	}
}

// Returns the shape of a cmdlet with one parameter set; the parameters in needs are mandatory and
// positional.
func oneSet(name string, needs []string, params ...catalog.Param) *catalog.Cmdlet {
	set := catalog.Set{Name: "__AllParameterSets", Default: true, Mandatory: needs, Positional: needs}
	for _, p := range params {
		set.Params = append(set.Params, p.Name)
	}
	return &catalog.Cmdlet{Name: name, Params: params, Sets: []catalog.Set{set}}
}

// Eval runs a text in the current scope in the middle of a run, as Invoke-Expression does. Unlike Run
// it returns every error as it is, so that try, break and exit around it see them.
func (in *Interp) Eval(ctx context.Context, text string, out command.Sink) error {
	c, err := in.compileText(Script{Text: text})
	if err != nil {
		return err
	}
	return leaveBlock(c.runPlain(in.frame(ctx, c, in.scope, out)))
}

func (in *Interp) invokeExpression(ctx context.Context, c *command.Call) error {
	return in.Eval(ctx, c.Args.Text("Command"), c.Sink)
}

func (in *Interp) invokeCommand() command.Stage {
	var fed []object.Value
	return command.Stage{
		Process: func(_ context.Context, c *command.Call) error {
			if c.HasInput {
				fed = append(fed, c.Input)
			}
			return nil
		},
		End: func(ctx context.Context, c *command.Call) error {
			v, _ := c.Args.Get("ScriptBlock")
			args, _ := c.Args.Get("ArgumentList")
			return v.(command.Block).Invoke(ctx, command.BlockInput{Args: itemsOf(args), Pipeline: fed, NewScope: !c.Args.Flag("NoNewScope")}, c.Sink)
		},
	}
}
