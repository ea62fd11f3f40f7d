package syntax

import (
	"strings"
)

// Reads pipelines joined by && and ||, or an assignment.
func (p *parser) chain() Stmt {
	defer p.nest().leave()
	from := p.pos
	first := p.pipelineOrAssign()
	pipe, ok := first.(*Pipeline)
	c := &Chain{Pipelines: []*Pipeline{pipe}}
	for ok {
		end := p.pos
		p.skipBlanks()
		op := p.chainOp()
		if op == "" {
			p.pos = end
			break
		}
		p.skipNewlines()
		next, isPipe := p.pipelineOrAssign().(*Pipeline)
		if !isPipe {
			p.fail(p.span(end), "AssignmentInChain", "an assignment after %s must stand in parentheses", op)
		}
		c.Ops = append(c.Ops, op)
		c.Pipelines = append(c.Pipelines, next)
	}
	if len(c.Ops) == 0 {
		return first
	}
	c.Span = p.span(from)
	return c
}

func (p *parser) chainOp() string {
	for _, op := range [...]string{"&&", "||"} {
		if p.accept(op) {
			p.token(OperatorToken, p.pos-2)
			return op
		}
	}
	return ""
}

func (p *parser) pipelineOrAssign() Stmt {
	from := p.pos
	pipe := &Pipeline{}
	for {
		p.skipBlanks()
		elem, assign := p.pipelineElement(len(pipe.Elems) == 0)
		if assign != nil {
			return assign
		}
		pipe.Elems = append(pipe.Elems, elem)
		end := p.pos
		if !p.pipe() {
			p.pos = end
			break
		}
		p.skipNewlines()
	}
	pipe.Span = p.span(from)
	p.refuseBackground()
	return pipe
}

// Consumes a pipe, which may stand on the next line.
func (p *parser) pipe() bool {
	p.skipNewlines()
	if !p.has("|") || p.has("||") {
		return false
	}
	p.pos++
	p.token(OperatorToken, p.pos-1)
	return true
}

func (p *parser) refuseBackground() {
	save := p.pos
	p.skipBlanks()
	if p.has("&") && !p.has("&&") {
		p.fail(p.here(), "NotSupported", "background jobs ('&' after a command) are not supported; text with '&' in it must be quoted")
	}
	p.pos = save
}

func (p *parser) pipelineElement(first bool) (Element, Stmt) {
	from := p.pos
	if p.atEnd() {
		p.incomplete("EmptyPipeElement", "a command or an expression")
	}
	if !p.startsExpression() {
		return p.command(), nil
	}
	x := p.expression()
	end := p.pos
	p.skipBlanks()
	if op := p.assignOp(); op != "" {
		if !first {
			p.fail(p.span(from), "InvalidAssignmentTarget", "an assignment cannot stand in the middle of a pipeline")
		}
		return nil, p.assignment(x, op, from)
	}
	if !first {
		p.fail(x.Range(), "ExpressionsMustBeFirstInPipeline", "an expression can only be the first element of a pipeline; use ForEach-Object { ... } to compute in the middle")
	}
	p.pos = end
	e := &ExprElement{X: x}
	for p.redirect(&e.Redirs) {
		end = p.pos
	}
	p.pos = end
	e.Span = p.span(from)
	return e, nil
}

func (p *parser) assignOp() string {
	for _, op := range [...]string{"??=", "+=", "-=", "*=", "/=", "%="} {
		if p.accept(op) {
			p.token(OperatorToken, p.pos-len(op))
			return op
		}
	}
	if p.has("=") && !p.has("==") {
		p.pos++
		p.token(OperatorToken, p.pos-1)
		return "="
	}
	if p.has("==") {
		p.fail(Span{p.pos, p.pos + 2}, "InvalidOperator", "'==' is not an operator here; compare with -eq, assign with '='")
	}
	return ""
}

func (p *parser) assignment(target Expr, op string, from int) Stmt {
	defer p.nest().leave()
	if !assignable(target) {
		p.fail(target.Range(), "InvalidLeftHandSide", "nothing can be assigned to this; a variable, a property or an element must stand left of '%s'", op)
	}
	p.skipNewlines()
	if p.atEnd() {
		p.incomplete("ExpectedValueExpression", "a value after '"+op+"'")
	}
	if r := p.peek(); r == ')' || r == '}' || r == ';' || r == '|' {
		p.expected("ExpectedValueExpression", "a value after '"+op+"'")
	}
	s := &Assign{Target: target, Op: op, Value: p.statement()}
	s.Span = p.span(from)
	return s
}

func assignable(x Expr) bool {
	switch x := x.(type) {
	case *Variable, *Index:
		return true
	case *Member:
		return true
	case *Cast:
		return assignable(x.X)
	case *Array:
		for _, e := range x.Elems {
			if !assignable(e) {
				return false
			}
		}
		return true
	case *Paren:
		inner, ok := x.X.(*Pipeline)
		if !ok || len(inner.Elems) != 1 {
			return false
		}
		e, ok := inner.Elems[0].(*ExprElement)
		return ok && assignable(e.X)
	}
	return false
}

// Reports whether the next statement is an expression and not a command (rule 1 of the language).
func (p *parser) startsExpression() bool {
	r, second := p.peek(), p.peekSecond()
	switch {
	case isSingleQuote(r), isDoubleQuote(r), strings.ContainsRune("$(@[{!,", r):
		return true
	case isDigit(r), r == '.' && isDigit(second):
		return p.wholeNumber()
	case r == '+':
		return true
	case isDash(r):
		return !isLetter(second) || p.peekUnaryWord() != ""
	}
	return false
}

// Reports whether the word that is next is a number as a whole, or a range or another operator on one.
func (p *parser) wholeNumber() bool {
	end := p.numberEnd(p.pos)
	if end == p.pos {
		return false
	}
	r, _ := p.decode(end)
	return p.endsWord(end) || strings.ContainsRune("+*/%=.!])[?:", r) || isDash(r)
}
