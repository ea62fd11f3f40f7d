package exocmdlet

import (
	"strings"
	"unicode/utf8"
)

// The kinds of tokens of a filter; the zero value is its end.
const (
	tokenEnd = iota
	tokenOpen
	tokenClose
	tokenOperator // with its dash
	tokenWord
	tokenText // in quotes; text is what is between them
)

type filterToken struct {
	kind int
	text string
}

func (t filterToken) is(operator string) bool {
	return t.kind == tokenOperator && strings.EqualFold(t.text, operator)
}

// scan cuts a filter into tokens.
func scan(text string) ([]filterToken, error) {
	if !utf8.ValidString(text) {
		return nil, filterError("it is not valid UTF-8")
	}
	var list []filterToken
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
		case c == '(':
			list, i = append(list, filterToken{tokenOpen, "("}), i+1
		case c == ')':
			list, i = append(list, filterToken{tokenClose, ")"}), i+1
		case c == '\'' || c == '"':
			inner, n := scanText(text[i:])
			if n == 0 {
				return nil, filterError("a text has no closing quote")
			}
			list, i = append(list, filterToken{tokenText, inner}), i+n
		default:
			n := strings.IndexAny(text[i+1:], " \t\r\n()'\"")
			if n < 0 {
				n = len(text) - i - 1
			}
			list, i = append(list, word(text[i:i+1+n])), i+1+n
		}
	}
	return list, nil
}

func word(text string) filterToken {
	if len(text) > 1 && text[0] == '-' && (text[1] < '0' || text[1] > '9') {
		return filterToken{tokenOperator, text}
	}
	return filterToken{tokenWord, text}
}

// scanText reads a text in quotes, in which two stand for one. n is its length with them, 0 where it does
// not end.
func scanText(s string) (inner string, n int) {
	quote := s[0]
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != quote {
			b.WriteByte(s[i])
			continue
		}
		if i+1 == len(s) || s[i+1] != quote {
			return b.String(), i + 1
		}
		b.WriteByte(quote)
		i++
	}
	return "", 0
}
