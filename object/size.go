package object

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// String is the size as Exchange shows it, "99 GB (106,300,440,576 bytes)": the largest unit that is
// not below one, with four significant digits.
func (s ByteQuantifiedSize) String() string {
	return scaled(uint64(s)) + " (" + grouped(strconv.FormatUint(uint64(s), 10)) + " bytes)"
}

func scaled(n uint64) string {
	if n < 1<<10 {
		return strconv.FormatUint(n, 10) + " B"
	}
	unit := 0
	for unit < 4 && n>>(10*(unit+1)) > 0 {
		unit++
	}
	f := float64(n) / math.Pow(1024, float64(unit))
	return strconv.FormatFloat(roundDigits(f, 4), 'f', -1, 64) + " " + []string{"B", "KB", "MB", "GB", "TB"}[unit]
}

// roundDigits rounds to that many significant digits.
func roundDigits(f float64, digits int) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', digits, 64), 64)
	return r
}

// grouped puts a comma between each three digits.
func grouped(digits string) string {
	var b strings.Builder
	for i, c := range []byte(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// ParseSize reads "10 GB", "10GB", "1.5 MB", "10 GB (10,737,418,240 bytes)" or a number of bytes. The
// bytes in parentheses count where they are present.
func ParseSize(text string) (ByteQuantifiedSize, error) {
	s := strings.TrimSpace(text)
	if _, inner, ok := strings.Cut(s, "("); ok {
		s = strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(inner), ")")), "bytes")
		n, err := strconv.ParseUint(strings.ReplaceAll(strings.TrimSpace(s), ",", ""), 10, 64)
		if err != nil {
			return 0, sizeError(text)
		}
		return ByteQuantifiedSize(n), nil
	}
	s, shift := cutUnit(s)
	s = strings.ReplaceAll(s, ",", "")
	if n, err := strconv.ParseUint(s, 10, 64); err == nil {
		if n > math.MaxUint64>>shift {
			return 0, sizeError(text)
		}
		return ByteQuantifiedSize(n << shift), nil
	}
	f, err := strconv.ParseFloat(s, 64)
	f *= math.Pow(2, float64(shift))
	if err != nil || !(f >= 0 && f < math.MaxUint64) || strings.ContainsAny(s, "xX_") {
		return 0, sizeError(text)
	}
	return ByteQuantifiedSize(f), nil
}

// cutUnit takes the unit off and returns it as a power of two.
func cutUnit(s string) (string, int) {
	lower := strings.ToLower(s)
	for shift, unit := range []string{"kb", "mb", "gb", "tb", "pb"} {
		if strings.HasSuffix(lower, unit) {
			return strings.TrimSpace(s[:len(s)-2]), 10 * (shift + 1)
		}
	}
	if strings.HasSuffix(lower, "b") {
		return strings.TrimSpace(s[:len(s)-1]), 0
	}
	return s, 0
}

func sizeError(text string) error {
	return fmt.Errorf("%q is not a size; write a number of bytes, or a number with B, KB, MB, GB or TB, such as 10GB", clip(text))
}

// String is "Unlimited" or the text of the value.
func (u Unlimited) String() string {
	if u.Value == nil {
		return "Unlimited"
	}
	return String(u.Value)
}

// clip shortens text for an error message.
func clip(text string) string {
	const most = 80
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
