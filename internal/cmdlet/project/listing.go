package project

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// DefaultResultSize is how many objects a Get- cmdlet returns without -ResultSize.
const DefaultResultSize = 1000

// A Listing is what a Get- cmdlet returns: the entries of one kind that match, shown by a view, in
// pages of at most org.MaxPage.
type Listing[T any] struct {
	View  *View[T]
	Kind  string
	Fast  func(*org.Entry) bool      // looks at the entry alone; nil passes all
	Item  func(org.Tx, *org.Entry) T // makes what the view shows of an entry
	Match func(T) (bool, error)      // looks at shown properties; nil passes all
	Order string                     // property to sort by, "" for the order of names
	Most  int                        // objects wanted in all pages together; -1 means all
	// Needs are the properties of an entry that Fast, Item and Match look at, nil where that may be any.
	Needs []string
	// Key and Prefix say where every entry is that Match holds for: it holds the key, and its folded name
	// begins so. Their zero values look everywhere.
	Key    org.Key
	Prefix string
}

// A Result is one page of a listing.
type Result struct {
	Objects []*object.Object
	More    bool // more objects exist than the listing may return in all its pages
}

// Page returns the page that c asks for and tells it where the next one begins. Where no paging is
// asked for it returns everything.
func (l Listing[T]) Page(tx org.Tx, c *command.Page) (Result, error) {
	if c == nil {
		c = &command.Page{}
	}
	from, err := parsePlace(c.After)
	if err != nil {
		return Result{}, err
	}
	want := l.want(c, from.taken)
	if l.Order != "" {
		return l.sorted(tx, c, from, want)
	}
	return l.plain(tx, c, from, want)
}

// mostCells is how many properties one page of an unlimited listing shows, in all its objects together:
// whoever asks for everything follows the pages, and both sides hold no more than one in memory (P-10,
// P-12). A page of few properties has as many objects as are wanted.
const mostCells = 50_000

// want returns how many objects this page may hold; -1 means all that there are.
func (l Listing[T]) want(c *command.Page, taken int) int {
	if l.Most < 0 && c.Limit > 0 && l.Order == "" {
		return min(c.Limit, max(1, mostCells/max(1, len(l.View.Part(c.Select).slots))))
	}
	left := -1
	if l.Most >= 0 {
		left = max(l.Most-taken, 0)
	}
	if c.Limit > 0 && (left < 0 || c.Limit < left) {
		return c.Limit
	}
	return left
}

func (l Listing[T]) plain(tx org.Tx, c *command.Page, from place, want int) (Result, error) {
	var r Result
	part := l.View.Part(c.Select)
	last, n := from.cursor, 0
	for e, err := range l.entries(tx, from.cursor, l.only(part.Needs())) {
		if err != nil {
			return r, err
		}
		item := l.Item(tx, e)
		if ok, err := l.matches(item); err != nil || !ok {
			if err != nil {
				return r, err
			}
			continue
		}
		if n == want {
			r.More = l.end(c, place{from.taken + n, last})
			return r, nil
		}
		r.Objects = append(r.Objects, part.Object(item))
		last, n = org.Cursor{Sort: e.Sort, ID: e.ID}, n+1
	}
	return r, nil
}

// end notes where the next page begins. It says whether the listing may not go on, though more exists.
func (l Listing[T]) end(c *command.Page, next place) bool {
	if l.Most >= 0 && next.taken >= l.Most {
		return true
	}
	c.Next = next.text()
	return false
}

func (l Listing[T]) entries(tx org.Tx, after org.Cursor, only []string) iter.Seq2[*org.Entry, error] {
	return tx.Find(org.Query{Kind: l.Kind, Key: l.Key, Prefix: l.Prefix, After: after, Match: l.Fast, Only: only})
}

// only returns the properties of entries that are looked at where shown are those that the view needs,
// nil where that may be any.
func (l Listing[T]) only(shown []string) []string {
	if l.Needs == nil || shown == nil {
		return nil
	}
	names := slices.Concat(l.Needs, shown)
	slices.Sort(names)
	return slices.Compact(names)
}

func (l Listing[T]) matches(item T) (bool, error) {
	if l.Match == nil {
		return true, nil
	}
	return l.Match(item)
}

// Emit writes a page of a listing and, where more exist than were asked for, the warning that says so.
func Emit(c *command.Call, r Result) error {
	if err := command.OutputAll(c, r.Objects); err != nil {
		return err
	}
	if r.More {
		return c.Warn("More objects exist than were returned. Give -ResultSize a larger number, or Unlimited, to get them.")
	}
	return nil
}

// ResultSize reads -ResultSize: a number above zero, or -1 for Unlimited. Without it the answer is the
// default given.
func ResultSize(args command.Args, without int) (int, error) {
	v, given := args.Get("ResultSize")
	if !given || v == nil {
		return without, nil
	}
	if u, ok := v.(object.Unlimited); ok {
		if u.Value == nil {
			return -1, nil
		}
		v = u.Value
	}
	text := strings.TrimSpace(object.String(v))
	if strings.EqualFold(text, "Unlimited") {
		return -1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return 0, org.Invalid("ResultSize", text, "it must be a number above zero, or Unlimited")
	}
	return n, nil
}

// SortBy reads the name of the property to sort by, which the view must show.
func SortBy[T any](args command.Args, param string, v *View[T]) (string, error) {
	name := args.Text(param)
	if name == "" || v.Has(name) {
		return name, nil
	}
	return "", org.Invalid(param, name, "the objects have no property of that name")
}

// A place is where a page begins: how many objects came before, and after which entry.
type place struct {
	taken  int
	cursor org.Cursor
}

func (p place) text() string { return fmt.Sprintf("%d.%s", p.taken, p.cursor.Text()) }

func parsePlace(text string) (place, error) {
	if text == "" {
		return place{}, nil
	}
	count, cursor, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(count)
	if err != nil || n < 0 {
		return place{}, org.Invalid("the page cursor", text, "it was not made by this service")
	}
	c, err := org.ParseCursor(cursor)
	return place{n, c}, err
}
