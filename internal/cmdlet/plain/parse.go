package plain

import (
	"embed"
	"fmt"
	"strings"
)

// The rows, a file for each area. data/README.md says what they are made of.
//
//go:embed data/*.txt
var data embed.FS

func errNoNoun(name string) error { return fmt.Errorf("no row of data for the noun %s", name) }

// heads cuts the files into rows without reading them further.
func heads() []head {
	var list []head
	files, _ := data.ReadDir("data")
	for _, f := range files {
		text, _ := data.ReadFile("data/" + f.Name())
		for _, row := range strings.Split("\n"+string(text), "\nnoun ")[1:] {
			first, body, _ := strings.Cut(row, "\n")
			words := strings.Fields(first)
			list = append(list, head{name: words[0], verbs: words[1:], body: body})
		}
	}
	return list
}

// parse reads a row.
func parse(h head) (*noun, error) {
	n := &noun{
		name: h.name, verbs: h.verbs, kind: strings.ToLower(h.name), at: []string{h.name},
		named: "Name", identity: "Identity", rules: map[string]*rule{}, preset: map[string]string{}, finds: map[string]string{},
	}
	for line := range strings.SplitSeq(h.body, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		read, ok := directives()[word]
		if !ok {
			return nil, fmt.Errorf("noun %s: no directive %q", h.name, word)
		}
		fields, err := split(rest)
		if err != nil {
			return nil, fmt.Errorf("noun %s: %s: %w", h.name, word, err)
		}
		if err := read(n, fields); err != nil {
			return nil, fmt.Errorf("noun %s: %s: %w", h.name, line, err)
		}
	}
	return n, nil
}

// split cuts a line at blanks, except between apostrophes; two of them between apostrophes are one.
func split(line string) ([]string, error) {
	var fields []string
	var b strings.Builder
	quoted, some := false, false
	rest := []rune(line + " ")
	for i := 0; i < len(rest); i++ {
		switch r := rest[i]; {
		case r == '\'' && quoted && rest[i+1] == '\'':
			b.WriteRune(r)
			i++
		case r == '\'':
			quoted, some = !quoted, true
		case r == ' ' && !quoted:
			if some {
				fields = append(fields, b.String())
			}
			b.Reset()
			some = false
		default:
			b.WriteRune(r)
			some = true
		}
	}
	if quoted {
		return nil, fmt.Errorf("an apostrophe is not closed")
	}
	return fields, nil
}
