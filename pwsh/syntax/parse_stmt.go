package syntax

import "strings"

// The words that start statements, with the parser of each; a nil parser refuses by name.
func (p *parser) statementOf(word string) (parse func(from int) Stmt, known bool) {
	switch word {
	case "if":
		return p.ifStatement, true
	case "foreach", "for", "while", "do", "switch":
		return func(from int) Stmt { return p.loop(word, "", from) }, true
	case "function", "filter":
		return func(from int) Stmt { return p.function(word == "filter", from) }, true
	case "try":
		return p.tryStatement, true
	case "return", "throw", "exit", "break", "continue":
		return func(from int) Stmt { return p.flow(word, from) }, true
	case "trap", "data", "class", "enum", "workflow", "configuration", "using", "dynamicparam", "parallel", "sequence", "inlinescript":
		return nil, true
	case "param":
		return nil, true
	}
	return nil, false
}

// Returns the keyword-like word that is next, in lower case, or "" where there is none.
func (p *parser) keyword() string {
	i := p.pos
	for i < len(p.src) && 'a' <= p.src[i]|0x20 && p.src[i]|0x20 <= 'z' {
		i++
	}
	if i == p.pos || i-p.pos > 14 {
		return ""
	}
	if !p.endsWord(i) {
		return ""
	}
	return strings.ToLower(p.src[p.pos:i])
}

func (p *parser) statement() Stmt {
	defer p.nest().leave()
	from := p.pos
	if p.peek() == ':' && isLetter(p.peekSecond()) {
		return p.labelled(from)
	}
	word := p.keyword()
	parse, known := p.statementOf(word)
	if !known {
		return p.chain()
	}
	if parse == nil {
		if blockless := word == "parallel" || word == "sequence" || word == "inlinescript" || word == "configuration" || word == "data"; blockless && !p.opensBlock(word) {
			return p.chain()
		}
		p.refuse(word)
	}
	p.pos += len(word)
	p.token(KeywordToken, from)
	return parse(from)
}

// Reports whether a brace follows the word, perhaps after a name.
func (p *parser) opensBlock(word string) bool {
	save := p.pos
	defer func() { p.pos = save }()
	p.pos += len(word)
	p.skipNewlines()
	for !isDelimiter(p.peek()) {
		p.next()
	}
	p.skipNewlines()
	return p.has("{")
}

func (p *parser) refuse(word string) {
	at := Span{p.pos, p.pos + len(word)}
	advice := map[string]string{
		"trap":  "; use try and catch",
		"class": "; use [pscustomobject]@{} and functions",
		"enum":  "; use [ValidateSet()] or a hash table",
		"data":  "; use a hash table",
		"using": " here; it must be the first statement",
		"param": " here; it must be the first statement of a script, function or script block",
	}[word]
	p.fail(at, "NotSupported", "'%s' is not supported%s", word, advice)
}

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

func (p *parser) ifStatement(from int) Stmt {
	s := &If{}
	for {
		cond := p.condition("if")
		p.skipNewlines()
		s.Clauses = append(s.Clauses, IfClause{cond, p.braces("'{' after the condition of if")})
		end := p.pos
		p.skipNewlines()
		at := p.pos
		switch p.keyword() {
		case "elseif":
			p.pos += len("elseif")
			p.token(KeywordToken, at)
			continue
		case "else":
			p.pos += len("else")
			p.token(KeywordToken, at)
			p.skipNewlines()
			s.Else = p.braces("'{' after else")
		default:
			p.pos = end
		}
		s.Span = p.span(from)
		return s
	}
}

// Reads `( pipeline )` after a keyword.
func (p *parser) condition(word string) Stmt {
	p.skipNewlines()
	p.want("(", "MissingOpenParenthesisInIfStatement", "'(' after "+word)
	s := p.enclosed(func() Stmt { return p.chain() })
	p.want(")", "MissingEndParenthesisAfterStatement", "')' to close the condition of "+word)
	return s
}

