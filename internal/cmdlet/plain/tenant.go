package plain

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// onlyListed reports whether the tenant's own entry names an object in the noun's list alone, and not as a
// setting of the organisation.
func (n *noun) onlyListed(tenant *org.Entry, id org.ID) bool {
	for _, p := range tenant.Props.Props {
		for _, r := range directory.References(tenant, p.Name) {
			if r.ID == id && p.Name != n.listed {
				return false
			}
		}
	}
	return true
}
