package rbac

import "example.org/exosh/internal/org"

// A Reach is a part of the recipients of an organisation. The zero value reaches nothing.
type Reach struct {
	All    bool      // the whole organisation
	Self   []org.ID  // the caller's own objects
	Filter *Filter   // what a recipient filter accepts; nil accepts nothing
	Except []*Filter // what exclusive scopes keep from whoever does not have one of them
}

// empty reports whether nothing is reached.
func (r Reach) empty() bool { return !r.All && len(r.Self) == 0 && r.Filter == nil }

// holds reports whether a recipient or account is reached. What a filter cannot decide is not reached.
func (r Reach) holds(e *org.Entry) bool {
	if r.excluded(e) {
		return false
	}
	if r.All {
		return true
	}
	for _, id := range r.Self {
		if e.ID == id {
			return true
		}
	}
	return r.Filter.holds(e)
}

// excluded reports whether an exclusive scope keeps a recipient from those who do not have it. An account goes
// with its recipient, which is asked for as well.
func (r Reach) excluded(e *org.Entry) bool {
	for _, f := range r.Except {
		if f.holds(e) {
			return true
		}
	}
	return false
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
		if r.All && len(r.Except) == 0 {
			return true
		}
	}
	return false
}
