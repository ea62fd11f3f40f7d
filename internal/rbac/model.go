package rbac

import (
	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
)

// A Model is the RBAC of one environment: the roles, role groups and role entries that the service brings
// along there, and the kinds of entries under which an organisation keeps its own. See [In].
type Model struct {
	env                    catalog.Env
	roles, groups, entries string
}

// In returns the RBAC of an environment. Security & Compliance has role groups and roles of its own.
// Standalone EOP has those of Exchange Online, as far as their cmdlets exist there.
func In(env catalog.Env) Model {
	if env == catalog.SCC {
		return Model{env, sccRoleText, sccGroupText, sccEntryText}
	}
	return Model{env, roleText, groupText, entryText}
}

// of returns the RBAC that an entry belongs to.
func of(e *org.Entry) Model {
	_, env := org.CutKind(e.Kind)
	return In(env)
}

// Env returns the environment.
func (m Model) Env() catalog.Env { return m.env }

// Kind returns the kind of the environment's entries of a plain kind such as [org.KindRoleGroup].
func (m Model) Kind(plain string) string { return org.KindIn(m.env, plain) }
