package rbac

import (
	"errors"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Filter is the recipient filter of a management scope, with the groups that it names as they stood when
// it was loaded.
type Filter struct {
	node   opath.Node
	groups []membership
}

// A membership is a group that a filter names, with its direct members.
type membership struct {
	name    string // as the filter names the group
	members map[org.ID]bool
}

// NewFilter makes ready a filter that compares what an entry keeps.
func NewFilter(node opath.Node) *Filter { return &Filter{node: node} }

// filterOf reads the filter of a management scope; nil where it has none that can be read.
func filterOf(tx org.Tx, scope *org.Entry) (*Filter, error) {
	node := FilterOf(scope)
	if node == nil {
		return nil, nil
	}
	f := NewFilter(node)
	for _, v := range opath.Values(node, "MemberOfGroup") {
		text, _ := v.(string)
		group, err := directory.Resolve(tx, text, directory.Live)
		if org.IsNotFound(err) {
			continue // nobody is a member of what does not exist
		}
		if err != nil {
			return nil, err
		}
		m := membership{name: text, members: map[org.ID]bool{}}
		for _, r := range directory.References(group, "Members") {
			m.members[r.ID] = true
		}
		f.groups = append(f.groups, m)
	}
	return f, nil
}

// holds reports whether a recipient is accepted. What the filter cannot decide is not.
func (f *Filter) holds(e *org.Entry) bool {
	if f == nil || e.Kind != org.KindRecipient {
		return false
	}
	ok, err := f.node.Match(func(name string) (object.Value, bool) {
		switch strings.ToLower(name) {
		case "recipienttype":
			return directory.RecipientType(directory.Details(e)), true
		case "memberofgroup":
			return f.memberOf(e.ID), true
		case "commonname":
			return directory.Text(e, "Name"), true
		}
		return e.Props.Get(name)
	})
	return ok && err == nil
}

// memberOf lists the groups that a recipient is a direct member of, by the names that the filter uses.
func (f *Filter) memberOf(id org.ID) []any {
	list := []any{}
	for _, m := range f.groups {
		if m.members[id] {
			list = append(list, m.name)
		}
	}
	return list
}

// custom reads the recipient filter of an assignment's management scope. A scope that is gone or does not
// parse reaches nothing. Assignments with one scope have one filter.
func (l *loader) custom(a *org.Entry) (*Filter, error) {
	for _, id := range References(a, "CustomRecipientWriteScope") {
		if f, known := l.filters[id]; known {
			return f, nil
		}
		e, err := l.tx.Get(l.model.Kind(org.KindScope), id)
		if errors.Is(err, org.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		f, err := filterOf(l.tx, e)
		if l.filters == nil {
			l.filters = map[org.ID]*Filter{}
		}
		l.filters[id] = f
		return f, err
	}
	return nil, nil
}

// exclusive reads the filters of the exclusive scopes: from the moment that one is made, what it accepts is
// changed only by those who have it, or another one that accepts the same.
func (l *loader) exclusive() ([]*Filter, error) {
	if l.except != nil {
		return l.except, nil
	}
	scopes, err := org.All(l.tx, l.model.Kind(org.KindScope), func(e *org.Entry) bool { return directory.Flag(e, "Exclusive") })
	if err != nil {
		return nil, err
	}
	l.except = []*Filter{}
	for _, e := range scopes {
		f, err := filterOf(l.tx, e)
		if err != nil {
			return nil, err
		}
		if f != nil {
			l.except = append(l.except, f)
		}
	}
	return l.except, nil
}
