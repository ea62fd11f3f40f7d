package rbac

import (
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// NewEntry returns a new entry of an RBAC kind, such as [org.KindScope], with the names and keys that all
// of them have. organization is the initial domain.
func (m Model) NewEntry(kind string, id org.ID, name, organization string) *org.Entry {
	return newEntry(m.Kind(kind), id, name, organization)
}

// Rename gives an RBAC entry another name. What refers to it keeps its id.
func Rename(e *org.Entry, name, organization string) {
	named := newEntry(e.Kind, e.ID, name, organization)
	for _, p := range named.Props.Props {
		e.Props.Set(p.Name, p.Value)
	}
	spaces := []string{org.SpaceGUID, org.SpaceDN, org.SpaceName, e.Kind}
	kept := slices.DeleteFunc(slices.Clone(e.Keys), func(k org.Key) bool { return slices.Contains(spaces, k.Space) })
	e.Sort, e.Keys = name, append(named.Keys, kept...)
}

// NewRole returns a role below another one. It holds nothing yet; see [SetEntries].
func NewRole(id org.ID, name string, parent *org.Entry, organization string) *org.Entry {
	e := newEntry(parent.Kind, id, name, organization)
	for _, property := range []string{
		"RoleType", "ImplicitRecipientReadScope", "ImplicitRecipientWriteScope", "ImplicitConfigReadScope",
		"ImplicitConfigWriteScope", "IsEndUserRole",
	} {
		v, _ := parent.Props.Get(property)
		set(e, property, v)
	}
	set(e, "IsRootRole", false)
	set(e, "IsDeprecated", false)
	set(e, "Parent", directory.Reference(parent))
	SetEntries(e, nil)
	return e
}

// Scopes returns the implicit scopes and the kind of a stored role.
func Scopes(role *org.Entry) Role {
	r := roleOf(role)
	if known, ok := of(role).typed(r.Type); ok {
		r.Kind = known
	}
	return r
}

// typed returns the kind of the roles of a type.
func (m Model) typed(roleType string) (Kind, bool) {
	for _, r := range m.Roles() {
		if strings.EqualFold(r.Type, roleType) {
			return r.Kind, true
		}
	}
	return "", false
}

// BuiltInGroup reports whether a role group came with the organisation.
func BuiltInGroup(tenant org.ID, group *org.Entry) bool {
	m := of(group)
	return slices.ContainsFunc(m.Groups(), func(g Group) bool { return group.ID == org.SeedID(tenant, group.Kind+":"+g.Name) })
}

// Reserved reports whether a name belongs to a role group that every organisation has, so that no other
// may be called so.
func (m Model) Reserved(group string) bool {
	return slices.ContainsFunc(m.Groups(), func(g Group) bool { return isGroup(group, g.Name) })
}

// NewGroup returns a role group without members and roles.
func (m Model) NewGroup(id org.ID, name, organization string) *org.Entry {
	e := m.NewEntry(org.KindRoleGroup, id, name, organization)
	set(e, "DisplayName", name)
	set(e, "Description", "")
	set(e, "RoleGroupType", "Standard")
	set(e, "ManagedBy", []any{})
	set(e, "Members", []any{})
	return e
}

// NewScope returns a management scope without a filter, which reaches nothing.
func (m Model) NewScope(id org.ID, name, organization string) *org.Entry {
	e := m.NewEntry(org.KindScope, id, name, organization)
	set(e, "ScopeRestrictionType", "RecipientScope")
	set(e, "RecipientFilter", "")
	set(e, "Exclusive", false)
	return e
}

// NewPolicy returns a role assignment policy that gives nothing.
func (m Model) NewPolicy(id org.ID, name, organization string) *org.Entry {
	e := m.NewEntry(org.KindRolePolicy, id, name, organization)
	set(e, "IsDefault", false)
	set(e, "Description", "")
	set(e, "AssignedRoles", []any{})
	return e
}

// SetMembers replaces the members of a role group.
func SetMembers(group *org.Entry, members []object.ADObjectID) {
	list := make([]any, len(members))
	for i, m := range members {
		list[i] = m
	}
	set(group, "Members", list)
}
