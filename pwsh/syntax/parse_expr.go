package syntax

import "strings"

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
