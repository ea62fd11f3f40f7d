// Package decimal is .NET's System.Decimal: a whole number of up to 96 bits with up to 28 decimals.
// The decimals are kept as written, so 1.50 stays 1.50.
package decimal

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
)

const (
	maxBits  = 96 // of the coefficient, as System.Decimal has it
	maxScale = 28 // most decimals of a result

	maxText     = 2048 // longest text that Parse reads, characters
	maxExponent = 1000 // largest power of ten that Parse reads
)

// The errors of arithmetic and of Parse.
var (
	ErrRange        = errors.New("value was either too large or too small for a decimal")
	ErrDivideByZero = errors.New("attempted to divide by zero")
	ErrSyntax       = errors.New("not a decimal number")
)

// A Decimal is an exact number. It does not change once made; its zero value is 0. Parse and New also
// make numbers beyond System.Decimal's range; Fit and the arithmetic do not.
type Decimal struct {
	coefficient big.Int
	scale       int // how many of the coefficient's digits are decimals, at least 0
}

// New returns coefficient × 10^exponent.
func New(coefficient int64, exponent int) *Decimal {
	return shifted(big.NewInt(coefficient), exponent)
}

// shifted takes c over.
func shifted(c *big.Int, exponent int) *Decimal {
	d := &Decimal{scale: max(0, -exponent)}
	if exponent > 0 {
		c.Mul(c, power(exponent))
	}
	d.coefficient.Set(c)
	return d
}

func power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// Parse reads digits with an optional sign, decimal point and power of ten: -12, .5, 1.50, 2e3.
func Parse(text string) (*Decimal, error) {
	if len(text) > maxText {
		return nil, ErrSyntax
	}
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		var err error
		if exponent, err = strconv.Atoi(text[i+1:]); err != nil || exponent > maxExponent || exponent < -maxExponent {
			return nil, ErrSyntax
		}
		mantissa = text[:i]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole, "+-") + fraction
	if len(whole)+len(fraction) > len(digits)+1 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return nil, ErrSyntax
	}
	c, _ := new(big.Int).SetString(digits, 10)
	if whole != "" && whole[0] == '-' {
		c.Neg(c)
	}
	return shifted(c, exponent-len(fraction)), nil
}

// FromFloat converts by the 15 significant digits that .NET keeps. NaN, an infinity and what is too
// large are ErrRange.
func FromFloat(f float64) (*Decimal, error) {
	if math.IsNaN(f) || math.Abs(f) > 1e29 {
		return nil, ErrRange
	}
	d, err := Parse(strconv.FormatFloat(f, 'e', 14, 64))
	if err != nil {
		return nil, err
	}
	return d.Trim().Fit()
}

// Append appends the number in plain notation, with all its decimals.
func (d *Decimal) Append(b []byte) []byte {
	if d.scale == 0 {
		return d.coefficient.Append(b, 10)
	}
	digits := new(big.Int).Abs(&d.coefficient).String()
	if missing := d.scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	if d.Sign() < 0 {
		b = append(b, '-')
	}
	b = append(b, digits[:len(digits)-d.scale]...)
	return append(append(b, '.'), digits[len(digits)-d.scale:]...)
}

// String returns the number in plain notation, with all its decimals: -0.50.
func (d *Decimal) String() string { return string(d.Append(nil)) }

// Sign returns -1, 0 or 1.
func (d *Decimal) Sign() int { return d.coefficient.Sign() }

// IsZero reports whether the number is zero.
func (d *Decimal) IsZero() bool { return d.Sign() == 0 }

// Digits returns the coefficient's digits without sign and leading zeros; "0" for zero.
func (d *Decimal) Digits() string { return new(big.Int).Abs(&d.coefficient).String() }

// Scale returns how many decimals the number has.
func (d *Decimal) Scale() int { return d.scale }

// Float64 returns the nearest double.
func (d *Decimal) Float64() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64) // out of range is an infinity
	return f
}
