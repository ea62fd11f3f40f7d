package selection

// Filterable returns the test of the properties that a filter of recipients may name, ignoring case.
func Filterable() func(property string) bool { return filterable() }
