package role

import (
	"fmt"
	"slices"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxMembers is how many members and managers one call may name.
const maxMembers = 1000

// principals returns what a list of users and role groups becomes by a multi-valued parameter: it replaces
// the list, or adds to it and removes from it.
func (w *work) principals(group *org.Entry, property string) ([]object.ADObjectID, error) {
	v, given := w.call.Args.Get(property)
	old := directory.References(group, property)
	if !given {
		return old, nil
	}
	d := change.DeltaOf(v)
	if n := len(d.Replace) + len(d.Add) + len(d.Remove); n > maxMembers {
		return nil, org.Invalid(property, fmt.Sprint(n, " names"), fmt.Sprintf("it may name at most %d at once", maxMembers))
	}
	list := []object.ADObjectID{}
	if d.Partial {
		list = old
	}
	for _, name := range d.Remove {
		e, err := w.principal(group, property, name)
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(r object.ADObjectID) bool { return r.ID == e.ID })
	}
	for _, name := range append(d.Replace, d.Add...) {
		e, err := w.principal(group, property, name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(r object.ADObjectID) bool { return r.ID == e.ID }) {
			list = append(list, referTo(e))
		}
	}
	return list, nil
}

// principal returns the user, service principal or role group that a name means in a list of a role group.
func (w *work) principal(group *org.Entry, property, name string) (*org.Entry, error) {
	if property == "ManagedBy" {
		if e, err := w.find(org.KindRoleGroup, name); err == nil || !org.IsNotFound(err) {
			return e, err
		}
	}
	return findMember(w.tx, group, name)
}

// putAll stores objects that belong together.
func (w *work) putAll(list []*org.Entry) error {
	for _, e := range list {
		if err := w.put(e); err != nil {
			return err
		}
	}
	return nil
}
