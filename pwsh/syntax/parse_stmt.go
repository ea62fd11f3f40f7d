package syntax

import (
	"strings"
)

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
