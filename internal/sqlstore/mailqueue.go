package sqlstore

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// maxEnvelope is the most bytes that are kept of a queued item.
const maxEnvelope = 4 << 20

// maxLease is the most items that are leased at a time.
const maxLease = 1000

// A queuedData is what is kept of an item beside what it is found by.
type queuedData struct {
	Envelope  mail.Envelope
	Tries     int    `json:",omitempty"`
	LastError string `json:",omitempty"`
}

// queuedText returns what is kept of an item, and its checksum.
func queuedText(q *mail.Queued) (text string, sum int64, err error) {
	data, err := json.Marshal(queuedData{q.Envelope, q.Tries, q.LastError})
	if err != nil {
		return "", 0, err
	}
	if len(data) > maxEnvelope {
		return "", 0, fmt.Errorf("its envelope has %d bytes, more than %d", len(data), maxEnvelope)
	}
	return string(data), queuedSum(q.ID, string(data)), nil
}

// The id is part of the sum: an envelope serves its own item alone.
func queuedSum(id org.ID, data string) int64 { return checksum(string(id[:]), data) }

// Enqueue adds a new item to the queue.
func (t *tx) Enqueue(q *mail.Queued) error {
	if q.Stage == "" || q.Message == (org.ID{}) {
		return errors.New("enqueue: no stage or no message")
	}
	if err := t.checkWrite(); err != nil {
		return err
	}
	if err := t.newID(&q.ID); err != nil {
		return t.breaks(fmt.Errorf("enqueue: %w", err))
	}
	if q.Created.IsZero() {
		q.Created = t.now
	}
	if q.Due.IsZero() {
		q.Due = q.Created
	}
	text, sum, err := queuedText(q)
	if err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	_, err = t.change("enqueue", qEnqueue, t.id[:], q.ID[:], q.Message[:], string(q.Stage), q.Destination,
		q.Created.UnixMicro(), q.Due.UnixMicro(), expiry(q), q.Warned, sum, text)
	if err == nil {
		t.queued++
	}
	return err
}

// expiry returns when an item expires as it is kept: 0 for never.
func expiry(q *mail.Queued) int64 {
	if q.Expires.IsZero() {
		return 0
	}
	return q.Expires.UnixMicro()
}

// A queuedRow is an item as it lies in the table.
type queuedRow struct {
	mail.Queued
	sum  int64
	data string
}

func (r *queuedRow) dest() []any {
	return []any{idColumn{&r.ID}, idColumn{&r.Message}, &r.Stage, &r.Destination, timeColumn{&r.Created},
		timeColumn{&r.Due}, timeColumn{&r.Expires}, &r.Warned, idColumn{&r.LeaseID}, &r.sum, &r.data}
}

// item decodes the row, after its checksum has been looked at.
func (r *queuedRow) item() (*mail.Queued, error) {
	if queuedSum(r.ID, r.data) != r.sum {
		return nil, &DamagedError{Kind: "queued item", ID: r.ID}
	}
	var d queuedData
	if err := json.Unmarshal([]byte(r.data), &d); err != nil {
		return nil, fmt.Errorf("queued item %s: %w", org.IDText(r.ID), err)
	}
	q := r.Queued
	q.Envelope, q.Tries, q.LastError = d.Envelope, d.Tries, d.LastError
	return &q, nil
}

// Queued returns an item without a lease.
func (t *tx) Queued(id org.ID) (*mail.Queued, error) {
	var r queuedRow
	if err := t.read("queued item", qQueued, []any{t.id[:], id[:]}, r.dest()...); err != nil {
		return nil, err
	}
	return r.item()
}

// Queue yields what is queued in order of ID. An item that cannot be read is an error in its place; the rest
// follows.
func (t *tx) Queue() iter.Seq2[*mail.Queued, error] {
	return t.queue(func(after org.ID) (query, []any) {
		return qQueue, []any{t.id[:], after[:], nextChunk}
	})
}

// QueueOf yields what is queued of one message.
func (t *tx) QueueOf(message org.ID) iter.Seq2[*mail.Queued, error] {
	return t.queue(func(after org.ID) (query, []any) {
		return qQueueOf, []any{t.id[:], message[:], after[:], nextChunk}
	})
}

func (t *tx) queue(next func(after org.ID) (query, []any)) iter.Seq2[*mail.Queued, error] {
	return func(yield func(*mail.Queued, error) bool) {
		for last := (org.ID{}); ; {
			rows, err := t.queuedRows(next(last))
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range rows {
				if !yield(r.item()) {
					return
				}
			}
			if len(rows) < nextChunk {
				return
			}
			last = rows[len(rows)-1].ID
		}
	}
}

