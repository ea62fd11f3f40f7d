package syntax

// An Expr is something with a value.
type Expr interface {
	Node
	expr()
}

// A Quote is how a text was written.
type Quote uint8

// The ways to write a text.
const (
	Bare       Quote = iota // a word of a command
	Single                  // '...'
	Double                  // "..."
	HereSingle              // @' ... '@
	HereDouble              // @" ... "@
)

// A Number is a numeric literal. A command that wants text gets its Raw spelling.
type Number struct {
	Span
	Raw   string
	Value any // int32, int64, float64, *decimal.Decimal or, with a suffix, another number type
}

// A String is a text without anything to expand.
type String struct {
	Span
	Quote Quote
	Raw   string // as written, with quotes
	Value string
}

// An Expand is a text with variables and subexpressions in it.
type Expand struct {
	Span
	Quote Quote
	Raw   string
	Parts []Expr // *String, *Variable, *SubExpr
}

// A Variable is `$name`, `${name}` or `$scope:name`.
type Variable struct {
	Span
	Raw   string
	Scope string // "global", "script", "local", "private", "using", "env", or another drive; "" where none is written
	Name  string
}

// A Splat is `@name` as an argument.
type Splat struct {
	Span
	Scope string
	Name  string
}

// A TypeLit is `[name]` as a value.
type TypeLit struct {
	Span
	Type *TypeName
}

// A TypeName is the name of a type.
type TypeName struct {
	Span
	Name string      // without arguments and array marks, "System.Collections.Generic.List"
	Args []*TypeName // of a generic type
	Rank int         // 1 for T[], 2 for T[][]
}

// A Cast is `[type] x`.
type Cast struct {
	Span
	Type *TypeName
	X    Expr
}

// A Unary is an operator before its operand: "-", "+", "!", "-not", "-bnot", "-split", "-join", ",",
// "++", "--" and their case variants, in lower case.
type Unary struct {
	Span
	Op string
	X  Expr
}

// A Postfix is `x++` or `x--`.
type Postfix struct {
	Span
	Op string
	X  Expr
}

// A Binary is an operator between its operands, in lower case and with its dash: "+", "-eq", "..".
type Binary struct {
	Span
	Op   string
	X, Y Expr
}

// A Ternary is `cond ? yes : no`.
type Ternary struct {
	Span
	Cond, Yes, No Expr
}

// A Member is `x.Name` or `[type]::Name`. Name is a *String where it was written as a word.
type Member struct {
	Span
	X      Expr
	Static bool
	Null   bool // `?.`: $null where x is $null
	Name   Expr
}

// An Invoke is a call of a method.
type Invoke struct {
	Span
	Member *Member
	Args   []Expr
}

// An Index is `x[i]`.
type Index struct {
	Span
	X    Expr
	Null bool // `?[`
	I    Expr
}

// An Array is `a, b, c`.
type Array struct {
	Span
	Elems []Expr
}

// A Paren is `( pipeline )`.
type Paren struct {
	Span
	X Stmt
}

// A SubExpr is `$( statements )`.
type SubExpr struct {
	Span
	Body *Block
}

// An ArrayExpr is `@( statements )`.
type ArrayExpr struct {
	Span
	Body *Block
}

// A Hash is `@{ key = statement }`.
type Hash struct {
	Span
	Pairs []Pair
}

// A Pair is one entry of a hash literal.
type Pair struct {
	Key   Expr
	Value Stmt
}

// A ScriptBlock is `{ ... }` as a value.
type ScriptBlock struct {
	Span
	Body *Body
}

func (*Number) expr()      {}
func (*String) expr()      {}
func (*Expand) expr()      {}
func (*Variable) expr()    {}
func (*Splat) expr()       {}
func (*TypeLit) expr()     {}
func (*Cast) expr()        {}
func (*Unary) expr()       {}
func (*Postfix) expr()     {}
func (*Binary) expr()      {}
func (*Ternary) expr()     {}
func (*Member) expr()      {}
func (*Invoke) expr()      {}
func (*Index) expr()       {}
func (*Array) expr()       {}
func (*Paren) expr()       {}
func (*SubExpr) expr()     {}
func (*ArrayExpr) expr()   {}
func (*Hash) expr()        {}
func (*ScriptBlock) expr() {}
