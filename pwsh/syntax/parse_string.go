package syntax

import (
	"strings"
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
