package interp

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// A thrown error ends the script and not only its statement: throw, and ErrorAction Stop.
type thrown struct{ err *command.Error }

func (t *thrown) Error() string { return t.err.Message }

func (t *thrown) Unwrap() error { return t.err }

const runtimeException = "System.Management.Automation.RuntimeException"

// Makes an error of the language itself.
func runtimeError(id string, category command.Category, format string, args ...any) *command.Error {
	return &command.Error{Category: category, ID: id, Type: runtimeException, Message: fmt.Sprintf(format, args...)}
}

func invalid(id, format string, args ...any) *command.Error {
	return runtimeError(id, command.InvalidOperation, format, args...)
}

func parseError(err error) error {
	var s *syntax.SyntaxError
	if !errors.As(err, &s) {
		return err
	}
	return &command.Error{Category: command.ParserError, ID: s.ID, Type: "System.Management.Automation.ParseException",
		Message: "At line " + s.Position.String() + ": " + s.Message, Position: s.Position.String(), Err: err}
}

// Returns the error record of an error.
func (in *Interp) asError(err error) *command.Error {
	var e *command.Error
	if errors.As(err, &e) {
		return e
	}
	var c *object.ConvertError
	if errors.As(err, &c) {
		return &command.Error{Category: command.InvalidArgument, ID: "InvalidCastConversion", Type: "System.Management.Automation.PSInvalidCastException", Message: err.Error(), Err: err}
	}
	if errors.Is(err, context.Canceled) {
		return &command.Error{Category: command.OperationStopped, ID: "PipelineStopped", Type: "System.Management.Automation.PipelineStoppedException", Message: "The pipeline has been stopped.", Err: err}
	}
	return &command.Error{Category: command.NotSpecified, ID: "RuntimeException", Type: runtimeException, Message: err.Error(), Err: err}
}

const maxErrors = 256 // rule 51

// Puts an error at the top of $Error, once.
func (in *Interp) record(e *command.Error) {
	items := in.errors.Items
	if len(items) > 0 && items[0] == object.Value(e) {
		return
	}
	items = append([]object.Value{e}, items...)
	if len(items) > maxErrors {
		items = items[:maxErrors]
	}
	in.errors.Items = items
}

// Reports whether an error is for catch blocks, and not a way to leave or a stop from outside.
func catchable(ctx context.Context, err error) bool {
	var exit *ExitError
	switch {
	case errors.Is(err, command.ErrStop), errors.As(err, &exit), isFlow(err), ctx.Err() != nil:
		return false
	}
	return true
}

// Decides what an error means to the statement it came out of: nil goes on with the next statement,
// after the error was shown (rule 47).
func (f *frame) settle(err error, at syntax.Span) error {
	if !catchable(f.ctx, err) {
		return err
	}
	e := f.in.asError(err)
	f.locate(e, at)
	var t *thrown
	if errors.As(err, &t) || f.in.guarded > 0 {
		return err
	}
	switch action := f.in.preference("erroractionpreference"); strings.ToLower(action) {
	case "stop":
		return &thrown{e}
	case "ignore":
		f.in.status = false
		return nil
	case "silentlycontinue":
		f.in.record(e)
		f.in.status = false
		return nil
	}
	f.in.record(e)
	f.in.status = false
	return f.out(command.Record{Stream: command.ErrorStream, Value: e})
}

// Says where in the script an error happened, unless that is known.
func (f *frame) locate(e *command.Error, at syntax.Span) {
	if e.Position == "" && f.code != nil {
		e.Position = syntax.At(f.code.source.Text, at.From).String()
	}
}

// Base classes that scripts catch, by exception; every exception is an Exception.
func exceptionBases(name string) []string {
	switch name {
	case "itemnotfoundexception", "drivenotfoundexception", "providernotfoundexception", "sessionstateunauthorizedaccessexception":
		return []string{"sessionstateexception", "runtimeexception", "systemexception"}
	case "parameterbindingvalidationexception", "parameterbindingargumenttransformationexception":
		return []string{"parameterbindingexception", "runtimeexception", "systemexception"}
	case "methodinvocationexception":
		return []string{"methodexception", "extendedtypesystemexception", "runtimeexception", "systemexception"}
	case "psinvalidcastexception":
		return []string{"invalidcastexception", "systemexception"}
	case "filenotfoundexception", "directorynotfoundexception", "pathtoolongexception", "endofstreamexception":
		return []string{"ioexception", "systemexception"}
	case "argumentnullexception", "argumentoutofrangeexception":
		return []string{"argumentexception", "systemexception"}
	case "dividebyzeroexception", "overflowexception":
		return []string{"arithmeticexception", "systemexception", "runtimeexception"}
	case "parseexception", "commandnotfoundexception", "parameterbindingexception", "remoteexception", "actionpreferencestopexception", "pipelinestoppedexception":
		return []string{"runtimeexception", "systemexception"}
	}
	return []string{"systemexception"}
}

// Reports how well a type of a catch clause fits an error: 0 not at all, more is closer.
func catchRank(e *command.Error, typeName string) int {
	got, want := lastPart(e.Type), lastPart(typeName)
	if got == want {
		return 100
	}
	for i, base := range exceptionBases(got) {
		if base == want {
			return 50 - i
		}
	}
	if want == "exception" {
		return 1
	}
	return 0
}

// Returns the last part of a type's name in lower case, without a generic part.
func lastPart(name string) string {
	name, _, _ = strings.Cut(name, "[")
	name, _, _ = strings.Cut(name, "`")
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}
