package odata

import (
	"fmt"
	"strings"

	"example.org/exosh/catalog"
)

// predicate reads a comparison, a function, any or all, or a Boolean property that stands alone.
func (p *parser) predicate() (*node, error) {
	if like, ok := patterns(p.tok.val); ok {
		return p.function(like)
	}
	at := p.tok
	property, many, err := p.operand()
	if err != nil {
		return nil, err
	}
	if p.tok.kind == slash {
		if !many {
			return nil, p.fail(p.tok.at, property.Name+" is no collection")
		}
		return p.quantifier(property)
	}
	if p.is("in") {
		return p.in(property)
	}
	if op, ok := p.operator(); ok {
		return p.compare(property, op)
	}
	if property.Type == "Boolean" && (p.tok.kind == atEnd || p.tok.kind == closing || p.is("and") || p.is("or")) {
		return &node{leaf: comparison{property.Name, "-eq", "$true"}}, nil
	}
	if p.tok.kind == open {
		return nil, p.fail(at.at, "an unknown function with name '"+clip(at.val)+"' was found")
	}
	return nil, p.expected("one of eq, ne, gt, ge, lt, le, in")
}

// patterns returns the pattern of -like that a function stands for, with %s for its text.
func patterns(function string) (string, bool) {
	switch strings.ToLower(function) {
	case "startswith":
		return "%s*", true
	case "endswith":
		return "*%s", true
	case "contains":
		return "*%s*", true
	}
	return "", false
}

func (p *parser) operator() (string, bool) {
	for _, op := range []string{"eq", "ne", "gt", "ge", "lt", "le"} {
		if p.is(op) {
			return "-" + op, true
		}
	}
	return "", false
}

// operand reads a property, within any or all the element, or tolower or toupper of it.
func (p *parser) operand() (*catalog.ModelMember, bool, error) {
	if p.is("tolower") || p.is("toupper") {
		if err := p.advance(); err != nil {
			return nil, false, err
		}
		if err := p.need(open, "'('"); err != nil {
			return nil, false, err
		}
		m, many, err := p.name()
		if err != nil {
			return nil, false, err
		}
		return m, many, p.need(closing, "')'")
	}
	return p.name()
}

func (p *parser) name() (*catalog.ModelMember, bool, error) {
	if p.tok.kind != word {
		return nil, false, p.expected("a property")
	}
	name := p.tok
	if err := p.advance(); err != nil {
		return nil, false, err
	}
	if p.lambda != nil {
		if name.val != p.lambda.variable {
			return nil, false, p.fail(name.at, "expected the variable "+clip(p.lambda.variable)+", found '"+clip(name.val)+"'")
		}
		return &catalog.ModelMember{Name: p.lambda.property, Type: "String"}, false, nil
	}
	m, ok := p.model.Prop(name.val)
	if !ok {
		return nil, false, Unknown(p.model, name.val)
	}
	if refused(p.model.Name, m.Name) {
		return nil, false, bad("Filter on another property, or filter the answer.", "The property '%s' cannot be used in the $filter query option.", m.Name)
	}
	_, many := m.Element()
	return m, many, nil
}

// Unknown returns the error of a property that the type does not have.
func Unknown(t *catalog.ModelType, name string) *Error {
	return bad("$metadata lists the properties; in the shell, -Properties * shows them.", "Could not find a property named '%s' on type 'Exchange.%s'.", clip(name), t.Name)
}

func (p *parser) compare(m *catalog.ModelMember, op string) (*node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	if v == "$null" && op != "-eq" && op != "-ne" {
		return nil, p.fail(p.tok.at, "null can only be compared with eq and ne")
	}
	return &node{leaf: comparison{m.Name, op, v}}, nil
}

// value reads a literal and returns it as OPATH writes it.
func (p *parser) value() (string, error) {
	t := p.tok
	switch {
	case t.kind == text, t.kind == number:
		return quote(t.val), p.advance()
	case p.is("true"), p.is("false"), p.is("null"):
		return "$" + strings.ToLower(t.val), p.advance()
	}
	return "", p.expected("a value: 'text', a number, true, false or null")
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// in reads the list of Property in ('a','b').
func (p *parser) in(m *catalog.ModelMember) (*node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.need(open, "'('"); err != nil {
		return nil, err
	}
	either := &node{op: "-or"}
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		either.terms = append(either.terms, &node{leaf: comparison{m.Name, "-eq", v}})
		if p.tok.kind != comma {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if err := p.need(closing, "')'"); err != nil {
		return nil, err
	}
	if len(either.terms) == 1 {
		return either.terms[0], nil
	}
	return either, nil
}

// function reads startswith(Property,'text') and its like, with eq true or eq false after it or without.
func (p *parser) function(pattern string) (*node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.need(open, "'('"); err != nil {
		return nil, err
	}
	m, _, err := p.operand()
	if err != nil {
		return nil, err
	}
	if err := p.need(comma, "','"); err != nil {
		return nil, err
	}
	v := p.tok
	if err := p.need(text, "a text"); err != nil {
		return nil, err
	}
	if strings.Contains(v.val, "*") {
		return nil, p.fail(v.at, "a text with an asterisk cannot be searched for")
	}
	if err := p.need(closing, "')'"); err != nil {
		return nil, err
	}
	n := &node{leaf: comparison{m.Name, "-like", quote(fmt.Sprintf(pattern, v.val))}}
	return n, p.truth(n)
}

// truth reads the eq true or eq false that may stand after a function.
func (p *parser) truth(n *node) error {
	if !p.is("eq") {
		return nil
	}
	if err := p.advance(); err != nil {
		return err
	}
	switch {
	case p.is("true"):
	case p.is("false"):
		n.leaf.negate()
	default:
		return p.expected("true or false")
	}
	return p.advance()
}

// quantifier reads any(d:…) or all(d:…) after a collection. That any element is one of several is that
// one is the first, or one the second; that all are none of several likewise.
func (p *parser) quantifier(m *catalog.ModelMember) (*node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	l := &lambda{property: m.Name, all: p.is("all")}
	if !p.is("any") && !p.is("all") {
		return nil, p.expected("any or all")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind != open {
		return nil, p.expected("'('")
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	if p.tok.kind == closing && !l.all { // any() says that there are some
		p.depth--
		return &node{leaf: comparison{m.Name, "-ne", "$null"}}, p.advance()
	}
	l.variable = p.tok.val
	if err := p.need(word, "the name of a variable"); err != nil {
		return nil, err
	}
	if err := p.need(colon, "':'"); err != nil {
		return nil, err
	}
	at := p.tok.at
	p.lambda = l
	n, err := p.expression(0)
	p.lambda = nil
	if err != nil {
		return nil, err
	}
	if l.all && !n.negative() {
		return nil, p.fail(at, "all with this operator has no equal in a filter of the directory")
	}
	p.depth--
	return n, p.need(closing, "')'")
}

// negative says whether every comparison holds where no element does the contrary.
func (n *node) negative() bool {
	if n.op == "" {
		return n.leaf.operator == "-ne" || n.leaf.operator == "-notlike"
	}
	for _, t := range n.terms {
		if !t.negative() {
			return false
		}
	}
	return true
}
