package trace

import (
	"context"

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

// A result is a page of rows.
type result struct {
	window window
	first  int // rows of the call in the pages before
	rows   []*mail.Trace
	more   bool // more rows exist than the call wants in all
	last   bool // it is the call's last page
	home   *directory.Organisation
}

// page finds the page that is asked for, and notes where the next one begins.
func (t *trace) page(ctx context.Context, c *command.Call, l *listing) (*result, error) {
	var r *result
	err := t.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		from, err := l.begin(c, tx)
		if err != nil {
			return err
		}
		r = &result{window: from.window, first: from.taken, home: home}
		return l.fill(ctx, tx, c.Page, from, r)
	})
	return r, err
}

// begin returns where the call, or its next page, begins.
func (l *listing) begin(c *command.Call, tx org.Tx) (cursor, error) {
	if c.Page != nil && c.Page.After != "" {
		return parseCursor(c.Page.After)
	}
	w, err := windowOf(c.Args, tx.Now(), l.reach)
	return cursor{window: w, place: place{at: w.to, recipient: org.Fold(l.start)}}, err
}

// fill reads the rows of a page.
func (l *listing) fill(ctx context.Context, tx org.Tx, page *command.Page, from cursor, r *result) error {
	want, whole := l.size-from.taken, true
	if page != nil && page.Limit > 0 && page.Limit < want {
		want, whole = page.Limit, false
	}
	skip := 0
	if from.taken == 0 {
		skip = l.skip
	}
	more, err := l.read(ctx, tx, from, skip, want, r)
	if err != nil {
		return err
	}
	r.more, r.last = more && whole, !more || whole
	if !r.last {
		page.Next = cursor{from.window, placeOf(r.rows[len(r.rows)-1]), from.taken + len(r.rows)}.text()
	}
	return nil
}

// read reads at most want rows behind a place, and says whether there are more.
func (l *listing) read(ctx context.Context, tx org.Tx, from cursor, skip, want int, r *result) (more bool, err error) {
	if l.filter.none() || want <= 0 {
		return false, nil
	}
	m, err := mail.In(tx)
	if err != nil {
		return false, err
	}
	q, seen := l.filter.query(window{from.from, from.at}), scopeOf(ctx, tx)
	q.StartRecipient, q.Limit = from.recipient, skip+want+1
	q.Match = func(t *mail.Trace) bool { return from.behind(t) && l.filter.holds(t) && seen.sees(t) }
	for t, err := range m.Traces(q) {
		switch {
		case err != nil:
			return false, err
		case skip > 0:
			skip--
		case len(r.rows) == want:
			return true, nil
		default:
			r.rows = append(r.rows, t)
		}
	}
	return false, nil
}
