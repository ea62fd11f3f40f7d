package interp

import (
	"strings"

	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// A stmt is a compiled statement: it writes to the frame's output.
type stmt func(f *frame) error

// An expr is a compiled expression.
type expr func(f *frame) (object.Value, error)

// A code is the body of a script, function or script block, compiled when it first runs.
type code struct {
	body   *syntax.Body
	source Script
	text   string
	filter bool

	compiled bool
	names    []string // of the variables, in lower case; their index is the slot
	slots    map[string]int
	params   *signature // nil where there is no param block
	begin    stmt       // nil where there is none
	process  stmt
	end      stmt
	clean    stmt
	named    bool
	under    int // slot of $_
}

func newCode(b *syntax.Body, source Script) *code {
	return &code{body: b, source: source, text: b.Text}
}

func (c *code) compile() {
	if c.compiled {
		return
	}
	c.compiled = true
	c.slots = map[string]int{}
	c.under = c.slot("_")
	c.named = c.body.Named
	if c.body.Params != nil || len(c.body.Attrs) > 0 {
		c.params = c.signature(c.body)
	}
	c.begin = c.optional(c.body.Begin)
	c.process = c.optional(c.body.Process)
	c.end = c.optional(c.body.End)
	c.clean = c.optional(c.body.Clean)
	if c.filter && !c.named {
		c.process, c.end = c.end, nil
	}
}

func (c *code) optional(b *syntax.Block) stmt {
	if b == nil {
		return nil
	}
	return c.block(b)
}

func (c *code) slot(name string) int {
	name = strings.ToLower(name)
	if i, ok := c.slots[name]; ok {
		return i
	}
	c.slots[name] = len(c.names)
	c.names = append(c.names, name)
	return len(c.names) - 1
}

// Reports whether the body itself uses a variable; nested blocks are not looked at.
func (c *code) uses(name string) bool {
	_, ok := c.slots[name]
	return ok
}

// Runs a body that has no parameters to bind: all blocks in order.
func (c *code) runPlain(f *frame) error {
	for _, s := range [...]stmt{c.begin, c.process, c.end, c.clean} {
		if s == nil {
			continue
		}
		if err := s(f); err != nil {
			return err
		}
	}
	return nil
}

// Compiles statements in order. An error that does not end the script is shown, and the next
// statement runs.
func (c *code) block(b *syntax.Block) stmt {
	switch len(b.Stmts) {
	case 0:
		return func(*frame) error { return nil }
	case 1:
		s, at := c.stmt(b.Stmts[0]), b.Stmts[0].Range()
		return func(f *frame) error {
			if err := s(f); err != nil {
				return f.settle(err, at)
			}
			return nil
		}
	}
	list := make([]stmt, len(b.Stmts))
	for i, s := range b.Stmts {
		list[i] = c.stmt(s)
	}
	return func(f *frame) error {
		for i, s := range list {
			if err := s(f); err != nil {
				if err = f.settle(err, b.Stmts[i].Range()); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

func (c *code) stmt(s syntax.Stmt) stmt {
	switch s := s.(type) {
	case *syntax.Pipeline:
		return c.pipeline(s)
	case *syntax.Chain:
		return c.chain(s)
	case *syntax.Assign:
		x := c.assign(s)
		return func(f *frame) error {
			_, err := x(f)
			if err == nil {
				f.in.status = true
			}
			return err
		}
	case *syntax.If:
		return c.ifStmt(s)
	case *syntax.While:
		return c.while(s)
	case *syntax.For:
		return c.forLoop(s)
	case *syntax.ForEach:
		return c.forEach(s)
	case *syntax.Switch:
		return c.switchStmt(s)
	case *syntax.Function:
		return c.define(s)
	case *syntax.Try:
		return c.try(s)
	case *syntax.Flow:
		return c.flow(s)
	}
	return func(*frame) error { return invalid("NotSupported", "the statement %T is not supported", s) }
}

// Compiles a statement to the value it gives: what a pure expression has, or what a pipeline writes.
func (c *code) value(s syntax.Stmt) expr {
	switch s := s.(type) {
	case nil:
		return func(*frame) (object.Value, error) { return nil, nil }
	case *syntax.Assign:
		return c.assign(s)
	case *syntax.Pipeline:
		if e, ok := s.Elems[0].(*syntax.ExprElement); ok && len(s.Elems) == 1 && len(e.Redirs) == 0 {
			return c.raw(e.X)
		}
	}
	run := c.stmt(s)
	return func(f *frame) (object.Value, error) {
		list, err := f.capture(run)
		return collapse(list), err
	}
}

// Compiles a condition.
func (c *code) condition(s syntax.Stmt) func(f *frame) (bool, error) {
	x := c.value(s)
	return func(f *frame) (bool, error) {
		v, err := x(f)
		if b, ok := v.(bool); ok {
			return b, err
		}
		return truth(v), err
	}
}
