package syntax

import (
	"strings"
)

// Reads members, elements and calls that follow a value without a blank.
func (p *parser) suffixes(x Expr) Expr {
	from := x.Range().From
	for n := 0; ; n++ {
		if n > 4*MaxDepth {
			p.fail(p.here(), "TooDeeplyNested", "the value has too many members in a row")
		}
		next := p.suffix(x, from)
		if next == nil {
			return x
		}
		x = next
	}
}

func (p *parser) suffix(x Expr, from int) Expr {
	start := p.pos
	switch {
	case p.has("::"):
		p.pos += 2
		return p.member(x, from, true, false)
	case p.has("?."):
		p.pos += 2
		return p.member(x, from, false, true)
	case p.has(".") && !p.has(".."):
		p.pos++
		if !p.startsMember() {
			p.pos = start
			return nil
		}
		return p.member(x, from, false, false)
	case p.has("?["), p.has("["):
		null := p.accept("?")
		p.pos++
		var i Expr
		p.enclosed(func() Stmt { i = p.expression(); return nil })
		p.want("]", "MissingEndSquareBracket", "']' after the index")
		return &Index{p.span(from), x, null, i}
	}
	return nil
}

// Reports whether a member's name follows the dot; a new line may stand in between.
func (p *parser) startsMember() bool {
	if isNewline(p.peek()) || isBlank(p.peek()) {
		save := p.pos
		p.skipNewlines()
		if r := p.peek(); !isLetter(r) && !isSingleQuote(r) && !isDoubleQuote(r) {
			p.pos = save
			return false
		}
		return true
	}
	r := p.peek()
	return r == eof || isNameChar(r) || strings.ContainsRune("$(", r) || isSingleQuote(r) || isDoubleQuote(r)
}

func (p *parser) member(x Expr, from int, static, null bool) Expr {
	m := &Member{X: x, Static: static, Null: null}
	start := p.pos
	r := p.peek()
	switch {
	case isNameChar(r):
		for isNameChar(p.peek()) {
			p.next()
		}
		word := p.src[start:p.pos]
		m.Name = &String{p.span(start), Bare, word, word}
		p.token(MemberToken, start)
	case r == '$' || r == '(' || isSingleQuote(r) || isDoubleQuote(r):
		m.Name = p.primary()
	default:
		p.expected("MissingPropertyName", "the name of a member")
	}
	m.Span = p.span(from)
	switch {
	case p.has("("):
		return p.call(m, from)
	case p.has("{") && isWord(m.Name): // $x.Where{ ... }
		block := p.primary()
		return &Invoke{p.span(from), m, []Expr{block}}
	}
	return m
}

func isWord(x Expr) bool {
	s, ok := x.(*String)
	return ok && s.Quote == Bare
}

// Reads the arguments of a method.
func (p *parser) call(m *Member, from int) Expr {
	c := &Invoke{Member: m}
	saved := p.noComma
	p.noComma = true
	p.pos++
	for p.skipNewlines(); !p.has(")"); p.skipNewlines() {
		c.Args = append(c.Args, p.expression())
		p.skipNewlines()
		if !p.accept(",") {
			break
		}
		p.skipNewlines()
		if p.has(")") {
			p.expected("MissingExpressionAfterToken", "an argument after ','")
		}
	}
	p.noComma = saved
	p.want(")", "MissingEndParenthesisInMethodCall", "',' or ')' after an argument")
	c.Span = p.span(from)
	return c
}
