package odata

import (
	"strings"

	"example.org/exosh/catalog"
)

// A parser reads a $filter by recursive descent.
type parser struct {
	lexer
	model  *catalog.ModelType
	tok    token
	depth  int
	lambda *lambda // the any or all that is being read, or nil
}

// A lambda is what stands for an element of a collection.
type lambda struct {
	variable string
	property string
	all      bool
}

func (p *parser) advance() (err error) {
	p.tok, err = p.next()
	return err
}

func (p *parser) expected(what string) error {
	return p.fail(p.tok.at, "expected "+what+", found "+p.tok.describe())
}

func (p *parser) is(name string) bool {
	return p.tok.kind == word && strings.EqualFold(p.tok.val, name)
}

// need consumes a token of the kind.
func (p *parser) need(k kind, what string) error {
	if p.tok.kind != k {
		return p.expected(what)
	}
	return p.advance()
}

// power is how tightly the operator that is next binds; 0 means that it joins nothing.
func (p *parser) power() (string, int) {
	switch {
	case p.is("or"):
		return "-or", 1
	case p.is("and"):
		return "-and", 2
	}
	return "", 0
}

func (p *parser) expression(least int) (*node, error) {
	left, err := p.term()
	if err != nil {
		return nil, err
	}
	for {
		op, power := p.power()
		if power <= least {
			return left, nil
		}
		if p.lambda != nil && (op == "-and") != p.lambda.all {
			return nil, p.fail(p.tok.at, "this operator within any or all has no equal in a filter of the directory")
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		right, err := p.expression(power)
		if err != nil {
			return nil, err
		}
		if left.op == op {
			left.terms = append(left.terms, right)
		} else {
			left = &node{op: op, terms: []*node{left, right}}
		}
	}
}

func (p *parser) term() (*node, error) {
	switch {
	case p.is("not"):
		return p.negation()
	case p.tok.kind == open:
		if err := p.enter(); err != nil {
			return nil, err
		}
		n, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		p.depth--
		return n, p.need(closing, "')'")
	case p.tok.kind == word:
		return p.predicate()
	}
	return nil, p.expected("a property or a function")
}

// enter goes one level deeper, over the token that opens it.
func (p *parser) enter() error {
	if p.depth++; p.depth > MaxDepth {
		return bad("Write the filter with fewer parentheses.", "The $filter has more than %d levels inside each other.", MaxDepth)
	}
	return p.advance()
}

func (p *parser) negation() (*node, error) {
	at := p.tok.at
	if err := p.enter(); err != nil {
		return nil, err
	}
	n, err := p.term()
	if err != nil {
		return nil, err
	}
	p.depth--
	if p.lambda == nil {
		return &node{op: "-not", terms: []*node{n}}, nil
	}
	// Not of an element: the operator itself is turned, as -notlike is.
	if n.op != "" || !n.leaf.negate() {
		return nil, p.fail(at, "this 'not' within any or all has no equal in a filter of the directory")
	}
	return n, nil
}

func (c *comparison) negate() bool {
	turned := map[string]string{"-eq": "-ne", "-ne": "-eq", "-like": "-notlike", "-notlike": "-like"}[c.operator]
	if turned == "" {
		return false
	}
	c.operator = turned
	return true
}
