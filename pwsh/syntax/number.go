package syntax

import (
	"math"
	"strconv"
	"strings"

	"example.org/exosh/object/decimal"
)

var multipliers = [...]struct {
	suffix string
	factor int64
}{{"kb", 1 << 10}, {"mb", 1 << 20}, {"gb", 1 << 30}, {"tb", 1 << 40}, {"pb", 1 << 50}}

// ParseNumber reads a numeric literal as a script writes it: 12, 0x1F, 0b101, 1.5e3, 3d, 7l, 2gb,
// 5uy. The value is an int32 where it fits, else an int64, else a decimal, else a float64; a suffix
// chooses the type. It reports false where the text is not a number or does not fit its suffix.
func ParseNumber(text string) (any, bool) {
	s := strings.ToLower(text)
	negative := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		s = s[1:]
	}
	if s == "" || !isDigit(rune(s[0])) && s[0] != '.' {
		return nil, false
	}
	factor := int64(1)
	for _, m := range multipliers {
		if rest, ok := strings.CutSuffix(s, m.suffix); ok && !strings.HasPrefix(s, "0x") {
			s, factor = rest, m.factor
		}
	}
	digits, base, suffix := splitNumber(s)
	if digits == "" {
		return nil, false
	}
	if base != 10 {
		return radixNumber(digits, base, suffix, negative, factor)
	}
	return decimalNumber(digits, suffix, negative, factor)
}

// Splits off the radix mark and the type suffix.
func splitNumber(s string) (digits string, base int, suffix string) {
	base = 10
	valid := "0123456789.e+-"
	switch {
	case strings.HasPrefix(s, "0x"):
		s, base, valid = s[2:], 16, "0123456789abcdef"
	case strings.HasPrefix(s, "0b"):
		s, base, valid = s[2:], 2, "01"
	}
	end := len(s)
	for end > 0 && strings.IndexByte("ulsydn", s[end-1]) >= 0 && strings.IndexByte(valid, s[end-1]) < 0 {
		end--
	}
	digits, suffix = s[:end], s[end:]
	for i := range len(digits) {
		if strings.IndexByte(valid, digits[i]) < 0 {
			return "", base, ""
		}
	}
	return digits, base, suffix
}

func radixNumber(digits string, base int, suffix string, negative bool, factor int64) (any, bool) {
	u, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return nil, false
	}
	n := int64(u)
	// As in .NET, eight hexadecimal digits with the high bit set are a negative Int32.
	if width := len(digits) * map[int]int{16: 4, 2: 1}[base]; suffix == "" && width <= 32 && width > 28 {
		n = int64(int32(uint32(u)))
	}
	if negative {
		n = -n
	}
	return typedInteger(n*factor, u, suffix)
}

func decimalNumber(digits, suffix string, negative bool, factor int64) (any, bool) {
	sign := ""
	if negative {
		sign = "-"
	}
	if suffix == "d" {
		return decimalValue(sign+digits, factor)
	}
	if n, err := strconv.ParseInt(sign+digits, 10, 64); err == nil {
		if p := n * factor; n == 0 || p/n == factor {
			return typedInteger(p, uint64(p), suffix)
		}
	} else if u, err := strconv.ParseUint(digits, 10, 64); err == nil && suffix != "" && !negative && factor == 1 {
		return typedInteger(math.MinInt64, u, suffix)
	} else if !strings.ContainsAny(digits, ".e") && suffix == "" {
		if d, ok := decimalValue(sign+digits, factor); ok {
			return d, true
		}
	}
	f, err := strconv.ParseFloat(sign+digits, 64)
	if err != nil && math.IsInf(f, 0) || err != nil && f == 0 {
		return nil, false
	}
	f *= float64(factor)
	if suffix != "" {
		if f != math.Trunc(f) || math.Abs(f) >= 1<<63 {
			return nil, false
		}
		return typedInteger(int64(f), uint64(f), suffix)
	}
	return f, true
}

func decimalValue(text string, factor int64) (any, bool) {
	d, err := decimal.Parse(text)
	if err == nil {
		d, err = d.Fit()
	}
	if err == nil && factor != 1 {
		d, err = decimal.Mul(d, decimal.New(factor, 0))
	}
	return d, err == nil
}

func typedInteger(n int64, u uint64, suffix string) (any, bool) {
	switch suffix {
	case "":
		if n == int64(int32(n)) {
			return int32(n), true
		}
		return n, true
	case "l":
		return n, true
	case "d":
		return decimal.New(n, 0), true
	case "s":
		return int16(n), n == int64(int16(n))
	case "uy":
		return uint8(u), u <= math.MaxUint8
	case "u":
		if u <= math.MaxUint32 {
			return uint32(u), true
		}
		return u, true
	case "ul":
		return u, true
	}
	return nil, false
}
