package object

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"example.org/exosh/object/decimal"
)

const maxPrecision = 1000 // most digits a number format may ask for

// formatNumber applies a standard format (a letter and at most three digits) or a custom one.
func formatNumber(v Value, format string) (string, error) {
	letter := format[0] | 0x20
	if letter < 'a' || letter > 'z' || !isDigits(format[1:]) {
		return formatCustom(v, format)
	}
	precision := -1
	if len(format) > 1 {
		n, err := strconv.Atoi(format[1:])
		if err != nil || n > maxPrecision {
			return "", fmt.Errorf("The format %q asks for more than %d digits.", clip(format), maxPrecision)
		}
		precision = n
	}
	if special, ok := notFinite(v); ok {
		return special, nil
	}
	return formatStandard(v, format[0], precision)
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}

func notFinite(v Value) (string, bool) {
	n, _ := numeric(v)
	if n.kind != kindDouble || !math.IsInf(n.f, 0) && !math.IsNaN(n.f) {
		return "", false
	}
	return floatText(n.f, 64), true
}

func formatStandard(v Value, letter byte, precision int) (string, error) {
	n, _ := numeric(v)
	switch letter {
	case 'D', 'd', 'X', 'x', 'B', 'b':
		return formatWhole(v, n, letter, precision)
	case 'F', 'f':
		return fixed(n, orDefault(precision, 2), false), nil
	case 'N', 'n':
		return fixed(n, orDefault(precision, 2), true), nil
	case 'C', 'c':
		s := fixed(n, orDefault(precision, 2), true)
		if rest, ok := strings.CutPrefix(s, "-"); ok {
			return "-$" + rest, nil
		}
		return "$" + s, nil
	case 'P', 'p':
		return fixed(n.scaled(2), orDefault(precision, 2), true) + "%", nil
	case 'E', 'e':
		return scientific(n, orDefault(precision, 6), letter, 3), nil
	case 'G', 'g':
		return general(v, n, letter, precision), nil
	case 'R', 'r':
		return String(v), nil
	}
	return "", fmt.Errorf("Format specifier %q was invalid.", string(letter))
}

func orDefault(precision, otherwise int) int {
	if precision < 0 {
		return otherwise
	}
	return precision
}

// formatWhole is D, X and B, which whole numbers only have.
func formatWhole(v Value, n number, letter byte, precision int) (string, error) {
	if n.kind > kindInt64 {
		if _, ok := v.(uint64); !ok {
			return "", fmt.Errorf("Format specifier '%c' was invalid: %s is not a whole number.", letter, clip(String(v)))
		}
	}
	if letter|0x20 == 'd' {
		digits, negative := strings.CutPrefix(String(v), "-")
		digits = zeros(digits, precision)
		if negative {
			digits = "-" + digits
		}
		return digits, nil
	}
	base := 16
	if letter|0x20 == 'b' {
		base = 2
	}
	digits := strconv.FormatUint(bitsOf(v, n), base)
	if letter == 'X' {
		digits = strings.ToUpper(digits)
	}
	return zeros(digits, precision), nil
}

func bitsOf(v Value, n number) uint64 {
	switch t := v.(type) {
	case uint64:
		return t
	case int16:
		return uint64(uint16(t))
	}
	if n.kind == kindInt32 {
		return uint64(uint32(n.i))
	}
	return uint64(n.i)
}

func zeros(digits string, width int) string {
	if pad := width - len(digits); pad > 0 {
		return strings.Repeat("0", pad) + digits
	}
	return digits
}

// scaled is the number times ten to the power.
func (n number) scaled(power int) number {
	if n.kind == kindDouble && (math.IsNaN(n.f) || math.IsInf(n.f, 0)) {
		return n
	}
	return number{kind: kindDecimal, d: exactDecimal(n).Shift(power)}
}

