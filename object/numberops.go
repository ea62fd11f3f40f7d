package object

import (
	"errors"
	"math"
	"math/bits"

	"example.org/exosh/object/decimal"
)

// whole gives the result of integer arithmetic its kind: int32 stays so or becomes a double.
func whole(i int64, a, b number) number {
	if a.kind == kindInt32 && b.kind == kindInt32 {
		if i == int64(int32(i)) {
			return number{kind: kindInt32, i: i}
		}
		return number{kind: kindDouble, f: float64(i)}
	}
	return number{kind: kindInt64, i: i}
}

func sum(a, b number) (number, error) {
	if a.kind <= kindInt64 && b.kind <= kindInt64 {
		s := a.i + b.i
		if (s > a.i) == (b.i > 0) {
			return whole(s, a, b), nil
		}
	}
	return real(a, b, func(x, y float64) float64 { return x + y }, decimal.Add)
}

func difference(a, b number) (number, error) {
	if a.kind <= kindInt64 && b.kind <= kindInt64 {
		s := a.i - b.i
		if (s < a.i) == (b.i > 0) {
			return whole(s, a, b), nil
		}
	}
	return real(a, b, func(x, y float64) float64 { return x - y }, decimal.Sub)
}

func multiply(a, b number) (number, error) {
	if a.kind <= kindInt64 && b.kind <= kindInt64 {
		if p, ok := product(a.i, b.i); ok {
			return whole(p, a, b), nil
		}
	}
	return real(a, b, func(x, y float64) float64 { return x * y }, decimal.Mul)
}

func product(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func magnitude(i int64) uint64 {
	if i < 0 {
		return -uint64(i)
	}
	return uint64(i)
}

func quotient(a, b number) (number, error) {
	if b.kind != kindDouble && a.kind != kindDouble && b.zero() {
		return number{}, ErrDivideByZero
	}
	if a.kind <= kindInt64 && b.kind <= kindInt64 && a.i != math.MinInt64 && a.i%b.i == 0 {
		return whole(a.i/b.i, a, b), nil
	}
	return real(a, b, func(x, y float64) float64 { return x / y }, decimal.Quo)
}

func remainder(a, b number) (number, error) {
	if b.kind != kindDouble && a.kind != kindDouble && b.zero() {
		return number{}, ErrDivideByZero
	}
	if a.kind <= kindInt64 && b.kind <= kindInt64 {
		if b.i == -1 {
			return whole(0, a, b), nil
		}
		return whole(a.i%b.i, a, b), nil
	}
	return real(a, b, math.Mod, decimal.Rem)
}

type decimalOp func(x, y *decimal.Decimal) (*decimal.Decimal, error)

// real computes with decimals if one operand is one, else with doubles.
func real(a, b number, op func(x, y float64) float64, exact decimalOp) (number, error) {
	if a.kind != kindDecimal && b.kind != kindDecimal {
		return number{kind: kindDouble, f: op(a.float(), b.float())}, nil
	}
	x, err := a.decimal()
	if err != nil {
		return number{}, err
	}
	y, err := b.decimal()
	if err != nil {
		return number{}, err
	}
	d, err := exact(x, y)
	switch {
	case errors.Is(err, decimal.ErrDivideByZero):
		return number{}, ErrDivideByZero
	case err != nil:
		return number{}, errDecimalRange
	}
	return number{kind: kindDecimal, d: d}, nil
}