// Reads one thing inside parentheses, where commas make arrays again.
func (p *parser) enclosed(read func() Stmt) Stmt {
	saved := p.noComma
	p.noComma = false
	p.skipNewlines()
	s := read()
	p.skipNewlines()
	p.noComma = saved
	return s
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

func (p *parser) switchStatement(label string, from int) Stmt {
	s := &Switch{Label: label}
	p.switchFlags(s)
	if s.File == nil {
		s.Value = p.condition("switch")
	}
	p.skipNewlines()
	open := p.pos
	p.want("{", "MissingCurlyBraceInSwitchStatement", "'{' after switch (...)")
	saved := p.noComma
	p.noComma = false
	for p.skipSeparators(); !p.has("}"); p.skipSeparators() {
		if p.atEnd() {
			p.incomplete("MissingEndCurlyBrace", "'}' to close the switch that starts at "+At(p.src, open).String())
		}
		p.switchClause(s)
	}
	p.noComma = saved
	p.pos++
	s.Span = p.span(from)
	return s
}

func (p *parser) switchFlags(s *Switch) {
	for p.skipNewlines(); isDash(p.peek()); p.skipNewlines() {
		from := p.pos
		p.next()
		start := p.pos
		for isLetter(p.peek()) {
			p.next()
		}
		flag := strings.ToLower(p.src[start:p.pos])
		p.token(ParameterToken, from)
		switch {
		case flag == "":
			p.expected("InvalidSwitchFlag", "-Wildcard, -Regex, -Exact, -CaseSensitive or -File")
		case strings.HasPrefix("wildcard", flag), strings.HasPrefix("regex", flag):
			s.Match = map[byte]string{'w': "wildcard", 'r': "regex"}[flag[0]]
		case strings.HasPrefix("exact", flag):
			s.Match = ""
		case strings.HasPrefix("casesensitive", flag):
			s.CaseSensitive = true
		case strings.HasPrefix("file", flag):
			p.skipBlanks()
			s.File = p.argument()
		default:
			p.fail(p.span(from), "InvalidSwitchFlag", "switch does not know -%s; it knows -Wildcard, -Regex, -Exact, -CaseSensitive and -File", flag)
		}
	}
}

func (p *parser) switchClause(s *Switch) {
	from := p.pos
	if p.keyword() == "default" {
		if s.Default != nil {
			p.fail(Span{from, from + len("default")}, "MultipleSwitchDefaultClauses", "the switch has two default clauses")
		}
		p.pos += len("default")
		p.token(KeywordToken, from)
		p.skipNewlines()
		s.Default = p.braces("'{' after default")
		return
	}
	cond := p.argumentItem()
	p.skipNewlines()
	s.Clauses = append(s.Clauses, SwitchClause{cond, p.braces("'{' after the condition of a switch clause")})
}

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

func (p *parser) tryStatement(from int) Stmt {
	s := &Try{}
	p.skipNewlines()
	s.Body = p.braces("'{' after try")
	for {
		end := p.pos
		p.skipNewlines()
		at := p.pos
		switch word := p.keyword(); word {
		case "catch":
			p.pos += len(word)
			p.token(KeywordToken, at)
			s.Catches = append(s.Catches, p.catch())
			continue
		case "finally":
			p.pos += len(word)
			p.token(KeywordToken, at)
			p.skipNewlines()
			s.Finally = p.braces("'{' after finally")
		default:
			if s.Catches == nil {
				p.expected("MissingCatchOrFinally", "catch or finally after the block of try")
			}
			p.pos = end
		}
		s.Span = p.span(from)
		return s
	}
}

func (p *parser) catch() Catch {
	var c Catch
	for p.skipNewlines(); p.has("["); p.skipNewlines() {
		attr, t := p.attributeOrType()
		if attr != nil {
			p.fail(attr.Span, "TypeNameExpected", "expected an exception type after catch, found an attribute")
		}
		c.Types = append(c.Types, t)
		p.skipNewlines()
		if p.accept(",") {
			p.skipNewlines()
			if !p.has("[") {
				p.expected("MissingTypeLiteralToken", "a type after ','")
			}
		}
	}
	c.Body = p.braces("'{' after catch")
	return c
}

func (p *parser) flow(word string, from int) Stmt {
	s := &Flow{Word: word}
	end := p.pos
	p.skipBlanks()
	if r := p.peek(); !isNewline(r) && r != eof && !strings.ContainsRune(";)}|", r) && !p.has("&&") {
		if word == "break" || word == "continue" {
			s.Label = p.argumentItem()
		} else {
			s.Value = p.chain()
		}
		end = p.pos
	}
	s.Span = Span{from, end}
	p.pos = end
	return s
}
