package odata

import (
	"strings"
	"unicode/utf8"
)

// kind is the kind of a token of $filter.
type kind uint8

const (
	atEnd kind = iota
	open
	closing
	comma
	slash
	colon
	word   // a name, an operator or a function
	text   // quoted; val holds it without quotes
	number // a number, date, GUID: what begins with a digit or a sign
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
		return token{atEnd, "", at}, nil
	}
	c := l.src[at]
	if k, ok := punctuation(c); ok {
		l.pos++
		return token{k, string(c), at}, nil
	}
	switch {
	case c == '\'':
		return l.quoted()
	case isLetter(c) || c == '_':
		return l.wordOrGUID(), nil
	case isDigit(c) || c == '-' || c == '+':
		return token{number, l.take(isValue), at}, nil
	}
	r, _ := utf8.DecodeRuneInString(l.src[at:])
	return token{}, l.fail(at, "unexpected "+string(r))
}

func punctuation(c byte) (kind, bool) {
	switch c {
	case '(':
		return open, true
	case ')':
		return closing, true
	case ',':
		return comma, true
	case '/':
		return slash, true
	case ':':
		return colon, true
	}
	return atEnd, false
}

// wordOrGUID reads a name, or a GUID that begins with a letter.
func (l *lexer) wordOrGUID() token {
	at := l.pos
	name := l.take(isName)
	if len(name) == 8 && l.pos < len(l.src) && l.src[l.pos] == '-' {
		return token{number, name + l.take(isValue), at}
	}
	return token{word, name, at}
}

func (l *lexer) take(accept func(byte) bool) string {
	start := l.pos
	for l.pos < len(l.src) && (l.pos == start || accept(l.src[l.pos])) {
		l.pos++
	}
	return l.src[start:l.pos]
}

// quoted reads a text in single quotes, in which two stand for one.
func (l *lexer) quoted() (token, error) {
	at := l.pos
	var b strings.Builder
	for i := at + 1; i < len(l.src); i++ {
		if l.src[i] != '\'' {
			b.WriteByte(l.src[i])
			continue
		}
		if i+1 == len(l.src) || l.src[i+1] != '\'' {
			l.pos = i + 1
			return token{text, b.String(), at}, nil
		}
		b.WriteByte('\'')
		i++
	}
	return token{}, l.fail(at, "there is an unterminated string literal")
}

// fail says where a filter is not one, in the vendor's words as far as they go.
func (l *lexer) fail(at int, message string) *Error {
	return bad("A filter is like: startswith(DisplayName,'A') and IsMailboxEnabled eq true.",
		"The $filter is not valid: %s at position %d in '%s'.", message, utf8.RuneCountInString(l.src[:at])+1, clip(l.src))
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isName(c byte) bool   { return isLetter(c) || isDigit(c) || c == '_' || c == '.' }
func isValue(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '.' || c == ':' || c == '-' || c == '+'
}
