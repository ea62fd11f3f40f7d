package syntax

import (
	"strings"
)

// Binding strengths of binary operators; a higher one binds tighter.
const (
	logical = iota + 1
	bitwise
	comparison
	coalesce
	additive
	multiplicative
	formatting
	ranging
)

var wordOperators = map[string]int{
	"and": logical, "or": logical, "xor": logical,
	"band": bitwise, "bor": bitwise, "bxor": bitwise,
	"is": comparison, "isnot": comparison, "as": comparison, "join": comparison,
	"f":  formatting,
	"eq": comparison, "ne": comparison, "gt": comparison, "ge": comparison, "lt": comparison, "le": comparison,
	"like": comparison, "notlike": comparison, "match": comparison, "notmatch": comparison,
	"replace": comparison, "contains": comparison, "notcontains": comparison, "in": comparison, "notin": comparison,
	"split": comparison, "shl": comparison, "shr": comparison,
}

// Reads an expression: operators, arrays, casts.
func (p *parser) expression() Expr {
	defer p.nest().leave()
	from := p.pos
	x := p.binary(logical)
	end := p.pos
	p.skipBlanks()
	if !p.has("?") || p.has("?.") || p.has("?[") || p.has("??") {
		p.pos = end
		return x
	}
	p.pos++
	p.skipNewlines()
	t := &Ternary{Cond: x, Yes: p.expression()}
	p.skipNewlines()
	p.want(":", "MissingColonInTernaryExpression", "':' of the conditional expression")
	p.skipNewlines()
	t.No = p.expression()
	t.Span = p.span(from)
	return t
}

func (p *parser) binary(least int) Expr {
	from := p.pos
	x := p.array()
	for n := 0; ; n++ {
		end := p.pos
		p.skipBlanks()
		op, strength := p.binaryOp()
		if strength < least {
			p.pos = end
			return x
		}
		if n > 20*MaxDepth {
			p.fail(p.here(), "TooDeeplyNested", "the expression has too many operators")
		}
		p.skipNewlines()
		if p.atEnd() {
			p.incomplete("ExpectedValueExpression", "a value after '"+op+"'")
		}
		y := p.operand(strength)
		x = &Binary{p.span(from), op, x, y}
	}
}

// Reads the right side of an operator: what binds tighter. All operators group to the left, but ??
// groups to the right.
func (p *parser) operand(strength int) Expr {
	defer p.nest().leave()
	if strength == coalesce {
		return p.binary(coalesce)
	}
	return p.binary(strength + 1)
}

// Reads a binary operator; strength 0 means that there is none.
func (p *parser) binaryOp() (string, int) {
	from := p.pos
	r := p.peek()
	op, strength := "", 0
	switch {
	case r == '.' && p.has(".."):
		op, strength = "..", ranging
	case r == '+' && !p.has("+="), r == '*' && !p.has("*="), r == '/' && !p.has("/="), r == '%' && !p.has("%="):
		op = string(r)
		strength = map[rune]int{'+': additive, '*': multiplicative, '/': multiplicative, '%': multiplicative}[r]
	case r == '?' && p.has("??") && !p.has("??="):
		op, strength = "??", coalesce
	case isDash(r):
		return p.dashOp()
	default:
		return "", 0
	}
	p.pos += len(op)
	p.token(OperatorToken, from)
	return op, strength
}

// Reads an operator that starts with a dash: minus or a word.
func (p *parser) dashOp() (string, int) {
	from := p.pos
	p.next()
	if p.has("=") {
		p.pos = from
		return "", 0
	}
	if !isLetter(p.peek()) {
		p.token(OperatorToken, from)
		return "-", additive
	}
	word := p.operatorWord()
	base := word
	strength, ok := wordOperators[base]
	if !ok && len(word) > 1 && (word[0] == 'c' || word[0] == 'i') {
		base = word[1:]
		if strength = wordOperators[base]; strength != comparison || strings.HasPrefix(base, "is") || base == "as" || base == "join" || base[0] == 's' && base != "split" {
			strength = 0
		}
		ok = strength != 0
	}
	if !ok {
		p.fail(p.span(from), "UnexpectedToken", "'-%s' is not an operator", word)
	}
	p.token(OperatorToken, from)
	return "-" + strings.TrimPrefix(word, caseMark(word, base)), strength
}

// Returns the i of an explicit ignore-case variant, which says nothing new.
func caseMark(word, base string) string {
	if word != base && word[0] == 'i' {
		return "i"
	}
	return ""
}

func (p *parser) operatorWord() string {
	start := p.pos
	for isLetter(p.peek()) {
		p.next()
	}
	return strings.ToLower(p.src[start:p.pos])
}

// Reads `a, b, c`.
func (p *parser) array() Expr {
	from := p.pos
	x := p.unary()
	if p.noComma {
		return x
	}
	list := []Expr{x}
	for {
		end := p.pos
		p.skipBlanks()
		if !p.accept(",") {
			p.pos = end
			break
		}
		p.skipNewlines()
		if p.atEnd() {
			p.incomplete("MissingExpressionAfterToken", "a value after ','")
		}
		list = append(list, p.unary())
	}
	if len(list) == 1 {
		return x
	}
	return &Array{p.span(from), list}
}
