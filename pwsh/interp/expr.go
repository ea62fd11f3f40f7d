package interp

import (
	"strings"

	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

func constant(v object.Value) expr {
	return func(*frame) (object.Value, error) { return v, nil }
}

// Compiles an expression whose value is used: nothing is $null.
func (c *code) expr(x syntax.Expr) expr {
	switch x.(type) {
	case *syntax.Variable, *syntax.Paren, *syntax.SubExpr, *syntax.Member, *syntax.Invoke, *syntax.Index, *syntax.Ternary, *syntax.Binary, *syntax.Cast:
		raw := c.raw(x)
		return func(f *frame) (object.Value, error) {
			v, err := raw(f)
			if _, none := v.(nothing); none {
				return nil, err
			}
			return v, err
		}
	}
	return c.raw(x)
}

// Compiles an expression whose value may be nothing.
func (c *code) raw(x syntax.Expr) expr {
	switch x := x.(type) {
	case *syntax.Number:
		return constant(x.Value)
	case *syntax.String:
		return constant(x.Value)
	case *syntax.Expand:
		return c.expand(x)
	case *syntax.Variable:
		return c.variable(x)
	case *syntax.TypeLit:
		return c.typeLit(x.Type)
	case *syntax.Cast:
		return c.cast(x)
	case *syntax.Unary:
		return c.unary(x)
	case *syntax.Postfix:
		return c.step(x.X, x.Op, false)
	case *syntax.Binary:
		return c.binary(x)
	case *syntax.Ternary:
		return c.ternary(x)
	case *syntax.Member:
		return c.member(x)
	case *syntax.Invoke:
		return c.invoke(x)
	case *syntax.Index:
		return c.index(x)
	case *syntax.Array:
		return c.array(x.Elems)
	case *syntax.Paren:
		return c.value(x.X)
	case *syntax.SubExpr:
		return c.subExpr(x.Body)
	case *syntax.ArrayExpr:
		return c.arrayExpr(x.Body)
	case *syntax.Hash:
		return c.hash(x, false)
	case *syntax.ScriptBlock:
		body := newCode(x.Body, c.source)
		return func(f *frame) (object.Value, error) {
			return &ScriptBlock{in: f.in, code: body, home: f.scope.script}, nil
		}
	}
	return func(*frame) (object.Value, error) {
		return nil, invalid("NotSupported", "the expression %T is not supported here", x)
	}
}

func (c *code) exprs(xs []syntax.Expr) []expr {
	list := make([]expr, len(xs))
	for i, x := range xs {
		list[i] = c.expr(x)
	}
	return list
}

func (c *code) expand(x *syntax.Expand) expr {
	parts := c.exprs(x.Parts)
	return func(f *frame) (object.Value, error) {
		var b strings.Builder
		for _, part := range parts {
			v, err := part(f)
			if err != nil {
				return nil, err
			}
			b.WriteString(f.text(v))
		}
		return b.String(), nil
	}
}

// Returns a value as text inside of a string; $OFS joins arrays.
func (f *frame) text(v object.Value) string {
	if s, ok := v.(string); ok {
		return s
	}
	if isCollection(v) {
		if ofs := f.scope.find("ofs"); ofs != nil && ofs.value != nil {
			var parts []string
			for _, e := range unroll(v) {
				parts = append(parts, object.String(e))
			}
			return strings.Join(parts, object.String(ofs.value))
		}
	}
	return object.String(v)
}

func (c *code) array(xs []syntax.Expr) expr {
	list := c.exprs(xs)
	return func(f *frame) (object.Value, error) {
		values := make([]any, len(list))
		for i, x := range list {
			v, err := x(f)
			if err != nil {
				return nil, err
			}
			values[i] = v
		}
		return values, nil
	}
}

func (c *code) ternary(x *syntax.Ternary) expr {
	cond, yes, no := c.expr(x.Cond), c.raw(x.Yes), c.raw(x.No)
	return func(f *frame) (object.Value, error) {
		v, err := cond(f)
		if err != nil {
			return nil, err
		}
		if truth(v) {
			return yes(f)
		}
		return no(f)
	}
}

// $( ): the output of the statements, collapsed.
func (c *code) subExpr(b *syntax.Block) expr {
	run := c.block(b)
	return func(f *frame) (object.Value, error) {
		list, err := f.capture(run)
		return collapse(list), err
	}
}

// @( ): the output of the statements, always an array.
func (c *code) arrayExpr(b *syntax.Block) expr {
	run := c.block(b)
	return func(f *frame) (object.Value, error) {
		list, err := f.capture(run)
		if list == nil {
			list = []object.Value{}
		}
		return list, err
	}
}

func (c *code) hash(x *syntax.Hash, ordered bool) expr {
	type pair struct{ key, value expr }
	pairs := make([]pair, len(x.Pairs))
	for i, p := range x.Pairs {
		pairs[i] = pair{c.expr(p.Key), c.value(p.Value)}
	}
	return func(f *frame) (object.Value, error) {
		d := &object.Dict{Ordered: ordered}
		for _, p := range pairs {
			k, err := p.key(f)
			if err != nil {
				return nil, err
			}
			if k == nil {
				return nil, invalid("InvalidNullKey", "A null key is not allowed in a hash literal.")
			}
			if _, twice := d.Get(k); twice {
				return nil, invalid("DuplicateKeyInHashLiteral", "Item has already been added. Key in dictionary: '%s'.", object.String(k))
			}
			v, err := p.value(f)
			if err != nil {
				return nil, err
			}
			d.Set(k, some(v))
		}
		return d, nil
	}
}
