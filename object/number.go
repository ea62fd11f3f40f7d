package object

import (
	"math"
	"strconv"
	"strings"

	"example.org/exosh/object/decimal"
)

// A number is a numeric value on the way through arithmetic. The kinds are in the order of promotion.
type number struct {
	kind numberKind
	i    int64
	f    float64
	d    *decimal.Decimal
}

type numberKind uint8

const (
	kindInt32 numberKind = iota + 1
	kindInt64
	kindDouble
	kindDecimal
)

// numeric returns a value of a number type as a number; text is not one.
func numeric(v Value) (number, bool) {
	switch n := v.(type) {
	case int32:
		return number{kind: kindInt32, i: int64(n)}, true
	case int64:
		return number{kind: kindInt64, i: n}, true
	case int:
		return fit(int64(n)), true
	case float64:
		return number{kind: kindDouble, f: n}, true
	case float32:
		f, _ := strconv.ParseFloat(strconv.FormatFloat(float64(n), 'g', -1, 32), 64)
		return number{kind: kindDouble, f: f}, true
	case uint8:
		return number{kind: kindInt32, i: int64(n)}, true
	case int16:
		return number{kind: kindInt32, i: int64(n)}, true
	case uint32:
		return number{kind: kindInt64, i: int64(n)}, true
	case uint64:
		return unsigned(n), true
	case ByteQuantifiedSize:
		return unsigned(uint64(n)), true
	case *decimal.Decimal:
		return number{kind: kindDecimal, d: n}, n != nil
	}
	return number{}, false
}

// operand is numeric, and also takes null, booleans, characters and text as arithmetic does.
func operand(v Value) (number, bool) {
	switch n := v.(type) {
	case nil:
		return number{kind: kindInt32}, true
	case bool:
		return boolNumber(n), true
	case Switch:
		return boolNumber(bool(n)), true
	case Char:
		return number{kind: kindInt32, i: int64(n)}, true
	case string:
		return parseNumber(n)
	case Unlimited:
		return numeric(n.Value)
	}
	return numeric(v)
}

func boolNumber(b bool) number {
	n := number{kind: kindInt32}
	if b {
		n.i = 1
	}
	return n
}

func fit(i int64) number {
	if i == int64(int32(i)) {
		return number{kind: kindInt32, i: i}
	}
	return number{kind: kindInt64, i: i}
}

func unsigned(u uint64) number {
	if u <= math.MaxInt64 {
		return number{kind: kindInt64, i: int64(u)}
	}
	d, _ := decimal.Parse(strconv.FormatUint(u, 10))
	return number{kind: kindDecimal, d: d}
}

// value is the number as the type its kind stands for.
func (n number) value() Value {
	switch n.kind {
	case kindInt32:
		return int32(n.i)
	case kindInt64:
		return n.i
	case kindDecimal:
		return n.d
	}
	return n.f
}

func (n number) float() float64 {
	switch n.kind {
	case kindDouble:
		return n.f
	case kindDecimal:
		return n.d.Float64()
	}
	return float64(n.i)
}

func (n number) decimal() (*decimal.Decimal, error) {
	switch n.kind {
	case kindDecimal:
		return n.d, nil
	case kindDouble:
		d, err := decimal.FromFloat(n.f)
		if err != nil {
			return nil, errDecimalRange
		}
		return d, nil
	}
	return decimal.New(n.i, 0), nil
}

// zero says whether the number is zero.
func (n number) zero() bool {
	switch n.kind {
	case kindDouble:
		return n.f == 0
	case kindDecimal:
		return n.d.IsZero()
	}
	return n.i == 0
}

// compare orders two numbers exactly; a NaN comes before everything.
func (n number) compare(m number) int {
	switch {
	case n.kind <= kindInt64 && m.kind <= kindInt64:
		return order(n.i, m.i)
	case n.kind == kindDouble || m.kind == kindDouble:
		return orderFloat(n.float(), m.float())
	}
	a, errA := n.decimal()
	b, errB := m.decimal()
	if errA != nil || errB != nil {
		return orderFloat(n.float(), m.float())
	}
	return a.Cmp(b)
}

func order(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func orderFloat(a, b float64) int {
	switch {
	case a < b || math.IsNaN(a) && !math.IsNaN(b):
		return -1
	case a > b || math.IsNaN(b) && !math.IsNaN(a):
		return 1
	}
	return 0
}

const maxNumberText = 400 // longest text read as a number, characters

// parseNumber reads a number as PowerShell's arithmetic reads text: hexadecimal, thousands separators
// and the multipliers kb to pb included. Empty text is zero.
func parseNumber(text string) (number, bool) {
	s := strings.TrimSpace(text)
	if s == "" {
		return number{kind: kindInt32}, true
	}
	if len(s) > maxNumberText {
		return number{}, false
	}
	s, factor := cutMultiplier(s)
	n, ok := scanNumber(s)
	if !ok || factor == 1 {
		return n, ok
	}
	n, err := multiply(n, fit(factor))
	return n, err == nil
}

func cutMultiplier(s string) (string, int64) {
	if len(s) < 3 || s[len(s)-1]|0x20 != 'b' || strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X") {
		return s, 1
	}
	shift := strings.IndexByte("kmgtp", s[len(s)-2]|0x20)
	if shift < 0 {
		return s, 1
	}
	return s[:len(s)-2], 1 << (10 * (shift + 1))
}

// scanNumber reads plain, scientific or hexadecimal digits.
func scanNumber(s string) (number, bool) {
	sign, digits := int64(1), s
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, digits = -1, rest
	} else {
		digits = strings.TrimPrefix(s, "+")
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "0x"); ok {
		return scanHex(hex, sign)
	}
	if digits == "" || digits[0] != '.' && (digits[0] < '0' || digits[0] > '9') {
		return specialFloat(digits, sign)
	}
	if strings.ContainsRune(digits, '_') || strings.ContainsAny(digits, "xXpP") {
		return number{}, false
	}
	digits = strings.ReplaceAll(digits, ",", "")
	if i, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return fit(sign * i), true
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil && !math.IsInf(f, 0) {
		return number{}, false
	}
	return number{kind: kindDouble, f: float64(sign) * f}, true
}

func specialFloat(digits string, sign int64) (number, bool) {
	switch strings.ToLower(digits) {
	case "infinity", "∞":
		return number{kind: kindDouble, f: math.Inf(int(sign))}, true
	case "nan":
		return number{kind: kindDouble, f: math.NaN()}, true
	}
	return number{}, false
}

// scanHex reads bits: eight digits are an int32 and sixteen an int64, negative if the top bit is set.
func scanHex(hex string, sign int64) (number, bool) {
	u, err := strconv.ParseUint(hex, 16, 64)
	if err != nil {
		return number{}, false
	}
	if len(hex) <= 8 {
		return number{kind: kindInt32, i: sign * int64(int32(u))}, true
	}
	return fit(sign * int64(u)), true
}
