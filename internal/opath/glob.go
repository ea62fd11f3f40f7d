package opath

import (
	"strings"

	"example.org/exosh/internal/org"
)

// fold brings text to the form in which names are compared everywhere in the organisation.
func fold(s string) string { return org.Fold(s) }

// A glob is a pattern with asterisks, cut at them. Matching takes time linear in the length of the text
// for each piece, whatever the pattern.
type glob struct {
	pieces []string // "" at either end where the pattern begins or ends with an asterisk
}

func compile(pattern string) glob { return glob{strings.Split(pattern, "*")} }

// match reports whether the whole text fits. The leftmost place of each piece leaves most room for the
// rest, so there is nothing to go back to.
func (g glob) match(s string) bool {
	first, rest := g.pieces[0], g.pieces[1:]
	if len(rest) == 0 {
		return s == first
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	last := rest[len(rest)-1]
	for _, piece := range rest[:len(rest)-1] {
		_, after, found := strings.Cut(s, piece)
		if !found {
			return false
		}
		s = after
	}
	return strings.HasSuffix(s, last)
}
