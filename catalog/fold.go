package catalog

import "strings"

// fold reports whether two names are equal without regard to case. Names of one length in bytes only:
// U+017F and U+212A, which Unicode folds to ASCII letters, must not name a parameter (S-47).
func fold(a, b string) bool { return len(a) == len(b) && strings.EqualFold(a, b) }

// sameName reports whether two names are equal without regard to the case of ASCII letters.
func sameName(a, b string) bool { return compareNames(a, b) == 0 }

// compareNames orders names without regard to the case of ASCII letters, as the index is sorted.
func compareNames(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if x, y := lower(a[i]), lower(b[i]); x != y {
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
