package rbac

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Renamed tells the role groups and assignments that refer to an RBAC object its present name.
func (m Model) Renamed(tx org.Tx, e *org.Entry) error {
	return m.replace(tx, e.ID, directory.Reference(e))
}

// Forget takes an object that is gone out of the role groups that refer to it.
func (m Model) Forget(tx org.Tx, id org.ID) error { return m.replace(tx, id, nil) }

// Strip takes every role from whoever an id means, an account, a recipient or a service principal: assignments of
// their own and memberships of role groups, in every environment.
func Strip(tx org.Tx, id org.ID) error {
	var given []*org.Entry
	for _, space := range []string{SpaceAssignee, SpaceDelegate} {
		for e, err := range tx.ByKey(space, org.IDText(id)) {
			if err != nil {
				return err
			}
			given = append(given, e)
		}
	}
	for _, e := range given {
		if err := tx.Delete(e.Kind, e.ID); err != nil {
			return err
		}
	}
	for _, env := range []catalog.Env{catalog.EXO, catalog.SCC} {
		if err := In(env).Forget(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// replace puts another value where role groups and assignments refer to an object; nil takes it out.
func (m Model) replace(tx org.Tx, id org.ID, with object.Value) error {
	for _, kind := range []string{org.KindRoleGroup, org.KindRoleAssignment} {
		all, err := org.All(tx, m.Kind(kind), func(e *org.Entry) bool { return refersTo(e, id) })
		if err != nil {
			return err
		}
		for _, e := range all {
			for i, p := range e.Props.Props {
				e.Props.Props[i].Value = replaced(p.Value, id, with)
			}
			if err := tx.Put(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// refersTo reports whether a property of the entry refers to the object.
func refersTo(e *org.Entry, id org.ID) bool {
	return slices.ContainsFunc(e.Props.Props, func(p object.Property) bool {
		return slices.ContainsFunc(org.Items(p.Value), func(v object.Value) bool {
			r, ok := v.(object.ADObjectID)
			return ok && r.ID == id
		})
	})
}

func replaced(v object.Value, id org.ID, with object.Value) object.Value {
	is := func(v object.Value) bool { r, ok := v.(object.ADObjectID); return ok && r.ID == id }
	list, ok := v.([]any)
	if !ok {
		if is(v) {
			return with
		}
		return v
	}
	kept := make([]any, 0, len(list))
	for _, item := range list {
		switch {
		case !is(item):
			kept = append(kept, item)
		case with != nil:
			kept = append(kept, with)
		}
	}
	return kept
}

// ReplaceMembers gives a role group other members. Role groups that stand for a directory role stay members.
// It fails for a group whose members come from a directory role, and where nobody would be left who could
// administer the organisation (S-50).
func ReplaceMembers(tx org.Tx, group *org.Entry, list []object.ADObjectID) error {
	if err := changeable(group); err != nil {
		return err
	}
	kept := []object.Value{}
	for _, old := range members(group) {
		id, _ := reference(old)
		if nested, err := tx.Get(group.Kind, id); err == nil && Synced(nested) {
			kept = append(kept, old)
		}
	}
	for _, m := range list {
		known := func(v object.Value) bool { id, ok := reference(v); return ok && id == m.ID }
		if !slices.ContainsFunc(kept, known) {
			kept = append(kept, m)
		}
	}
	env := of(group).env
	before, err := org.AdministratorsIn(tx, env)
	if err != nil {
		return err
	}
	if err := putMembers(tx, group, kept); err != nil {
		return err
	}
	return keepsOne(tx, env, before)
}

// keepsOne fails if somebody could administer an environment before a change and nobody can now.
func keepsOne(tx org.Tx, env catalog.Env, before []org.Administrator) error {
	now, err := org.AdministratorsIn(tx, env)
	if err != nil {
		return err
	}
	able := func(a org.Administrator) bool { return a.CanConnect }
	lost := slices.IndexFunc(before, able)
	if lost < 0 || slices.ContainsFunc(now, able) {
		return nil
	}
	return org.KeepsAdministrator(before[lost:lost+1], before[lost].ID)
}
