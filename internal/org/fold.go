package org

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which names are compared: NFC with Unicode case folded. Keys, sort names
// and audit columns are stored in this form; SQL never folds.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	return norm.NFC.String(strings.Map(cherokee, cases.Fold().String(norm.NFC.String(s))))
}

// Folds Cherokee to its capitals, as CaseFolding.txt of the Unicode database has it; the library turns
// capitals into small letters and the reverse.
func cherokee(r rune) rune {
	switch {
	case 0xab70 <= r && r <= 0xabbf:
		return r - 0xab70 + 0x13a0
	case 0x13f8 <= r && r <= 0x13fd:
		return r - 8
	}
	return r
}

// Folds text that is ASCII throughout, without allocating where it is folded already.
func foldASCII(s string) (string, bool) {
	upper := false
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			return "", false
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	if !upper {
		return s, true
	}
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b), true
}

// Matches says whether two names are the same when folded.
func Matches(a, b string) bool { return a == b || Fold(a) == Fold(b) }
