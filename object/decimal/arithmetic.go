package decimal

import "math/big"

// A Tie says which way a number goes that is halfway between two others.
type Tie uint8

// The ways of rounding.
const (
	ToEven Tie = iota
	AwayFromZero
)

// Cmp returns -1, 0 or 1 as d is less than, equal to or greater than x, however many decimals they have.
func (d *Decimal) Cmp(x *Decimal) int {
	a, b, _ := aligned(d, x)
	return a.Cmp(b)
}

// aligned returns the coefficients at the larger of the two scales.
func aligned(x, y *Decimal) (a, b *big.Int, scale int) {
	scale = max(x.scale, y.scale)
	return x.at(scale), y.at(scale), scale
}

func (d *Decimal) at(scale int) *big.Int {
	if scale == d.scale {
		return &d.coefficient
	}
	return new(big.Int).Mul(&d.coefficient, power(scale-d.scale))
}

// Neg returns -d.
func (d *Decimal) Neg() *Decimal {
	n := &Decimal{scale: d.scale}
	n.coefficient.Neg(&d.coefficient)
	return n
}

// Abs returns d without its sign.
func (d *Decimal) Abs() *Decimal {
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

// Shift returns d × 10^n, with so many decimals fewer.
func (d *Decimal) Shift(n int) *Decimal {
	return shifted(new(big.Int).Set(&d.coefficient), n-d.scale)
}

// Add returns x + y, or ErrRange.
func Add(x, y *Decimal) (*Decimal, error) {
	a, b, scale := aligned(x, y)
	return result(new(big.Int).Add(a, b), scale)
}

// Sub returns x - y, or ErrRange.
func Sub(x, y *Decimal) (*Decimal, error) { return Add(x, y.Neg()) }

// Mul returns x × y, or ErrRange.
func Mul(x, y *Decimal) (*Decimal, error) {
	return result(new(big.Int).Mul(&x.coefficient, &y.coefficient), x.scale+y.scale)
}

// Quo returns x / y, ErrRange or ErrDivideByZero. An exact quotient has the decimals of x less those
// of y, where that is enough; any other has as many as it needs and as fit.
func Quo(x, y *Decimal) (*Decimal, error) {
	if y.IsZero() {
		return nil, ErrDivideByZero
	}
	scale := max(0, x.scale-y.scale)
	if q, rest := new(big.Int).QuoRem(x.at(y.scale+scale), &y.coefficient, new(big.Int)); rest.Sign() == 0 {
		return result(q, scale)
	}
	const guard = 2 * maxScale // the digits that rounding looks at; a last one tells of a rest
	q, rest := new(big.Int).QuoRem(x.at(y.scale+scale+guard), &y.coefficient, new(big.Int))
	q.Mul(q, big.NewInt(10))
	if rest.Sign() != 0 {
		q.Add(q, big.NewInt(int64(x.Sign()*y.Sign())))
	}
	d, err := result(q, scale+guard+1)
	if err != nil {
		return nil, err
	}
	return d.Trim(), nil
}

// Rem returns the rest of x / y with the sign of x, or ErrDivideByZero.
func Rem(x, y *Decimal) (*Decimal, error) {
	if y.IsZero() {
		return nil, ErrDivideByZero
	}
	a, b, scale := aligned(x, y)
	return result(new(big.Int).Rem(a, b), scale)
}

func result(c *big.Int, scale int) (*Decimal, error) { return shifted(c, -scale).Fit() }

// Fit returns d with as many of its decimals as System.Decimal holds, ties to even, or ErrRange.
func (d *Decimal) Fit() (*Decimal, error) {
	for scale := min(d.scale, maxScale); scale >= 0; scale-- {
		if r := d.Round(scale, ToEven); r.coefficient.BitLen() <= maxBits {
			return r, nil
		}
		if d.coefficient.BitLen() > maxBits+4*d.scale { // log2(10) is less than 4
			break
		}
	}
	return nil, ErrRange
}

// Round returns d with exactly that many decimals, at least 0.
func (d *Decimal) Round(scale int, tie Tie) *Decimal {
	if scale >= d.scale {
		return shifted(new(big.Int).Set(d.at(scale)), -scale)
	}
	unit := power(d.scale - scale)
	q, rest := new(big.Int).QuoRem(&d.coefficient, unit, new(big.Int))
	switch half := rest.Lsh(rest, 1).CmpAbs(unit); {
	case half > 0, half == 0 && (tie == AwayFromZero || q.Bit(0) == 1):
		q.Add(q, big.NewInt(int64(d.Sign())))
	}
	return shifted(q, -scale)
}

// Trim returns d without the zeros at the end of its decimals.
func (d *Decimal) Trim() *Decimal {
	q, rest, ten := new(big.Int).Set(&d.coefficient), new(big.Int), big.NewInt(10)
	scale := d.scale
	for scale > 0 {
		next, rest := new(big.Int).QuoRem(q, ten, rest)
		if rest.Sign() != 0 {
			break
		}
		q, scale = next, scale-1
	}
	return shifted(q, -scale)
}

// Int64 returns d as a whole number, and false where it is none or does not fit.
func (d *Decimal) Int64() (int64, bool) {
	r := d.Trim()
	return r.coefficient.Int64(), r.scale == 0 && r.coefficient.IsInt64()
}

// Uint64 returns d as a whole number, and false where it is none or does not fit.
func (d *Decimal) Uint64() (uint64, bool) {
	r := d.Trim()
	return r.coefficient.Uint64(), r.scale == 0 && r.coefficient.IsUint64()
}
