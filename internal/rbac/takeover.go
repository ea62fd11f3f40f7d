package rbac

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// MayTakeOver reports whether a caller, given by the account, may get hold of another account, as giving
// it a password does. That must lead to nothing that the caller can't do anyway (S-50): whoever manages the
// organisation may, unless the account is a Global Administrator's; others need to be in every role group
// that the account is in. The transaction must not be scoped.
func MayTakeOver(tx org.Tx, caller org.ID, target *org.Account) (bool, error) {
	if caller == target.ID {
		return true, nil
	}
	theirs, err := powersOf(tx, target)
	if err != nil || len(theirs.holds) == 0 && !theirs.global {
		return err == nil, err
	}
	a, _, err := org.AccountByID(tx, caller)
	if org.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	mine, err := powersOf(tx, a)
	return err == nil && mine.cover(theirs), err
}

// powers are what makes an account an administrator.
type powers struct {
	global, manages bool     // is a Global Administrator; is in Organization Management
	holds           []org.ID // role groups, and roles that are assigned to the account itself
}

func (p powers) cover(o powers) bool {
	switch {
	case p.global:
		return true
	case o.global:
		return false
	case p.manages:
		return true
	}
	return !slices.ContainsFunc(o.holds, func(id org.ID) bool { return !slices.Contains(p.holds, id) })
}

func powersOf(tx org.Tx, a *org.Account) (powers, error) {
	p := powers{global: slices.Contains(a.DirectoryRoles, org.GlobalAdministrator)}
	recipient, err := org.One(tx, org.KindRecipient, org.SpaceOID, org.IDText(a.ID))
	if err != nil && !org.IsNotFound(err) {
		return p, err
	}
	for _, env := range []catalog.Env{catalog.EXO, catalog.SCC} {
		m := In(env)
		groups, err := m.GroupsOf(tx, a, recipient)
		if err != nil {
			return p, err
		}
		for _, g := range groups {
			p.holds = append(p.holds, g.ID)
			p.manages = p.manages || env == catalog.EXO && directory.Text(g, "Name") == org.OrganizationManagement
		}
		if err := p.assigned(tx, m, a.ID); err != nil {
			return p, err
		}
		if recipient == nil {
			continue
		}
		if err := p.assigned(tx, m, recipient.ID); err != nil {
			return p, err
		}
	}
	return p, nil
}

// assigned adds the roles that are assigned to the account itself.
func (p *powers) assigned(tx org.Tx, m Model, assignee org.ID) error {
	for a, err := range tx.ByKey(SpaceAssignee, org.IDText(assignee)) {
		if err != nil {
			return err
		}
		if a.Kind == m.Kind(org.KindRoleAssignment) && !Delegating(a) {
			p.holds = append(p.holds, References(a, "Role")...)
		}
	}
	return nil
}