// exactDecimal is the number as a decimal: a double, which is finite, by its shortest digits.
func exactDecimal(n number) *decimal.Decimal {
	switch n.kind {
	case kindDecimal:
		return n.d
	case kindDouble:
		d, _ := decimal.Parse(strconv.FormatFloat(n.f, 'e', -1, 64))
		return d
	}
	return decimal.New(n.i, 0)
}

// fixed writes that many decimals, rounded half away from zero, optionally with thousands separators.
func fixed(n number, precision int, groups bool) string {
	whole, fraction, negative := roundedDigits(n, precision)
	if groups {
		whole = grouped(whole)
	}
	s := whole
	if precision > 0 {
		s += "." + fraction
	}
	if negative && strings.Trim(s, "0.,") != "" {
		s = "-" + s
	}
	return s
}

// roundedDigits is the number's whole and fractional digits, without sign.
func roundedDigits(n number, precision int) (whole, fraction string, negative bool) {
	var s string
	if n.kind == kindDouble {
		s = roundedFloat(math.Abs(n.f), precision)
		negative = math.Signbit(n.f)
	} else {
		d := exactDecimal(n)
		negative = d.Sign() < 0
		s = d.Abs().Round(precision, decimal.AwayFromZero).String()
	}
	whole, fraction, _ = strings.Cut(s, ".")
	return whole, fraction, negative
}

// roundedFloat rounds the exact value of a double; an exact tie goes up.
func roundedFloat(f float64, precision int) string {
	short := strconv.FormatFloat(f, 'f', -1, 64)
	_, fraction, _ := strings.Cut(short, ".")
	if len(fraction) == precision+1 && strings.HasSuffix(fraction, "5") && precision < 30 {
		exact, ok := new(big.Rat).SetString(short)
		if ok && exact.Cmp(new(big.Rat).SetFloat64(f)) == 0 {
			d, _ := decimal.Parse(short)
			return d.Round(precision, decimal.AwayFromZero).String()
		}
	}
	return strconv.FormatFloat(f, 'f', precision, 64)
}

// scientific is d.ddddE+ddd with at least that many digits in the exponent.
func scientific(n number, precision int, letter byte, width int) string {
	var s string
	if n.kind == kindDouble {
		s = strconv.FormatFloat(n.f, 'e', precision, 64)
	} else {
		s = exponential(exactDecimal(n), precision)
	}
	mantissa, exponent, _ := strings.Cut(s, "e")
	return mantissa + string(letter) + exponent[:1] + zeros(exponent[1:], width)
}

func exponential(d *decimal.Decimal, precision int) string {
	digits := d.Digits()
	exponent := len(digits) - 1 - d.Scale()
	if excess := len(digits) - 1 - precision; excess > 0 {
		digits = d.Shift(d.Scale()-excess).Round(0, decimal.AwayFromZero).Digits()
		if len(digits) > precision+1 { // 9.99 became 10
			exponent++
		}
	}
	if d.IsZero() {
		exponent = 0
	}
	digits += strings.Repeat("0", max(0, precision+1-len(digits)))
	s := digits[:1]
	if precision > 0 {
		s += "." + digits[1:precision+1]
	}
	if d.Sign() < 0 {
		s = "-" + s
	}
	return fmt.Sprintf("%se%+d", s, exponent)
}

// general is G: the shorter of fixed and scientific notation for that many significant digits.
func general(v Value, n number, letter byte, precision int) string {
	if precision <= 0 {
		return String(v)
	}
	s := scientific(n, precision-1, 'E'|letter&0x20, 2)
	mantissa, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	exp, _ := strconv.Atoi(exponent)
	if exp >= precision || exp < -4 {
		i := strings.IndexAny(s, "eE")
		return trimZeros(mantissa) + s[i:]
	}
	d, err := decimal.Parse(s)
	if err != nil {
		return s
	}
	return trimZeros(d.String())
}

func trimZeros(s string) string {
	if !strings.ContainsRune(s, '.') {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
