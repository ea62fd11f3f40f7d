package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

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
