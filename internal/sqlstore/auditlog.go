package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"
	"time"

	"example.org/exosh/internal/org"
)

// AuditLog yields the records that q selects, newest first. The most selective of the request id, the
// targets, the actors and the operations decides which index is read; the rest is looked at on the way.
func (t *tx) AuditLog(q org.AuditQuery) iter.Seq2[*org.AuditRecord, error] {
	filter := newAuditFilter(q)
	return func(yield func(*org.AuditRecord, error) bool) {
		cursors, err := t.auditCursors(q)
		if err != nil {
			yield(nil, t.breaks(err))
			return
		}
		n := 0
		for {
			r, err := newest(cursors)
			switch {
			case err != nil:
				yield(nil, t.breaks(err))
				return
			case r == nil:
				return
			case !filter.wants(r):
				continue
			}
			if err := t.fillReply(q, r); err != nil {
				yield(nil, t.breaks(err))
				return
			}
			n++
			if !yield(r, nil) || n == q.Limit {
				return
			}
		}
	}
}

// A cursor reads records of one index entry, newest first.
type cursor struct {
	tx     *tx
	q      query
	value  []any // what the index is asked for; nil for all records
	text   string
	lo, hi int64 // numbers wanted: lo <= seq < hi
	chunk  []*org.AuditRecord
	size   int
	ended  bool
}

func (t *tx) auditCursors(q org.AuditQuery) ([]*cursor, error) {
	lo, hi, err := t.auditRange(q)
	if err != nil {
		return nil, err
	}
	text := org.Fold(q.Text)
	size := nextChunk
	if q.Limit > 0 {
		size = min(q.Limit, nextChunk)
	}
	by := func(s query, values ...any) *cursor {
		return &cursor{tx: t, q: s, value: values, text: text, lo: lo, hi: hi, size: size}
	}
	var list []*cursor
	switch {
	case q.RequestID != "":
		list = append(list, by(qAuditRequest, q.RequestID))
	case len(q.Targets) > 0:
		for _, id := range unique(q.Targets) {
			list = append(list, by(qAuditTarget, org.IDText(id)))
		}
	case len(q.Actors) > 0:
		for a := range newSet(q.Actors) {
			list = append(list, by(qAuditActor, a))
		}
	case len(q.Operations) > 0:
		for o := range newSet(q.Operations) {
			list = append(list, by(qAuditOperation, o))
		}
	default:
		list = append(list, by(qAuditAll))
	}
	return list, nil
}

// Turns the bounds of time into bounds of numbers: times never go back along a trail.
func (t *tx) auditRange(q org.AuditQuery) (lo, hi int64, err error) {
	lo, hi = 0, math.MaxInt64
	if q.Before > 0 {
		hi = q.Before
	}
	if !q.From.IsZero() {
		if lo, err = t.auditSince(q.From); err != nil {
			return 0, 0, err
		}
	}
	if !q.To.IsZero() {
		until, err := t.auditSince(q.To)
		if err != nil {
			return 0, 0, err
		}
		hi = min(hi, until)
	}
	return lo, hi, nil
}

// Returns the number of the first record at or after a time, the largest number where there is none: a
// binary search, because times never go back along a trail.
func (t *tx) auditSince(at time.Time) (int64, error) {
	if err := t.check(); err != nil {
		return 0, err
	}
	us := at.UTC().UnixMicro()
	if at.Truncate(time.Microsecond).Before(at) {
		us++
	}
	head, err := t.c.auditHead(t.tenant)
	if err != nil || head.seq == 0 || head.time < us {
		return math.MaxInt64, err
	}
	lo, hi := int64(1), head.seq // the number looked for lies in between, both included
	for lo < hi {
		mid := lo + (hi-lo)/2
		var seq, when int64
		if err := t.c.row(qAuditTime, []any{t.tenant, mid}, &seq, &when); err != nil {
			return 0, fmt.Errorf("audit log: %w", err)
		}
		if when < us {
			lo = seq + 1
		} else {
			hi = mid
		}
	}
	return lo, nil
}

// Takes the newest record of all cursors; one that several hold comes once.
func newest(cursors []*cursor) (*org.AuditRecord, error) {
	var best *org.AuditRecord
	for _, c := range cursors {
		r, err := c.head()
		if err != nil {
			return nil, err
		}
		if r != nil && (best == nil || r.Seq > best.Seq) {
			best = r
		}
	}
	if best == nil {
		return nil, nil
	}
	for _, c := range cursors {
		if len(c.chunk) > 0 && c.chunk[0].Seq == best.Seq {
			c.chunk = c.chunk[1:]
		}
	}
	return best, nil
}

// Returns the cursor's next record without taking it, nil at the end.
func (c *cursor) head() (*org.AuditRecord, error) {
	if len(c.chunk) == 0 && !c.ended {
		if err := c.read(); err != nil {
			return nil, err
		}
	}
	if len(c.chunk) == 0 {
		return nil, nil
	}
	return c.chunk[0], nil
}

func (c *cursor) read() error {
	if err := c.tx.check(); err != nil {
		return err
	}
	args := append([]any{c.tx.tenant, c.lo, c.hi, c.text, c.size}, c.value...)
	err := c.tx.c.rows(c.q, args, func(scan func(...any) error) error {
		var seq int64
		var body, prev, hash string
		if err := scan(&seq, &body, &prev, &hash); err != nil {
			return err
		}
		r, err := decodeAudit(seq, body, prev, hash)
		c.chunk = append(c.chunk, r)
		return err
	})
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	c.ended = len(c.chunk) < c.size
	if n := len(c.chunk); n > 0 {
		c.hi = c.chunk[n-1].Seq
	}
	c.size = nextChunk
	return nil
}

// Adds the reply that was kept, where a request is asked for by its id.
func (t *tx) fillReply(q org.AuditQuery, r *org.AuditRecord) error {
	if q.RequestID == "" {
		return nil
	}
	err := t.c.row(qReply, []any{t.tenant, q.RequestID, r.Seq}, &r.Reply)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("audit log: %w", err)
	}
	return nil
}

func unique(ids []org.ID) []org.ID {
	seen := map[org.ID]bool{}
	var list []org.ID
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}
