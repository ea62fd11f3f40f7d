package opath

import "strings"

// Properties returns the names of the properties that a filter compares, each once, as they are written
// first.
func Properties(n Node) []string {
	var names []string
	seen := map[string]bool{}
	walk(n, func(c *Comparison) {
		if low := strings.ToLower(c.Property); !seen[low] {
			seen[low] = true
			names = append(names, c.Property)
		}
	})
	return names
}
