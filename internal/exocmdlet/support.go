package exocmdlet

import (
	"slices"
	"strings"

	"example.org/exosh/catalog"
)

// A Param says of one parameter of one cmdlet whether it has an effect; one that has none is refused by
// name.
type Param struct {
	Cmdlet, Name string
	Acts         bool
}

// Support lists the parameters of the cmdlets, in order of cmdlets and names.
func Support() []Param {
	var list []Param
	for _, c := range cmdlets() {
		for _, p := range catalog.Must(c.name).Params {
			list = append(list, Param{c.name, p.Name, contains(c.acts, p.Name)})
		}
	}
	slices.SortFunc(list, func(a, b Param) int { return strings.Compare(a.Cmdlet+" "+a.Name, b.Cmdlet+" "+b.Name) })
	return list
}
