package rbac

import (
	"errors"
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Load reads what a user may do: through the role groups that hold them, directly or by a directory role,
// through assignments of their own, and through the role assignment policy of their mailbox. recipient is
// nil where the account has none. It is called once per call or kept for a moment; what it read is not
// bound to the transaction.
func (m Model) Load(tx org.Tx, account *org.Account, recipient *org.Entry) (*Table, error) {
	l := loader{model: m, tx: tx, self: []org.ID{account.ID}}
	if recipient != nil {
		l.self = append(l.self, recipient.ID)
	}
	assignees, err := l.assignees(account, recipient)
	if err != nil {
		return nil, err
	}
	var grants []Grant
	for _, id := range assignees {
		more, err := l.grants(id)
		if err != nil {
			return nil, err
		}
		grants = append(grants, more...)
	}
	return m.NewTable(grants), nil
}

type loader struct {
	model Model
	tx    org.Tx
	self  []org.ID // the account and its recipient

	filters map[org.ID]*Filter // read already, by the management scope
	except  []*Filter          // of the exclusive scopes; nil where they were not read yet
}

// assignees lists whose assignments count: the user, their role groups and their policy.
func (l *loader) assignees(account *org.Account, recipient *org.Entry) ([]org.ID, error) {
	ids := slices.Clone(l.self)
	groups, err := l.model.GroupsOf(l.tx, account, recipient)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		ids = append(ids, g.ID)
	}
	policy, err := l.model.PolicyOf(l.tx, recipient)
	if err == nil && policy != nil {
		ids = append(ids, policy.ID)
	}
	return ids, err
}

// GroupsOf lists the role groups that hold a user: as a member, by a directory role, or through a role
// group that is itself a member.
func (m Model) GroupsOf(tx org.Tx, account *org.Account, recipient *org.Entry) ([]*org.Entry, error) {
	all, err := org.All(tx, m.Kind(org.KindRoleGroup), nil)
	if err != nil {
		return nil, err
	}
	holders := []org.ID{account.ID}
	if recipient != nil {
		holders = append(holders, recipient.ID)
	}
	var in []*org.Entry
	for again := true; again; {
		again = false
		for _, g := range all {
			if slices.Contains(in, g) || !hasMember(g, holders) && !synced(g, account.DirectoryRoles) {
				continue
			}
			in, holders, again = append(in, g), append(holders, g.ID), true
		}
	}
	return in, nil
}

// hasMember reports whether one of the ids is a member of the role group.
func hasMember(group *org.Entry, ids []org.ID) bool {
	return slices.ContainsFunc(References(group, "Members"), func(id org.ID) bool { return slices.Contains(ids, id) })
}

// synced reports whether a directory role makes its holders members of the role group.
func synced(group *org.Entry, directoryRoles []string) bool {
	name := directory.Text(group, "Name")
	return slices.ContainsFunc(directoryRoles, func(role string) bool {
		return slices.ContainsFunc(of(group).DirectoryGroups(role), func(g string) bool { return isGroup(name, g) })
	})
}

// isGroup reports whether a name is that of a group of the facts, whose name may end in "_*".
func isGroup(name, fact string) bool {
	if prefix, ok := strings.CutSuffix(fact, "*"); ok {
		return len(name) > len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
	}
	return strings.EqualFold(name, fact)
}

// PolicyOf returns the role assignment policy of a mailbox: its own, else the default one. It is nil for
// an account without a mailbox.
func (m Model) PolicyOf(tx org.Tx, recipient *org.Entry) (*org.Entry, error) {
	if recipient == nil || !governed(recipient) {
		return nil, nil
	}
	policies, err := org.All(tx, m.Kind(org.KindRolePolicy), nil)
	return PolicyAmong(policies, recipient), err
}

// PolicyAmong is PolicyOf with the organisation's policies at hand.
func PolicyAmong(policies []*org.Entry, recipient *org.Entry) *org.Entry {
	if !governed(recipient) {
		return nil
	}
	name, _ := recipient.Props.Get("RoleAssignmentPolicy")
	for _, e := range policies {
		if names(e, name) || name == nil && directory.Flag(e, "IsDefault") {
			return e
		}
	}
	return nil
}

// governed reports whether a recipient is a mailbox.
func governed(recipient *org.Entry) bool { return directory.IsMailbox(directory.Details(recipient)) }

// grants lists what the assignments of an assignee give.
func (l *loader) grants(assignee org.ID) ([]Grant, error) {
	var grants []Grant
	for a, err := range l.tx.ByKey(SpaceAssignee, org.IDText(assignee)) {
		if err != nil {
			return nil, err
		}
		if a.Kind != l.model.Kind(org.KindRoleAssignment) || !directory.Flag(a, "Enabled") || Delegating(a) {
			continue
		}
		g, err := l.grant(a)
		if err != nil {
			return nil, err
		}
		if g != nil {
			grants = append(grants, *g)
		}
	}
	return grants, nil
}

// grant is what one assignment gives; nil where its role is gone.
func (l *loader) grant(a *org.Entry) (*Grant, error) {
	ref, _ := a.Props.Get("Role")
	id, _ := ref.(object.ADObjectID)
	if role, ok := l.model.RoleNamed(id.Name); ok && id.ID == l.model.roleID(l.tx.Tenant(), role.Name) {
		return l.reaching(a, &Grant{Role: role.Name}, role)
	}
	made, err := l.tx.Get(l.model.Kind(org.KindRole), id.ID)
	if errors.Is(err, org.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entries, err := l.model.EntriesOf(l.tx, made)
	if err != nil {
		return nil, err
	}
	g := &Grant{Role: directory.Text(made, "Name"), Entries: append([]Entry{}, entries...)} // never nil
	return l.reaching(a, g, roleOf(made))
}

// reaching fills in what a grant reaches: what the role reads, and what the assignment lets it write.
func (l *loader) reaching(a *org.Entry, g *Grant, role Role) (*Grant, error) {
	g.Read = l.reach(role, role.RecipientRead)
	write := directory.Text(a, "RecipientWriteScope")
	if write == "" {
		write = role.RecipientWrite
	}
	switch write {
	case ScopeExclusive:
		filter, err := l.custom(a)
		g.Write = Reach{Filter: filter}
		return g, err
	case ScopeCustom:
		filter, err := l.custom(a)
		if err != nil {
			return nil, err
		}
		g.Write = Reach{Filter: filter}
	default:
		g.Write = l.reach(role, write)
	}
	if role.Kind == User {
		return g, nil // people's own options stay theirs
	}
	var err error
	g.Write.Except, err = l.exclusive()
	return g, err
}

// reach is what a named scope reaches. End-user roles reach their holder only, whatever they say.
func (l *loader) reach(role Role, scope string) Reach {
	switch {
	case scope == "None" || scope == "":
		return Reach{}
	case role.Kind == User || scope == "Self":
		return Reach{Self: l.self}
	case scope == "Organization":
		return Reach{All: true}
	}
	return Reach{} // a scope that is not built reaches nothing
}

// InCustomScope reports whether a recipient is in the management scope of an assignment.
func InCustomScope(tx org.Tx, assignment, recipient *org.Entry) bool {
	l := loader{model: of(assignment), tx: tx}
	filter, err := l.custom(assignment)
	return err == nil && filter.holds(recipient)
}

// Excluded reports whether an exclusive scope keeps a recipient from those that an assignment without one
// reaches.
func Excluded(tx org.Tx, assignment, recipient *org.Entry) bool {
	l := loader{model: of(assignment), tx: tx}
	except, err := l.exclusive()
	return err != nil || Reach{Except: except}.excluded(recipient)
}
