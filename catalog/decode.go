package catalog

import "strings"

// The text of one cmdlet, fields apart by tabs:
//
//	Get-Mailbox  E  -  -  Get-Mailbox          name, environments, impact, place, output
//	=Identity    E  default                    a set: name, environments, "default" or "-"
//	 Identity    MailboxIdParameter  E  1@0  pn  alias=A|B  ...
//
// A parameter has its name, type, environments, sets and flags. Sets are "*" or numbers of sets, each
// with "!" where it is mandatory there and "@n" where it is the n-th positional one. Flags: v pipeline by
// value, n by property name, r takes the rest, 0 takes $null. "-" stands for nothing.

func decodeEnv(letters string) Env {
	var env Env
	for i := 0; i < len(letters); i++ {
		switch letters[i] {
		case 'E':
			env |= EXO
		case 'S':
			env |= SCC
		case 'P':
			env |= EOP
		}
	}
	return env
}

func decodeCmdlet(record string) *Cmdlet {
	head, body, _ := strings.Cut(record, "\n")
	f := splitFields(head)
	c := &Cmdlet{Name: f[0], Env: decodeEnv(f[1]), Impact: decodeImpact(f[2]), Module: f[3] == "module"}
	if f[4] != "-" {
		c.Output = f[4]
	}
	body = c.decodeSets(body)
	c.decodeParams(body)
	return c
}

// decodeSets reads the lines of the sets, which come first, and returns the others.
func (c *Cmdlet) decodeSets(body string) string {
	for strings.HasPrefix(body, "=") {
		var line string
		line, body, _ = strings.Cut(body, "\n")
		c.Sets = append(c.Sets, decodeSet(line[1:]))
	}
	return body
}

func (c *Cmdlet) decodeParams(body string) {
	if body == "" {
		return
	}
	most := strings.Count(body, "\n") + 1
	c.Params = make([]Param, 0, most)
	for i := range c.Sets {
		c.Sets[i].Params = make([]string, 0, most)
	}
	var fields [8]string
	for body != "" {
		var line string
		line, body, _ = strings.Cut(body, "\n")
		c.addParam(cutFields(fields[:0], line[1:]))
	}
	for i := range c.Sets {
		c.Sets[i].Positional = dropGaps(c.Sets[i].Positional)
	}
}

func decodeImpact(s string) Impact {
	switch s {
	case "medium":
		return Medium
	case "high":
		return High
	}
	return NoImpact
}

func decodeSet(line string) Set {
	f := splitFields(line)
	return Set{Name: f[0], Env: decodeEnv(f[1]), Default: f[2] == "default"}
}

func (c *Cmdlet) addParam(f []string) {
	p := Param{Name: f[0], Type: f[1], Env: decodeEnv(f[2])}
	for i := 0; i < len(f[4]); i++ {
		switch f[4][i] {
		case 'v':
			p.ByValue = true
		case 'n':
			p.ByName = true
		case 'r':
			p.Rest = true
		case '0':
			p.Null = true
		}
	}
	for _, fact := range f[5:] {
		p.decodeFact(fact)
	}
	c.Params = append(c.Params, p)
	c.placeParam(p.Name, f[3])
}

func (p *Param) decodeFact(fact string) {
	key, value, _ := strings.Cut(fact, "=")
	switch key {
	case "alias":
		p.Aliases = strings.Split(value, "|")
	case "values":
		p.Values = strings.Split(value, "|")
	case "closed":
		p.Values, p.Closed = strings.Split(value, "|"), true
	case "max":
		p.MaxLen = number(value)
	}
}

// placeParam enters the parameter in the sets that its field names.
func (c *Cmdlet) placeParam(name, refs string) {
	for refs != "" {
		var ref string
		ref, refs, _ = strings.Cut(refs, ",")
		ref, position, positional := strings.Cut(ref, "@")
		ref, mandatory := strings.CutSuffix(ref, "!")
		first, last := 0, len(c.Sets)
		if ref != "*" {
			first = number(ref)
			last = first + 1
		}
		for i := first; i < last; i++ {
			c.Sets[i].add(name, mandatory)
			if positional {
				c.Sets[i].place(name, number(position))
			}
		}
	}
}

func (s *Set) add(name string, mandatory bool) {
	s.Params = append(s.Params, name)
	if mandatory {
		s.Mandatory = append(s.Mandatory, name)
	}
}

func (s *Set) place(name string, at int) {
	for len(s.Positional) <= at {
		s.Positional = append(s.Positional, "")
	}
	s.Positional[at] = name
}

func dropGaps(names []string) []string {
	kept := names[:0]
	for _, n := range names {
		if n != "" {
			kept = append(kept, n)
		}
	}
	return kept
}

// outputOf reads the output of an undecoded cmdlet.
func outputOf(record string) string {
	head, _, _ := strings.Cut(record, "\n")
	if f := splitFields(head); f[4] != "-" {
		return f[4]
	}
	return ""
}

// decodeObject reads the text of one object type: its name and type names apart by tabs, then a line
// " name, type" per property, with "enum" as third field where the vendor's type is an enumeration.
func decodeObject(record string) *ObjectType {
	head, body, _ := strings.Cut(record, "\n")
	f := splitFields(head)
	o := &ObjectType{Name: f[0], Types: f[1:], Props: make([]Prop, 0, strings.Count(body, "\n"))}
	for body != "" {
		var line string
		line, body, _ = strings.Cut(body, "\n")
		p := splitFields(line[1:])
		o.Props = append(o.Props, Prop{Name: p[0], Type: p[1], Enum: len(p) > 2 && p[2] == "enum"})
	}
	return o
}

func splitFields(line string) []string { return strings.Split(line, "\t") }

// cutFields appends the fields of a line to a slice.
func cutFields(fields []string, line string) []string {
	for {
		field, rest, more := strings.Cut(line, "\t")
		fields = append(fields, field)
		if !more {
			return fields
		}
		line = rest
	}
}
