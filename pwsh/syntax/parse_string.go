package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A text under construction: literal characters and what is expanded between them.
type textBuilder struct {
	parts   []Expr
	literal strings.Builder
	from    int // where the literal started
}

func (b *textBuilder) flush(at int) {
	if b.literal.Len() > 0 {
		b.parts = append(b.parts, &String{Span: Span{b.from, at}, Value: b.literal.String()})
		b.literal.Reset()
	}
}

func (b *textBuilder) add(r rune, at int) {
	if b.literal.Len() == 0 {
		b.from = at
	}
	b.literal.WriteRune(r)
}

// Appends the character that is next as it is; bytes that are not UTF-8 are kept.
func (p *parser) copyRune(b *textBuilder) {
	if b.literal.Len() == 0 {
		b.from = p.pos
	}
	_, n := p.decode(p.pos)
	b.literal.WriteString(p.src[p.pos : p.pos+n])
	p.pos += n
}

// Makes a String or an Expand of what was read.
func (p *parser) text(b *textBuilder, q Quote, from int) Expr {
	expands := len(b.parts) > 0
	b.flush(p.pos)
	raw := p.src[from:p.pos]
	if expands {
		if q != Bare {
			p.token(StringToken, from)
		}
		return &Expand{p.span(from), q, raw, b.parts}
	}
	s := &String{Span: p.span(from), Quote: q, Raw: raw}
	if len(b.parts) == 1 {
		s.Value = b.parts[0].(*String).Value
	}
	if q == Bare {
		p.token(ArgumentToken, from)
	} else {
		p.token(StringToken, from)
	}
	return s
}

// Reads a string that starts with a quote or with @ and a quote.
func (p *parser) quoted() Expr {
	from := p.pos
	b := &textBuilder{}
	if p.accept("@") {
		if isSingleQuote(p.peek()) {
			p.hereString(b, false)
			return p.text(b, HereSingle, from)
		}
		p.hereString(b, true)
		return p.text(b, HereDouble, from)
	}
	if isSingleQuote(p.peek()) {
		p.singleQuoted(b)
		return p.text(b, Single, from)
	}
	p.doubleQuoted(b)
	return p.text(b, Double, from)
}

func (p *parser) singleQuoted(b *textBuilder) {
	from := p.pos
	p.next()
	for {
		r := p.peek()
		switch {
		case r == eof:
			p.incomplete("TerminatorExpectedAtEndOfString", "the closing ' of the string that starts at "+At(p.src, from).String())
		case isSingleQuote(r):
			p.next()
			if !isSingleQuote(p.peek()) {
				return
			}
		}
		p.copyRune(b)
	}
}

func (p *parser) doubleQuoted(b *textBuilder) {
	from := p.pos
	p.next()
	for {
		r := p.peek()
		switch {
		case r == eof:
			p.incomplete("TerminatorExpectedAtEndOfString", "the closing \" of the string that starts at "+At(p.src, from).String())
		case isDoubleQuote(r):
			p.next()
			if !isDoubleQuote(p.peek()) {
				return
			}
			p.copyRune(b)
		case !p.expansion(b):
			p.copyRune(b)
		}
	}
}

// Reads an escape or a variable or $() inside a text; reports whether there was one.
func (p *parser) expansion(b *textBuilder) bool {
	switch p.peek() {
	case '`':
		p.escape(b)
		return true
	case '$':
		second := p.peekSecond()
		if second != '(' && second != '{' && second != '$' && second != '^' && !isVarChar(second) {
			return false
		}
		b.flush(p.pos)
		if second == '(' {
			b.parts = append(b.parts, p.primary())
		} else {
			b.parts = append(b.parts, p.variable())
		}
		return true
	}
	return false
}

func (p *parser) hereString(b *textBuilder, expand bool) {
	from := p.pos - 1
	p.next()
	for isBlank(p.peek()) {
		p.next()
	}
	if !isNewline(p.peek()) {
		p.expected("UnexpectedCharactersAfterHereStringHeader", "a new line after the opening of a here-string")
	}
	p.newline()
	isQuote := isSingleQuote
	if expand {
		isQuote = isDoubleQuote
	}
	for lineStart := true; ; {
		r := p.peek()
		switch {
		case r == eof:
			p.incomplete("TerminatorExpectedAtEndOfString", "the end of the here-string that starts at "+At(p.src, from).String()+", on a line of its own")
		case lineStart && isQuote(r) && p.peekSecond() == '@':
			p.trimNewline(b)
			p.next()
			p.next()
			return
		case expand && p.expansion(b):
			lineStart = false
			continue
		}
		lineStart = r == '\n'
		p.copyRune(b)
	}
}

func (p *parser) newline() {
	if !p.accept("\r\n") {
		p.next()
	}
}

