package syntax

import "strings"

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

func (p *parser) command() *Command {
	c := &Command{}
	from := p.pos
	switch {
	case p.has("&"):
		c.Call = "&"
		p.pos++
		p.skipBlanks()
	case p.has(".") && !p.has(".\\") && !p.has("./") && !p.has("..") && (isDelimiter(p.peekSecond()) || p.peekSecond() == '$' || p.peekSecond() == '\'' || p.peekSecond() == '"'):
		c.Call = "."
		p.pos++
		p.skipBlanks()
	}
	p.commandName(c)
	end := p.pos
	for p.commandPart(c) {
		end = p.pos
	}
	p.pos = end
	c.Span = p.span(from)
	return c
}

func (p *parser) commandName(c *Command) {
	from := p.pos
	if r := p.peek(); isDelimiter(r) && r != '(' && r != '{' || r == eof {
		p.expected("MissingExpression", "a command or an expression")
	}
	if c.Call != "" {
		c.Name = p.argumentItem()
		return
	}
	c.Name = p.word(Bare)
	p.token(CommandToken, from)
}

// Reads the next argument or redirection; reports whether there was one.
func (p *parser) commandPart(c *Command) bool {
	p.skipBlanks()
	r := p.peek()
	switch {
	case r == eof || isNewline(r) || strings.ContainsRune(");}|&", r):
		return false
	case p.redirect(&c.Redirs):
		return true
	case r == '<':
		p.fail(p.here(), "RedirectionNotSupported", "the '<' operator is reserved for future use; pipe the content of the file instead")
	case r == ',':
		p.fail(p.here(), "MissingArgument", "expected an argument before ','")
	}
	if len(c.Args) >= 1<<16 {
		p.fail(p.here(), "TooManyArguments", "the command has too many arguments")
	}
	c.Args = append(c.Args, p.arg())
	return true
}

func (p *parser) arg() Arg {
	from := p.pos
	if name, colon, ok := p.parameter(); ok {
		a := Arg{Name: name}
		if colon {
			p.skipBlanks()
			if r := p.peek(); r == eof || isNewline(r) || strings.ContainsRune(");}|&", r) {
				p.expected("ParameterRequiresArgument", "a value after -"+name+":")
			}
			a.Value = p.argument()
		}
		a.Span = p.span(from)
		return a
	}
	if p.has("@") && isVarChar(p.peekSecond()) {
		return p.splat(from)
	}
	a := Arg{Value: p.argument()}
	a.Span = p.span(from)
	return a
}

func (p *parser) splat(from int) Arg {
	p.pos++
	start := p.pos
	p.variableName()
	s := &Splat{}
	s.Scope, s.Name = splitScope(p.src[start:p.pos])
	s.Span = p.span(from)
	p.token(VariableToken, from)
	if !p.endsWord(p.pos) {
		p.fail(s.Span, "SplattingNotPermitted", "only a plain variable can be splatted; put the value into one first")
	}
	return Arg{Span: s.Span, Value: s}
}

// Reads `-Name` or `-Name:`, if it is next.
func (p *parser) parameter() (name string, colon, ok bool) {
	if !isDash(p.peek()) {
		return "", false, false
	}
	from := p.pos
	p.next()
	if p.has("-%") {
		p.fail(p.span(from), "NotSupported", "'--%%' is not supported; quote the arguments instead")
	}
	if r := p.peek(); !isLetter(r) && r != '?' {
		p.pos = from
		return "", false, false
	}
	start := p.pos
	for {
		r := p.peek()
		if r == ':' || r == '.' || r == '[' || p.endsWord(p.pos) {
			break
		}
		if isSingleQuote(r) || isDoubleQuote(r) || r == '$' || r == '`' {
			p.pos = from
			return "", false, false
		}
		p.next()
	}
	name = p.src[start:p.pos]
	if p.has(".") || p.has("[") {
		p.pos = from
		return "", false, false
	}
	colon = p.accept(":")
	p.token(ParameterToken, from)
	return name, colon, true
}

