package syntax

import (
	"strings"
)

// A FunctionInfo is what the head of a function tells about it.
type FunctionInfo struct {
	Name    string
	Attrs   []*Attribute // of the param block: CmdletBinding, OutputType, ...
	Params  []*Param
	Default string // CmdletBinding's DefaultParameterSetName, or ""
	Asks    bool   // CmdletBinding's SupportsShouldProcess
	Impact  string // CmdletBinding's ConfirmImpact, or ""
}

// A ParamInfo is what the attributes of a parameter tell about it.
type ParamInfo struct {
	Name    string
	Type    string // "" where none is written
	Switch  bool
	Aliases []string
	Values  []string   // of ValidateSet
	Sets    []ParamSet // at least one
}

// A ParamSet is the part of a parameter in one parameter set.
type ParamSet struct {
	Name      string // "" for all sets
	Mandatory bool
	Position  int // -1 where none is given
	ByValue   bool
	ByName    bool
	Rest      bool
	Help      string
}

// Functions lists the functions that a text defines at its outermost level, such as a module made of
// proxies. It reads the heads of functions and skips over their code, so that it is fast on large
// modules; code outside of functions is not looked at. An error is a [*SyntaxError].
func Functions(text string) (list []FunctionInfo, err error) {
	p := &parser{src: text}
	defer p.recover(&err)
	p.checkSize()
	if strings.HasPrefix(text, bom) {
		p.pos = len(bom)
	}
	for p.skipToFunction() {
		list = append(list, p.functionHead())
	}
	return list, nil
}

// Advances behind the next `function` or `filter` that starts a statement outside of braces.
func (p *parser) skipToFunction() bool {
	for start := true; ; {
		if start {
			p.skipSeparators()
			switch word := p.keyword(); word {
			case "function", "filter":
				p.pos += len(word)
				return true
			}
		}
		if p.atEnd() {
			return false
		}
		start = p.skipToken()
	}
}

// Skips one token, or a whole group in brackets; reports whether a statement may start after it.
func (p *parser) skipToken() bool {
	r := p.peek()
	switch {
	case r == '{':
		p.pos++
		p.skipGroup('}')
		return true
	case r == '(':
		p.pos++
		p.skipGroup(')')
	case r == '@' && (isSingleQuote(p.peekSecond()) || isDoubleQuote(p.peekSecond())), isSingleQuote(r), isDoubleQuote(r):
		p.quoted()
	case r == '`':
		p.next()
		p.next()
	case r == '$' && p.peekSecond() == '{':
		p.variable()
	case isBlank(r), r == '#', p.has("<#"):
		if p.next(); !isBlank(r) {
			p.pos--
			p.skipBlanks()
		}
	case isNewline(r), r == ';':
		p.next()
		return true
	default:
		p.skipPlain()
	}
	return false
}

// Skips characters that mean nothing to the structure.
func (p *parser) skipPlain() {
	p.next()
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		if c >= 0x80 || !(isLetter(rune(c)) || isDigit(rune(c)) || c == '-' || c == '.' || c == ':' || c == '=' || c == '#' && isNameChar(rune(p.src[p.pos-1]))) {
			return
		}
		p.pos++
	}
}

// Skips to the end of a group whose opening bracket was read.
func (p *parser) skipGroup(end rune) {
	defer p.nest().leave()
	open := p.pos - 1
	for p.peek() != end {
		if p.atEnd() {
			p.incomplete("MissingEndCurlyBrace", "'"+string(end)+"' to close what starts at "+At(p.src, open).String())
		}
		p.skipToken()
	}
	p.pos++
}

// Reads a function from its name on and skips its code.
func (p *parser) functionHead() FunctionInfo {
	p.skipNewlines()
	start := p.pos
	for !isDelimiter(p.peek()) {
		p.next()
	}
	f := FunctionInfo{Name: p.src[start:p.pos]}
	if _, name, ok := strings.Cut(f.Name, ":"); ok {
		f.Name = name
	}
	b := &Body{}
	p.skipNewlines()
	if p.has("(") {
		b.Params = p.params()
		p.skipNewlines()
	}
	p.want("{", "MissingFunctionBody", "'{' after the name of the function")
	p.skipSeparators()
	if b.Params == nil || len(b.Params.List) == 0 {
		p.paramBlock(b)
	}
	p.skipGroup('}')
	f.Attrs = b.Attrs
	if b.Params != nil {
		f.Params = b.Params.List
	}
	f.describe()
	return f
}

