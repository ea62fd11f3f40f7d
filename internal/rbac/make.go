package rbac

import (
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// newEntry returns an entry with the properties and keys that every RBAC object has. Two objects of one
// kind cannot have the same name; a role and a role group may.
func newEntry(kind string, id org.ID, name, organization string) *org.Entry {
	e := &org.Entry{Kind: kind, ID: id, Sort: name, Props: &object.Object{}}
	dn := distinguished(kind, id, name, organization)
	e.Keys = []org.Key{
		{Space: org.SpaceGUID, Value: org.IDText(id), Unique: true},
		{Space: org.SpaceDN, Value: dn, Unique: true},
		{Space: org.SpaceName, Value: name},
		{Space: kind, Value: name, Unique: true},
	}
	set(e, "Name", name)
	set(e, "DistinguishedName", dn)
	set(e, "Guid", id)
	return e
}

// distinguished is the distinguished name of an RBAC object, in a container of its kind.
func distinguished(kind string, id org.ID, name, organization string) string {
	container := map[string]string{
		org.KindRole: "CN=Roles,CN=RBAC", org.KindRoleGroup: "OU=Role Groups",
		org.KindRoleAssignment: "CN=Role Assignments,CN=RBAC", org.KindRolePolicy: "CN=Policies,CN=RBAC",
	}[kind]
	rest := strings.TrimPrefix(org.NamesOf(organization, "x", id).DN, "CN=x")
	cn := strings.TrimSuffix(org.NamesOf(organization, name, id).DN, rest)
	return cn + "," + container + rest
}

// refer returns a reference to an RBAC object.
func refer(kind string, id org.ID, name, organization string) object.ADObjectID {
	return object.ADObjectID{ID: id, Name: name, DN: distinguished(kind, id, name, organization)}
}

// Refer returns a reference to an entry by its id, name and distinguished name.
func Refer(e *org.Entry) object.ADObjectID {
	return object.ADObjectID{ID: e.ID, Name: text(e, "Name"), DN: text(e, "DistinguishedName")}
}

// An Assignment gives a role to an assignee.
type Assignment struct {
	ID           org.ID
	Name         string
	Role         object.ADObjectID
	Assignee     object.ADObjectID
	AssigneeType string // AssigneeGroup, AssigneePolicy or AssigneeUser
	Delegation   string // Regular or DelegatingOrgWide
	Scopes       Role   // whose implicit scopes it takes
	Organization string // initial domain
}

// NewAssignment returns the entry of a new assignment.
func NewAssignment(a Assignment) *org.Entry {
	e := newEntry(org.KindRoleAssignment, a.ID, a.Name, a.Organization)
	e.Keys = append(e.Keys,
		org.Key{Space: SpaceAssignee, Value: org.IDText(a.Assignee.ID)},
		org.Key{Space: SpaceRole, Value: org.IDText(a.Role.ID)})
	set(e, "Role", a.Role)
	set(e, "RoleAssignee", a.Assignee)
	set(e, "RoleAssigneeType", a.AssigneeType)
	set(e, "RoleAssignmentDelegationType", a.Delegation)
	set(e, "RecipientReadScope", a.Scopes.RecipientRead)
	set(e, "ConfigReadScope", a.Scopes.ConfigRead)
	set(e, "RecipientWriteScope", a.Scopes.RecipientWrite)
	set(e, "ConfigWriteScope", a.Scopes.ConfigWrite)
	set(e, "Enabled", true)
	return e
}

func set(e *org.Entry, property string, v object.Value) { e.Props.Set(property, v) }
