package restclient

import (
	"strings"
	"unicode"
)

func isFilter(parameter string) bool {
	switch strings.ToLower(parameter) {
	case "filter", "recipientfilter", "recipientpreviewfilter":
		return true
	}
	return false
}

// quoteBooleans rewrites the operands $true, $false, True and False of a filter to 'True' and 'False',
// as the vendor's module does; what stands inside quotes is left alone.
func quoteBooleans(filter string) string {
	var out strings.Builder
	var quote rune
	word := 0 // start of the current bare word, -1 outside of one
	word = -1
	flush := func(end int) {
		if word >= 0 {
			out.WriteString(booleanOperand(filter[word:end]))
			word = -1
		}
	}
	for i, r := range filter {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
			out.WriteRune(r)
		case r == '\'' || r == '"':
			flush(i)
			quote = r
			out.WriteRune(r)
		case unicode.IsSpace(r) || r == '(' || r == ')' || r == '{' || r == '}':
			flush(i)
			out.WriteRune(r)
		case word < 0:
			word = i
		}
	}
	flush(len(filter))
	return out.String()
}

func booleanOperand(word string) string {
	switch strings.ToLower(strings.TrimPrefix(word, "$")) {
	case "true":
		return "'True'"
	case "false":
		return "'False'"
	}
	return word
}
