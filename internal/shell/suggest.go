package shell

import (
	"strings"

	"example.org/exosh/catalog"
)

// lookupRemote finds a cmdlet that a service could have.
func lookupRemote(name string) (string, bool) {
	m, ok := catalog.Lookup(name)
	if !ok {
		return "", false
	}
	return m.Name, true
}

// nearest is the name that differs from the one typed by the fewest changes, "" where none is close.
func nearest(typed string, names []string) string {
	best, least := "", 3
	if len(typed) < 6 {
		least = 2
	}
	for _, name := range names {
		if d := changes(strings.ToLower(typed), strings.ToLower(name), least); d < least {
			best, least = name, d
		}
	}
	return best
}

// changes counts insertions, deletions and replacements between two texts, up to a limit.
func changes(a, b string, limit int) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return min(row[len(b)], limit)
}
