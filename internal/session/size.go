package session

import (
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// What one command may be given. Cmdlets look values up and compare them with each other, so that their
// number, not only the size of the request, decides what a command costs (S-57).
const (
	mostArgs   = 1000 // arguments
	mostValues = 5000 // values of one argument, those of lists in it included
)

// Refuses arguments that are too many or hold too much. They are not bound yet.
func checkSize(meta *catalog.Cmdlet, args []command.Arg) error {
	if len(args) > mostArgs {
		return tooLarge(meta.Name, fmt.Sprintf("%s is given %d parameters; at most %d are taken.", meta.Name, len(args), mostArgs), "Leave most of them out.")
	}
	for _, a := range args {
		if count(a.Value, mostValues) > mostValues {
			return tooLarge(meta.Name, fmt.Sprintf("The parameter %s holds more than %d values.", clip(a.Name, 128), mostValues), "Give them in several commands.")
		}
		if names(meta, a.Name) && longest(a.Value) > org.MaxIdentity {
			return tooLarge(meta.Name, fmt.Sprintf("The parameter %s holds a name of more than %d bytes.", clip(a.Name, 128), org.MaxIdentity), "Give a shorter name, or the Guid.")
		}
	}
	return nil
}

func tooLarge(cmdlet, message, advice string) *command.Error {
	return &command.Error{Category: command.InvalidArgument, ID: "ParameterTooLarge", Type: "System.ArgumentException",
		Message: message, Advice: advice, Command: cmdlet}
}

// Counts the values of an argument, and stops above most.
func count(v object.Value, most int) int {
	n := 0
	for item := range inside(v) {
		if n += count(item, most-n); n > most {
			return n
		}
	}
	return n + 1
}

// Returns the length of the longest text in an argument.
func longest(v object.Value) int {
	if s, ok := v.(string); ok {
		return len(s)
	}
	n := 0
	for item := range inside(v) {
		n = max(n, longest(item))
	}
	return n
}

// Yields the values that a list or a hash table holds.
func inside(v object.Value) func(func(object.Value) bool) {
	return func(yield func(object.Value) bool) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				if !yield(item) {
					return
				}
			}
		case *object.List:
			for _, item := range v.Items {
				if !yield(item) {
					return
				}
			}
		case *object.Dict:
			for _, item := range v.All() {
				if !yield(item) {
					return
				}
			}
		}
	}
}

// Reports whether a parameter takes the names of objects.
func names(meta *catalog.Cmdlet, name string) bool {
	p := resolve(meta, name)
	return p != nil && (p.Name == "Identity" || strings.Contains(p.Type, "IdParameter"))
}
