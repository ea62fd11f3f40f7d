package smtpreply

import (
	"slices"
	"strings"
)

// A found is a reply that a text names: by the three digits, by the enhanced code, or by both.
type found struct{ code, enhanced string }

// maxFound is how many replies of a text are explained.
const maxFound = 10

// find lists the replies that a text names, in order, each once. Enhanced codes go before the three digits,
// which a text has for other reasons too: without one, only digits at the beginning of a line count.
func find(text string) []found {
	var list []found
	for line := range strings.Lines(text) {
		before := ""
		for w := range strings.FieldsFuncSeq(line, splitsCodes) {
			switch {
			case isEnhanced(w):
				list = add(list, found{code: before, enhanced: w})
			case isCode(w):
				before = w
				continue
			}
			before = ""
		}
	}
	if list != nil {
		return list
	}
	for line := range strings.Lines(text) {
		first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if first, _, _ = strings.Cut(first, "-"); isCode(first) {
			list = add(list, found{code: first})
		}
	}
	return list
}

func add(list []found, f found) []found {
	i := slices.IndexFunc(list, func(x found) bool { return x.enhanced == f.enhanced && (f.enhanced != "" || x.code == f.code) })
	switch {
	case i >= 0 && list[i].code == "":
		list[i].code = f.code
	case i < 0 && len(list) < maxFound:
		list = append(list, f)
	}
	return list
}

// splitsCodes says which characters stand around codes in replies and notifications: 550-5.7.60, #5.1.10#, "5.7.1;".
func splitsCodes(r rune) bool {
	return r <= ' ' || strings.ContainsRune("-#;,:<>()[]{}\"'=/|", r)
}

func isCode(w string) bool {
	return len(w) == 3 && w[0] >= '2' && w[0] <= '5' && digits(w)
}

// isEnhanced says whether a word is an enhanced code: class 2, 4 or 5, a subject, a detail (RFC 3463, 2). A full
// stop may follow it.
func isEnhanced(w string) bool {
	parts := strings.Split(w, ".")
	return len(parts) == 3 && strings.Contains("245", parts[0]) && len(parts[0]) == 1 &&
		len(parts[1]) == 1 && digits(parts[1]) && len(parts[2]) >= 1 && len(parts[2]) <= 3 && digits(parts[2])
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
