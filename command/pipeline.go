package command

import (
	"context"
	"errors"
	"iter"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// A Bound is a command with its arguments, a step of a pipeline.
type Bound struct {
	Command *Command
	Name    string          // as the user called it; "" means the command's own name
	Raw     []Arg           // as typed; Run binds them
	Wrap    func(Sink) Sink // redirections of this step, nil where there are none
}

// A Pipeline is what Run runs.
type Pipeline struct {
	Stages []Bound
	Host   Host
	Prefs  Prefs                  // before the common parameters of each stage
	Input  iter.Seq[object.Value] // objects for the first stage; nil where it has none
}

// Run runs a pipeline to its end and writes what comes out of it to out. It returns nil, a
// terminating *Error, the context's error, or ErrStop if out returned it.
func Run(ctx context.Context, p Pipeline, out Sink) error { return errors.New("not yet") }

// Bind turns arguments as typed into named, converted ones. It is the only parameter binder: names
// may be aliases or unambiguous beginnings, positional arguments follow the parameter sets, values
// are converted to the parameter's type and checked. Errors are *Error with the vendor's ids.
// Common parameters are refused here; see BindCommon.
func Bind(meta *catalog.Cmdlet, raw []Arg) (Args, error) { return Args{}, errors.New("not yet") }

// Output writes an object; an array is taken apart as a pipeline does.
func (c *Call) Output(v object.Value) error { return nil }

// Error reports a failure that need not end the command. It returns nil if the command may go on,
// else the terminating error to return (ErrorAction Stop).
func (c *Call) Error(ctx context.Context, err error) error { return err }

// Warn writes a warning.
func (c *Call) Warn(text string) error { return nil }

// Verbose writes to the verbose stream, if it is wanted.
func (c *Call) Verbose(text string) error { return nil }

// Debug writes to the debug stream, if it is wanted.
func (c *Call) Debug(text string) error { return nil }

// Information writes a value to the information stream.
func (c *Call) Information(v object.Value) error { return nil }

// Progress writes a report of progress.
func (c *Call) Progress(p Progress) error { return nil }

// ShouldProcess says whether to go ahead: -WhatIf writes what would be done and says no; a cmdlet
// whose impact reaches the preference asks the Host. Without a Host it fails and names -Confirm:$false.
func (c *Call) ShouldProcess(ctx context.Context, target, action string) (bool, error) {
	return false, nil
}

// OutputAll writes each of a slice.
func OutputAll[T any](c *Call, list []T) error {
	for _, v := range list {
		if err := c.Output(v); err != nil {
			return err
		}
	}
	return nil
}
