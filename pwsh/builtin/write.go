package builtin

import (
	"context"
	"errors"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

const consoleColours = "{Black|DarkBlue|DarkGreen|DarkCyan|DarkRed|DarkMagenta|DarkYellow|Gray|DarkGray|Blue|Green|Cyan|Red|Magenta|Yellow|White}"

const errorCategories = "{NotSpecified|OpenError|CloseError|DeviceError|DeadlockDetected|InvalidArgument|InvalidData|InvalidOperation|InvalidResult|InvalidType|MetadataError|NotImplemented|NotInstalled|ObjectNotFound|OperationStopped|OperationTimeout|SyntaxError|ParserError|PermissionDenied|ResourceBusy|ResourceExists|ResourceUnavailable|ReadError|WriteError|FromStdErr|SecurityError|ProtocolError|ConnectionError|AuthenticationError|LimitsExceeded|QuotaExceeded|NotEnabled}"

// writeCommands write to the streams.
func writeCommands() []*command.Command {
	return []*command.Command{
		simple("Write-Output [[-InputObject] <psobject>{ByValue Rest Null}] [-NoEnumerate]", writeOutput),
		simple("Write-Host [[-Object] <object>{ByValue Rest Null alias=Msg,Message}] [-NoNewline] [-Separator <object>] [-ForegroundColor <System.ConsoleColor>"+consoleColours+"] [-BackgroundColor <System.ConsoleColor>"+consoleColours+"]", writeHost),
		simple("Write-Warning [-Message] <string>{ByValue Null alias=Msg}", func(_ context.Context, c *command.Call) error { return c.Warn(c.Args.Text("Message")) }),
		simple("Write-Verbose [-Message] <string>{ByValue Null alias=Msg}", func(_ context.Context, c *command.Call) error { return c.Verbose(c.Args.Text("Message")) }),
		simple("Write-Debug [-Message] <string>{ByValue Null alias=Msg}", func(_ context.Context, c *command.Call) error { return c.Debug(c.Args.Text("Message")) }),
		simple("Write-Information [-MessageData] <object>{ByValue Null alias=Msg,Message} [[-Tags] <string[]>]", writeInformation),
		simple("Write-Progress [-Activity] <string>{Null} [[-Status] <string>{Null}] [[-Id] <int>] [-PercentComplete <int>] [-SecondsRemaining <int>] [-CurrentOperation <string>] [-ParentId <int>] [-SourceId <int>] [-Completed]", writeProgress),
		simple(`
			Write-Error <NoException> [-Message] <string>{ByValue Null alias=Msg} [-Category <ErrorCategory>`+errorCategories+`] [-ErrorId <string>] [-TargetObject <object>] [-RecommendedAction <string>] [-CategoryActivity <string>{alias=Activity}] [-CategoryReason <string>{alias=Reason}]
			Write-Error <WithException> [-Exception] <object> [-Message <string>] [-Category <ErrorCategory>] [-ErrorId <string>] [-TargetObject <object>] [-RecommendedAction <string>] [-CategoryActivity <string>] [-CategoryReason <string>]
			Write-Error <ErrorRecord> -ErrorRecord <object> [-RecommendedAction <string>] [-CategoryActivity <string>] [-CategoryReason <string>]`, writeError),
	}
}

func writeOutput(_ context.Context, c *command.Call) error {
	v, ok := c.Args.Get("InputObject")
	if c.HasInput {
		return c.Output(c.Input)
	}
	if !ok {
		return nil
	}
	if c.Args.Flag("NoEnumerate") {
		return c.Output(v)
	}
	return c.OutputEach(v)
}

// display is the text of a value as Write-Host shows it: dates by the culture's rules.
func display(v object.Value) string {
	if t, ok := v.(time.Time); ok {
		if s, err := object.FormatValue(t, ""); err == nil {
			return s
		}
	}
	return object.String(v)
}

func writeHost(_ context.Context, c *command.Call) error {
	separator := " "
	if c.Args.Has("Separator") {
		separator = c.Args.Text("Separator")
	}
	v, _ := c.Args.Get("Object")
	if c.HasInput {
		v = c.Input
	}
	return c.Information(&command.HostText{
		Text: hostText(v, separator), NoNewline: c.Args.Flag("NoNewline"),
		Foreground: c.Args.Text("ForegroundColor"), Background: c.Args.Text("BackgroundColor"),
	})
}

func hostText(v object.Value, separator string) string {
	if d, ok := v.(*object.Dict); ok { // the entries of a hash table are shown by their type
		parts := make([]string, d.Len())
		for i := range parts {
			parts[i] = "System.Collections.DictionaryEntry"
		}
		return strings.Join(parts, separator)
	}
	if !object.IsCollection(v) {
		return display(v)
	}
	var parts []string
	for _, e := range object.Unroll(v) {
		parts = append(parts, hostText(e, separator))
	}
	return strings.Join(parts, separator)
}

func writeInformation(_ context.Context, c *command.Call) error {
	v, _ := c.Args.Get("MessageData")
	tags := texts(c.Args, "Tags")
	if len(tags) == 0 {
		return c.Information(v)
	}
	return c.Information(&object.Object{
		Types: []string{"System.Management.Automation.InformationRecord", "System.Object"},
		Props: []object.Property{{Name: "MessageData", Value: v}, {Name: "Tags", Value: list(c.Args, "Tags")}},
	})
}

func writeProgress(_ context.Context, c *command.Call) error {
	a := c.Args
	percent := integer(a, "PercentComplete", -1)
	if percent > 100 || percent < -1 {
		return invalid("ParameterArgumentValidationError", "Cannot validate argument on parameter 'PercentComplete'. The %d argument is not between 0 and 100.", percent)
	}
	status := a.Text("Status")
	if !a.Has("Status") {
		status = "Processing"
	}
	return c.Progress(command.Progress{
		ID: integer(a, "Id", 0), ParentID: integer(a, "ParentId", -1), Activity: a.Text("Activity"), Status: status,
		Operation: a.Text("CurrentOperation"), Percent: percent, SecondsLeft: integer(a, "SecondsRemaining", -1), Completed: a.Flag("Completed"),
	})
}

func writeError(ctx context.Context, c *command.Call) error {
	e := &command.Error{Category: command.NotSpecified, Type: "Microsoft.PowerShell.Commands.WriteErrorException", Command: "Write-Error"}
	if v, ok := c.Args.Get("ErrorRecord"); ok {
		known, ok := recordOf(v)
		if !ok {
			return invalid("NotAnErrorRecord", "-ErrorRecord takes an error record, such as $_ in a catch block, not a %s.", object.TypeName(v))
		}
		*e = *known
	}
	if v, ok := c.Args.Get("Exception"); ok {
		message, _ := object.Get(v, "Message")
		e.Message, e.Type = object.String(message), object.TypeName(v)
		if known, ok := recordOf(v); ok {
			e.Message, e.Type, e.Err = known.Message, known.Type, known
		}
	}
	applyError(e, c.Args)
	return c.Error(ctx, e)
}

// applyError sets what the parameters of Write-Error say.
func applyError(e *command.Error, a command.Args) {
	for name, into := range map[string]*string{"Message": &e.Message, "ErrorId": &e.ID, "RecommendedAction": &e.Advice, "CategoryReason": &e.Reason, "CategoryActivity": &e.Command} {
		if a.Has(name) {
			*into = a.Text(name)
		}
	}
	if a.Has("Category") {
		e.Category = command.Category(a.Text("Category"))
	}
	if v, ok := a.Get("TargetObject"); ok {
		e.Target = v
	}
	if e.ID == "" {
		e.ID = e.Type
	}
}

// recordOf finds the error in what a script holds: a record, or a value of the language around one.
func recordOf(v object.Value) (*command.Error, bool) {
	if e, ok := v.(*command.Error); ok {
		return e, true
	}
	err, ok := v.(error)
	if !ok {
		return nil, false
	}
	var e *command.Error
	if errors.As(err, &e) {
		return e, true
	}
	return &command.Error{Category: command.NotSpecified, Type: "System.Exception", Message: err.Error(), Err: err}, true
}
