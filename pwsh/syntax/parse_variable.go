package syntax

import (
	"strings"
)

// Reads `$name`, `${name}` or `$scope:name`.
func (p *parser) variable() *Variable {
	from := p.pos
	p.next()
	start := p.pos
	var name string
	if p.accept("{") {
		name = p.bracedName(from)
	} else {
		p.variableName()
		name = p.src[start:p.pos]
	}
	if name == "" {
		p.expected("MissingVariableName", "the name of a variable after '$'")
	}
	v := &Variable{Span: p.span(from), Raw: p.src[from:p.pos]}
	v.Scope, v.Name = splitScope(name)
	p.token(VariableToken, from)
	return v
}

func (p *parser) bracedName(from int) string {
	var b strings.Builder
	for {
		r := p.peek()
		switch r {
		case eof:
			p.incomplete("IncompleteDollarVariableReference", "'}' after the name that starts at "+At(p.src, from).String())
		case '}':
			p.next()
			if b.Len() == 0 {
				p.fail(p.span(from), "EmptyVariableReference", "'${}' names no variable")
			}
			return b.String()
		case '{':
			p.fail(p.here(), "OpenBraceNeedsToBeBackTickedInVariableName", "'{' in the name of a variable must be written as `{")
		case '`':
			p.next()
			r = p.peek()
			if r == eof {
				continue
			}
		}
		_, n := p.decode(p.pos)
		b.WriteString(p.src[p.pos : p.pos+n])
		p.pos += n
	}
}

// Consumes the name of a variable without braces.
func (p *parser) variableName() {
	if r := p.peek(); r == '$' || r == '^' || r == '?' && !isVarChar(p.peekSecond()) {
		p.next()
		return
	}
	for isVarChar(p.peek()) {
		p.next()
	}
	if !p.has(":") || p.has("::") {
		return
	}
	if !isVarChar(p.peekSecond()) {
		p.fail(p.here(), "InvalidVariableReferenceWithDrive", "':' is not followed by the name of a variable; write ${name} to end the name before it")
	}
	p.next()
	for isVarChar(p.peek()) {
		p.next()
	}
}

// Splits a name into its scope or drive, in lower case, and the rest.
func splitScope(name string) (string, string) {
	scope, rest, ok := strings.Cut(name, ":")
	if !ok || scope == "" || rest == "" {
		return "", name
	}
	if scope = strings.ToLower(scope); scope == "variable" {
		return "", rest
	}
	return scope, rest
}
