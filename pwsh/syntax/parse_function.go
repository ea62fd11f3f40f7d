package syntax

import (
	"strings"
)

func (p *parser) function(filter bool, from int) Stmt {
	f := &Function{Filter: filter}
	p.skipNewlines()
	start := p.pos
	for !p.endsWord(p.pos) {
		p.next()
	}
	name := p.src[start:p.pos]
	if name == "" {
		p.expected("MissingNameAfterKeyword", "a name after function")
	}
	p.token(CommandToken, start)
	if scope, rest, ok := strings.Cut(name, ":"); ok && scope != "" && rest != "" {
		f.Scope, name = strings.ToLower(scope), rest
	}
	f.Name = name
	p.skipNewlines()
	var params *Params
	if p.has("(") {
		params = p.params()
		p.skipNewlines()
	}
	f.Body = p.bracedBody("'{' after the name of the function")
	if params != nil && (len(params.List) > 0 || f.Body.Params == nil) {
		if f.Body.Params != nil {
			p.fail(f.Body.Params.Span, "OnlyOneParameterListAllowed", "the function has parameters in two places")
		}
		f.Body.Params = params
	}
	f.Span = p.span(from)
	return f
}

// Reads `{ body }`.
func (p *parser) bracedBody(what string) *Body {
	open := p.pos
	p.want("{", "MissingFunctionBody", what)
	saved := p.noComma
	p.noComma = false
	b := p.body('}')
	p.noComma = saved
	p.wantClose("}", "MissingEndCurlyBrace", "'}' to close the block that starts", open)
	return b
}
