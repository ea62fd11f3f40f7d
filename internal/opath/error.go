package opath

import (
	"fmt"

	"example.org/exosh/command"
)

// A SyntaxError says where a filter is not one. Its text names the position and what was expected.
type SyntaxError struct {
	Filter  string
	Pos     int    // of the character, counted from 1
	Message string // "expected a value, found ')'"
	Advice  string // one sentence, or ""
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid filter syntax at character %d: %s", e.Pos, e.Message)
}

// A PropertyError names a property that cannot be filtered on.
type PropertyError struct {
	Property string
	Pos      int // of its first character, counted from 1; 0 where the filter was not parsed from text
}

func (e *PropertyError) Error() string {
	if e.Pos == 0 {
		return fmt.Sprintf("the property %q cannot be used in a filter", e.Property)
	}
	return fmt.Sprintf("the property %q at character %d cannot be used in a filter", e.Property, e.Pos)
}

// A ValueError says that a value of a filter does not fit the type of the property it is compared with.
type ValueError struct {
	Property string
	Value    string
	Type     string // of the property: "DateTime"
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("the value %q cannot be compared with the property %s, which is of the type %s", e.Value, e.Property, e.Type)
}

// Visible returns what a caller may see of an error of this package, as the error of a parameter
// ("Filter"). Other errors it returns as they are.
func Visible(parameter, filter string, err error) error {
	advice := ""
	switch e := err.(type) {
	case nil:
		return nil
	case *SyntaxError:
		advice = e.Advice
	case *PropertyError:
		advice = "Use the name of a property that can be filtered on, such as Alias or RecipientTypeDetails."
	case *ValueError:
		advice = "Write a value of the type " + e.Type + "."
	default:
		return err
	}
	return &command.Error{
		Category: command.InvalidArgument,
		ID:       "InvalidFilter",
		Type:     "System.Management.Automation.ParameterBindingException",
		Message:  fmt.Sprintf("Cannot bind parameter '%s' to the target: %v. The filter is: %s", parameter, err, clip(filter)),
		Advice:   advice,
		Target:   parameter,
		Err:      err,
	}
}

// clip bounds a text that goes into a message.
func clip(s string) string {
	const most = 200
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "..."
}
