// Package nearest finds the known word that somebody may have meant who wrote another one.
package nearest

import "strings"

// Word returns the known word that differs least from a wrong one, case aside, if one is near enough for
// it to be a slip: no more than a third of its letters are changed, added or left out. Of equals it is the
// first.
func Word(wrong string, known []string) (string, bool) {
	best, word := (len(wrong)+2)/3+1, ""
	for _, k := range known {
		if n := distance(strings.ToLower(wrong), strings.ToLower(k), best); n < best {
			best, word = n, k
		}
	}
	return word, word != ""
}

// distance returns how many letters have to be changed, added or left out (Levenshtein); at least most
// where the lengths alone say so.
func distance(a, b string, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
