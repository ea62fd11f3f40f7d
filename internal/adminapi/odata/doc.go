// Package odata is the language of the OData routes of the admin endpoint (protocol section 5): paths with
// keys and functions, query options, $filter and its translation to OPATH, and the $metadata document. It
// is pure: text in, values or an [*Error] out.
package odata

import "fmt"

// An Error says what of a request cannot be understood or is not served.
type Error struct {
	Unsupported bool   // it is right OData, and this service does not have it
	Message     string // one sentence, as the vendor's service says it where that is known
	Advice      string // one sentence, or ""
}

func (e *Error) Error() string { return e.Message }

func bad(advice, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Advice: advice}
}

func unsupported(advice, format string, args ...any) *Error {
	return &Error{Unsupported: true, Message: fmt.Sprintf(format, args...), Advice: advice}
}

// clip bounds a text that goes into a message.
func clip(s string) string {
	const most = 100
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "..."
}
