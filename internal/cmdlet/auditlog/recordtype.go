package auditlog

import (
	_ "embed" // the record types
	"strings"

	"example.org/exosh/internal/org"
)

// recordTypes lists the kinds of audit records that the vendor knows: a number and a name in each line.
//
//go:embed recordtypes.txt
var recordTypes string

// recordType returns the name of the kind that a text means, which may be its number; "" for none given.
func recordType(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	var names []string
	for line := range strings.Lines(recordTypes) {
		number, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.EqualFold(name, text) || number == text {
			return name, nil
		}
		names = append(names, name)
	}
	return "", org.Invalid("RecordType", text, "it must be one of "+strings.Join(names, ", "))
}
