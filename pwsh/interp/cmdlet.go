package interp

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A cmdletContext is $PSCmdlet: what an advanced function may do as a cmdlet.
type cmdletContext struct {
	call *command.Call
	in   *Interp
	info *object.Object
}

// TypeNames, PropertyNames and Property implement object.Properties.
func (c *cmdletContext) TypeNames() []string {
	return []string{"System.Management.Automation.PSScriptCmdlet", "System.Object"}
}

// PropertyNames lists what $PSCmdlet shows.
func (c *cmdletContext) PropertyNames() []string { return []string{"ParameterSetName", "MyInvocation"} }

// Property returns one of them.
func (c *cmdletContext) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "parametersetname":
		return c.call.Args.ParameterSet(), true
	case "myinvocation":
		return c.info, true
	}
	return nil, false
}

func (c *cmdletContext) method(f *frame, name string) method {
	void := func(run func(a *arguments) error) method {
		return func(a *arguments) (object.Value, error) { return nothing{}, run(a) }
	}
	call := c.call
	switch name {
	case "shouldprocess":
		return func(a *arguments) (object.Value, error) {
			if !a.count(1, 3) {
				return nil, nil
			}
			action := ""
			if a.has(1) {
				action = a.text(1)
			}
			return call.ShouldProcess(f.ctx, a.text(0), action)
		}
	case "shouldcontinue":
		return func(a *arguments) (object.Value, error) {
			return call.Ask(f.ctx, command.Question{Caption: a.text(1), Message: a.text(0), Action: call.Name})
		}
	case "writeobject":
		return void(func(a *arguments) error {
			if a.flag(1) {
				return f.emit(a.any(0))
			}
			return f.out(command.Record{Stream: command.Output, Value: a.any(0)})
		})
	case "writeerror":
		return void(func(a *arguments) error { return call.Error(f.ctx, f.in.errorOf(a.any(0))) })
	case "throwterminatingerror":
		return void(func(a *arguments) error { return f.in.errorOf(a.any(0)) })
	case "writewarning":
		return void(func(a *arguments) error { return call.Warn(a.text(0)) })
	case "writeverbose":
		return void(func(a *arguments) error { return call.Verbose(a.text(0)) })
	case "writedebug":
		return void(func(a *arguments) error { return call.Debug(a.text(0)) })
	}
	return nil
}
