package interp

import (
	"strings"

	"example.org/exosh/command"
)

func newException(typeName, message string) *command.Exception {
	return &command.Exception{Record: &command.Error{Category: command.OperationStopped, ID: message, Type: exceptionName(typeName), Message: message}}
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
