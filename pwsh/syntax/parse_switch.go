package syntax

import (
	"strings"
)

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
