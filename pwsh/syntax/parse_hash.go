package syntax

import "strings"

// Reads `@{ key = statement; ... }`.
func (p *parser) hash() Expr {
	from := p.pos
	h := &Hash{}
	p.pos += 2
	saved := p.noComma
	p.noComma = false
	seen := map[string]bool{}
	for p.skipSeparators(); !p.has("}"); p.skipSeparators() {
		if p.atEnd() {
			p.incomplete("MissingEndCurlyBrace", "'}' to close the hash table that starts at "+At(p.src, from).String())
		}
		pair := p.pair()
		if s, ok := pair.Key.(*String); ok {
			if seen[strings.ToLower(s.Value)] {
				p.fail(s.Span, "DuplicateKeyInHashLiteral", "the key '%s' stands twice in the hash table", s.Value)
			}
			seen[strings.ToLower(s.Value)] = true
		}
		h.Pairs = append(h.Pairs, pair)
		p.skipBlanks()
		if r := p.peek(); !isNewline(r) && r != ';' && r != '}' && r != eof {
			p.expected("MissingEndCurlyBrace", "';', a new line or '}' after an entry of the hash table")
		}
	}
	p.noComma = saved
	p.pos++
	h.Span = p.span(from)
	return h
}

func (p *parser) pair() Pair {
	key := p.hashKey()
	p.skipNewlines()
	p.want("=", "MissingEqualsInHashLiteral", "'=' after the key of a hash table")
	p.skipNewlines()
	if p.has("}") || p.has(";") {
		p.expected("MissingStatementInHashLiteral", "a value after '='")
	}
	return Pair{key, p.statement()}
}

func (p *parser) hashKey() Expr {
	from := p.pos
	if r := p.peek(); !isLetter(r) && !isDigit(r) {
		return p.unary()
	}
	for {
		if p.endsWord(p.pos) || p.has("=") {
			break
		}
		p.next()
	}
	word := p.src[from:p.pos]
	p.token(MemberToken, from)
	if v, ok := ParseNumber(word); ok {
		return &Number{p.span(from), word, v}
	}
	return &String{p.span(from), Bare, word, word}
}
