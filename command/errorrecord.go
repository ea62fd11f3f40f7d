package command

import (
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/object"
)

const runtimeException = "System.Management.Automation.RuntimeException"

// String implements object.Stringer: an error record as text is its message.
func (e *Error) String() string { return e.Message }

// TypeNames implements object.Properties.
func (e *Error) TypeNames() []string {
	return []string{"System.Management.Automation.ErrorRecord", "System.Object"}
}

// PropertyNames lists what an error record shows.
func (e *Error) PropertyNames() []string {
	return []string{"Exception", "TargetObject", "CategoryInfo", "FullyQualifiedErrorId", "ErrorDetails", "InvocationInfo", "ScriptStackTrace"}
}

// Property returns one of them.
func (e *Error) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "exception":
		return &Exception{Record: e}, true
	case "fullyqualifiederrorid":
		if e.Command != "" {
			return e.ID + "," + e.Command, true
		}
		return e.ID, true
	case "categoryinfo":
		return e.categoryInfo(), true
	case "targetobject":
		return e.Target, true
	case "invocationinfo":
		return e.invocation(), true
	case "scriptstacktrace":
		if e.Position == "" {
			return "", true
		}
		return "at <ScriptBlock>, line " + strings.Replace(e.Position, ":", ", character ", 1), true
	case "errordetails":
		if e.Advice == "" {
			return nil, true
		}
		return &object.Object{Types: []string{"System.Management.Automation.ErrorDetails"}, Props: []object.Property{{Name: "Message", Value: e.Message}, {Name: "RecommendedAction", Value: e.Advice}}}, true
	}
	return nil, false
}

// ReasonName is CategoryInfo.Reason: Reason, or the last part of the exception's type.
func (e *Error) ReasonName() string {
	if e.Reason != "" {
		return e.Reason
	}
	t := e.exceptionType()
	return t[strings.LastIndexByte(t, '.')+1:]
}

func (e *Error) exceptionType() string {
	if e.Type == "" {
		return runtimeException
	}
	return e.Type
}

func (e *Error) categoryInfo() object.Value {
	target, kind := e.target()
	return &described{text: e.CategoryText(), Object: object.Object{Types: []string{"System.Management.Automation.ErrorCategoryInfo"}, Props: []object.Property{
		{Name: "Category", Value: string(e.category())}, {Name: "Activity", Value: e.Command}, {Name: "Reason", Value: e.ReasonName()},
		{Name: "TargetName", Value: target}, {Name: "TargetType", Value: kind}}}}
}

// CategoryText is CategoryInfo as text: "ObjectNotFound: (navin:String) [Get-Mailbox],
// ManagementObjectNotFoundException".
func (e *Error) CategoryText() string {
	target, kind := e.target()
	return fmt.Sprintf("%s: (%s:%s) [%s], %s", e.category(), target, kind, e.Command, e.ReasonName())
}

func (e *Error) category() Category {
	if e.Category == "" {
		return NotSpecified
	}
	return e.Category
}

// target is what the command worked on as text, and its type without the namespace; "" where there is none.
func (e *Error) target() (text, kind string) {
	if e.Target == nil {
		return "", ""
	}
	kind = object.TypeName(e.Target)
	return object.String(e.Target), kind[strings.LastIndexByte(kind, '.')+1:]
}

// commandInfo is the command that failed, whose text is its name; nil where there was none.
func (e *Error) commandInfo() object.Value {
	if e.Command == "" {
		return nil
	}
	return &described{text: e.Command, Object: object.Object{Types: []string{"System.Management.Automation.CommandInfo"},
		Props: []object.Property{{Name: "Name", Value: e.Command}}}}
}

func (e *Error) invocation() *object.Object {
	line, column, _ := strings.Cut(e.Position, ":")
	number := func(s string) object.Value {
		n, err := object.Convert(s, "int")
		if err != nil {
			return int32(0)
		}
		return n
	}
	return &object.Object{Types: []string{"System.Management.Automation.InvocationInfo"}, Props: []object.Property{
		{Name: "MyCommand", Value: e.commandInfo()}, {Name: "ScriptLineNumber", Value: number(line)}, {Name: "OffsetInLine", Value: number(column)},
		{Name: "PositionMessage", Value: "At line:" + line + " char:" + column}, {Name: "InvocationName", Value: e.Command}}}
}

// An Exception is the .NET exception inside of an error record: what `$_.Exception` is.
type Exception struct {
	Record *Error
	Inner  *Exception // nil where there is none, or where the record's cause says
}

// Error makes an exception an error that can be thrown.
func (e *Exception) Error() string { return e.Record.Message }

// Unwrap returns the record.
func (e *Exception) Unwrap() error { return e.Record }

// String is the exception as text: its type and its message.
func (e *Exception) String() string { return e.Record.exceptionType() + ": " + e.Record.Message }

// TypeNames implements object.Properties.
func (e *Exception) TypeNames() []string {
	return []string{e.Record.exceptionType(), "System.Exception", "System.Object"}
}

// PropertyNames lists what an exception shows.
func (e *Exception) PropertyNames() []string {
	return []string{"Message", "InnerException", "HResult", "Source", "StackTrace"}
}

// Property returns one of them.
func (e *Exception) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "message":
		return e.Record.Message, true
	case "innerexception":
		return e.inner(), true
	case "hresult":
		return int32(-2146233088), true
	case "source":
		return e.Record.Command, true
	case "stacktrace":
		return nil, true
	case "errorrecord":
		return e.Record, true
	case "itemname", "commandname", "parametername":
		return e.Record.Target, true
	}
	return nil, false
}

func (e *Exception) inner() object.Value {
	if e.Inner != nil {
		return e.Inner
	}
	var cause *Error
	if e.Record.Err != nil && errors.As(e.Record.Err, &cause) {
		return &Exception{Record: cause}
	}
	return nil
}
