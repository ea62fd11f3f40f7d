package builtin

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

// A jsonParser reads JSON with comments. Properties keep their order.
type jsonParser struct {
	text   string
	at     int
	most   int
	tables bool // hash tables instead of objects
}

func (p *jsonParser) fail(format string, args ...any) error {
	line := 1 + strings.Count(p.text[:p.at], "\n")
	column := p.at - strings.LastIndexByte(p.text[:p.at], '\n')
	return fmt.Errorf("%s, line %d, position %d.", fmt.Sprintf(format, args...), line, column)
}

// space skips blanks and comments.
func (p *jsonParser) space() {
	for p.at < len(p.text) {
		rest := p.text[p.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			p.at++
		case strings.HasPrefix(rest, "\ufeff"):
			p.at += len("\ufeff")
		case strings.HasPrefix(rest, "//"):
			p.skipTo(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			p.skipTo(rest, "*/")
		default:
			return
		}
	}
}

func (p *jsonParser) skipTo(rest, end string) {
	if i := strings.Index(rest, end); i >= 0 {
		p.at += i + len(end)
		return
	}
	p.at = len(p.text)
}

func (p *jsonParser) peek() byte {
	p.space()
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *jsonParser) value(depth int) (object.Value, error) {
	if depth > p.most {
		return nil, p.fail("the reader's maximum depth of %d has been exceeded", p.most)
	}
	switch b := p.peek(); {
	case b == '{':
		return p.object(depth)
	case b == '[':
		return p.array(depth)
	case b == '"':
		s, err := p.str()
		if err != nil {
			return nil, err
		}
		return dateOrText(s), nil
	case b == '-' || '0' <= b && b <= '9':
		return p.number()
	}
	for word, v := range map[string]object.Value{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(p.text[p.at:], word) {
			p.at += len(word)
			return v, nil
		}
	}
	if p.at == len(p.text) {
		return nil, p.fail("unexpected end of the text")
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return nil, p.fail("unexpected character '%c'", r)
}

// dateOrText makes a date of a text in ISO 8601 with date and time, as PowerShell does.
func dateOrText(s string) object.Value {
	if len(s) < len("2006-01-02T15:04:05") || len(s) > len("2006-01-02T15:04:05.0000000+00:00") || s[4] != '-' || s[10] != 'T' {
		return s
	}
	if _, err := time.Parse("2006-01-02T15:04:05", s[:19]); err != nil {
		return s
	}
	t, err := object.ParseTime(s, nil)
	if err != nil {
		return s
	}
	return t
}

func (p *jsonParser) array(depth int) (object.Value, error) {
	p.at++
	out := []any{}
	for {
		if p.peek() == ']' {
			p.at++
			return out, nil
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if err := p.separator(']'); err != nil {
			return nil, err
		}
	}
}

// separator takes a comma, or leaves the closing bracket.
func (p *jsonParser) separator(end byte) error {
	switch p.peek() {
	case ',':
		p.at++
	case end:
	default:
		return p.fail("a comma or '%c' is missing", end)
	}
	return nil
}

func (p *jsonParser) object(depth int) (object.Value, error) {
	p.at++
	d := &object.Dict{Ordered: true, CaseSensitive: true}
	for {
		switch p.peek() {
		case '}':
			p.at++
			if p.tables {
				return d, nil
			}
			return p.bag(d)
		case '"':
		default:
			return nil, p.fail("the name of a property is missing")
		}
		name, err := p.str()
		if err != nil {
			return nil, err
		}
		if p.peek() != ':' {
			return nil, p.fail("':' is missing after the name %q", name)
		}
		p.at++
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		d.Set(name, v)
		if err := p.separator('}'); err != nil {
			return nil, err
		}
	}
}

// bag makes an object, whose names ignore case.
func (p *jsonParser) bag(d *object.Dict) (object.Value, error) {
	o := &object.Object{Props: make([]object.Property, 0, d.Len())}
	seen := make(map[string]string, d.Len())
	for k, v := range d.All() {
		name := k.(string)
		if name == "" {
			return nil, fmt.Errorf("the provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.")
		}
		if other, twice := seen[strings.ToLower(name)]; twice {
			return nil, fmt.Errorf("Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch instead. The key that was attempted to be added to the existing key '%s' was '%s'.", other, name)
		}
		seen[strings.ToLower(name)] = name
		o.Props = append(o.Props, object.Property{Name: name, Value: v})
	}
	return o, nil
}

func (p *jsonParser) number() (object.Value, error) {
	start := p.at
	for p.at < len(p.text) && strings.IndexByte("+-.0123456789eE", p.text[p.at]) >= 0 {
		p.at++
	}
	s := p.text[start:p.at]
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return i, nil
	}
	if !strings.ContainsAny(s, ".eE") && len(s) < 400 { // too large for a long: keep every digit
		if d, err := decimal.Parse(s); err == nil {
			return d, nil
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		p.at = start
		return nil, p.fail("'%s' is not a number", s)
	}
	return f, nil
}

// str reads a quoted text.
func (p *jsonParser) str() (string, error) {
	p.at++
	var b strings.Builder
	for p.at < len(p.text) {
		i := strings.IndexAny(p.text[p.at:], `"\`)
		if i < 0 {
			break
		}
		b.WriteString(p.text[p.at : p.at+i])
		p.at += i + 1
		if p.text[p.at-1] == '"' {
			return b.String(), nil
		}
		if err := p.escape(&b); err != nil {
			return "", err
		}
	}
	p.at = len(p.text)
	return "", p.fail("a text is not closed")
}

func (p *jsonParser) escape(b *strings.Builder) error {
	if p.at == len(p.text) {
		return p.fail("a text is not closed")
	}
	c := p.text[p.at]
	p.at++
	if c == 'u' {
		r, err := p.unit()
		if err != nil {
			return err
		}
		if utf16.IsSurrogate(r) && strings.HasPrefix(p.text[p.at:], `\u`) {
			p.at += 2
			low, err := p.unit()
			if err != nil {
				return err
			}
			r = utf16.DecodeRune(r, low)
		}
		b.WriteRune(r)
		return nil
	}
	i := strings.IndexByte(`"\/bfnrt`, c)
	if i < 0 {
		return p.fail("bad escape sequence \\%c", c)
	}
	b.WriteByte("\"\\/\b\f\n\r\t"[i])
	return nil
}

func (p *jsonParser) unit() (rune, error) {
	if len(p.text)-p.at < 4 {
		return 0, p.fail("a \\u takes four hexadecimal digits")
	}
	n, err := strconv.ParseUint(p.text[p.at:p.at+4], 16, 16)
	if err != nil {
		return 0, p.fail("a \\u takes four hexadecimal digits")
	}
	p.at += 4
	return rune(n), nil
}
