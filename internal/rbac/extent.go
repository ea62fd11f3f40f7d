package rbac

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
)

// Recipient write scopes, as roles and role assignments show them.
const (
	ScopeOrganization = "Organization"
	ScopeNone         = "None"
	ScopeSelf         = "Self"
	ScopeCustom       = "CustomRecipientScope"
	ScopeExclusive    = "ExclusiveRecipientScope"
)

// An Extent is which recipients a role assignment lets its holders change.
type Extent struct {
	Name   string     // value of RecipientWriteScope
	Filter opath.Node // of the management scope, for ScopeCustom and ScopeExclusive; nil accepts nothing
}

// Within reports whether everything that e reaches is reached by o too, as far as the form of their
// filters tells. False says that it is not known.
func (e Extent) Within(o Extent) bool {
	switch {
	case o.Name == ScopeOrganization || e.empty():
		return true
	case !o.made():
		return e.Name == o.Name
	case e.Name == ScopeExclusive && o.Name != ScopeExclusive || !e.made():
		return false
	}
	return o.Filter != nil && opath.Implies(e.Filter, o.Filter)
}

func (e Extent) made() bool { return e.Name == ScopeCustom || e.Name == ScopeExclusive }

func (e Extent) empty() bool {
	return e.Name == ScopeNone || e.Name == "" || e.made() && e.Filter == nil
}

// ExtentOf returns the extent of a role assignment.
func ExtentOf(tx org.Tx, assignment *org.Entry) (Extent, error) {
	e := Extent{Name: directory.Text(assignment, "RecipientWriteScope")}
	if !e.made() {
		return e, nil
	}
	for _, id := range References(assignment, "CustomRecipientWriteScope") {
		scope, err := tx.Get(of(assignment).Kind(org.KindScope), id)
		if org.IsNotFound(err) {
			return e, nil
		}
		if err != nil {
			return e, err
		}
		e.Filter = FilterOf(scope)
	}
	return e, nil
}

// FilterOf returns the recipient filter of a management scope, nil where it has none that can be read.
func FilterOf(scope *org.Entry) opath.Node {
	n, err := opath.Parse(directory.Text(scope, "RecipientFilter"))
	if err != nil {
		return nil
	}
	return n
}
