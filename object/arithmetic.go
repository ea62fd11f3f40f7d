package object

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

var (
	// ErrDivideByZero is what Div and Mod return for whole numbers and decimals.
	ErrDivideByZero = errors.New("Attempted to divide by zero.")
	errDecimalRange = errors.New("Value was either too large or too small for a Decimal.")
)

const maxRepeat = 64 << 20 // most bytes or elements that * may make

// An OperatorError says that an operator does not apply to its operands.
type OperatorError struct {
	Operator    string // "op_Addition"
	Left, Right string // .NET type names
}

func (e *OperatorError) Error() string {
	return fmt.Sprintf("Method invocation failed because [%s] does not contain a method named '%s'.", e.Left, e.Operator)
}

func refuse(operator string, a, b Value) error {
	return &OperatorError{operator, TypeName(a), TypeName(b)}
}

// Add is the operator +. The left operand decides: text is joined, arrays grow by one, hash tables
// merge, dates move, numbers add. Whole numbers that overflow become doubles.
func Add(a, b Value) (Value, error) {
	switch l := a.(type) {
	case nil:
		return b, nil
	case int32:
		if r, ok := b.(int32); ok {
			return fitOrDouble(int64(l) + int64(r)), nil
		}
	case string:
		return l + String(b), nil
	case Char:
		if _, ok := numeric(b); !ok {
			return string(rune(l)) + String(b), nil
		}
	case []any:
		return join(l, b), nil
	case []byte:
		return join(Unroll(l), b), nil
	case *List:
		return join(l.Items, b), nil
	case *Dict:
		return merge(l, b)
	case time.Time, TimeSpan, EnhancedTimeSpan:
		return addTime(a, b)
	}
	return arithmetic("op_Addition", a, b, sum)
}

func join(left []any, right Value) []any {
	more := Unroll(right)
	all := make([]any, 0, len(left)+len(more))
	return append(append(all, left...), more...)
}

// merge is + on hash tables. A key on both sides is an error.
func merge(a *Dict, b Value) (Value, error) {
	r, ok := b.(*Dict)
	if !ok {
		return nil, errors.New("A hash table can only be added to another hash table.")
	}
	out := &Dict{Ordered: a.Ordered, CaseSensitive: a.CaseSensitive}
	for k, v := range a.All() {
		out.Set(k, v)
	}
	for k, v := range r.All() {
		if _, twice := out.Get(k); twice {
			return nil, fmt.Errorf("Item has already been added. Key in dictionary: '%s'  Key being added: '%s'", String(k), String(k))
		}
		out.Set(k, v)
	}
	return out, nil
}

// Sub is the operator -. The difference of two dates is a TimeSpan.
func Sub(a, b Value) (Value, error) {
	switch l := a.(type) {
	case int32:
		if r, ok := b.(int32); ok {
			return fitOrDouble(int64(l) - int64(r)), nil
		}
	case time.Time, TimeSpan, EnhancedTimeSpan:
		return subTime(a, b)
	}
	return arithmetic("op_Subtraction", a, b, difference)
}

// Mul is the operator *: text and arrays on the left repeat.
func Mul(a, b Value) (Value, error) {
	switch l := a.(type) {
	case string:
		n, err := times(b, len(l))
		return strings.Repeat(l, n), err
	case []any:
		n, err := times(b, len(l))
		all := make([]any, 0, n*len(l))
		for range n {
			all = append(all, l...)
		}
		return all, err
	case *List:
		return Mul(l.Items, b)
	case TimeSpan, EnhancedTimeSpan:
		return scaleTime("op_Multiply", a, b)
	}
	return arithmetic("op_Multiply", a, b, multiply)
}

func times(v Value, size int) (int, error) {
	c, err := Convert(v, "int")
	if err != nil {
		return 0, err
	}
	n := int(c.(int32))
	if n < 0 {
		return 0, fmt.Errorf("The repeat count %d is negative.", n)
	}
	if size > 0 && n > maxRepeat/size {
		return 0, fmt.Errorf("Repeating %d elements %d times gives more than the limit of %d.", size, n, maxRepeat)
	}
	return n, nil
}

// Div is the operator /. Whole numbers give a whole number where it is exact, else a double.
func Div(a, b Value) (Value, error) {
	switch a.(type) {
	case TimeSpan, EnhancedTimeSpan:
		return scaleTime("op_Division", a, b)
	}
	return arithmetic("op_Division", a, b, quotient)
}

// Mod is the operator %; the result has the sign of the left operand.
func Mod(a, b Value) (Value, error) { return arithmetic("op_Modulus", a, b, remainder) }

// Neg is unary minus.
func Neg(v Value) (Value, error) {
	switch t := v.(type) {
	case TimeSpan:
		return -t, nil
	case EnhancedTimeSpan:
		return -t, nil
	}
	return arithmetic("op_Subtraction", int32(0), v, difference)
}

func arithmetic(operator string, a, b Value, op func(a, b number) (number, error)) (Value, error) {
	l, ok := operand(a)
	if !ok {
		return nil, operandError(operator, a, b, a)
	}
	r, ok := operand(b)
	if !ok {
		return nil, operandError(operator, a, b, b)
	}
	n, err := op(l, r)
	if err != nil {
		return nil, err
	}
	return n.value(), nil
}

// operandError is about a conversion where the operand is text, else about the operator.
func operandError(operator string, a, b, bad Value) error {
	if s, ok := bad.(string); ok {
		return &ConvertError{Value: s, Type: "System.Int32", Reason: notNumber(s)}
	}
	return refuse(operator, a, b)
}

func fitOrDouble(i int64) Value {
	if i == int64(int32(i)) {
		return int32(i)
	}
	return float64(i)
}
