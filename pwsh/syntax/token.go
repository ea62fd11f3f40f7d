package syntax

// A TokenKind says what a piece of source text is, for colours.
type TokenKind uint8

// The kinds of tokens.
const (
	CommentToken TokenKind = iota
	KeywordToken
	CommandToken
	ParameterToken
	ArgumentToken
	StringToken
	NumberToken
	VariableToken
	TypeToken
	OperatorToken
	MemberToken
)

// A Token is a coloured piece of source text.
type Token struct {
	Span
	Kind TokenKind
}

// Tokens returns the coloured pieces of a text in the order they were read, as far as the text makes
// sense. A string that contains variables comes after the variables in it and covers them.
func Tokens(text string) []Token {
	var list []Token
	p := &parser{src: text, tokens: &list}
	var err error
	func() {
		defer p.recover(&err)
		p.checkSize()
		p.script()
	}()
	return list
}

func (p *parser) token(kind TokenKind, from int) {
	if p.tokens != nil && p.pos > from {
		*p.tokens = append(*p.tokens, Token{Span{from, p.pos}, kind})
	}
}
