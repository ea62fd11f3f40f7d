package setting

import (
	_ "embed"
	"strings"

	"example.org/exosh/internal/org"
)

//go:embed cultures.txt
var cultureText string

//go:embed zones.txt
var zoneText string

// A Culture is a language that a mailbox can have, as it is used in a country.
type Culture struct {
	Name  string   // "de-AT"
	Dates []string // formats of dates, the default one first: "dd.MM.yyyy"
	Times []string // formats of times, the default one first: "HH:mm"
}

// FindCulture returns the culture of that name, ignoring case.
func FindCulture(name string) (Culture, bool) {
	for line := range strings.Lines(cultureText) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) == 3 && org.Matches(f[0], name) {
			return Culture{Name: f[0], Dates: strings.Fields(f[1]), Times: strings.Split(f[2], "|")}, true
		}
	}
	return Culture{}, false
}

// FindZone returns the name of a time zone, such as "W. Europe Standard Time", as it is spelled.
func FindZone(name string) (string, bool) {
	for line := range strings.Lines(zoneText) {
		if zone := strings.TrimSpace(line); org.Matches(zone, name) && zone != "" {
			return zone, true
		}
	}
	return "", false
}
