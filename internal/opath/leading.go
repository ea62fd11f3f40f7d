package opath

// Leading returns the first comparison of a filter that usable accepts, where the filter cannot hold, and
// cannot fail, for an object for which that comparison does not hold; nil where there is none. A search
// may then look at those objects alone for which it holds. certain says of the comparisons before it that
// they fail for no object.
func Leading(n Node, usable, certain func(*Comparison) bool) *Comparison {
	switch n := n.(type) {
	case *Comparison:
		if usable(n) {
			return n
		}
	case *And:
		for _, t := range n.Terms {
			if c := Leading(t, usable, certain); c != nil {
				return c
			}
			if !all(t, certain) {
				return nil
			}
		}
	}
	return nil
}

func all(n Node, test func(*Comparison) bool) bool {
	ok := true
	walk(n, func(c *Comparison) { ok = ok && test(c) })
	return ok
}

// Prefix returns the folded text that every text begins with which is like the value of the comparison;
// "" where there is none.
func (c *Comparison) Prefix() string {
	if c.Op != Like || len(c.pattern.pieces) == 0 {
		return ""
	}
	return c.pattern.pieces[0]
}
