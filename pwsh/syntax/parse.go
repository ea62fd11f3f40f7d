package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits on what is parsed.
const (
	MaxSize  = 16 << 20 // bytes of a script
	MaxDepth = 250      // constructs inside one another
)

const eof rune = -1

// A parser reads one text. Methods named after a construct consume it; they panic with a
// *SyntaxError, which the entry points recover, so that the grammar reads as one.
type parser struct {
	src     string
	pos     int
	depth   int
	noComma bool // a comma separates parameters here, it does not make an array
	tokens  *[]Token
}

// Parse reads a script. Errors are [*SyntaxError].
func Parse(text string) (s *Script, err error) {
	p := &parser{src: text}
	defer p.recover(&err)
	p.checkSize()
	return p.script(), nil
}

// ParseExpr reads a text that is one expression, such as the default value of a setting.
func ParseExpr(text string) (x Expr, err error) {
	p := &parser{src: text}
	defer p.recover(&err)
	p.checkSize()
	p.skipNewlines()
	x = p.expression()
	p.skipNewlines()
	if !p.atEnd() {
		p.unexpected("the end of the expression")
	}
	return x, nil
}

func (p *parser) recover(err *error) {
	switch e := recover().(type) {
	case nil:
	case *SyntaxError:
		*err = e
	default:
		panic(e)
	}
}

func (p *parser) checkSize() {
	if len(p.src) > MaxSize {
		p.fail(Span{}, "ScriptTooLarge", "the script has %d bytes; at most %d are accepted", len(p.src), MaxSize)
	}
}

func (p *parser) script() *Script {
	s := &Script{Text: p.src}
	if strings.HasPrefix(p.src, bom) {
		p.pos = len(bom)
	}
	s.Requires = requirements(p.src)
	s.Body = p.body(eof)
	s.Body.Text = p.src[s.Body.From:]
	if !p.atEnd() {
		p.fail(p.here(), "UnexpectedToken", "unexpected %s: nothing is open that it could close", p.found())
	}
	s.Span = Span{0, len(p.src)}
	return s
}

// Starts a construct that can contain itself: defer p.nest().leave().
func (p *parser) nest() *parser {
	p.depth++
	if p.depth > MaxDepth {
		p.fail(p.here(), "TooDeeplyNested", "constructs are nested more than %d deep", MaxDepth)
	}
	return p
}

func (p *parser) leave() { p.depth-- }

// --- characters ---

func (p *parser) atEnd() bool { return p.pos >= len(p.src) }

func (p *parser) peek() rune {
	r, _ := p.decode(p.pos)
	return r
}

// Returns the character after the next one.
func (p *parser) peekSecond() rune {
	_, n := p.decode(p.pos)
	r, _ := p.decode(p.pos + n)
	return r
}

func (p *parser) decode(at int) (rune, int) {
	if at >= len(p.src) {
		return eof, 0
	}
	if c := p.src[at]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(p.src[at:])
}

func (p *parser) next() rune {
	r, n := p.decode(p.pos)
	p.pos += n
	return r
}

func (p *parser) has(prefix string) bool { return strings.HasPrefix(p.src[p.pos:], prefix) }

func (p *parser) accept(prefix string) bool {
	if p.has(prefix) {
		p.pos += len(prefix)
		return true
	}
	return false
}

// Skips blanks, comments and continued lines, but no newline.
func (p *parser) skipBlanks() {
	for {
		r, n := p.decode(p.pos)
		switch {
		case isBlank(r):
			p.pos += n
		case r == '`' && (isBlank(p.peekSecond()) && p.next() != eof || p.continuation()):
		case r == '#':
			p.lineComment()
		case r == '<' && p.has("<#"):
			p.blockComment()
		default:
			return
		}
	}
}

// Consumes a backtick directly before a newline.
func (p *parser) continuation() bool {
	rest := p.src[p.pos+1:]
	switch {
	case strings.HasPrefix(rest, "\r\n"):
		p.pos += 3
	case strings.HasPrefix(rest, "\n"), strings.HasPrefix(rest, "\r"):
		p.pos += 2
	case rest == "":
		p.pos++
		p.incomplete("IncompleteString", "a line after the backtick at the end of this one")
	default:
		return false
	}
	return true
}

func (p *parser) lineComment() {
	from := p.pos
	if i := strings.IndexAny(p.src[p.pos:], "\r\n"); i >= 0 {
		p.pos += i
	} else {
		p.pos = len(p.src)
	}
	p.token(CommentToken, from)
}

func (p *parser) blockComment() {
	from := p.pos
	i := strings.Index(p.src[p.pos+2:], "#>")
	if i < 0 {
		p.pos = len(p.src)
		p.incomplete("MissingTerminatorMultiLineComment", "the end of the comment, #>")
	}
	p.pos += 2 + i + 2
	p.token(CommentToken, from)
}

// Skips blanks, comments and newlines.
func (p *parser) skipNewlines() {
	for {
		p.skipBlanks()
		if !isNewline(p.peek()) {
			return
		}
		p.pos++
	}
}

// Skips everything that may stand between statements.
func (p *parser) skipSeparators() {
	for {
		p.skipNewlines()
		if !p.accept(";") {
			return
		}
	}
}

// --- errors ---

func (p *parser) here() Span {
	_, n := p.decode(p.pos)
	return Span{p.pos, p.pos + n}
}

func (p *parser) fail(at Span, id, format string, args ...any) {
	panic(&SyntaxError{Position: At(p.src, at.From), Span: at, ID: id, Message: fmt.Sprintf(format, args...)})
}

// Fails because the text stops where want was expected.
func (p *parser) incomplete(id, want string) {
	at := Span{len(p.src), len(p.src)}
	panic(&SyntaxError{Position: At(p.src, at.From), Span: at, ID: id, Incomplete: true,
		Message: "expected " + want + ", found the end of the input"})
}

// Fails because something else than want was found.
func (p *parser) expected(id, want string) {
	if p.atEnd() {
		p.incomplete(id, want)
	}
	p.fail(p.here(), id, "expected %s, found %s", want, p.found())
}

func (p *parser) unexpected(want string) { p.expected("UnexpectedToken", want) }

// Names what is next, for messages.
func (p *parser) found() string {
	if p.atEnd() {
		return "the end of the input"
	}
	if isNewline(p.peek()) {
		return "the end of the line"
	}
	end := p.pos
	for end < len(p.src) && end-p.pos < 30 {
		r, n := p.decode(end)
		if end > p.pos && isDelimiter(r) {
			break
		}
		end += n
		if isDelimiter(r) {
			break
		}
	}
	return fmt.Sprintf("%q", p.src[p.pos:end])
}

// Consumes a punctuation mark that must be there.
func (p *parser) want(mark, id, what string) {
	if !p.accept(mark) {
		p.expected(id, what)
	}
}

// Consumes the mark that closes what was opened at a place.
func (p *parser) wantClose(mark, id, what string, open int) {
	if !p.accept(mark) {
		p.expected(id, what+" at "+At(p.src, open).String())
	}
}

func (p *parser) span(from int) Span { return Span{from, p.pos} }
