package trace

import (
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A listing is one call of Get-MessageTrace or Get-MessageTraceV2 with its arguments understood.
type listing struct {
	filter *filter
	reach  reach
	size   int    // rows wanted, in all pages together
	skip   int    // rows left out at the beginning
	start  string // -StartingRecipientAddress
}

// A search is a page of a listing that is being found.
type search struct {
	*listing
	from cursor
	most int              // rows that one transaction looks at
	at   *mail.TracePlace // the last row that was looked at; nil at the beginning
	over int              // rows still to be passed over
	want int              // rows of this page
	rows []*mail.Trace
	home *directory.Organisation
	done bool
	more bool // there are rows beyond those that are wanted
}

// A result is a page of rows.
type result struct {
	window window
	first  int // rows of the call in the pages before
	rows   []*mail.Trace
	more   bool // more rows exist than the call wants in all its pages
	home   *directory.Organisation
}

// page finds the page that is asked for, and notes where the next one begins. A long search is many transactions,
// each of which looks at a number of rows: none is held open for long (F-31), and who goes away ends it.
func (t *trace) page(ctx context.Context, c *command.Call, l *listing) (*result, error) {
	s := &search{listing: l, most: t.looks}
	err := t.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		s.home = home
		return s.begin(c, tx)
	})
	for err == nil && !s.done {
		if err = ctx.Err(); err == nil {
			err = t.Store.View(ctx, func(tx org.Tx) error { return s.look(ctx, tx) })
		}
	}
	if err != nil {
		return nil, err
	}
	return s.result(c.Page), nil
}

// begin decides where the call, or its next page, begins.
func (s *search) begin(c *command.Call, tx org.Tx) error {
	var err error
	if c.Page != nil && c.Page.After != "" {
		s.from, err = parseCursor(c.Page.After)
	} else {
		s.from.window, err = windowOf(c.Args, tx.Now(), s.reach)
		s.over = s.skip
		if s.start != "" {
			p := behindAll(s.from.to, s.start)
			s.from.after = &p
		}
	}
	s.at, s.want = s.from.after, s.size-s.from.taken
	if c.Page != nil && c.Page.Limit > 0 {
		s.want = min(s.want, c.Page.Limit)
	}
	s.done = s.filter.none() || s.want <= 0
	return err
}

// look looks at some rows behind the place that was reached.
func (s *search) look(ctx context.Context, tx org.Tx) error {
	m, err := mail.In(tx)
	if err != nil {
		return err
	}
	q, seen := s.filter.query(s.from.window), scopeOf(ctx, tx)
	q.After, q.Looks = s.at, s.most
	q.Match = func(t *mail.Trace) bool { return s.filter.holds(t) && seen.sees(t) }
	for t, err := range m.Traces(q) {
		var more *mail.MoreError
		switch {
		case errors.As(err, &more):
			s.at = &more.TracePlace
			return nil
		case err != nil:
			return err
		case !s.take(t):
			return nil
		}
	}
	s.done = true
	return nil
}

// take takes a row, and says whether to go on.
func (s *search) take(t *mail.Trace) bool {
	switch {
	case s.over > 0:
		s.over--
	case len(s.rows) == s.want:
		s.more, s.done = true, true
		return false
	default:
		s.rows = append(s.rows, t)
	}
	return true
}

// result returns what was found, and notes where the next page of the call begins.
func (s *search) result(page *command.Page) *result {
	r := &result{window: s.from.window, first: s.from.taken, rows: s.rows, home: s.home}
	taken := s.from.taken + len(s.rows)
	switch {
	case s.more && taken < s.size:
		last := placeOf(s.rows[len(s.rows)-1])
		page.Next = cursor{s.from.window, &last, taken}.text()
	case s.more:
		r.more = true
	}
	return r
}