// Removes the newline before the closing line of a here-string, which is not part of it.
func (p *parser) trimNewline(b *textBuilder) {
	s := b.literal.String()
	s = strings.TrimSuffix(s, "\n")
	s = strings.TrimSuffix(s, "\r")
	b.literal.Reset()
	b.literal.WriteString(s)
}

var escapes = map[rune]rune{'0': 0, 'a': '\a', 'b': '\b', 'e': 0x1b, 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// Reads a backtick and what it escapes.
func (p *parser) escape(b *textBuilder) {
	at := p.pos
	p.pos++
	r := p.peek()
	if c, ok := escapes[r]; ok {
		p.next()
		b.add(c, at)
		return
	}
	switch {
	case r == 'u' && p.peekSecond() == '{':
		b.add(p.unicodeEscape(at), at)
	case r == eof:
		p.incomplete("IncompleteString", "a character after the backtick")
	case p.has("\r\n"):
		p.pos += 2
		b.add('\r', at)
		b.add('\n', at)
	default:
		p.copyRune(b)
	}
}

func (p *parser) unicodeEscape(at int) rune {
	end := strings.IndexByte(p.src[p.pos:], '}')
	if end < 0 || end > 8 {
		p.fail(p.span(at), "InvalidUnicodeEscapeSequence", "expected a code point such as `u{1F4E7}")
	}
	n, err := strconv.ParseUint(p.src[p.pos+2:p.pos+end], 16, 32)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		p.fail(p.span(at), "InvalidUnicodeEscapeSequence", "%q is not the hexadecimal number of a character", p.src[p.pos+2:p.pos+end])
	}
	p.pos += end + 1
	return rune(n)
}

// Reads a word of a command: characters, quoted parts, escapes and variables up to a delimiter or a
// continued line.
func (p *parser) word(q Quote) Expr {
	from := p.pos
	b := &textBuilder{}
	empty := false
	for {
		r := p.peek()
		switch {
		case p.endsWord(p.pos):
			if p.pos == from {
				p.expected("MissingArgument", "a word")
			}
			x := p.text(b, q, from)
			if s, ok := x.(*String); ok && empty && s.Value == "" {
				s.Quote = Single
			}
			return x
		case isSingleQuote(r):
			empty = true
			p.singleQuoted(b)
		case isDoubleQuote(r):
			empty = true
			p.doubleQuoted(b)
		case !p.expansion(b):
			p.copyRune(b)
		}
	}
}

// Reads `$name`, `${name}` or `$scope:name`.
func (p *parser) variable() *Variable {
	from := p.pos
	p.next()
	start := p.pos
	var name string
	if p.accept("{") {
		name = p.bracedName(from)
	} else {
		p.variableName()
		name = p.src[start:p.pos]
	}
	if name == "" {
		p.expected("MissingVariableName", "the name of a variable after '$'")
	}
	v := &Variable{Span: p.span(from), Raw: p.src[from:p.pos]}
	v.Scope, v.Name = splitScope(name)
	p.token(VariableToken, from)
	return v
}

func (p *parser) bracedName(from int) string {
	var b strings.Builder
	for {
		r := p.peek()
		switch r {
		case eof:
			p.incomplete("IncompleteDollarVariableReference", "'}' after the name that starts at "+At(p.src, from).String())
		case '}':
			p.next()
			if b.Len() == 0 {
				p.fail(p.span(from), "EmptyVariableReference", "'${}' names no variable")
			}
			return b.String()
		case '{':
			p.fail(p.here(), "OpenBraceNeedsToBeBackTickedInVariableName", "'{' in the name of a variable must be written as `{")
		case '`':
			p.next()
			r = p.peek()
			if r == eof {
				continue
			}
		}
		_, n := p.decode(p.pos)
		b.WriteString(p.src[p.pos : p.pos+n])
		p.pos += n
	}
}

// Consumes the name of a variable without braces.
func (p *parser) variableName() {
	if r := p.peek(); r == '$' || r == '^' || r == '?' && !isVarChar(p.peekSecond()) {
		p.next()
		return
	}
	for isVarChar(p.peek()) {
		p.next()
	}
	if !p.has(":") || p.has("::") {
		return
	}
	if !isVarChar(p.peekSecond()) {
		p.fail(p.here(), "InvalidVariableReferenceWithDrive", "':' is not followed by the name of a variable; write ${name} to end the name before it")
	}
	p.next()
	for isVarChar(p.peek()) {
		p.next()
	}
}

// Splits a name into its scope or drive, in lower case, and the rest.
func splitScope(name string) (string, string) {
	scope, rest, ok := strings.Cut(name, ":")
	if !ok || scope == "" || rest == "" {
		return "", name
	}
	if scope = strings.ToLower(scope); scope == "variable" {
		return "", rest
	}
	return scope, rest
}
