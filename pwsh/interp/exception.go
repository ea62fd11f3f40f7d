package interp

import (
	"errors"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// An Exception is the .NET exception of an error record.
type Exception struct {
	err    *command.Error
	inside *Exception
}

func newException(typeName, message string) *Exception {
	return &Exception{err: &command.Error{Category: command.OperationStopped, ID: message, Type: exceptionName(typeName), Message: message}}
}

// Returns the full name of an exception type as .NET has it.
func exceptionName(name string) string {
	switch last := lastPart(name); last {
	case "exception":
		return "System.Exception"
	case "runtimeexception", "parameterbindingexception", "commandnotfoundexception", "itemnotfoundexception", "psinvalidoperationexception", "psinvalidcastexception":
		if !strings.Contains(name, ".") {
			return "System.Management.Automation." + name
		}
	}
	if !strings.HasPrefix(strings.ToLower(name), "system.") && strings.Contains(name, ".") {
		return "System." + name
	}
	if !strings.Contains(name, ".") {
		return "System." + name
	}
	return name
}

func (e *Exception) record() *command.Error { return e.err }

// Error makes an exception an error that can be thrown.
func (e *Exception) Error() string { return e.err.Message }

// String is the exception as text: its type and its message.
func (e *Exception) String() string { return e.err.Type + ": " + e.err.Message }

// TypeNames, PropertyNames and Property implement object.Properties.
func (e *Exception) TypeNames() []string {
	t := e.err.Type
	if t == "" {
		t = runtimeException
	}
	return []string{t, "System.Exception", "System.Object"}
}

// PropertyNames lists what an exception shows.
func (e *Exception) PropertyNames() []string {
	return []string{"Message", "InnerException", "HResult", "Source", "StackTrace"}
}

// Property returns one of them.
func (e *Exception) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "message":
		return e.err.Message, true
	case "innerexception":
		if e.inside != nil {
			return e.inside, true
		}
		var inner *command.Error
		if e.err.Err != nil && errors.As(e.err.Err, &inner) {
			return &Exception{err: inner}, true
		}
		return nil, true
	case "hresult":
		return int32(-2146233088), true
	case "source":
		return e.err.Command, true
	case "stacktrace":
		return nil, true
	case "errorrecord":
		return e.err, true
	case "itemname", "commandname", "parametername":
		return e.err.Target, true
	}
	return nil, false
}

// Returns a property of an error record (rule 48).
func errorProperty(e *command.Error, name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "exception":
		return &Exception{err: e}, true
	case "fullyqualifiederrorid":
		if e.Command != "" {
			return e.ID + "," + e.Command, true
		}
		return e.ID, true
	case "categoryinfo":
		return categoryInfo(e), true
	case "targetobject":
		return e.Target, true
	case "invocationinfo":
		return invocationOf(e), true
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
	case "message":
		return nil, false
	}
	return nil, false
}

func reasonOf(e *command.Error) string {
	if e.Reason != "" {
		return e.Reason
	}
	t := e.Type
	if t == "" {
		t = runtimeException
	}
	return t[strings.LastIndexByte(t, '.')+1:]
}

func categoryInfo(e *command.Error) *object.Object {
	target, kind := object.String(e.Target), object.TypeName(e.Target)
	return &object.Object{Types: []string{"System.Management.Automation.ErrorCategoryInfo"}, Props: []object.Property{
		{Name: "Category", Value: string(e.Category)}, {Name: "Activity", Value: e.Command}, {Name: "Reason", Value: reasonOf(e)},
		{Name: "TargetName", Value: target}, {Name: "TargetType", Value: kind[strings.LastIndexByte(kind, '.')+1:]}}}
}

func invocationOf(e *command.Error) *object.Object {
	line, column, _ := strings.Cut(e.Position, ":")
	l, _ := object.Convert(line, "int")
	c, _ := object.Convert(column, "int")
	return &object.Object{Types: []string{"System.Management.Automation.InvocationInfo"}, Props: []object.Property{
		{Name: "MyCommand", Value: e.Command}, {Name: "ScriptLineNumber", Value: l}, {Name: "OffsetInLine", Value: c},
		{Name: "PositionMessage", Value: "At line:" + line + " char:" + column}, {Name: "InvocationName", Value: e.Command}}}
}
