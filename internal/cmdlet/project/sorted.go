package project

import (
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A rank is an entry of a sorted listing, without the entry: a hundred thousand of them fit in memory.
type rank struct {
	key   object.Value
	entry org.Cursor
}

// sorted ranks every match, to read the entries of the page in the order asked for. The next page begins
// after the last object of this one, or at its position where that object is gone.
func (l Listing[T]) sorted(tx org.Tx, c *command.Page, from place, want int) (Result, error) {
	ranks, err := l.ranks(tx)
	if err != nil {
		return Result{}, err
	}
	start := min(from.taken, len(ranks))
	if i := slices.IndexFunc(ranks, func(r rank) bool { return r.entry.ID == from.cursor.ID }); i >= 0 {
		start = i + 1
	}
	var r Result
	part := l.View.Part(c.Select)
	for n, next := range ranks[start:] {
		if n == want {
			r.More = l.end(c, place{from.taken + n, ranks[start+n-1].entry})
			return r, nil
		}
		e, err := tx.Get(l.Kind, next.entry.ID)
		if err != nil {
			return r, err
		}
		r.Objects = append(r.Objects, part.Object(l.Item(tx, e)))
	}
	return r, nil
}

// ranks returns the matches in the order asked for.
func (l Listing[T]) ranks(tx org.Tx) ([]rank, error) {
	needs, known := l.View.NeedsOf(l.Order)
	if !known {
		needs = nil
	}
	var list []rank
	for e, err := range l.entries(tx, org.Cursor{}, l.only(needs)) {
		if err != nil {
			return nil, err
		}
		item := l.Item(tx, e)
		ok, err := l.matches(item)
		if err != nil {
			return nil, err
		}
		if ok {
			key, _ := l.View.Get(item, l.Order)
			if text, is := key.(string); is {
				key = strings.Clone(text) // it is a part of the whole entry's text
			}
			list = append(list, rank{key, org.Cursor{Sort: e.Sort, ID: e.ID}})
		}
	}
	slices.SortStableFunc(list, func(a, b rank) int { return compare(a.key, b.key) })
	return list, nil
}

// compare orders $null before everything and what has no order by its text.
func compare(a, b object.Value) int {
	if a == nil || b == nil {
		return boolInt(a != nil) - boolInt(b != nil)
	}
	if n, err := object.Compare(a, b, false); err == nil {
		return n
	}
	return strings.Compare(org.Fold(object.String(a)), org.Fold(object.String(b)))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
