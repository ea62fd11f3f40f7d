package rbac

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// newEntry returns an entry with the properties and keys that every RBAC object has. Two objects of one
// kind cannot have the same name; a role and a role group may.
func newEntry(kind string, id org.ID, name, organization string) *org.Entry {
	e := &org.Entry{Kind: kind, ID: id, Sort: name, Props: &object.Object{}}
	dn := distinguished(kind, name, organization)
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

// distinguished is the distinguished name of an RBAC object. Role groups stand beside the recipients, in
// a unit of their own; the others are configuration.
func distinguished(kind, name, organization string) string {
	plain, env := org.CutKind(kind)
	dn := distinguishedIn(plain, name, organization)
	if env == catalog.SCC {
		return complianceDN(dn)
	}
	return dn
}

// complianceDN moves a name to the forest of Security & Compliance.
func complianceDN(dn string) string {
	at := strings.Index(dn, ",DC=")
	return dn[:at] + ",DC=FFO,DC=extest,DC=microsoft,DC=com"
}

func distinguishedIn(kind, name, organization string) string {
	o := directory.Organisation{Name: organization}
	switch kind {
	case org.KindRole:
		return o.ConfigDN(name, "Roles", "RBAC")
	case org.KindRoleAssignment:
		return o.ConfigDN(name, "Role Assignments", "RBAC")
	case org.KindRolePolicy:
		return o.ConfigDN(name, "Policies", "RBAC")
	case org.KindScope:
		return o.ConfigDN(name, "Scopes", "RBAC")
	case org.KindApp:
		return o.ConfigDN(name, "Service Principals")
	}
	unit := o.UnitDN()
	return strings.TrimSuffix(org.NamesOf(organization, name, org.ID{}).DN, unit) + "OU=Role Groups," + unit
}

// refer returns a reference to an RBAC object.
func refer(kind string, id org.ID, name, organization string) object.ADObjectID {
	return object.ADObjectID{ID: id, Name: name, DN: distinguished(kind, name, organization)}
}

// An Assignment gives a role to an assignee.
type Assignment struct {
	ID           org.ID
	Name         string
	Role         object.ADObjectID
	Assignee     object.ADObjectID
	AssigneeType string      // AssigneeGroup, AssigneePolicy or AssigneeUser
	Delegation   string      // Regular or DelegatingOrgWide
	Env          catalog.Env // 0 means Exchange Online
	Scopes       Role        // whose implicit scopes it takes
	Organization string      // initial domain
}

// NewAssignment returns the entry of a new assignment.
func NewAssignment(a Assignment) *org.Entry {
	e := newEntry(org.KindIn(a.Env, org.KindRoleAssignment), a.ID, a.Name, a.Organization)
	to := SpaceAssignee
	if a.Delegation != Regular {
		to = SpaceDelegate // kept apart, since every call reads the regular ones
	}
	e.Keys = append(e.Keys,
		org.Key{Space: to, Value: org.IDText(a.Assignee.ID)},
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
