package plain

import (
	"fmt"
	"math"
	"slices"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// rank returns an object's priority; one without comes last.
func rank(e *org.Entry) int {
	v, _ := e.Props.Get("Priority")
	if i, ok := v.(int32); ok {
		return int(i)
	}
	return math.MaxInt32
}

// place puts an object where -Priority wants it, a new one at the end otherwise, and moves the others.
// Priorities are 0, 1, 2, ... without gaps; 0 is looked at first.
func (n *noun) place(c *change.Change) error {
	if !n.ranked {
		return nil
	}
	others, err := n.others(c.Tx, c.Org, c.Entry.ID)
	if err != nil {
		return err
	}
	at := min(rank(c.Entry), len(others))
	if v, given := c.Args.Get("Priority"); given && v != nil {
		i, err := object.Convert(v, "Int32")
		p, ok := i.(int32)
		if err != nil || !ok || p < 0 || int(p) > len(others) {
			return org.Invalid("Priority", object.String(v), fmt.Sprintf("it must be a number from 0 to %d", len(others)))
		}
		at = int(p)
	}
	c.Entry.Props.Set("Priority", int32(at))
	return n.number(c.Tx, c.Org, slices.Insert(others, at, c.Entry), c.Entry.ID)
}

// closeGap numbers the objects that are left when one goes.
func (n *noun) closeGap(tx org.Tx, home *directory.Organisation, gone org.ID) error {
	if !n.ranked {
		return nil
	}
	left, err := n.others(tx, home, gone)
	if err != nil {
		return err
	}
	return n.number(tx, home, left, gone)
}

func (n *noun) others(tx org.Tx, home *directory.Organisation, id org.ID) ([]*org.Entry, error) {
	all, err := n.all(tx, home)
	return slices.DeleteFunc(all, func(e *org.Entry) bool { return e.ID == id }), err
}

// number stores each object whose priority is not its place, but the one that the caller stores.
func (n *noun) number(tx org.Tx, home *directory.Organisation, list []*org.Entry, except org.ID) error {
	for i, e := range list {
		if e.ID == except || rank(e) == i {
			continue
		}
		e.Props.Set("Priority", int32(i))
		if err := n.save(tx, home, e); err != nil {
			return err
		}
	}
	return nil
}
