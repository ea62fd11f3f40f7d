package opath

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// kind is the kind of a token.
type kind uint8

const (
	atEnd kind = iota
	open
	closing
	name     // a property
	operator // with its dash, in lower case
	text     // quoted; val holds it without quotes
	bare     // a number, size or date
	constant // $true, $false, $null, in lower case
)

type token struct {
	kind kind
	val  string
	at   int // offset in bytes
}

// describe names a token in messages.
func (t token) describe() string {
	switch t.kind {
	case atEnd:
		return "the end of the filter"
	case open:
		return "'('"
	case closing:
		return "')'"
	case text:
		return "the text '" + clip(t.val) + "'"
	}
	return "'" + clip(t.val) + "'"
}

type lexer struct {
	src string
	pos int
}

// next returns the next token.
func (l *lexer) next() (token, error) {
	for l.pos < len(l.src) && strings.IndexByte(" \t\r\n", l.src[l.pos]) >= 0 {
		l.pos++
	}
	at := l.pos
	if at == len(l.src) {
		return token{kind: atEnd, at: at}, nil
	}
	switch c := l.src[at]; {
	case c == '(':
		l.pos++
		return token{open, "(", at}, nil
	case c == ')':
		l.pos++
		return token{closing, ")", at}, nil
	case c == '\'' || c == '"':
		return l.quoted(c)
	case c == '$':
		return l.constant()
	case isDigit(c) || c == '-' && at+1 < len(l.src) && isDigit(l.src[at+1]):
		return token{bare, l.take(isBare), at}, nil
	case c == '-':
		l.pos++
		return token{operator, "-" + strings.ToLower(l.take(isLetter)), at}, nil
	case isLetter(c) || c == '_':
		return token{name, l.take(isNamePart), at}, nil
	}
	r, _ := utf8.DecodeRuneInString(l.src[at:])
	return token{}, l.fail(at, fmt.Sprintf("unexpected %q", r), noScript)
}

const noScript = "A filter holds comparisons such as Department -eq 'Sales', joined by -and, -or and -not; it cannot hold script."

// take consumes the bytes that accept holds for; the first one is consumed in any case.
func (l *lexer) take(accept func(byte) bool) string {
	start := l.pos
	for l.pos < len(l.src) && (l.pos == start || accept(l.src[l.pos])) {
		l.pos++
	}
	return l.src[start:l.pos]
}

// quoted reads a text in quotes, in which two quotes stand for one.
func (l *lexer) quoted(quote byte) (token, error) {
	at := l.pos
	var b strings.Builder
	for i := at + 1; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == quote && i+1 < len(l.src) && l.src[i+1] == quote:
			b.WriteByte(quote)
			i++
		case c == quote:
			l.pos = i + 1
			return token{text, b.String(), at}, nil
		case c == '$' && quote == '"' && i+1 < len(l.src) && l.src[i+1] == '(':
			return token{}, l.fail(i, "a subexpression $( ) inside a text", noScript)
		default:
			b.WriteByte(c)
		}
	}
	return token{}, l.fail(at, "the text that begins here has no closing quote", "Close it with "+string(quote)+"; write a quote inside a text twice.")
}

// constant reads $true, $false or $null. Variables are for the shell to replace before it sends a filter.
func (l *lexer) constant() (token, error) {
	at := l.pos
	l.pos++
	if l.pos < len(l.src) && l.src[l.pos] == '(' {
		return token{}, l.fail(at, "a subexpression $( )", noScript)
	}
	word := "$"
	if l.pos < len(l.src) && isNamePart(l.src[l.pos]) {
		word += strings.ToLower(l.take(isNamePart))
	}
	switch word {
	case "$true", "$false", "$null":
		return token{constant, word, at}, nil
	}
	return token{}, l.fail(at, "the variable "+clip(word)+" is not known here", "Put the filter in double quotes, so that the shell replaces variables in it, with the value in single quotes.")
}

func (l *lexer) fail(at int, message, advice string) *SyntaxError {
	return &SyntaxError{Filter: l.src, Pos: utf8.RuneCountInString(l.src[:at]) + 1, Message: message, Advice: advice}
}

func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isLetter(c byte) bool   { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isNamePart(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }
func isBare(c byte) bool     { return isNamePart(c) || strings.IndexByte(".:/+-", c) >= 0 }
