package role

import (
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// A member belongs to a role group: a recipient, an account without one, or another role group.
type member struct{ entry *org.Entry }

func (m member) name() string {
	switch m.entry.Kind {
	case org.KindAccount:
		return directory.Text(m.entry, "UserPrincipalName")
	case org.KindApp:
		return rbac.AppReference(m.entry).Name
	}
	return directory.Text(m.entry, "Name")
}

// membersOf lists the members of a role group in order of their names: those it keeps, and those that a
// directory role of its name gives it. A member that is gone is left out.
func membersOf(tx org.Tx, group *org.Entry) ([]member, error) {
	var list []member
	for _, id := range rbac.References(group, "Members") {
		m, err := memberByID(tx, group.Kind, id)
		if err != nil {
			return nil, err
		}
		if m != nil {
			list = append(list, member{m})
		}
	}
	if rbac.Synced(group) {
		more, err := synced(tx, group)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	slices.SortFunc(list, func(a, b member) int { return compareFolded(a.name(), b.name()) })
	return slices.CompactFunc(list, func(a, b member) bool { return a.entry.ID == b.entry.ID }), nil
}

// memberByID returns the object that a reference to a member means, nil where it is gone.
func memberByID(tx org.Tx, groups string, id org.ID) (*org.Entry, error) {
	for _, kind := range []string{org.KindRecipient, groups, org.KindAccount, org.KindApp} {
		e, err := tx.Get(kind, id)
		if err == nil && !(kind == org.KindRecipient && directory.SoftDeleted(e)) {
			return e, nil
		}
		if err != nil && !org.IsNotFound(err) {
			return nil, err
		}
	}
	return nil, nil
}

// synced lists the accounts that a directory role makes members of the group.
func synced(tx org.Tx, group *org.Entry) ([]member, error) {
	holders, err := org.All(tx, org.KindAccount, func(e *org.Entry) bool {
		return slices.ContainsFunc(directory.Texts(e, "DirectoryRoles"), func(role string) bool { return rbac.FromDirectory(group, role) })
	})
	var list []member
	for _, a := range holders {
		m, err := recipientOf(tx, a)
		if err != nil {
			return nil, err
		}
		list = append(list, member{m})
	}
	return list, err
}

// recipientOf returns the recipient of an account, or the account where it has none.
func recipientOf(tx org.Tx, account *org.Entry) (*org.Entry, error) {
	r, err := org.One(tx, org.KindRecipient, org.SpaceOID, org.IDText(account.ID))
	if org.IsNotFound(err) {
		return account, nil
	}
	return r, err
}

// A chained is a user that a role group holds, with the groups in between: "A\B".
type chained struct {
	member
	chain string
}

// usersOf lists the users that a role group holds, through other groups too, each once.
func usersOf(tx org.Tx, group *org.Entry) ([]chained, error) {
	var users []chained
	seen := map[org.ID]bool{group.ID: true}
	var walk func(g *org.Entry, chain string) error
	walk = func(g *org.Entry, chain string) error {
		members, err := membersOf(tx, g)
		for _, m := range members {
			if seen[m.entry.ID] {
				continue
			}
			seen[m.entry.ID] = true
			if !isKind(m.entry, org.KindRoleGroup) {
				users = append(users, chained{m, chain})
			} else if err := walk(m.entry, chain+`\`+m.name()); err != nil {
				return err
			}
		}
		return err
	}
	return users, walk(group, directory.Text(group, "Name"))
}

// compareFolded orders names as people expect.
func compareFolded(a, b string) int { return strings.Compare(org.Fold(a), org.Fold(b)) }
