package smtpreply

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed elsewhere.txt
var elsewhereText string

//go:embed codes.txt
var codesText string

var elsewhere = sync.OnceValues(func() ([]Reply, error) { return parse(elsewhereText) })

var codes = sync.OnceValues(func() (map[string]string, error) { return parseCodes(codesText) })

// Elsewhere returns the replies that this service does not give itself, but that its users meet: they are only
// explained. Enhanced may end with a range, "4.7.500-699".
func Elsewhere() []Reply {
	list, err := elsewhere()
	if err != nil {
		panic(err) // the file is part of the binary; a test reads it
	}
	return list
}

// Reads lines of a code and what it means.
func parseCodes(text string) (map[string]string, error) {
	m := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		code, meaning, ok := strings.Cut(line, " ")
		if !ok || m[code] != "" {
			return nil, fmt.Errorf("codes.txt: %q has no meaning, or two", code)
		}
		m[code] = meaning
	}
	return m, nil
}

// meaning returns what codes.txt says of a code, "" where it has none.
func meaning(code string) string {
	m, err := codes()
	if err != nil {
		panic(err) // the file is part of the binary; a test reads it
	}
	return m[code]
}

// class says what the first digit of a code means (RFC 3463, 3.1; RFC 5321, 4.2.1).
func class(first byte) string {
	switch first {
	case '2':
		return "It is done."
	case '3':
		return "The server waits for more."
	case '4':
		return "It may work later: the sender tries again."
	}
	return "It will not work like this: the sender gives up."
}
