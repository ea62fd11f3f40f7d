package opath

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of a filter (S-52).
const (
	MaxLength = 64 << 10 // bytes
	MaxDepth  = 200      // parentheses and -not inside each other
)

// Parse reads a filter. Braces around it, which a script block leaves, are dropped. The error is a
// *SyntaxError.
func Parse(filter string) (Node, error) {
	if len(filter) > MaxLength {
		return nil, &SyntaxError{Filter: clip(filter[:MaxLength/64]), Pos: MaxLength + 1,
			Message: fmt.Sprintf("the filter is longer than %d characters", MaxLength), Advice: "Filter the result with Where-Object instead."}
	}
	if !utf8.ValidString(filter) {
		return nil, &SyntaxError{Pos: 1, Message: "the filter is not valid UTF-8"}
	}
	p := &parser{lexer: lexer{src: unbraced(filter)}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != atEnd {
		return nil, p.unexpected("-and, -or or the end of the filter")
	}
	return n, nil
}

// ParseFor is Parse for a filter that may name only the properties that allowed accepts; else the error
// is a *PropertyError.
func ParseFor(filter string, allowed func(property string) bool) (Node, error) {
	n, err := Parse(filter)
	if err != nil {
		return nil, err
	}
	walk(n, func(c *Comparison) {
		if err == nil && !allowed(c.Property) {
			err = &PropertyError{Property: c.Property, Pos: utf8.RuneCountInString(filter[:c.at]) + 1}
		}
	})
	if err != nil {
		return nil, err
	}
	return n, nil
}

// unbraced blanks the braces around a filter, so that positions stay.
func unbraced(s string) string {
	t := strings.TrimSpace(s)
	if len(t) < 2 || t[0] != '{' || t[len(t)-1] != '}' {
		return s
	}
	first, last := strings.IndexByte(s, '{'), strings.LastIndexByte(s, '}')
	return s[:first] + " " + s[first+1:last]
}

type parser struct {
	lexer
	tok   token
	depth int
}

func (p *parser) advance() (err error) {
	p.tok, err = p.next()
	return err
}

// power is how tightly an operator binds the terms beside it; 0 means that it joins no terms.
func power(t token) int {
	if t.kind == operator {
		switch t.val {
		case "-or":
			return 1
		case "-and":
			return 2
		}
	}
	return 0
}

// expression reads terms joined by operators that bind tighter than least.
func (p *parser) expression(least int) (Node, error) {
	left, err := p.term()
	if err != nil {
		return nil, err
	}
	for power(p.tok) > least {
		operator := p.tok
		if err := p.advance(); err != nil {
			return nil, err
		}
		right, err := p.expression(power(operator))
		if err != nil {
			return nil, err
		}
		left = combine(operator.val, left, right)
	}
	return left, nil
}

// combine joins two filters; a chain of one operator is one node, so that long filters stay flat.
func combine(operator string, left, right Node) Node {
	if operator == "-and" {
		if and, ok := left.(*And); ok {
			and.Terms = append(and.Terms, right)
			return and
		}
		return &And{[]Node{left, right}}
	}
	if or, ok := left.(*Or); ok {
		or.Terms = append(or.Terms, right)
		return or
	}
	return &Or{[]Node{left, right}}
}

// term reads -not, a filter in parentheses, or a comparison.
func (p *parser) term() (Node, error) {
	switch {
	case p.tok.kind == operator && p.tok.val == "-not":
		if err := p.enter(); err != nil {
			return nil, err
		}
		n, err := p.term()
		p.depth--
		if err != nil {
			return nil, err
		}
		return &Not{n}, nil
	case p.tok.kind == open:
		return p.parenthesis()
	case p.tok.kind == name:
		return p.comparison()
	}
	return nil, p.unexpected("a property name, -not or '('")
}

// enter goes one level deeper, over the token that opens it.
func (p *parser) enter() error {
	if p.depth++; p.depth > MaxDepth {
		return p.fail(p.tok.at, fmt.Sprintf("more than %d levels inside each other", MaxDepth), "Write the filter with fewer parentheses.")
	}
	return p.advance()
}

func (p *parser) parenthesis() (Node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	p.depth--
	if p.tok.kind != closing {
		return nil, p.unexpected("-and, -or or ')'")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return n, nil
}

func (p *parser) comparison() (Node, error) {
	c := &Comparison{Property: p.tok.val, at: p.tok.at}
	if err := p.advance(); err != nil {
		return nil, err
	}
	op, ok := parseOp(p.tok.val)
	if p.tok.kind != operator || !ok {
		return nil, p.unexpected("one of " + operatorList + " after " + clip(c.Property))
	}
	c.Op = op
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.value(c); err != nil {
		return nil, err
	}
	c.prepare()
	return c, p.advance()
}

// value reads what a property is compared with.
func (p *parser) value(c *Comparison) error {
	switch p.tok.kind {
	case text, bare:
		c.Value = p.tok.val
	case constant:
		c.Value = map[string]any{"$true": true, "$false": false, "$null": nil}[p.tok.val]
	default:
		return p.unexpected("a value: 'text', a number, $true, $false or $null")
	}
	if p.tok.kind != text && (c.Op == Like || c.Op == NotLike) {
		return p.unexpected("a text in quotes after " + c.Op.String())
	}
	return nil
}

func (p *parser) unexpected(expected string) *SyntaxError {
	return p.fail(p.tok.at, "expected "+expected+", found "+p.tok.describe(), "")
}
