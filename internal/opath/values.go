package opath

import "strings"

// Values lists what a filter compares a property with: texts, booleans and nil.
func Values(n Node, property string) []any {
	var values []any
	walk(n, func(c *Comparison) {
		if strings.EqualFold(c.Property, property) {
			values = append(values, c.Value)
		}
	})
	return values
}
