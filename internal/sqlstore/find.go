package sqlstore

import (
	"fmt"
	"iter"

	"example.org/exosh/internal/org"
)

const (
	firstChunk = 32  // rows read at first
	nextChunk  = 256 // and then at a time
	lastRune   = "\U0010FFFF"
)

// A pager says how to read the n rows after last, which is nil at first.
type pager func(last *entryRow, n int) (query, []any)

// ByKey yields the entries that hold a key, in order of kind and id.
func (t *tx) ByKey(space, value string) iter.Seq2[*org.Entry, error] {
	value = org.Fold(value)
	return t.entries(firstChunk, nil, func(last *entryRow, n int) (query, []any) {
		kind, id := "", ""
		if last != nil {
			kind, id = last.kind, last.id
		}
		return qEntriesByKey, []any{t.tenant, space, value, kind, id, n}
	})
}

// Find yields the entries of a kind in order of (Sort, ID). It reads in pieces, so that its loop may
// use the transaction; what the loop writes further on in the order is seen.
func (t *tx) Find(q org.Query) iter.Seq2[*org.Entry, error] {
	chunk := firstChunk
	if q.Match == nil && q.Limit > 0 {
		chunk = min(q.Limit, org.MaxPage+1)
	}
	all := t.entries(chunk, q.Only, t.listing(q))
	return func(yield func(*org.Entry, error) bool) {
		n := 0
		for e, err := range all {
			if err == nil && q.Match != nil && !q.Match(e) {
				continue
			}
			n++
			if !yield(e, err) || n == q.Limit {
				return
			}
		}
	}
}

// Returns the pager of a listing: keyset, so that every page costs the same.
func (t *tx) listing(q org.Query) pager {
	prefix := org.Fold(q.Prefix)
	sort, id := q.After.Sort, ""
	if q.After.ID != (org.ID{}) {
		id = org.IDText(q.After.ID)
	}
	if sort < prefix {
		sort, id = prefix, ""
	}
	return func(last *entryRow, n int) (query, []any) {
		if last != nil {
			sort, id = last.sort, last.id
		}
		if q.Key.Space != "" {
			return qEntriesWithKey, []any{t.tenant, q.Kind, sort, id, n, q.Key.Space, org.Fold(q.Key.Value), prefix, prefix + lastRune}
		}
		if prefix == "" {
			return qEntriesFrom, []any{t.tenant, q.Kind, sort, id, n}
		}
		return qEntriesBetween, []any{t.tenant, q.Kind, sort, id, n, prefix + lastRune}
	}
}

// Yields what a pager leads to, chunk rows at first and more later, with the properties wanted.
func (t *tx) entries(chunk int, only []string, next pager) iter.Seq2[*org.Entry, error] {
	return func(yield func(*org.Entry, error) bool) {
		var last *entryRow
		for n := chunk; ; n = nextChunk {
			rows, err := t.chunk(next(last, n))
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range rows {
				e, err := r.decode(only)
				if !yield(e, t.breaks(err)) {
					return
				}
			}
			if len(rows) < n {
				return
			}
			last = rows[n-1]
		}
	}
}

func (r *entryRow) decode(only []string) (*org.Entry, error) {
	if only == nil {
		return r.entry()
	}
	return r.part(only)
}

func (t *tx) chunk(q query, args []any) ([]*entryRow, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	var rows []*entryRow
	err := t.c.rows(q, args, func(scan func(...any) error) error {
		r := &entryRow{}
		rows = append(rows, r)
		return scan(r.dest()...)
	})
	if err != nil {
		return nil, t.breaks(fmt.Errorf("find: %w", err))
	}
	return rows, nil
}
