package syntax

// A Node is any part of a tree.
type Node interface{ Range() Span }

// A Stmt is something that runs.
type Stmt interface {
	Node
	stmt()
}

// A Script is a whole text.
type Script struct {
	Span
	Text     string // the source, exactly
	Requires []Requirement
	Body     *Body
}

// A Requirement is one parameter of a `#Requires` line: `-Modules ExchangeOnlineManagement`.
type Requirement struct {
	Span
	Name  string // "Modules", "Version", "RunAsAdministrator", ...
	Value string // the text after it, "" where there is none
}

// A Body is what functions, script blocks and scripts have in common: an optional param block and
// statements, either plain or in named blocks.
type Body struct {
	Span
	Text    string // the source of the body, exactly; between the braces of a script block
	Attrs   []*Attribute
	Params  *Params // nil where there is no param block
	Begin   *Block
	Process *Block
	End     *Block // holds the plain statements where there are no named blocks
	Clean   *Block
	Named   bool // the blocks were written with their names
}

// Params is a param block, or the list in parentheses after a function's name.
type Params struct {
	Span
	List []*Param
}

// A Param is one declared parameter.
type Param struct {
	Span
	Attrs   []*Attribute
	Type    *TypeName // the last type written before the name; nil where there is none
	Name    string
	Default Expr // nil where there is none
}

// An Attribute is `[Name(args)]` on a parameter or a param block.
type Attribute struct {
	Span
	Name string
	Args []Expr
	Keys []AttributeKey
}

// An AttributeKey is a named argument of an attribute; Value is nil in `[Parameter(Mandatory)]`.
type AttributeKey struct {
	Span
	Name  string
	Value Expr
}

// A Block is a list of statements, in braces wherever the grammar asks for them.
type Block struct {
	Span
	Stmts []Stmt
}

// A Pipeline is one element or several joined by `|`.
type Pipeline struct {
	Span
	Elems []Element
}

// A Chain is pipelines joined by && and ||; Ops has one fewer than Pipelines.
type Chain struct {
	Span
	Pipelines []*Pipeline
	Ops       []string
}

// An Element is one stage of a pipeline: a [*Command] or an [*ExprElement].
type Element interface {
	Node
	element()
}

// An ExprElement is an expression as a stage; only the first stage may be one.
type ExprElement struct {
	Span
	X      Expr
	Redirs []*Redirect
}

// A Command is a command with its arguments.
type Command struct {
	Span
	Call   string // "", "&" or "."
	Name   Expr
	Args   []Arg
	Redirs []*Redirect
}

// An Arg is one argument: a parameter, a parameter with its value (`-Name:value`), a value, or a
// [*Splat].
type Arg struct {
	Span
	Name  string // of the parameter, without the dash; "" for a positional value
	Value Expr   // nil for a parameter that stands alone
}

// A Redirect is `2> file`, `>> file`, `*> file` or `2>&1`.
type Redirect struct {
	Span
	From   int // 1 to 6; 0 means all streams
	Append bool
	To     int  // the stream it is merged into, 0 where it goes to a file
	File   Expr // nil where it is merged
}

// An Assign is `target op value`. Value is any statement: `$x = if ($y) { 1 } else { 2 }`.
type Assign struct {
	Span
	Target Expr
	Op     string // "=", "+=", "-=", "*=", "/=", "%=", "??="
	Value  Stmt
}

// An If has one clause per condition; Else is nil where there is none.
type If struct {
	Span
	Clauses []IfClause
	Else    *Block
}

// An IfClause is a condition and what it guards.
type IfClause struct {
	Cond Stmt
	Body *Block
}

// A While is `while (cond) {}`; Do makes it run the body first, Until negates the condition.
type While struct {
	Span
	Label     string
	Do, Until bool
	Cond      Stmt
	Body      *Block
}

// A For is `for (init; cond; step) {}`; each of the three may be nil.
type For struct {
	Span
	Label            string
	Init, Cond, Step Stmt
	Body             *Block
}

// A ForEach is `foreach ($v in x) {}`.
type ForEach struct {
	Span
	Label string
	Var   *Variable
	In    Stmt
	Body  *Block
}

// A Switch is a switch statement.
type Switch struct {
	Span
	Label         string
	Match         string // "", "wildcard" or "regex"
	CaseSensitive bool
	File          Expr // of `switch -File path`
	Value         Stmt // nil where File is set
	Clauses       []SwitchClause
	Default       *Block
}

// A SwitchClause is a condition, a value or a script block, and its body.
type SwitchClause struct {
	Cond Expr
	Body *Block
}

// A Function is a function or filter definition.
type Function struct {
	Span
	Filter bool
	Scope  string // "global", "script", ...; "" where none is written
	Name   string
	Body   *Body
}

// A Try is try, catch and finally.
type Try struct {
	Span
	Body    *Block
	Catches []Catch
	Finally *Block
}

// A Catch handles exceptions of its types, or all where Types is empty.
type Catch struct {
	Types []*TypeName
	Body  *Block
}

// A Flow is return, throw, exit, break or continue.
type Flow struct {
	Span
	Word  string // in lower case
	Label Expr   // of break and continue; nil where there is none
	Value Stmt   // of return, throw and exit; nil where there is none
}

func (*Pipeline) stmt() {}
func (*Chain) stmt()    {}
func (*Assign) stmt()   {}
func (*If) stmt()       {}
func (*While) stmt()    {}
func (*For) stmt()      {}
func (*ForEach) stmt()  {}
func (*Switch) stmt()   {}
func (*Function) stmt() {}
func (*Try) stmt()      {}
func (*Flow) stmt()     {}

func (*ExprElement) element() {}
func (*Command) element()     {}
