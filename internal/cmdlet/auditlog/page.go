package auditlog

import (
	"fmt"

	"example.org/exosh/internal/org"
)

// A position is where a search goes on: below which record, how many were returned, how many there are
// in all, how many this call may still return, and between which dates the search began. Those stay, so
// that a script may compute its dates anew for every call.
type position struct {
	Before   int64
	Taken    int
	Count    int
	Left     int
	From, To int64 // microseconds since 1970
}

// text returns the position as a page cursor.
func (p position) text() string {
	return fmt.Sprintf("%d.%d.%d.%d.%d.%d", p.Before, p.Taken, p.Count, p.Left, p.From, p.To)
}

func parsePosition(text string) (position, error) {
	var p position
	n, err := fmt.Sscanf(text, "%d.%d.%d.%d.%d.%d", &p.Before, &p.Taken, &p.Count, &p.Left, &p.From, &p.To)
	if err != nil || n != 6 || p.Left < 0 || p.Taken < 0 {
		return p, org.Invalid("the page cursor", text, "it was not made by this service")
	}
	return p, nil
}

// start returns the position of the first record, newest first: records that are written from now on do
// not belong to the search.
func (q *query) start(tx org.Tx) (position, error) {
	p := position{Left: q.size, From: q.from.UnixMicro(), To: q.to.UnixMicro()}
	for r, err := range q.hits(tx, p) {
		if err != nil {
			return p, err
		}
		if p.Count == 0 {
			p.Before = r.Seq + 1
		}
		if p.Count++; p.Count == maxLarge {
			break
		}
	}
	if p.Count == 0 {
		p.Before = 1
	}
	return p, nil
}

// page returns at most limit records from a position on, and the cursor of the page after them.
func (q *query) page(tx org.Tx, from position, limit int) ([]found, string, error) {
	want := min(limit, from.Left, max(q.most-from.Taken, 0))
	if want == 0 || from.Before <= 1 {
		return nil, "", nil
	}
	var list []found
	for r, err := range q.hits(tx, from) {
		if err != nil {
			return nil, "", err
		}
		from.Taken, from.Before = from.Taken+1, r.Seq
		list = append(list, found{record: r, index: from.Taken, count: from.Count})
		if len(list) == want {
			break
		}
	}
	from.Left -= len(list)
	if len(list) < limit || from.Left == 0 || from.Taken >= min(q.most, from.Count) {
		return list, "", nil
	}
	return list, from.text(), nil
}

// after returns the position behind the call that begins at from, without reading its records.
func (q *query) after(tx org.Tx, from position) (position, error) {
	next, n := from, 0
	if from.Before <= 1 {
		return next, nil
	}
	for r, err := range q.hits(tx, from) {
		if err != nil {
			return from, err
		}
		next.Before, next.Taken = r.Seq, next.Taken+1
		if n++; n == q.size {
			return next, nil
		}
	}
	next.Before = 1
	return next, nil
}
