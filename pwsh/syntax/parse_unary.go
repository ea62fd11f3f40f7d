package syntax

import (
	"strings"
)

// Returns the name of the unary operator that is next after a dash, or "".
func (p *parser) peekUnaryWord() string {
	save := p.pos
	defer func() { p.pos = save }()
	p.next()
	word := p.operatorWord()
	switch word {
	case "not", "bnot", "split", "join", "csplit", "isplit":
		if isDelimiter(p.peek()) || !isNameChar(p.peek()) {
			return word
		}
	}
	return ""
}

func (p *parser) unary() Expr {
	defer p.nest().leave()
	from := p.pos
	op := p.unaryOp()
	if op == "" {
		return p.postfix()
	}
	p.token(OperatorToken, from)
	p.skipNewlines()
	if p.atEnd() {
		p.incomplete("MissingExpressionAfterOperator", "a value after '"+op+"'")
	}
	x := p.unary()
	if op == "++" || op == "--" {
		p.mustAssign(x, op)
	}
	u := &Unary{p.span(from), op, x}
	return u
}

// Consumes a unary operator.
func (p *parser) unaryOp() string {
	r := p.peek()
	switch {
	case r == '!':
		p.pos++
		return "!"
	case r == ',' && !p.noComma:
		p.pos++
		return ","
	case r == '+':
		if p.accept("++") {
			return "++"
		}
		if isDigit(p.peekSecond()) || p.peekSecond() == '.' {
			if _, ok := p.signedNumber(); ok {
				return ""
			}
		}
		p.pos++
		return "+"
	case isDash(r):
		return p.unaryDash()
	}
	return ""
}

func (p *parser) unaryDash() string {
	if word := p.peekUnaryWord(); word != "" {
		p.next()
		p.pos += len(word)
		return "-" + strings.TrimPrefix(word, caseMark(word, strings.TrimPrefix(word, "i")))
	}
	second := p.peekSecond()
	if isDash(second) {
		p.next()
		p.next()
		return "--"
	}
	if isDigit(second) || second == '.' {
		if _, ok := p.signedNumber(); ok {
			return ""
		}
	}
	if isLetter(second) {
		p.next()
		p.fail(p.here(), "UnexpectedToken", "'-%s' is not an operator that can stand before a value", p.operatorWord())
	}
	p.next()
	return "-"
}

// Reports where a number with a sign ends, if one is next.
func (p *parser) signedNumber() (int, bool) {
	_, n := p.decode(p.pos)
	end := p.numberEnd(p.pos + n)
	return end, end > p.pos+n
}

func (p *parser) mustAssign(x Expr, op string) {
	switch x.(type) {
	case *Variable, *Member, *Index:
		return
	}
	p.fail(x.Range(), "InvalidLeftHandSide", "'%s' needs a variable, a property or an element", op)
}

// Reads a value with its members, and ++ or -- after it.
func (p *parser) postfix() Expr {
	from := p.pos
	if p.has("[") {
		if c := p.cast(); c != nil {
			return c
		}
	}
	x := p.suffixes(p.primary())
	end := p.pos
	p.skipBlanks()
	for _, op := range [...]string{"++", "--"} {
		if p.has(op) {
			switch x.(type) {
			case *Variable, *Member, *Index:
				p.pos += 2
				p.token(OperatorToken, p.pos-2)
				return &Postfix{p.span(from), op, x}
			}
		}
	}
	p.pos = end
	return x
}

// Reads `[type] x`; returns nil and stays where the brackets are a value of their own.
func (p *parser) cast() Expr {
	from := p.pos
	attr, t := p.attributeOrType()
	if attr != nil {
		p.fail(attr.Span, "NotSupported", "the attribute [%s()] is supported in param blocks only", attr.Name)
	}
	end := p.pos
	p.skipBlanks()
	if !p.startsOperand() {
		p.pos = end
		return p.suffixes(&TypeLit{p.span(from), t})
	}
	x := p.unary()
	return &Cast{p.span(from), t, x}
}

// Reports whether what is next can be cast.
func (p *parser) startsOperand() bool {
	r, second := p.peek(), p.peekSecond()
	switch {
	case isSingleQuote(r), isDoubleQuote(r), isDigit(r), strings.ContainsRune("$(@{[!", r):
		return true
	case r == '.', r == '+':
		return isDigit(second)
	case isDash(r):
		return isDigit(second) || strings.ContainsRune("$(.", second) || isLetter(second) && p.peekUnaryWord() != ""
	}
	return false
}