func (t *tx) queuedRows(q query, args []any) ([]*queuedRow, error) {
	var list []*queuedRow
	err := t.rowsOf("queue", q, args, func(scan func(...any) error) error {
		r := &queuedRow{}
		list = append(list, r)
		return scan(r.dest()...)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Lease takes due items. A damaged one is logged and stays, so that it stops no other.
func (t *tx) Lease(l mail.Lease) ([]*mail.Queued, error) {
	if err := t.checkWrite(); err != nil {
		return nil, err
	}
	if err := t.checkLease(l); err != nil {
		return nil, err
	}
	var lease org.ID
	if err := t.newID(&lease); err != nil {
		return nil, t.breaks(fmt.Errorf("lease: %w", err))
	}
	rows, err := t.queuedRows(t.leasing(l, lease))
	if err != nil {
		return nil, err
	}
	list := make([]*mail.Queued, 0, len(rows))
	for _, r := range rows {
		q, err := r.item()
		if err != nil {
			t.store.log.Error("queue", "tenant", t.tenant, "error", err)
			continue
		}
		list = append(list, q)
	}
	slices.SortFunc(list, func(a, b *mail.Queued) int {
		return cmp.Or(a.Due.Compare(b.Due), slices.Compare(a.ID[:], b.ID[:]))
	})
	return list, nil
}

func (t *tx) checkLease(l mail.Lease) error {
	switch {
	case l.Limit <= 0:
		return errors.New("lease: no limit")
	case !l.Until.After(t.now):
		return errors.New("lease: its end has passed")
	case l.Stage != mail.Outgoing && (l.Expired || !l.Late.IsZero()):
		return fmt.Errorf("lease: items of stage %q are not found by their age", l.Stage)
	case l.Expired && !l.Late.IsZero():
		return errors.New("lease: expired or late, not both")
	case l.Stage == mail.Outgoing && l.Destination == "":
		return errors.New("lease: no destination")
	}
	return nil
}

// leasing returns the statement that leases what is asked for.
func (t *tx) leasing(l mail.Lease, lease org.ID) (query, []any) {
	args := []any{t.id[:], t.now.UnixMicro(), min(l.Limit, maxLease), lease[:], l.Until.UnixMicro()}
	switch {
	case l.Expired:
		return qLeaseExpired, append(args, l.Destination)
	case !l.Late.IsZero():
		return qLeaseLate, append(args, l.Destination, l.Late.UnixMicro())
	}
	return qLease, append(args, string(l.Stage), l.Destination)
}

// ReleaseAll ends all leases of the tenant.
func (t *tx) ReleaseAll() (int64, error) {
	return t.change("release", qReleaseAll, t.id[:])
}

// holder is what Requeue and Dequeue compare a lease with: NULL for an item that was read without one.
func holder(q *mail.Queued) any {
	if q.LeaseID == (org.ID{}) {
		return nil
	}
	return q.LeaseID[:]
}

// Requeue stores a changed item and ends its lease.
func (t *tx) Requeue(q *mail.Queued) error {
	text, sum, err := queuedText(q)
	if err != nil {
		return fmt.Errorf("requeue: %w", err)
	}
	n, err := t.change("requeue", qRequeue, t.id[:], q.ID[:], holder(q), t.now.UnixMicro(), string(q.Stage), q.Destination,
		q.Due.UnixMicro(), expiry(q), q.Warned, sum, text)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("requeue %s: %w", org.IDText(q.ID), org.ErrConflict)
	}
	q.LeaseID = org.ID{}
	return nil
}

// Dequeue removes an item. Its message is looked at later, unless it is traced.
func (t *tx) Dequeue(q *mail.Queued) error {
	n, err := t.change("dequeue", qDequeue, t.id[:], q.ID[:], holder(q), t.now.UnixMicro())
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("dequeue %s: %w", org.IDText(q.ID), org.ErrConflict)
	}
	t.queued--
	return t.loosen(q.Message)
}

// loosen has a message looked at later by the sweep, unless its trace keeps it for now.
func (t *tx) loosen(message org.ID) error {
	_, err := t.change("sweep", qLoosen, t.id[:], message[:])
	return err
}

// Destinations returns the destinations of a stage that have due items which nobody holds.
func (t *tx) Destinations(stage mail.Stage, limit int) ([]mail.Destination, error) {
	var list []mail.Destination
	err := t.rowsOf("destinations", qDestinations, []any{t.id[:], string(stage), t.now.UnixMicro(), limit}, func(scan func(...any) error) error {
		var d mail.Destination
		err := scan(&d.Name, timeColumn{&d.Due}, timeColumn{&d.Held}, &d.Tries, &d.LastError)
		list = append(list, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Hold puts off everything that waits for a destination.
func (t *tx) Hold(d mail.Destination) error {
	if d.Name == "" {
		return errors.New("hold: no destination")
	}
	if d.Held.IsZero() {
		_, err := t.change("hold", qDeleteHold, t.id[:], d.Name)
		return err
	}
	_, err := t.change("hold", qPutHold, t.id[:], d.Name, d.Held.UnixMicro(), d.Tries, d.LastError)
	return err
}

// Held returns a destination that was put off.
func (t *tx) Held(name string) (*mail.Destination, error) {
	d := &mail.Destination{Name: name}
	if err := t.read("held", qHold, []any{t.id[:], name}, timeColumn{&d.Held}, &d.Tries, &d.LastError); err != nil {
		return nil, err
	}
	return d, nil
}

// QueueState sums the queue up.
func (t *tx) QueueState() (mail.QueueState, error) {
	var s mail.QueueState
	var accepted, outgoing, none time.Time
	now := t.now.UnixMicro()
	for _, c := range []struct {
		q    query
		args []any
		dest []any
	}{
		{qQueueLength, nil, []any{&s.Items}},
		{qQueueOldest, nil, []any{timeColumn{&s.Oldest}}},
		{qNextDue, []any{string(mail.Accepted), now}, []any{timeColumn{&accepted}, timeColumn{&none}, timeColumn{&none}}},
		{qNextDue, []any{string(mail.Outgoing), now}, []any{timeColumn{&outgoing}, timeColumn{&s.Expires}, timeColumn{&s.Unwarned}}},
	} {
		err := t.read("queue", c.q, append([]any{t.id[:]}, c.args...), c.dest...)
		if err != nil && !org.IsNotFound(err) {
			return s, err
		}
	}
	if s.Next = accepted; s.Next.IsZero() || !outgoing.IsZero() && outgoing.Before(s.Next) {
		s.Next = outgoing
	}
	s.Items += t.queued + t.c.queued[t.id]
	return s, nil
}
