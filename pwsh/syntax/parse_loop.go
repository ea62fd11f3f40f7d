package syntax

func (p *parser) labelled(from int) Stmt {
	p.pos++
	start := p.pos
	for isNameChar(p.peek()) {
		p.next()
	}
	label := p.src[start:p.pos]
	p.skipNewlines()
	switch word := p.keyword(); word {
	case "foreach", "for", "while", "do", "switch":
		at := p.pos
		p.pos += len(word)
		p.token(KeywordToken, at)
		return p.loop(word, label, from)
	}
	p.expected("MissingLoopAfterLabel", "a loop or switch after the label :"+label)
	return nil
}

func (p *parser) loop(word, label string, from int) Stmt {
	switch word {
	case "foreach":
		return p.forEach(label, from)
	case "for":
		return p.forLoop(label, from)
	case "while":
		s := &While{Label: label, Cond: p.condition("while")}
		p.skipNewlines()
		s.Body = p.braces("'{' after the condition of while")
		s.Span = p.span(from)
		return s
	case "do":
		return p.doLoop(label, from)
	}
	return p.switchStatement(label, from)
}

func (p *parser) doLoop(label string, from int) Stmt {
	p.skipNewlines()
	s := &While{Label: label, Do: true, Body: p.braces("'{' after do")}
	p.skipNewlines()
	at := p.pos
	word := p.keyword()
	if word != "while" && word != "until" {
		p.expected("MissingWhileOrUntilInDoWhile", "while or until after the block of do")
	}
	p.pos += len(word)
	p.token(KeywordToken, at)
	s.Until = word == "until"
	s.Cond = p.condition(word)
	s.Span = p.span(from)
	return s
}

func (p *parser) forEach(label string, from int) Stmt {
	s := &ForEach{Label: label}
	p.skipNewlines()
	if p.peek() == '-' {
		p.fail(p.here(), "NotSupported", "'foreach -parallel' is not supported")
	}
	p.want("(", "MissingOpenParenthesisAfterKeyword", "'(' after foreach")
	p.skipNewlines()
	if p.peek() != '$' {
		p.expected("MissingVariableNameAfterForeach", "a variable after foreach (")
	}
	s.Var = p.variable()
	p.skipNewlines()
	at := p.pos
	if p.keyword() != "in" {
		p.expected("MissingInInForeach", "in after the variable of foreach")
	}
	p.pos += len("in")
	p.token(KeywordToken, at)
	s.In = p.enclosed(func() Stmt { return p.chain() })
	p.want(")", "MissingEndParenthesisAfterForeach", "')' after the list of foreach")
	p.skipNewlines()
	s.Body = p.braces("'{' after foreach (...)")
	s.Span = p.span(from)
	return s
}

func (p *parser) forLoop(label string, from int) Stmt {
	s := &For{Label: label}
	p.skipNewlines()
	p.want("(", "MissingOpenParenthesisAfterKeyword", "'(' after for")
	saved := p.noComma
	p.noComma = false
	s.Init = p.forPart()
	if p.forSeparator() {
		s.Cond = p.forPart()
		if p.forSeparator() {
			s.Step = p.forPart()
		}
	}
	p.noComma = saved
	p.skipNewlines()
	p.want(")", "MissingEndParenthesisAfterStatement", "')' after the parts of for")
	p.skipNewlines()
	s.Body = p.braces("'{' after for (...)")
	s.Span = p.span(from)
	return s
}

func (p *parser) forPart() Stmt {
	p.skipNewlines()
	if p.has(";") || p.has(")") {
		return nil
	}
	return p.chain()
}

func (p *parser) forSeparator() bool {
	p.skipNewlines()
	return p.accept(";")
}
