package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// Output writes one object, as it is; an array stays one object. It returns ErrStop when the reader
// has seen enough: pass it on.
func (c *Call) Output(v object.Value) error { return c.Sink(Record{Stream: Output, Value: v}) }

// OutputEach writes what a pipeline makes of a value: each element of an array or list.
func (c *Call) OutputEach(v object.Value) error {
	if !object.IsCollection(v) {
		return c.Output(v)
	}
	return OutputAll(c, object.Unroll(v))
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

// Error reports a failure that need not end the command. It returns nil if the command may go on,
// else the error to return: with ErrorAction Stop, when the person says no to Inquire, and for
// ErrStop and the end of the context, which are passed on.
func (c *Call) Error(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ErrStop) || ctx.Err() != nil {
		return err
	}
	e := c.AsError(err)
	if strings.EqualFold(c.Prefs.ErrorAction, "Inquire") {
		on, err := c.inquire(ctx, e.Message)
		if err != nil || !on {
			return errors.Join(e, err)
		}
	}
	rec, ok, err := c.Prefs.admit(Record{Stream: ErrorStream, Value: e})
	if !ok || err != nil {
		return err
	}
	return c.Sink(rec)
}

// AsError returns err as an error record of this command.
func (c *Call) AsError(err error) *Error {
	var e *Error
	if !errors.As(err, &e) {
		return &Error{Category: NotSpecified, ID: "Exception", Type: "System.Exception", Message: err.Error(), Command: c.name(), Err: err}
	}
	if e.Command != "" {
		return e
	}
	named := *e
	named.Command = c.name()
	return &named
}

func (c *Call) name() string {
	if c.Meta != nil {
		return c.Meta.Name
	}
	return c.Name
}

func (c *Call) inquire(ctx context.Context, message string) (bool, error) {
	if c.Host == nil {
		return false, nobody("-ErrorAction Continue")
	}
	return c.Host.Confirm(ctx, Question{Caption: "Confirm", Action: c.name(), Message: message + "\nContinue with this operation?"})
}

func nobody(instead string) *Error {
	return &Error{Category: InvalidOperation, ID: "NonInteractive", Type: "System.Management.Automation.PSInvalidOperationException",
		Message: "The command asks for confirmation, and there is nobody to ask.", Advice: "Give " + instead + " to go ahead without the question."}
}

// Warn writes a warning. It returns the terminating error of -WarningAction Stop.
func (c *Call) Warn(text string) error { return c.emit(Record{Stream: Warning, Value: text}) }

// Verbose writes to the verbose stream, if it is wanted.
func (c *Call) Verbose(text string) error { return c.emit(Record{Stream: Verbose, Value: text}) }

// Debug writes to the debug stream, if it is wanted.
func (c *Call) Debug(text string) error { return c.emit(Record{Stream: Debug, Value: text}) }

// Information writes a value to the information stream.
func (c *Call) Information(v object.Value) error {
	return c.emit(Record{Stream: Information, Value: v})
}

// Progress writes a report of progress.
func (c *Call) Progress(p Progress) error {
	return c.emit(Record{Stream: ProgressStream, Value: &p})
}

func (c *Call) emit(rec Record) error {
	rec, ok, err := c.Prefs.admit(rec)
	if !ok || err != nil {
		c.vars.unseen(rec)
		return err
	}
	return c.Sink(rec)
}

// admit applies the preferences to a record: whether it is written, whether hidden, and whether it
// ends the command.
func (p *Prefs) admit(rec Record) (Record, bool, error) {
	switch rec.Stream {
	case ErrorStream:
		return p.admitError(rec)
	case Verbose:
		return rec, p.Verbose, nil
	case Debug:
		return rec, p.Debug, nil
	case Warning:
		return rec, !quiet(p.WarningAction), p.stopping(p.WarningAction, object.String(rec.Value), "WarningAction")
	case ProgressStream:
		return rec, !quiet(p.ProgressAction), nil
	case Information:
		if _, host := rec.Value.(*HostText); host && !quiet(p.InformationAction) {
			return rec, true, nil
		}
		rec.Hidden = p.InformationAction == "" || quiet(p.InformationAction)
		return rec, !strings.EqualFold(p.InformationAction, "Ignore"), p.stopping(p.InformationAction, object.String(rec.Value), "InformationAction")
	}
	return rec, true, nil
}

func quiet(action string) bool {
	return strings.EqualFold(action, "SilentlyContinue") || strings.EqualFold(action, "Ignore")
}

func (p *Prefs) admitError(rec Record) (Record, bool, error) {
	switch strings.ToLower(p.ErrorAction) {
	case "ignore":
		return rec, false, nil
	case "silentlycontinue":
		rec.Hidden = true
	case "stop":
		if e, ok := rec.Value.(*Error); ok {
			return rec, false, e
		}
	}
	return rec, true, nil
}

// stopping is the error that the action Stop makes of a message.
func (p *Prefs) stopping(action, text, param string) error {
	if !strings.EqualFold(action, "Stop") {
		return nil
	}
	return &Error{Category: OperationStopped, ID: "ActionPreferenceStop", Type: "System.Management.Automation.ActionPreferenceStopException",
		Message: fmt.Sprintf("The running command stopped because the preference variable \"%sPreference\" or common parameter is set to Stop: %s", strings.TrimSuffix(param, "Action"), text)}
}

// ShouldProcess says whether to go ahead with action on target; an empty action means the cmdlet's
// name. -WhatIf says what would be done, and no. A cmdlet whose impact reaches the preference asks
// the Host, and so does -Confirm; without a Host it fails and names -Confirm:$false.
func (c *Call) ShouldProcess(ctx context.Context, target, action string) (bool, error) {
	if action == "" {
		action = c.name()
	}
	if c.Prefs.WhatIf {
		text := fmt.Sprintf("What if: Performing the operation \"%s\" on target \"%s\".", action, target)
		return false, c.Information(&HostText{Text: text})
	}
	if err := c.Verbose(fmt.Sprintf("Performing the operation \"%s\" on target \"%s\".", action, target)); err != nil {
		return false, err
	}
	if !c.mustAsk() {
		return true, nil
	}
	return c.Ask(ctx, Question{Caption: "Confirm", Target: target, Action: action})
}

// Ask puts a question to the Host. Yes to All and No to All hold for the rest of the command.
func (c *Call) Ask(ctx context.Context, q Question) (bool, error) {
	switch {
	case c.answer != Unanswered:
		return c.answer == YesToAll, nil
	case c.Host == nil:
		return false, nobody("-Confirm:$false")
	}
	chooser, ok := c.Host.(Chooser)
	if !ok {
		return c.Host.Confirm(ctx, q)
	}
	choice, err := chooser.Choose(ctx, q)
	if choice == YesToAll || choice == NoToAll {
		c.answer = choice
	}
	return choice == Yes || choice == YesToAll, err
}

// mustAsk compares the impact of the cmdlet with the preference.
func (c *Call) mustAsk() bool {
	if c.Prefs.Confirm != nil {
		return *c.Prefs.Confirm
	}
	impact := catalog.NoImpact
	if c.Meta != nil {
		impact = c.Meta.Impact
	}
	switch strings.ToLower(c.Prefs.ConfirmPreference) {
	case "none":
		return false
	case "low", "medium":
		return impact >= catalog.Medium
	}
	return impact >= catalog.High
}
