package role

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// configSpaces are the key spaces that name an object of the configuration.
func configSpaces() []string { return []string{org.SpaceGUID, org.SpaceDN, org.SpaceName} }

// find returns the one object of a kind of the environment that an identity names.
func find(tx org.Tx, m rbac.Model, kind, identity string) (*org.Entry, error) {
	return org.ResolveIn(tx, []string{m.Kind(kind)}, configSpaces(), identity)
}

// findPrincipal returns who an identity names, among those that can have roles: a role group, a role
// assignment policy, a user, with or without a mailbox, or a service principal.
func findPrincipal(tx org.Tx, m rbac.Model, identity string) (*org.Entry, error) {
	for _, kind := range []string{org.KindRoleGroup, org.KindRolePolicy} {
		if e, err := find(tx, m, kind, identity); err == nil || !org.IsNotFound(err) {
			return e, err
		}
	}
	e, err := findUser(tx, identity)
	if !org.IsNotFound(err) {
		return e, err
	}
	return rbac.FindApp(tx, identity)
}

// isKind reports whether an entry is of a kind, of whatever environment.
func isKind(e *org.Entry, kind string) bool {
	plain, _ := org.CutKind(e.Kind)
	return plain == kind
}

// modelOf returns the RBAC that an entry belongs to.
func modelOf(e *org.Entry) rbac.Model {
	_, env := org.CutKind(e.Kind)
	return rbac.In(env)
}

// findUser returns the recipient of a user, or the account of one that has none.
func findUser(tx org.Tx, identity string) (*org.Entry, error) {
	e, err := directory.Resolve(tx, identity, directory.LiveUser)
	if !org.IsNotFound(err) {
		return e, err
	}
	return org.ResolveIn(tx, []string{org.KindAccount}, []string{org.SpaceOID, org.SpaceUPN}, identity)
}

// accountOf returns the account and the recipient of a user, which findUser returned; either may be nil.
func accountOf(tx org.Tx, user *org.Entry) (*org.Account, *org.Entry, error) {
	if user.Kind == org.KindAccount {
		a, err := org.AccountOf(user)
		return a, nil, err
	}
	id, ok := directory.AccountID(user)
	if !ok {
		return nil, user, nil
	}
	a, _, err := org.AccountByID(tx, id)
	if org.IsNotFound(err) {
		return nil, user, nil
	}
	return a, user, err
}

// like reports whether a name matches a text that may hold wildcards, ignoring case.
func like(name, pattern string) bool {
	return pattern == "" || object.Like(name, pattern, false)
}

// isOne reports whether the list is not given or has the word, ignoring case.
func isOne(list []string, word string) bool { return list == nil || directory.HasWord(list, word) }