func (f *FunctionInfo) describe() {
	for _, a := range f.Attrs {
		if !a.Is("CmdletBinding") {
			continue
		}
		f.Default, _ = a.Text("DefaultParameterSetName")
		f.Impact, _ = a.Text("ConfirmImpact")
		f.Asks = a.Flag("SupportsShouldProcess")
	}
}

// Is reports whether the attribute has this name, with or without "Attribute" and namespace.
func (a *Attribute) Is(name string) bool {
	got := a.Name[strings.LastIndexByte(a.Name, '.')+1:]
	return strings.EqualFold(got, name) || strings.EqualFold(got, name+"Attribute")
}

// Key returns the value of a named argument and whether it stands there; the value is nil for one
// that stands alone.
func (a *Attribute) Key(name string) (Expr, bool) {
	for _, k := range a.Keys {
		if strings.EqualFold(k.Name, name) {
			return k.Value, true
		}
	}
	return nil, false
}

// Text returns a named argument that is a constant text or number.
func (a *Attribute) Text(name string) (string, bool) {
	x, ok := a.Key(name)
	if !ok {
		return "", false
	}
	return constantText(x)
}

// Flag reports whether a named argument stands alone or is not $false.
func (a *Attribute) Flag(name string) bool {
	x, ok := a.Key(name)
	if v, isVar := x.(*Variable); isVar && strings.EqualFold(v.Name, "false") {
		return false
	}
	if n, isNum := x.(*Number); isNum && n.Value == int32(0) {
		return false
	}
	return ok
}

func constantText(x Expr) (string, bool) {
	switch x := x.(type) {
	case *String:
		return x.Value, true
	case *Number:
		return x.Raw, true
	case *Member: // [ConfirmImpact]::High
		if s, ok := x.Name.(*String); ok {
			return s.Value, true
		}
	}
	return "", false
}

// Info returns what the attributes of the parameter say.
func (v *Param) Info() ParamInfo {
	info := ParamInfo{Name: v.Name}
	if v.Type != nil {
		info.Type = v.Type.String()
		last := info.Type[strings.LastIndexByte(info.Type, '.')+1:]
		info.Switch = strings.EqualFold(last, "switch") || strings.EqualFold(last, "SwitchParameter")
	}
	for _, a := range v.Attrs {
		switch {
		case a.Is("Alias"):
			info.Aliases = append(info.Aliases, a.texts()...)
		case a.Is("ValidateSet"):
			info.Values = append(info.Values, a.texts()...)
		case a.Is("Parameter"):
			info.Sets = append(info.Sets, a.paramSet())
		}
	}
	if info.Sets == nil {
		info.Sets = []ParamSet{{Position: -1}}
	}
	return info
}

func (a *Attribute) texts() []string {
	var list []string
	for _, x := range a.Args {
		if s, ok := constantText(x); ok {
			list = append(list, s)
		}
	}
	return list
}

func (a *Attribute) paramSet() ParamSet {
	s := ParamSet{Position: -1, Mandatory: a.Flag("Mandatory"), ByValue: a.Flag("ValueFromPipeline"),
		ByName: a.Flag("ValueFromPipelineByPropertyName"), Rest: a.Flag("ValueFromRemainingArguments")}
	s.Name, _ = a.Text("ParameterSetName")
	s.Help, _ = a.Text("HelpMessage")
	if x, ok := a.Key("Position"); ok {
		if n, isNum := x.(*Number); isNum {
			if i, isInt := n.Value.(int32); isInt {
				s.Position = int(i)
			}
		}
	}
	if strings.EqualFold(s.Name, "__AllParameterSets") {
		s.Name = ""
	}
	return s
}
