package syntax

import "strings"

// Reads what stands between the braces of a function or script block, or a whole script. close is
// the character that ends it; it is not consumed.
func (p *parser) body(end rune) *Body {
	defer p.nest().leave()
	b := &Body{}
	from := p.pos
	p.skipSeparators()
	p.usings()
	p.paramBlock(b)
	p.skipSeparators()
	if word := p.blockWord(); word != "" {
		p.namedBlocks(b, end)
	} else {
		b.End = p.block(end)
	}
	b.Span = p.span(from)
	b.Text = p.src[from:p.pos]
	return b
}

// Skips `using namespace`; type names are looked up without their namespace anyway.
func (p *parser) usings() {
	for p.keyword() == "using" {
		from := p.pos
		p.pos += len("using")
		p.skipBlanks()
		if p.keyword() != "namespace" {
			p.fail(Span{from, p.pos}, "NotSupported", "'using' is supported for namespaces only; use Import-Module for modules")
		}
		p.pos += len("namespace")
		p.skipBlanks()
		p.word(Bare)
		p.skipSeparators()
	}
}

// Reads attributes and param(...), if they are there.
func (p *parser) paramBlock(b *Body) {
	from := p.pos
	var attrs []*Attribute
	for p.peek() == '[' {
		attr, _ := p.attributeOrType()
		if attr == nil {
			p.pos = from
			return
		}
		attrs = append(attrs, attr)
		p.skipSeparators()
	}
	if p.keyword() != "param" {
		if len(attrs) > 0 {
			p.fail(attrs[0].Span, "UnexpectedAttribute", "expected param(...) after the attribute [%s()]", attrs[0].Name)
		}
		return
	}
	p.pos += len("param")
	p.token(KeywordToken, p.pos-len("param"))
	p.skipNewlines()
	b.Attrs = attrs
	b.Params = p.params()
}

// Reads the parenthesised list of parameters.
func (p *parser) params() *Params {
	defer p.nest().leave()
	list := &Params{}
	from := p.pos
	p.want("(", "MissingOpenParenthesis", "'(' after param")
	saved := p.noComma
	p.noComma = true
	for p.skipNewlines(); !p.has(")"); p.skipNewlines() {
		list.List = append(list.List, p.param())
		p.skipNewlines()
		if !p.accept(",") {
			break
		}
		p.skipNewlines()
		if p.has(")") {
			p.expected("MissingExpressionAfterToken", "a parameter after ','")
		}
	}
	p.noComma = saved
	p.want(")", "MissingEndParenthesisInFunctionParameterList", "',' or ')' after a parameter")
	list.Span = p.span(from)
	return list
}

func (p *parser) param() *Param {
	v := &Param{}
	from := p.pos
	for p.peek() == '[' {
		attr, typ := p.attributeOrType()
		if attr != nil {
			v.Attrs = append(v.Attrs, attr)
		} else {
			v.Type = typ
		}
		p.skipNewlines()
	}
	if p.peek() != '$' {
		p.expected("MissingParameterName", "a parameter, such as $Name")
	}
	name := p.variable()
	if name.Scope != "" {
		p.fail(name.Span, "InvalidParameterName", "the parameter %s cannot have a scope", name.Raw)
	}
	v.Name = name.Name
	end := p.pos
	p.skipNewlines()
	if p.accept("=") {
		p.skipNewlines()
		v.Default = p.expression()
		end = p.pos
	} else {
		p.pos = end
	}
	v.Span = Span{from, end}
	return v
}

// Reads `[Name(args)]` or `[type]`; one of the results is nil.
func (p *parser) attributeOrType() (*Attribute, *TypeName) {
	defer p.nest().leave()
	from := p.pos
	p.want("[", "MissingOpenBracket", "'['")
	p.skipNewlines()
	t := p.typeName()
	p.skipNewlines()
	if !p.has("(") {
		p.want("]", "EndSquareBracketExpectedAtEndOfType", "']' after the type")
		t.Span = p.span(from)
		p.token(TypeToken, from)
		return nil, t
	}
	a := &Attribute{Name: t.Name}
	p.attributeArgs(a)
	p.skipNewlines()
	p.want("]", "EndSquareBracketExpectedAtEndOfAttribute", "']' after the attribute")
	a.Span = p.span(from)
	p.token(TypeToken, from)
	return a, nil
}

