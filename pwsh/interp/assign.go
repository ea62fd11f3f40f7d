package interp

import (
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// Compiles an assignment to an expression that returns what was assigned.
func (c *code) assign(s *syntax.Assign) expr {
	value := c.value(s.Value)
	if s.Op == "=" {
		set := c.target(s.Target)
		return func(f *frame) (object.Value, error) {
			v, err := value(f)
			if err != nil {
				return nil, err
			}
			return v, set(f, v)
		}
	}
	old, set := c.readWrite(s.Target)
	if s.Op == "??=" {
		return func(f *frame) (object.Value, error) {
			v, err := old(f)
			if err != nil || some(v) != nil {
				return v, err
			}
			if v, err = value(f); err != nil {
				return nil, err
			}
			return v, set(f, v)
		}
	}
	op := arithmetic(s.Op[:1])
	return func(f *frame) (object.Value, error) {
		y, err := value(f)
		if err != nil {
			return nil, err
		}
		x, err := old(f)
		if err != nil {
			return nil, err
		}
		v, err := op(some(x), some(y))
		if err != nil {
			return nil, err
		}
		return v, set(f, v)
	}
}

// Compiles reading and writing of one target.
func (c *code) readWrite(x syntax.Expr) (expr, setter) {
	if p, ok := x.(*syntax.Paren); ok {
		return c.readWrite(innerOf(p))
	}
	return c.raw(x), c.target(x)
}

func innerOf(p *syntax.Paren) syntax.Expr {
	return p.X.(*syntax.Pipeline).Elems[0].(*syntax.ExprElement).X
}

// Compiles what stands left of an assignment.
func (c *code) target(x syntax.Expr) setter {
	switch x := x.(type) {
	case *syntax.Variable:
		return c.setter(x)
	case *syntax.Cast:
		return c.typedTarget(x)
	case *syntax.Array:
		return c.listTarget(x)
	case *syntax.Paren:
		return c.target(innerOf(x))
	case *syntax.Member:
		return c.memberTarget(x)
	case *syntax.Index:
		return c.indexTarget(x)
	}
	return func(*frame, object.Value) error {
		return invalid("InvalidLeftHandSide", "nothing can be assigned to this expression")
	}
}

// [type]$x = value: the type stays with the variable (rule 29).
func (c *code) typedTarget(x *syntax.Cast) setter {
	v, ok := x.X.(*syntax.Variable)
	if !ok {
		set, convert := c.target(x.X), c.caster(x.Type)
		return func(f *frame, v object.Value) error {
			v, err := convert(f.in, some(v))
			if err != nil {
				return err
			}
			return set(f, v)
		}
	}
	check, set, name := &constraint{convert: c.caster(x.Type)}, c.setter(v), fold(v.Name)
	return func(f *frame, value object.Value) error {
		s := f.scope.named(v.Scope, f.in)
		if s == nil {
			return invalid("DriveNotFound", "Cannot set $%s:%s: there is no such scope.", v.Scope, v.Name)
		}
		converted, err := check.apply(f.in, v.Name, value)
		if err != nil {
			return err
		}
		if old := s.own(name); old != nil {
			old.check = nil
		}
		if err := set(f, converted); err != nil {
			return err
		}
		if target := s.own(name); target != nil {
			target.check = check
		}
		return nil
	}
}

// $a, $b = values: the last variable gets the rest.
func (c *code) listTarget(x *syntax.Array) setter {
	var sets []setter
	for _, e := range x.Elems {
		sets = append(sets, c.target(e))
	}
	return func(f *frame, v object.Value) error {
		items := unroll(v)
		for i, set := range sets {
			var item object.Value
			switch {
			case i >= len(items):
			case i == len(sets)-1 && len(items) > len(sets):
				item = append([]any(nil), items[i:]...)
			default:
				item = items[i]
			}
			if err := set(f, item); err != nil {
				return err
			}
		}
		return nil
	}
}

// Compiles ++ and --.
func (c *code) step(x syntax.Expr, op string, before bool) expr {
	old, set := c.readWrite(x)
	delta := int32(1)
	if op == "--" {
		delta = -1
	}
	add := arithmetic("+")
	return func(f *frame) (object.Value, error) {
		v, err := old(f)
		if err != nil {
			return nil, err
		}
		v = some(v)
		var next object.Value
		if n, ok := v.(int32); ok && n < 1<<30 && n > -1<<30 {
			next = n + delta
		} else if next, err = stepped(v, delta, add); err != nil {
			return nil, err
		}
		if err := set(f, next); err != nil {
			return nil, err
		}
		if before {
			return next, nil
		}
		if v == nil {
			return int32(0), nil
		}
		return v, nil
	}
}

func stepped(v object.Value, delta int32, add func(a, b object.Value) (object.Value, error)) (object.Value, error) {
	switch v.(type) {
	case nil:
		return delta, nil
	case string, bool, []any, *object.Dict, *object.Object:
		return nil, invalid("OperatorRequiresNumber", "The '++' and '--' operators work only on numbers. The operand is a '%s'.", object.TypeName(v))
	}
	return add(v, delta)
}
