package syntax

import (
	"strings"
)

// Reads a value without members.
func (p *parser) primary() Expr {
	defer p.nest().leave()
	from := p.pos
	r, second := p.peek(), p.peekSecond()
	switch {
	case isSingleQuote(r), isDoubleQuote(r):
		return p.quoted()
	case r == '$' && second == '(':
		p.pos++
		return &SubExpr{Body: p.group("$("), Span: p.span(from)}
	case r == '$':
		return p.variable()
	case r == '@':
		return p.atSign(from, second)
	case r == '(':
		return p.paren(from)
	case r == '{':
		b := p.bracedBody("'{'")
		return &ScriptBlock{p.span(from), b}
	case isDigit(r), r == '.' && isDigit(second), isDash(r), r == '+':
		return p.number(from)
	}
	p.expected("ExpectedExpression", "a value")
	return nil
}

func (p *parser) atSign(from int, second rune) Expr {
	switch {
	case second == '(':
		p.pos++
		return &ArrayExpr{Body: p.group("@("), Span: p.span(from)}
	case second == '{':
		return p.hash()
	case isSingleQuote(second), isDoubleQuote(second):
		return p.quoted()
	case isVarChar(second):
		p.fail(p.here(), "SplattingNotPermittedInExpression", "'@' before a name splats a variable as arguments of a command; use '$' here")
	}
	p.pos++
	p.fail(Span{from, p.pos}, "UnrecognizedToken", "'@' must be followed by '(', '{', a quote or a name")
	return nil
}

func (p *parser) paren(from int) Expr {
	p.pos++
	s := p.enclosed(func() Stmt {
		if p.has(")") {
			p.expected("ExpectedExpression", "an expression after '('")
		}
		return p.chain()
	})
	p.wantClose(")", "MissingEndParenthesisInExpression", "')' to close the '('", from)
	return &Paren{p.span(from), s}
}

// Reads `( statements )` of $() and @(); the span of the result includes the parentheses.
func (p *parser) group(open string) *Block {
	from := p.pos
	p.pos++
	saved := p.noComma
	p.noComma = false
	b := p.block(')')
	p.noComma = saved
	p.wantClose(")", "MissingEndParenthesisInSubexpression", "')' to close the '"+open+"'", from)
	b.Span = p.span(from)
	return b
}

func (p *parser) number(from int) Expr {
	start := p.pos
	sign := ""
	if r := p.peek(); isDash(r) || r == '+' {
		p.next()
		sign = map[bool]string{true: "", false: "-"}[r == '+']
	}
	digits := p.pos
	p.pos = p.numberEnd(p.pos)
	v, ok := ParseNumber(sign + p.src[digits:p.pos])
	if !ok {
		p.fail(p.span(start), "BadNumericConstant", "%q is not a number that can be represented", p.src[start:p.pos])
	}
	p.token(NumberToken, from)
	return &Number{p.span(from), p.src[start:p.pos], v}
}

// Returns where the numeric literal that starts at a place ends; the place itself where there is none.
func (p *parser) numberEnd(at int) int {
	end := at
	hex := strings.HasPrefix(p.src[at:], "0x") || strings.HasPrefix(p.src[at:], "0X")
	if hex {
		end += 2
	}
	dot := hex
	for end < len(p.src) {
		c := p.src[end]
		switch {
		case isDigit(rune(c)):
		case 'a' <= c|0x20 && c|0x20 <= 'z' && c < 0x80:
			if !hex && c|0x20 == 'e' && end+2 < len(p.src) && (p.src[end+1] == '-' || p.src[end+1] == '+') && isDigit(rune(p.src[end+2])) {
				end++
			}
		case c == '.' && !dot && end+1 < len(p.src) && isDigit(rune(p.src[end+1])):
			dot = true
		default:
			return p.validEnd(at, end)
		}
		end++
	}
	return p.validEnd(at, end)
}

func (p *parser) validEnd(at, end int) int {
	if end == at {
		return at
	}
	if _, ok := ParseNumber(p.src[at:end]); !ok {
		return at
	}
	return end
}
