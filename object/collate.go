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

// compareASCII handles the usual case without decomposing; ok is false where it takes more. A
// difference in base characters decides, whatever follows it.
func compareASCII(a, b string, caseSensitive bool) (n int, ok bool) {
	short := min(len(a), len(b))
	for i := range short {
		x, y := a[i], b[i]
		if x >= utf8.RuneSelf || y >= utf8.RuneSelf {
			return 0, false
		}
		if x != y {
			if n := int(asciiRank[x]) - int(asciiRank[y]); n != 0 {
				return order(int64(n), 0), true
			}
		}
	}
	switch {
	case !ascii(a[short:]) || !ascii(b[short:]):
		return 0, false
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

// asciiRank orders ASCII as Unicode's root collation does: controls, blanks, punctuation, symbols,
// digits from 0x70, letters from 0x80. The cases of a letter have one rank.
const asciiRank = "" +
	"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x30\x31\x32\x33\x34\x09\x0a" +
	"\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a" +
	"\x35\x3b\x3f\x4b\x55\x4c\x4a\x3e\x40\x41\x47\x4f\x38\x37\x3d\x48" +
	"\x70\x71\x72\x73\x74\x75\x76\x77\x78\x79\x3a\x39\x50\x51\x52\x3c" +
	"\x46\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e" +
	"\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x42\x49\x43\x4e\x36" +
	"\x4d\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e" +
	"\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x44\x53\x45\x54\x1b"

// primary is the place of a character, its case aside; zero is the end of the text.
func primary(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return rune(asciiRank[r]) << 16
	case unicode.IsLetter(r):
		return 0x100<<16 + unicode.ToLower(r)
	case unicode.IsDigit(r):
		return 0x7a<<16 + r&0xffff
	}
	return 0x60<<16 + r&0xffff
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
