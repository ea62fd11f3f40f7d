package rbac

import (
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// An Authority is what a user may give to others, and to themselves (S-50): the roles of which they have a
// delegating assignment, and never on more recipients than they have themselves.
type Authority struct {
	model Model
	tx    org.Tx
	ids   []org.ID // the account, its recipient and its role groups
	uses  []Extent // where the user may carry out the cmdlet that gives
}

// AuthorityOf returns what a user may give by a cmdlet. The transaction must see the whole organisation.
// recipient is nil where the account has none.
func (m Model) AuthorityOf(tx org.Tx, account *org.Account, recipient *org.Entry, cmdlet string) (*Authority, error) {
	a := &Authority{model: m, tx: tx, ids: []org.ID{account.ID}}
	if recipient != nil {
		a.ids = append(a.ids, recipient.ID)
	}
	groups, err := m.GroupsOf(tx, account, recipient)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		a.ids = append(a.ids, g.ID)
	}
	err = a.each(SpaceAssignee, func(e, role *org.Entry) error {
		if ok, err := m.Holds(tx, role, cmdlet); err != nil || !ok {
			return err
		}
		x, err := ExtentOf(tx, e)
		a.uses = append(a.uses, x)
		return err
	})
	return a, err
}

// MayGive reports whether the user may give a role to somebody, or take it, with an extent: a delegating
// assignment of the role, or of one above it, reaches as far, and so do they themselves.
func (a *Authority) MayGive(role *org.Entry, extent Extent) (bool, error) {
	if !a.reaches(extent) {
		return false, nil
	}
	line, err := Ancestors(a.tx, role)
	if err != nil {
		return false, err
	}
	may := false
	err = a.each(SpaceDelegate, func(assignment, delegated *org.Entry) error {
		if may || !slices.ContainsFunc(line, func(r *org.Entry) bool { return r.ID == delegated.ID }) {
			return nil
		}
		x, err := ExtentOf(a.tx, assignment)
		may = err == nil && extent.Within(x)
		return err
	})
	return may, err
}

// reaches reports whether the user may carry out the cmdlet on everything that an extent reaches.
func (a *Authority) reaches(extent Extent) bool {
	return slices.ContainsFunc(a.uses, func(mine Extent) bool { return extent.Within(mine) })
}

// Manages reports whether the user manages a role group: is named by its ManagedBy, or held by a role group
// that is.
func (a *Authority) Manages(group *org.Entry) bool {
	return slices.ContainsFunc(References(group, "ManagedBy"), func(id org.ID) bool { return slices.Contains(a.ids, id) })
}

// MayHandOver reports whether the user may give, or take, everything that a role group gives its members.
// Who manages the group needs no delegating assignments, but reaches as far. If not, role is the first that
// they may not give.
func (a *Authority) MayHandOver(group *org.Entry) (may bool, role *org.Entry, err error) {
	give := a.MayGive
	if a.Manages(group) {
		give = func(_ *org.Entry, x Extent) (bool, error) { return a.reaches(x), nil }
	}
	groups, err := a.above(group)
	if err != nil {
		return false, nil, err
	}
	for _, g := range groups {
		for _, space := range []string{SpaceAssignee, SpaceDelegate} {
			err := a.assignments(space, g.ID, func(assignment, r *org.Entry) error {
				x, err := ExtentOf(a.tx, assignment)
				if err != nil || role != nil {
					return err
				}
				if ok, err := give(r, x); err != nil || !ok {
					role = r
					return err
				}
				return nil
			})
			if err != nil || role != nil {
				return false, role, err
			}
		}
	}
	return true, nil, nil
}

// above lists a role group and those that it is a member of, through others too.
func (a *Authority) above(group *org.Entry) ([]*org.Entry, error) {
	all, err := org.All(a.tx, group.Kind, nil)
	if err != nil {
		return nil, err
	}
	list := []*org.Entry{group}
	for i := 0; i < len(list); i++ {
		for _, g := range all {
			known := slices.ContainsFunc(list, func(in *org.Entry) bool { return in.ID == g.ID })
			if !known && slices.Contains(References(g, "Members"), list[i].ID) {
				list = append(list, g)
			}
		}
	}
	return list, nil
}

// each calls visit for the user's assignments that are in force, with their roles.
func (a *Authority) each(space string, visit func(assignment, role *org.Entry) error) error {
	for _, id := range a.ids {
		err := a.assignments(space, id, func(assignment, role *org.Entry) error {
			if !directory.Flag(assignment, "Enabled") {
				return nil
			}
			return visit(assignment, role)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// assignments calls visit for what an assignee was given, with the roles.
func (a *Authority) assignments(space string, assignee org.ID, visit func(assignment, role *org.Entry) error) error {
	for e, err := range a.tx.ByKey(space, org.IDText(assignee)) {
		if err != nil {
			return err
		}
		if e.Kind != a.model.Kind(org.KindRoleAssignment) {
			continue
		}
		for _, id := range References(e, "Role") {
			role, err := a.tx.Get(a.model.Kind(org.KindRole), id)
			if org.IsNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			if err := visit(e, role); err != nil {
				return err
			}
		}
	}
	return nil
}
