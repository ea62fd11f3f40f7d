package interp

import (
	"errors"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// An operation computes a value of two.
type operation func(a, b object.Value) (object.Value, error)

func (c *code) unary(x *syntax.Unary) expr {
	switch x.Op {
	case "++", "--":
		return c.step(x.X, x.Op, true)
	case ",":
		v := c.expr(x.X)
		return func(f *frame) (object.Value, error) {
			e, err := v(f)
			return []any{e}, err
		}
	}
	v := c.expr(x.X)
	op := unaryOperation(x.Op)
	return func(f *frame) (object.Value, error) {
		e, err := v(f)
		if err != nil {
			return nil, err
		}
		return op(e)
	}
}

func unaryOperation(op string) func(v object.Value) (object.Value, error) {
	switch op {
	case "!", "-not":
		return func(v object.Value) (object.Value, error) { return !truth(v), nil }
	case "-":
		return func(v object.Value) (object.Value, error) { v, err := object.Neg(v); return v, operationError(err) }
	case "+":
		return func(v object.Value) (object.Value, error) {
			v, err := object.Add(int32(0), v)
			return v, operationError(err)
		}
	case "-bnot":
		return func(v object.Value) (object.Value, error) { return bitNot(v) }
	case "-join":
		return func(v object.Value) (object.Value, error) { return join(v, ""), nil }
	case "-split", "-csplit":
		return func(v object.Value) (object.Value, error) { return splitBlanks(v), nil }
	}
	return func(object.Value) (object.Value, error) {
		return nil, invalid("NotSupported", "the operator %s is not supported", op)
	}
}

func (c *code) binary(x *syntax.Binary) expr {
	switch x.Op {
	case "-and", "-or":
		return c.logical(x)
	case "??":
		left, right := c.raw(x.X), c.raw(x.Y)
		return func(f *frame) (object.Value, error) {
			v, err := left(f)
			if err != nil || some(v) != nil {
				return v, err
			}
			return right(f)
		}
	}
	left, right := c.expr(x.X), c.expr(x.Y)
	if op := frameOperation(x.Op); op != nil {
		return func(f *frame) (object.Value, error) {
			a, err := left(f)
			if err != nil {
				return nil, err
			}
			b, err := right(f)
			if err != nil {
				return nil, err
			}
			return op(f, a, b)
		}
	}
	op := plainOperation(x.Op)
	return func(f *frame) (object.Value, error) {
		a, err := left(f)
		if err != nil {
			return nil, err
		}
		b, err := right(f)
		if err != nil {
			return nil, err
		}
		return op(a, b)
	}
}

func (c *code) logical(x *syntax.Binary) expr {
	left, right := c.expr(x.X), c.expr(x.Y)
	or := x.Op == "-or"
	return func(f *frame) (object.Value, error) {
		a, err := left(f)
		if err != nil {
			return nil, err
		}
		if truth(a) == or {
			return or, nil
		}
		b, err := right(f)
		if err != nil {
			return nil, err
		}
		return truth(b), nil
	}
}

// Returns an operation that needs no more than its operands.
func plainOperation(op string) operation {
	switch op {
	case "+", "-", "*", "/", "%":
		return arithmetic(op)
	case "-xor":
		return func(a, b object.Value) (object.Value, error) { return truth(a) != truth(b), nil }
	case "-band", "-bor", "-bxor", "-shl", "-shr":
		return bitOperation(op)
	case "..":
		return rangeOf
	case "-f":
		return formatted
	case "-join":
		return func(a, b object.Value) (object.Value, error) { return join(a, object.String(b)), nil }
	}
	if cmp := comparison(op); cmp != nil {
		return cmp
	}
	return func(object.Value, object.Value) (object.Value, error) {
		return nil, invalid("NotSupported", "the operator %s is not supported", op)
	}
}

func arithmetic(op string) operation {
	general := map[string]operation{"+": add, "-": object.Sub, "*": object.Mul, "/": object.Div, "%": object.Mod}[op]
	slow := func(a, b object.Value) (object.Value, error) {
		v, err := general(a, b)
		return v, operationError(err)
	}
	var fast func(x, y int64) int64
	switch op {
	case "+":
		fast = func(x, y int64) int64 { return x + y }
	case "-":
		fast = func(x, y int64) int64 { return x - y }
	case "*":
		fast = func(x, y int64) int64 { return x * y }
	default:
		return slow
	}
	return func(a, b object.Value) (object.Value, error) {
		if x, ok := a.(int32); ok {
			if y, ok := b.(int32); ok {
				n := fast(int64(x), int64(y))
				if n == int64(int32(n)) {
					return int32(n), nil
				}
				return float64(n), nil
			}
		}
		return slow(a, b)
	}
}

// Adds, where the left side may be a value of this package that is a list.
func add(a, b object.Value) (object.Value, error) {
	if l, ok := a.(object.Collection); ok {
		a = append([]any(nil), l.Elements()...)
	}
	return object.Add(a, b)
}

// Gives an error of an operation its PowerShell shape.
func operationError(err error) error {
	var op *object.OperatorError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, object.ErrDivideByZero):
		return &command.Error{Category: command.NotSpecified, ID: "RuntimeException", Type: "System.DivideByZeroException", Message: "Attempted to divide by zero.", Err: err}
	case errors.As(err, &op):
		return invalid("MethodNotFound", "%s", err.Error())
	}
	return err
}

func formatted(a, b object.Value) (object.Value, error) {
	args := unroll(b)
	if b == nil {
		args = []object.Value{nil}
	}
	text, err := object.Format(object.String(a), args)
	if err != nil {
		return nil, invalid("FormatError", "Error formatting a string: %s", err)
	}
	return text, nil
}

func join(v object.Value, sep string) string {
	items := unroll(v)
	if len(items) == 1 {
		return object.String(items[0])
	}
	parts := make([]string, len(items))
	for i, e := range items {
		parts[i] = object.String(e)
	}
	return strings.Join(parts, sep)
}

func splitBlanks(v object.Value) object.Value {
	var all []any
	for _, e := range unroll(v) {
		for _, word := range strings.Fields(object.String(e)) {
			all = append(all, word)
		}
	}
	return all
}

const maxRange = 10_000_000 // most elements of a range

func rangeOf(a, b object.Value) (object.Value, error) {
	if x, ok := charOf(a); ok {
		if y, ok := charOf(b); ok {
			return charRange(x, y), nil
		}
	}
	from, err := object.Convert(a, "int")
	if err != nil {
		return nil, err
	}
	to, err := object.Convert(b, "int")
	if err != nil {
		return nil, err
	}
	x, y := int64(from.(int32)), int64(to.(int32))
	n, step := y-x+1, int64(1)
	if y < x {
		n, step = x-y+1, -1
	}
	if n > maxRange {
		return nil, invalid("RangeTooLarge", "The range %d..%d has %d elements; at most %d are made at once. Use for or while.", x, y, n, maxRange)
	}
	list := make([]any, n)
	for i := range list {
		list[i] = int32(x)
		x += step
	}
	return list, nil
}

func charOf(v object.Value) (rune, bool) {
	switch v := v.(type) {
	case object.Char:
		return rune(v), true
	case string:
		r := []rune(v)
		if len(r) == 1 && (r[0] < '0' || r[0] > '9') {
			return r[0], true
		}
	}
	return 0, false
}

func charRange(x, y rune) object.Value {
	list := []any{object.Char(x)}
	for x != y {
		if x < y {
			x++
		} else {
			x--
		}
		list = append(list, object.Char(x))
	}
	return list
}
