package rbac

import (
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The key spaces of RBAC entries beside those of every entry. Their values are ids.
const (
	SpaceAssignee = "assignee" // of a regular role assignment: the role group, policy or user that has it
	SpaceDelegate = "delegate" // of a delegating role assignment: who may give the role on
	SpaceRole     = "role"     // of a role assignment: the role that it gives
)

// Types of role assignees, and of delegation, as role assignments show them.
const (
	AssigneeGroup  = "RoleGroup"
	AssigneePolicy = "RoleAssignmentPolicy"
	AssigneeUser   = "User"
	AssigneeApp    = "ServicePrincipal"

	Regular           = "Regular"
	DelegatingOrgWide = "DelegatingOrgWide"
)

// Delegating reports whether a role assignment lets its holder give the role on, not use it.
func Delegating(assignment *org.Entry) bool {
	return directory.Text(assignment, "RoleAssignmentDelegationType") != Regular
}

// References lists the ids of the objects that a property of an entry names.
func References(e *org.Entry, property string) []org.ID {
	v, _ := e.Props.Get(property)
	var ids []org.ID
	for _, item := range org.Items(v) {
		if id, ok := reference(item); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

func reference(v object.Value) (org.ID, bool) {
	switch t := v.(type) {
	case object.ADObjectID:
		return t.ID, true
	case org.ID:
		return t, true
	case string:
		id, err := org.ParseID(t)
		return id, err == nil
	}
	return org.ID{}, false
}

// names reports whether a value, a reference or a name, means the entry.
func names(e *org.Entry, v object.Value) bool {
	if v == nil {
		return false
	}
	if id, ok := reference(v); ok && id == e.ID {
		return true
	}
	name, _ := v.(string)
	return name != "" && org.Matches(name, directory.Text(e, "Name"))
}

// A Book says what every role holds. It is made once for a listing of many roles.
type Book struct{ byRole map[string][]Entry }

// ReadBook returns the book of what the service brings along.
func (m Model) ReadBook() *Book {
	b := &Book{byRole: map[string][]Entry{}}
	for e := range m.Entries() {
		name := strings.ToLower(e.Role)
		b.byRole[name] = append(b.byRole[name], e)
	}
	return b
}

// Of lists the entries of a role in order of their cmdlets: those that its entry keeps, for a role that
// the organisation made, else those that the service brings for a role of its name.
func (b *Book) Of(role *org.Entry) []Entry {
	if Made(role) {
		return stored(role)
	}
	return b.byRole[strings.ToLower(directory.Text(role, "Name"))]
}

// stored reads the entries that a made role keeps: texts "Cmdlet Param Param ...".
func stored(role *org.Entry) []Entry {
	v, _ := role.Props.Get("RoleEntries")
	var entries []Entry
	for _, item := range org.Items(v) {
		s, _ := item.(string)
		fields := strings.Fields(s)
		if len(fields) == 0 {
			continue
		}
		if c, ok := catalog.Lookup(fields[0]); ok {
			entries = append(entries, Entry{Role: directory.Text(role, "Name"), Cmdlet: c.Name, Params: ParamSet{Names: fields[1:]}})
		}
	}
	return entries
}

// roleOf describes a stored role.
func roleOf(e *org.Entry) Role {
	r := Role{
		Name: directory.Text(e, "Name"), Type: directory.Text(e, "RoleType"), Kind: Admin,
		RecipientRead: directory.Text(e, "ImplicitRecipientReadScope"), RecipientWrite: directory.Text(e, "ImplicitRecipientWriteScope"),
		ConfigRead: directory.Text(e, "ImplicitConfigReadScope"), ConfigWrite: directory.Text(e, "ImplicitConfigWriteScope"),
	}
	if directory.Flag(e, "IsEndUserRole") {
		r.Kind = User
	}
	return r
}
