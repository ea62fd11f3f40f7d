package syntax

import (
	"strings"
)

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
