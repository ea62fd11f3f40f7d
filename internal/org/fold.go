package org

import (
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which names are compared: NFC with Unicode case folded. Keys, sort names
// and audit columns are stored in this form; SQL never folds.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
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
