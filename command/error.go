package command

import "example.org/exosh/object"

// Category is PowerShell's ErrorCategory by name: "ObjectNotFound", "InvalidArgument", ...
type Category string

// The categories in use.
const (
	NotSpecified        Category = "NotSpecified"
	InvalidArgument     Category = "InvalidArgument"
	InvalidData         Category = "InvalidData"
	InvalidOperation    Category = "InvalidOperation"
	InvalidType         Category = "InvalidType"
	ObjectNotFound      Category = "ObjectNotFound"
	ResourceExists      Category = "ResourceExists"
	ResourceUnavailable Category = "ResourceUnavailable"
	PermissionDenied    Category = "PermissionDenied"
	AuthenticationError Category = "AuthenticationError"
	SecurityError       Category = "SecurityError"
	ConnectionError     Category = "ConnectionError"
	NotImplemented      Category = "NotImplemented"
	LimitsExceeded      Category = "LimitsExceeded"
	OperationTimeout    Category = "OperationTimeout"
	OperationStopped    Category = "OperationStopped"
	ParserError         Category = "ParserError"
	ReadError           Category = "ReadError"
	WriteError          Category = "WriteError"
	SyntaxError         Category = "SyntaxError"
)

// Categories lists the values of System.Management.Automation.ErrorCategory, each at its number.
func Categories() []Category {
	return []Category{
		"NotSpecified", "OpenError", "CloseError", "DeviceError", "DeadlockDetected", "InvalidArgument",
		"InvalidData", "InvalidOperation", "InvalidResult", "InvalidType", "MetadataError", "NotImplemented",
		"NotInstalled", "ObjectNotFound", "OperationStopped", "OperationTimeout", "SyntaxError", "ParserError",
		"PermissionDenied", "ResourceBusy", "ResourceExists", "ResourceUnavailable", "ReadError", "WriteError",
		"FromStdErr", "SecurityError", "ProtocolError", "ConnectionError", "AuthenticationError",
		"LimitsExceeded", "QuotaExceeded", "NotEnabled",
	}
}

// An Error is a PowerShell ErrorRecord. Each door translates it once.
type Error struct {
	Category Category
	ID       string       // FullyQualifiedErrorId without the command's name
	Type     string       // .NET exception type, "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException"
	Message  string       // what went wrong, with the input that was wrong
	Advice   string       // what to do about it, one sentence; "" where nothing is known
	Target   object.Value // what it was done to; nil where there is none
	Command  string       // the cmdlet that failed, filled in by Run
	Position string       // "line:column" in the script, filled in by the interpreter
	Reason   string       // CategoryInfo.Reason; "" means the last part of Type
	Throw    bool         // where it ends a command, it ends the script too, as throw does
	Err      error        // the cause, for errors.Is and errors.As
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
