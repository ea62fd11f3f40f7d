package syntax

import (
	"strings"
)

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
