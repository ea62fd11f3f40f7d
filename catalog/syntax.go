package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Syntax reads the shape of a builtin from lines as PowerShell's help shows them, one per parameter
// set, the default set first:
//
//	Select-Object [[-Property] <object[]>] [-InputObject <psobject>{ByValue}] [-First <int>] [-Unique]
//
// A parameter in brackets is optional; a name in brackets is positional; one without a type is a
// switch. In braces after the type stand, separated by blanks: ByValue, ByName, Rest, Null, Max=64,
// the accepted values with bars between (`{Asc|Desc}`), and aliases (`{alias=sw,x}`). A word in angle
// brackets before the first parameter names the set: `Get-Date <net> [-Format <string>]`. A line
// `# impact high` (or medium) says that the cmdlet asks before it acts. Syntax panics on a line that
// it cannot read: the text is part of the program.
func Syntax(text string) *Cmdlet {
	c := &Cmdlet{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "# impact "):
			c.Impact = impactOf(strings.TrimPrefix(line, "# impact "))
		default:
			c.addSet(line)
		}
	}
	if len(c.Sets) == 1 && c.Sets[0].Name == "" {
		c.Sets[0].Name = "__AllParameterSets"
	}
	return c
}

func impactOf(word string) Impact {
	switch word {
	case "high":
		return High
	case "medium":
		return Medium
	}
	panic("catalog: unknown impact " + word)
}

func (c *Cmdlet) addSet(line string) {
	s := &syntaxScanner{text: line}
	name := s.word()
	if c.Name == "" {
		c.Name = name
	} else if c.Name != name {
		panic(fmt.Sprintf("catalog: a set of %s follows %s", name, c.Name))
	}
	names := strings.Count(line, "[-") + strings.Count(line, " -") // a little more than there are
	set := Set{Default: len(c.Sets) == 0, Params: make([]string, 0, names)}
	c.Params = slices.Grow(c.Params, max(0, names-len(c.Params)))
	if s.peek() == '<' {
		set.Name = s.enclosed('<', '>')
	}
	for s.peek() != 0 {
		s.param(c, &set)
	}
	if set.Name == "" && len(c.Sets) > 0 {
		set.Name = fmt.Sprintf("Set%d", len(c.Sets)+1)
	}
	c.Sets = append(c.Sets, set)
}

// A syntaxScanner walks over one line.
type syntaxScanner struct {
	text string
	at   int
}

// peek skips blanks and returns the next byte, 0 at the end.
func (s *syntaxScanner) peek() byte {
	for s.at < len(s.text) && s.text[s.at] == ' ' {
		s.at++
	}
	if s.at == len(s.text) {
		return 0
	}
	return s.text[s.at]
}

func (s *syntaxScanner) skip(b byte) bool {
	if s.peek() != b {
		return false
	}
	s.at++
	return true
}

func (s *syntaxScanner) word() string {
	s.peek()
	start := s.at
	for s.at < len(s.text) && strings.IndexByte(" <>[]{}", s.text[s.at]) < 0 {
		s.at++
	}
	if s.at == start {
		panic("catalog: a word is missing in " + s.text)
	}
	return s.text[start:s.at]
}

// enclosed reads what stands between two brackets, nested ones included.
func (s *syntaxScanner) enclosed(open, shut byte) string {
	s.skip(open)
	start, depth := s.at, 1
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				s.at++
				return s.text[start : s.at-1]
			}
		}
	}
	panic("catalog: a bracket is not closed in " + s.text)
}

// param reads one parameter in any of its spellings.
func (s *syntaxScanner) param(c *Cmdlet, set *Set) {
	optional := s.skip('[')
	positional := s.skip('[')
	if !optional && s.peek() == 0 {
		return
	}
	name := s.word()
	if !strings.HasPrefix(name, "-") {
		panic("catalog: a parameter begins with a dash in " + s.text)
	}
	p := Param{Name: name[1:], Type: "SwitchParameter"}
	if optional && !positional && s.peek() == ']' && s.positionalMandatory() { // [-Name] <type>
		s.at++
		optional, positional = false, true
	} else if positional {
		s.skip(']')
	}
	if s.peek() == '<' {
		if p.Type = s.enclosed('<', '>'); strings.ContainsRune(p.Type, '{') {
			panic("catalog: braces stand after the type in " + s.text)
		}
	}
	if s.peek() == '{' {
		p.options(s.enclosed('{', '}'))
	}
	if optional && !s.skip(']') {
		panic("catalog: a bracket is not closed in " + s.text)
	}
	c.writeParam(p)
	set.write(p.Name, !optional, positional)
}

// positionalMandatory says whether `]` closes a name that a type follows.
func (s *syntaxScanner) positionalMandatory() bool {
	rest := strings.TrimLeft(s.text[s.at+1:], " ")
	return strings.HasPrefix(rest, "<")
}

func (c *Cmdlet) writeParam(p Param) {
	for i := range c.Params {
		if fold(c.Params[i].Name, p.Name) {
			c.Params[i].merge(p)
			return
		}
	}
	c.Params = append(c.Params, p)
}

// merge adds what another set's line says about the parameter.
func (p *Param) merge(other Param) {
	p.ByValue = p.ByValue || other.ByValue
	p.ByName = p.ByName || other.ByName
	p.Rest = p.Rest || other.Rest
	p.Null = p.Null || other.Null
	if len(p.Aliases) == 0 {
		p.Aliases = other.Aliases
	}
	if len(p.Values) == 0 {
		p.Values, p.Closed = other.Values, other.Closed
	}
	if p.MaxLen == 0 {
		p.MaxLen = other.MaxLen
	}
}

func (p *Param) options(text string) {
	for word := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(word, "=")
		switch {
		case word == "ByValue":
			p.ByValue = true
		case word == "ByName":
			p.ByName = true
		case word == "Rest":
			p.Rest = true
		case word == "Null":
			p.Null = true
		case key == "alias":
			p.Aliases = strings.Split(value, ",")
		case key == "Max":
			if _, err := fmt.Sscan(value, &p.MaxLen); err != nil {
				panic("catalog: " + word + " is not a length")
			}
		case strings.ContainsRune(word, '|'):
			p.Values, p.Closed = strings.Split(word, "|"), true
		default:
			panic("catalog: unknown option " + word + " of -" + p.Name)
		}
	}
}

func (s *Set) write(name string, mandatory, positional bool) {
	s.Params = append(s.Params, name)
	if mandatory {
		s.Mandatory = append(s.Mandatory, name)
	}
	if positional {
		s.Positional = append(s.Positional, name)
	}
}
