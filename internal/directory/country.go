package directory

import (
	_ "embed" // the list of countries
	"strings"

	"example.org/exosh/internal/org"
)

// countries holds a line for each country of ISO 3166-1: its code and its English name.
//
//go:embed countries.txt
var countries string

// Country returns the code and the English name of the country that either of them stands for.
func Country(text string) (code, name string, ok bool) {
	for line := range strings.Lines(countries) {
		code, name, _ = strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if strings.EqualFold(code, text) || org.Matches(name, text) {
			return code, name, true
		}
	}
	return "", "", false
}
