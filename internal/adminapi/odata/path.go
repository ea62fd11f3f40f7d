package odata

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode/utf8"
)

// The limits of a path.
const (
	maxPath     = 32 << 10 // bytes
	maxSegments = 8
	maxKey      = 4096 // bytes of a key or argument, decoded
)

// A Segment is one step of a path: Mailbox('…') or Exchange.GetMailboxStatistics().
type Segment struct {
	Name string // as written; case does not matter
	Args []Arg  // between the parentheses
	Call bool   // there are parentheses
}

// An Arg is a key or an argument of a function.
type Arg struct {
	Name string // "" for a key without a name
	Literal
}

// A Literal is a value in a path.
type Literal struct {
	Text   string   // of a text without its quotes, of anything else as it is written
	Quoted bool     // it is a text
	Enum   string   // type of an enum member whose name is Text: "Exchange.ElcFolderType"
	List   []string // elements of a list of texts
	Many   bool     // it is a list
}

// Key returns the key of a segment: its only argument.
func (s Segment) Key() (string, bool) {
	if len(s.Args) != 1 || !s.Args[0].Quoted {
		return "", false
	}
	return s.Args[0].Text, true
}

// Arg returns the argument of that name, ignoring case.
func (s Segment) Arg(name string) (Literal, bool) {
	for _, a := range s.Args {
		if strings.EqualFold(a.Name, name) {
			return a.Literal, true
		}
	}
	return Literal{}, false
}

// ParsePath reads a path in its escaped form, without a slash at its begin. Quotes are seen before
// slashes: clients paste base64 between them as it is, so that a slash there does not end a segment and
// a plus stays one (protocol section 5.1).
func ParsePath(escaped string) ([]Segment, error) {
	if len(escaped) > maxPath {
		return nil, bad("", "The path is longer than %d bytes.", maxPath)
	}
	text, err := url.PathUnescape(escaped)
	if err != nil || !utf8.ValidString(text) {
		return nil, bad("Escape what is not ASCII as UTF-8, in %%XX.", "The path is not valid.")
	}
	p := &pathReader{text: text}
	var list []Segment
	for {
		s, err := p.segment()
		if err != nil {
			return nil, err
		}
		if list = append(list, s); len(list) > maxSegments {
			return nil, bad("", "The path has more than %d segments.", maxSegments)
		}
		if p.done() {
			return list, nil
		}
		if !p.take('/') {
			return nil, p.wrong()
		}
	}
}

// Decode replaces every quoted key and argument by what its base64 stands for, as isEncoded=true says.
func Decode(list []Segment) error {
	for i := range list {
		for j := range list[i].Args {
			a := &list[i].Args[j]
			if !a.Quoted {
				continue
			}
			text, err := DecodeText(a.Text)
			if err != nil {
				return err
			}
			a.Text = text
		}
	}
	return nil
}

// DecodeText returns the text of which s is the base64, in either alphabet, with or without padding.
func DecodeText(s string) (string, error) {
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
	b, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil || !utf8.Valid(b) {
		return "", bad("Write the identity in UTF-8 and that in base64.", "The identity %q is not encoded in base64.", clip(s))
	}
	if len(b) > maxKey {
		return "", bad("", "The identity is longer than %d bytes.", maxKey)
	}
	return string(b), nil
}

// A pathReader reads a path whose escapes are gone.
type pathReader struct {
	text string
	at   int
}

func (p *pathReader) done() bool { return p.at >= len(p.text) }

func (p *pathReader) take(c byte) bool {
	if p.done() || p.text[p.at] != c {
		return false
	}
	p.at++
	return true
}

func (p *pathReader) wrong() error {
	return bad("A path is EntitySet('key')/Navigation/Exchange.Function(name='value').", "Bad Request - Error in query syntax at character %d of the path.", p.at+1)
}

// until reads up to one of the characters.
func (p *pathReader) until(stop string) string {
	rest := p.text[p.at:]
	n := strings.IndexAny(rest, stop)
	if n < 0 {
		n = len(rest)
	}
	p.at += n
	return rest[:n]
}

func (p *pathReader) segment() (Segment, error) {
	s := Segment{Name: p.until("/(),='[]")}
	if s.Name == "" {
		return s, p.wrong()
	}
	if !p.take('(') {
		return s, nil
	}
	s.Call = true
	if p.take(')') {
		return s, nil
	}
	for {
		a, err := p.arg()
		if err != nil {
			return s, err
		}
		s.Args = append(s.Args, a)
		if p.take(')') {
			return s, nil
		}
		if !p.take(',') {
			return s, p.wrong()
		}
	}
}

func (p *pathReader) arg() (Arg, error) {
	start := p.at
	name := p.until("/(),='[]")
	if name != "" && p.take('=') {
		v, err := p.literal()
		return Arg{name, v}, err
	}
	p.at = start
	v, err := p.literal()
	return Arg{Literal: v}, err
}

func (p *pathReader) literal() (Literal, error) {
	if !p.done() && p.text[p.at] == '[' {
		return p.list()
	}
	word := p.until("/(),='[]")
	if p.done() || p.text[p.at] != '\'' {
		if word == "" {
			return Literal{}, p.wrong()
		}
		return Literal{Text: word}, nil
	}
	text, err := p.quoted('\'')
	return Literal{Text: text, Quoted: word == "", Enum: word}, err
}

// quoted reads a text in quotes; two of them stand for one.
func (p *pathReader) quoted(quote byte) (string, error) {
	p.take(quote)
	var b strings.Builder
	for !p.done() {
		c := p.text[p.at]
		p.at++
		if c == quote && !p.take(quote) {
			return b.String(), nil
		}
		b.WriteByte(c)
	}
	return "", p.wrong()
}

// list reads texts in brackets, in double quotes as JSON has them or in single ones.
func (p *pathReader) list() (Literal, error) {
	l := Literal{Many: true}
	p.take('[')
	if p.take(']') {
		return l, nil
	}
	for {
		if p.done() || p.text[p.at] != '"' && p.text[p.at] != '\'' {
			return l, p.wrong()
		}
		text, err := p.quoted(p.text[p.at])
		if err != nil {
			return l, err
		}
		l.List = append(l.List, text)
		if p.take(']') {
			return l, nil
		}
		if !p.take(',') {
			return l, p.wrong()
		}
	}
}
