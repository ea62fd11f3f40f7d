package opath

import "strings"

// Implies reports whether every object for which a holds is one for which b holds, as far as the form of
// the two tells: a is b, or adds terms to it. False says that it is not known.
func Implies(a, b Node) bool {
	c := comparer{left: 10_000}
	return c.implies(a, b)
}

// A comparer counts the pairs of terms that it may still look at: filters are written by users.
type comparer struct{ left int }

func (c *comparer) implies(a, b Node) bool {
	if c.left--; c.left < 0 {
		return false
	}
	if c.same(a, b) {
		return true
	}
	switch b := b.(type) {
	case *And:
		return every(b.Terms, func(t Node) bool { return c.implies(a, t) })
	case *Or:
		if some(b.Terms, func(t Node) bool { return c.implies(a, t) }) {
			return true
		}
	}
	switch a := a.(type) {
	case *And:
		return some(a.Terms, func(t Node) bool { return c.implies(t, b) })
	case *Or:
		return every(a.Terms, func(t Node) bool { return c.implies(t, b) })
	}
	return false
}

// same reports whether two filters are one and the same.
func (c *comparer) same(a, b Node) bool {
	if c.left--; c.left < 0 {
		return false
	}
	switch a := a.(type) {
	case *And:
		b, ok := b.(*And)
		return ok && c.sameTerms(a.Terms, b.Terms)
	case *Or:
		b, ok := b.(*Or)
		return ok && c.sameTerms(a.Terms, b.Terms)
	case *Not:
		b, ok := b.(*Not)
		return ok && c.same(a.Term, b.Term)
	}
	_, leaf := b.(*Comparison)
	return leaf && strings.EqualFold(a.String(), b.String())
}

func (c *comparer) sameTerms(a, b []Node) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !c.same(a[i], b[i]) {
			return false
		}
	}
	return true
}

func every(terms []Node, holds func(Node) bool) bool {
	return !some(terms, func(t Node) bool { return !holds(t) })
}

func some(terms []Node, holds func(Node) bool) bool {
	for _, t := range terms {
		if holds(t) {
			return true
		}
	}
	return false
}
