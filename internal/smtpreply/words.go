package smtpreply

import (
	"slices"
	"strings"
)

// words are those of a text in lower case that say something; places such as {name} are left out.
func words(text string) []string {
	var list []string
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), notOfWord) {
		if len(w) > 2 && !strings.ContainsAny(w, "{}0123456789") && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

func notOfWord(r rune) bool {
	return r != '{' && r != '}' && r != '\'' && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 0x80
}

// share is how many percent of the words wanted are there.
func share(want, have []string) int {
	if len(want) == 0 {
		return 0
	}
	n := 0
	for _, w := range want {
		if slices.Contains(have, w) {
			n++
		}
	}
	return 100 * n / len(want)
}
