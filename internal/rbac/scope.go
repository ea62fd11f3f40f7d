package rbac

import (
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Reach is a part of the recipients of an organisation. The zero value reaches nothing.
type Reach struct {
	All    bool       // the whole organisation
	Self   []org.ID   // the caller's own objects
	Filter opath.Node // what a recipient filter accepts; nil accepts nothing
}

// empty reports whether nothing is reached.
func (r Reach) empty() bool { return !r.All && len(r.Self) == 0 && r.Filter == nil }

// holds reports whether a recipient or account is reached. What a filter cannot decide is not reached.
func (r Reach) holds(e *org.Entry) bool {
	if r.All {
		return true
	}
	for _, id := range r.Self {
		if e.ID == id {
			return true
		}
	}
	if r.Filter == nil || e.Kind != org.KindRecipient {
		return false
	}
	ok, err := r.Filter.Match(func(name string) (object.Value, bool) {
		if strings.EqualFold(name, "RecipientType") {
			return directory.RecipientType(directory.Details(e)), true
		}
		return e.Props.Get(name)
	})
	return ok && err == nil
}

// A scope is what a decision reaches; it implements [org.Scope].
type scope struct{ read, write []Reach }

// CanRead implements [org.Scope].
func (s *scope) CanRead(e *org.Entry) bool { return reached(s.read, e) }

// CanWrite implements [org.Scope].
func (s *scope) CanWrite(e *org.Entry) bool { return reached(s.write, e) }

func reached(parts []Reach, e *org.Entry) bool {
	for _, r := range parts {
		if r.holds(e) {
			return true
		}
	}
	return false
}

// whole reports whether one of the parts is the whole organisation.
func whole(parts []Reach) bool {
	for _, r := range parts {
		if r.All {
			return true
		}
	}
	return false
}
