package object

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CompareText orders text as the invariant culture does, close to the root order of Unicode: blanks,
// punctuation, symbols, digits, then letters by their base letter; then accents; then, if
// caseSensitive, lower case before upper case. It is zero exactly where the texts are equal.
func CompareText(a, b string, caseSensitive bool) int {
	if a == b {
		return 0
	}
	if n, ok := compareASCII(a, b, caseSensitive); ok {
		return n
	}
	x, y := norm.NFD.String(a), norm.NFD.String(b)
	if n := compareLevels(x, y); n != 0 {
		return n
	}
	if n := strings.Compare(strings.ToLower(x), strings.ToLower(y)); n != 0 {
		return n
	}
	if !caseSensitive {
		return 0
	}
	if n := compareCase(x, y); n != 0 {
		return n
	}
	return strings.Compare(a, b)
}

// compareASCII handles the usual case without decomposing; ok is false where there is more than ASCII.
func compareASCII(a, b string, caseSensitive bool) (n int, ok bool) {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] >= utf8.RuneSelf || b[i] >= utf8.RuneSelf {
			return 0, false
		}
		if a[i] != b[i] && n == 0 {
			n = order(int64(primary(rune(a[i]))), int64(primary(rune(b[i]))))
		}
	}
	if !ascii(a) || !ascii(b) {
		return 0, false
	}
	switch {
	case n != 0:
		return n, true
	case len(a) != len(b):
		return order(int64(len(a)), int64(len(b))), true
	case !caseSensitive:
		return 0, true
	}
	return compareCase(a, b), true
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// compareLevels compares base characters, and accents where those are the same.
func compareLevels(x, y string) int {
	accents := 0
	for {
		rx, markX, restX := nextBase(x)
		ry, markY, restY := nextBase(y)
		if n := order(int64(primary(rx)), int64(primary(ry))); n != 0 {
			return n
		}
		if accents == 0 {
			accents = strings.Compare(markX, markY)
		}
		if x == "" && y == "" {
			return accents
		}
		x, y = restX, restY
	}
}

// nextBase splits off a character and the marks that follow it; zero at the end.
func nextBase(s string) (base rune, marks, rest string) {
	if s == "" {
		return 0, "", ""
	}
	base, size := utf8.DecodeRuneInString(s)
	end := size
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.Is(unicode.Mn, r) {
			break
		}
		end += n
	}
	return base, s[size:end], s[end:]
}

// asciiOrder is the order of printable ASCII but digits and letters in Unicode's root collation.
const asciiOrder = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"

// primary is the place of a character, its case aside: 0 is the end of the text.
func primary(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return 0x2000 + r
	case 'A' <= r && r <= 'Z':
		return 0x2000 + r | 0x20
	case '0' <= r && r <= '9':
		return 0x1000 + r
	case r < utf8.RuneSelf:
		return primaryASCII(r)
	case unicode.IsLetter(r):
		return 0x10000 + unicode.ToLower(r)
	case unicode.IsDigit(r):
		return 0x1100 + r
	}
	return 0x100 + r&0xfff
}

func primaryASCII(r rune) rune {
	if r == 0 {
		return 0
	}
	if i := strings.IndexRune(asciiOrder, r); i >= 0 {
		return 1 + rune(i)
	}
	return 0x60 + r
}

// compareCase finds the first difference in case: lower comes first.
func compareCase(x, y string) int {
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] == y[i] {
			continue
		}
		rx, _ := utf8.DecodeRuneInString(x[i:])
		if unicode.IsLower(rx) {
			return -1
		}
		return 1
	}
	return order(int64(len(x)), int64(len(y)))
}
