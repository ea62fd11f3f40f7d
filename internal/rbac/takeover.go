package rbac

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// MayTakeOver reports whether a caller, given by the account, may get hold of another account, as giving
// it a password does. That must lead to nothing that the caller can't do anyway (S-50): whoever manages an
// environment covers all that the account may do there, unless it is a Global Administrator's; others need to
// be in every role group that the account is in. The transaction must not be scoped.
func MayTakeOver(tx org.Tx, caller org.ID, target *org.Account) (bool, error) {
	if caller == target.ID {
		return true, nil
	}
	theirs, err := powersOf(tx, target)
	if err != nil || theirs.none() {
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
	global bool // is a Global Administrator
	in     map[catalog.Env]*power
}

// A power is what makes an account an administrator of one environment.
type power struct {
	manages bool     // is in Organization Management
	holds   []org.ID // role groups, and roles that are assigned to the account itself
}

func (p powers) none() bool {
	return !p.global && len(p.in[catalog.EXO].holds) == 0 && len(p.in[catalog.SCC].holds) == 0
}

func (p powers) cover(o powers) bool {
	switch {
	case p.global:
		return true
	case o.global:
		return false
	}
	return p.in[catalog.EXO].cover(o.in[catalog.EXO]) && p.in[catalog.SCC].cover(o.in[catalog.SCC])
}

func (p *power) cover(o *power) bool {
	return p.manages || !slices.ContainsFunc(o.holds, func(id org.ID) bool { return !slices.Contains(p.holds, id) })
}

func powersOf(tx org.Tx, a *org.Account) (powers, error) {
	p := powers{global: slices.Contains(a.DirectoryRoles, org.GlobalAdministrator), in: map[catalog.Env]*power{}}
	recipient, err := org.One(tx, org.KindRecipient, org.SpaceOID, org.IDText(a.ID))
	if err != nil && !org.IsNotFound(err) {
		return p, err
	}
	for _, env := range []catalog.Env{catalog.EXO, catalog.SCC} {
		if p.in[env], err = In(env).powerOf(tx, a, recipient); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (m Model) powerOf(tx org.Tx, a *org.Account, recipient *org.Entry) (*power, error) {
	p := &power{}
	groups, err := m.GroupsOf(tx, a, recipient)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		p.holds = append(p.holds, g.ID)
		p.manages = p.manages || directory.Text(g, "Name") == org.OrganizationManagement
	}
	assignees := []org.ID{a.ID}
	if recipient != nil {
		assignees = append(assignees, recipient.ID)
	}
	for _, id := range assignees {
		if err := p.assigned(tx, m, id); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// assigned adds the roles that are assigned to the account itself.
func (p *power) assigned(tx org.Tx, m Model, assignee org.ID) error {
	for a, err := range tx.ByKey(SpaceAssignee, org.IDText(assignee)) {
		if err != nil {
			return err
		}
		if a.Kind == m.Kind(org.KindRoleAssignment) && !Delegating(a) {
			p.holds = append(p.holds, References(a, "Role")...)
		}
	}
	for a, err := range tx.ByKey(SpaceDelegate, org.IDText(assignee)) {
		if err != nil {
			return err
		}
		if a.Kind == m.Kind(org.KindRoleAssignment) {
			p.holds = append(p.holds, a.ID) // what nobody else has
		}
	}
	return nil
}