func (p *parser) attributeArgs(a *Attribute) {
	saved := p.noComma
	p.noComma = true
	p.pos++
	for p.skipNewlines(); !p.has(")"); p.skipNewlines() {
		p.attributeArg(a)
		p.skipNewlines()
		if !p.accept(",") {
			break
		}
	}
	p.noComma = saved
	p.want(")", "MissingEndParenthesisInExpression", "',' or ')' after an argument of the attribute")
}

func (p *parser) attributeArg(a *Attribute) {
	from := p.pos
	if !isLetter(p.peek()) {
		a.Args = append(a.Args, p.expression())
		return
	}
	for isNameChar(p.peek()) {
		p.next()
	}
	k := AttributeKey{Name: p.src[from:p.pos]}
	end := p.pos
	p.skipNewlines()
	if p.accept("=") {
		p.skipNewlines()
		k.Value = p.expression()
		end = p.pos
	}
	k.Span = Span{from, end}
	a.Keys = append(a.Keys, k)
}

// Returns the keyword of a named block that is next, or "".
func (p *parser) blockWord() string {
	word := p.keyword()
	switch word {
	case "begin", "process", "end", "clean", "dynamicparam":
		save := p.pos
		p.pos += len(word)
		p.skipNewlines()
		ok := p.has("{")
		p.pos = save
		if ok {
			return word
		}
	}
	return ""
}

func (p *parser) namedBlocks(b *Body, end rune) {
	b.Named = true
	for {
		p.skipSeparators()
		if p.peek() == end {
			return
		}
		from := p.pos
		word := p.blockWord()
		slot := map[string]**Block{"begin": &b.Begin, "process": &b.Process, "end": &b.End, "clean": &b.Clean}[word]
		switch {
		case word == "":
			p.expected("MissingNamedBlocks", "begin, process, end or clean: a body has either named blocks or plain statements")
		case slot == nil:
			p.refuse(word)
		case *slot != nil:
			p.fail(Span{from, from + len(word)}, "DuplicateScriptCommandClause", "the block '%s' stands here twice", word)
		}
		p.pos += len(word)
		p.token(KeywordToken, from)
		p.skipNewlines()
		*slot = p.braces("'{' after " + word)
	}
}

// Reads `{ statements }`.
func (p *parser) braces(what string) *Block {
	defer p.nest().leave()
	from := p.pos
	p.want("{", "MissingStatementBlock", what)
	saved := p.noComma
	p.noComma = false
	b := p.block('}')
	p.noComma = saved
	p.wantClose("}", "MissingEndCurlyBrace", "'}' to close the block that starts", from)
	b.Span = p.span(from)
	return b
}

// Reads statements up to the closing character, which is not consumed.
func (p *parser) block(end rune) *Block {
	b := &Block{}
	from := p.pos
	for {
		p.skipSeparators()
		r := p.peek()
		if r == end || r == eof || strings.ContainsRune(")}", r) {
			break
		}
		b.Stmts = append(b.Stmts, p.statement())
		p.skipBlanks()
		if r := p.peek(); !isNewline(r) && r != ';' && r != eof && !strings.ContainsRune(")}", r) && !p.endsWithBrace() {
			p.fail(p.here(), "UnexpectedToken", "unexpected %s: expected the end of the statement, such as a new line, ';' or '|'", p.found())
		}
	}
	b.Span = p.span(from)
	return b
}

// Reports whether the statement just read ended with a closing brace, after which another may follow
// on the same line.
func (p *parser) endsWithBrace() bool {
	return strings.HasSuffix(strings.TrimRight(p.src[:p.pos], " \t"), "}")
}
