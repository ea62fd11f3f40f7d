package syntax

import (
	"unicode"
	"unicode/utf8"
)

const bom = "\uFEFF"

// Word processors put these in the place of quotes and dashes; PowerShell reads them as such.

func isSingleQuote(r rune) bool {
	return r == '\'' || r == '‘' || r == '’' || r == '‚' || r == '‛'
}

func isDoubleQuote(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

func isDash(r rune) bool { return r == '-' || r == '–' || r == '—' || r == '―' }

func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\v' || r == '\f' || r == 0x85 || r == 0xA0 ||
		r > utf8.RuneSelf && unicode.Is(unicode.Zs, r)
}

func isNewline(r rune) bool { return r == '\n' || r == '\r' }

// Ends every word outside quotes.
func isDelimiter(r rune) bool {
	switch r {
	case eof, '{', '}', '(', ')', ';', ',', '|', '&', '<', '>':
		return true
	}
	return isBlank(r) || isNewline(r)
}

func isLetter(r rune) bool {
	return 'a' <= r|0x20 && r|0x20 <= 'z' && r < utf8.RuneSelf || r == '_' || r > utf8.RuneSelf && unicode.IsLetter(r)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// May stand in the name of a variable without braces.
func isVarChar(r rune) bool {
	return isLetter(r) || isDigit(r) || r == '?' || r > utf8.RuneSelf && unicode.IsDigit(r)
}

// May stand in the name of a member.
func isNameChar(r rune) bool { return isLetter(r) || isDigit(r) }

// Reports whether a word ends at a place: at a delimiter or a continued line.
func (p *parser) endsWord(at int) bool {
	r, n := p.decode(at)
	if r == '`' {
		r, _ = p.decode(at + n)
		return isNewline(r)
	}
	return isDelimiter(r)
}