// Reads one argument; commas make a list of it.
func (p *parser) argument() Expr {
	defer p.nest().leave()
	from := p.pos
	first := p.argumentItem()
	list := []Expr{first}
	for {
		end := p.pos
		p.skipBlanks()
		if !p.accept(",") {
			p.pos = end
			break
		}
		p.skipNewlines()
		if r := p.peek(); r == eof || strings.ContainsRune(");}|,", r) {
			p.expected("MissingArgument", "an argument after ','")
		}
		list = append(list, p.argumentItem())
	}
	if len(list) == 1 {
		return first
	}
	return &Array{p.span(from), list}
}

// Reads one item of an argument.
func (p *parser) argumentItem() Expr {
	r := p.peek()
	switch {
	case isSingleQuote(r), isDoubleQuote(r):
		return p.suffixes(p.quoted())
	case r == '$':
		return p.dollarArgument()
	case r == '(', r == '{':
		return p.suffixes(p.primary())
	case r == '@':
		if s := p.peekSecond(); s == '(' || s == '{' || isSingleQuote(s) || isDoubleQuote(s) {
			return p.suffixes(p.primary())
		}
	case isDelimiter(r):
		p.expected("MissingArgument", "an argument")
	case isDigit(r), (isDash(r) || r == '+' || r == '.') && (isDigit(p.peekSecond()) || p.peekSecond() == '.'):
		if n := p.numberArgument(); n != nil {
			return n
		}
	}
	return p.word(Bare)
}

// Reads an argument that starts with `$`: a value with members, or a word that starts with a value.
func (p *parser) dollarArgument() Expr {
	second := p.peekSecond()
	if second == '(' {
		return p.suffixes(p.primary())
	}
	if second != '{' && second != '$' && second != '^' && second != ':' && !isVarChar(second) {
		return p.word(Bare)
	}
	from := p.pos
	v := p.variable()
	r := p.peek()
	if p.endsWord(p.pos) || r == '.' || r == '[' || p.has("::") {
		return p.suffixes(v)
	}
	p.pos = from
	return p.word(Bare)
}

func (p *parser) numberArgument() Expr {
	from := p.pos
	end := from
	for !p.endsWord(end) {
		_, n := p.decode(end)
		end += n
	}
	raw := p.src[from:end]
	v, ok := ParseNumber(strings.Replace(strings.Replace(strings.Replace(raw, "–", "-", 1), "—", "-", 1), "―", "-", 1))
	if !ok {
		return nil
	}
	p.pos = end
	p.token(NumberToken, from)
	return &Number{p.span(from), raw, v}
}

// Reads a redirection, if one is next.
func (p *parser) redirect(list *[]*Redirect) bool {
	save := p.pos
	p.skipBlanks()
	r := &Redirect{From: 1}
	from := p.pos
	switch c, second := p.peek(), p.peekSecond(); {
	case second == '>' && ('1' <= c && c <= '6'):
		r.From = int(c - '0')
		p.pos++
	case second == '>' && c == '*':
		r.From = 0
		p.pos++
	}
	if !p.accept(">") {
		p.pos = save
		return false
	}
	r.Append = p.accept(">")
	p.token(OperatorToken, from)
	if !r.Append && p.accept("&") {
		if c := p.peek(); c != '1' {
			p.expected("InvalidRedirection", "1: a stream can only be merged into the output, as in 2>&1")
		}
		p.pos++
		r.To = 1
	} else {
		p.skipBlanks()
		if c := p.peek(); isDelimiter(c) && c != '(' && c != '{' {
			p.expected("MissingFileSpecification", "a file name after the redirection")
		}
		r.File = p.argumentItem()
	}
	r.Span = p.span(from)
	*list = append(*list, r)
	return true
}
