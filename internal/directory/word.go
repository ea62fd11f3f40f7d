package directory

import (
	"strings"

	"example.org/exosh/internal/org"
)

// Word returns the one of the words that a text is, in its own spelling. The error names the parameter.
func Word(parameter, text string, words []string) (string, error) {
	for _, w := range words {
		if strings.EqualFold(w, text) {
			return w, nil
		}
	}
	return "", org.Invalid(parameter, text, "it must be one of "+strings.Join(words, ", "))
}
