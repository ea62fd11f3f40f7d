package format

import (
	"strings"

	"example.org/exosh/command"
)

// An ErrorView says how much of an error record is shown, $ErrorView.
type ErrorView uint8

// The views of errors.
const (
	Concise      ErrorView = iota // who failed and the message; advice on a line of its own
	Normal                        // with position, CategoryInfo and FullyQualifiedErrorId
	CategoryOnly                  // the category line alone
)

// ErrorText returns the text of an error record, without colour and not escaped, ended by a line feed.
func ErrorText(e *command.Error, view ErrorView) string {
	switch view {
	case CategoryOnly:
		return e.CategoryText() + "\n"
	case Normal:
		return normal(e)
	}
	text := source(e) + ": " + e.Message + "\n"
	if e.Advice != "" {
		text += "  " + e.Advice + "\n"
	}
	return text
}

func normal(e *command.Error) string {
	var b strings.Builder
	b.WriteString(source(e) + " : " + e.Message + "\n")
	if line, col, ok := strings.Cut(e.Position, ":"); ok {
		b.WriteString("At line:" + line + " char:" + col + "\n")
	}
	b.WriteString("    + CategoryInfo          : " + e.CategoryText() + "\n")
	b.WriteString("    + FullyQualifiedErrorId : " + FullyQualifiedErrorID(e) + "\n")
	if e.Advice != "" {
		b.WriteString("    + RecommendedAction     : " + e.Advice + "\n")
	}
	return b.String()
}

// Returns who an error comes from: the command, else the last part of the exception's type.
func source(e *command.Error) string {
	if e.Command != "" {
		return e.Command
	}
	if e.Category == command.ParserError {
		return string(command.ParserError)
	}
	return reason(e)
}

func reason(e *command.Error) string {
	if e.Reason == "" && e.Type == "" {
		return "Exception"
	}
	return e.ReasonName()
}

// FullyQualifiedErrorID returns the error's identifier with the command's name after it.
func FullyQualifiedErrorID(e *command.Error) string {
	if e.Command == "" {
		return e.ID
	}
	return e.ID + "," + e.Command
}
