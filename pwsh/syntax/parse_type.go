package syntax

import "strings"

// Reads the name of a type, without its brackets.
func (p *parser) typeName() *TypeName {
	defer p.nest().leave()
	from := p.pos
	for {
		r := p.peek()
		if !isNameChar(r) && r != '.' && r != '+' && r != '`' {
			break
		}
		p.next()
	}
	t := &TypeName{Name: p.src[from:p.pos]}
	if t.Name == "" {
		p.expected("MissingTypename", "the name of a type after '['")
	}
	p.skipBlanks()
	for p.has("[") {
		p.pos++
		p.skipNewlines()
		if p.has("]") || p.has(",") {
			p.arrayMark(t)
			continue
		}
		if t.Args != nil {
			p.expected("MissingTypename", "']'")
		}
		t.Args = p.typeArgs()
	}
	p.skipBlanks()
	if p.has(",") && t.Args == nil {
		p.assemblyName()
	}
	t.Span = p.span(from)
	return t
}

func (p *parser) arrayMark(t *TypeName) {
	if p.has(",") {
		p.fail(p.here(), "NotSupported", "arrays of more than one dimension are not supported; use arrays of arrays")
	}
	p.pos++
	t.Rank++
	if t.Rank > 8 {
		p.fail(p.here(), "TooDeeplyNested", "the array type has too many dimensions")
	}
	p.skipBlanks()
}

func (p *parser) typeArgs() []*TypeName {
	var list []*TypeName
	for {
		p.skipNewlines()
		bracket := p.accept("[")
		list = append(list, p.typeName1())
		p.skipNewlines()
		if bracket {
			p.want("]", "EndSquareBracketExpectedAtEndOfType", "']' after the type")
			p.skipNewlines()
		}
		if !p.accept(",") {
			break
		}
	}
	p.want("]", "EndSquareBracketExpectedAtEndOfType", "']' after the type arguments")
	p.skipBlanks()
	return list
}

// Reads a type argument, where a comma separates types and does not start an assembly's name.
func (p *parser) typeName1() *TypeName {
	from := p.pos
	for {
		r := p.peek()
		if !isNameChar(r) && r != '.' && r != '+' {
			break
		}
		p.next()
	}
	t := &TypeName{Name: p.src[from:p.pos]}
	if t.Name == "" {
		p.expected("MissingTypename", "the name of a type")
	}
	defer p.nest().leave()
	for p.has("[") {
		p.pos++
		p.skipNewlines()
		if p.has("]") || p.has(",") {
			p.arrayMark(t)
		} else if t.Args == nil {
			t.Args = p.typeArgs()
		} else {
			p.expected("MissingTypename", "']'")
		}
	}
	t.Span = p.span(from)
	return t
}

// Skips `, Assembly, Version=...`, which chooses nothing here.
func (p *parser) assemblyName() {
	i := strings.IndexAny(p.src[p.pos:], "]\n")
	if i < 0 {
		i = len(p.src) - p.pos
	}
	p.pos += i
}

// String returns the type as a script writes it, without brackets.
func (t *TypeName) String() string {
	var b strings.Builder
	b.WriteString(t.Name)
	for i, a := range t.Args {
		b.WriteString(map[bool]string{true: "[", false: ","}[i == 0])
		b.WriteString(a.String())
	}
	if t.Args != nil {
		b.WriteString("]")
	}
	b.WriteString(strings.Repeat("[]", t.Rank))
	return b.String()
}
