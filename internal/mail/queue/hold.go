package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// hold puts off everything that waits for a destination, gives up what has expired meanwhile, and tells of what is
// late.
func (w *Worker) hold(ctx context.Context, tenant org.ID, d mail.Destination, why *mail.Status) error {
	var now time.Time
	why = clean(why)
	d.Tries++
	d.LastError = line(why.Error())
	err := w.update(ctx, tenant, func(tx org.Tx, m mail.Tx) error {
		now = tx.Now()
		d.Held = now.Add(w.after(d.Tries))
		return m.Hold(d)
	})
	if err != nil {
		return fmt.Errorf("hold %s: %w", d.Name, err)
	}
	err = w.aged(ctx, tenant, mail.Lease{Destination: d.Name, Expired: true}, func(s *settling, q *mail.Queued) error { return s.expire(q, why) })
	if warn := w.schedule().Warn; err == nil && warn > 0 {
		err = w.aged(ctx, tenant, mail.Lease{Destination: d.Name, Late: now.Add(-warn)}, func(s *settling, q *mail.Queued) error { return s.warn(q, why) })
	}
	return err
}

// aged goes through the items of a destination that a lease finds by their age. What is done with an item has to
// have it found no more.
func (w *Worker) aged(ctx context.Context, tenant org.ID, l mail.Lease, do func(*settling, *mail.Queued) error) error {
	l.Stage, l.Limit = mail.Outgoing, handful
	for {
		items, err := w.lease(ctx, tenant, l, time.Minute)
		if err != nil || len(items) == 0 {
			return err
		}
		if err := w.each(ctx, tenant, items, do); err != nil {
			return err
		}
		w.Accepted(tenant)
	}
}

// putOff notes that items could not be sent because their destination cannot be reached. They stay due: it is the
// destination that is held. Those that were looked at come last when it is tried again.
func (w *Worker) putOff(ctx context.Context, tenant org.ID, items []*mail.Queued, why *mail.Status) error {
	return w.each(ctx, tenant, items, func(s *settling, q *mail.Queued) error {
		q.Tries++
		q.LastError = line(why.Error())
		q.Due = s.tx.Now()
		for _, r := range q.Envelope.Recipients {
			if err := s.event(because(mail.EventDefer, *why, ""), r.Address); err != nil {
				return err
			}
		}
		return s.wait(q, why)
	})
}

// each does something with items in one transaction. If that fails they are taken one by one, so that one that cannot
// be done with stays alone: its lease ends by itself. Those whose lease was lost are somebody else's.
func (w *Worker) each(ctx context.Context, tenant org.ID, items []*mail.Queued, do func(*settling, *mail.Queued) error) error {
	err := w.together(ctx, tenant, items, do)
	if err == nil || len(items) == 1 {
		return err
	}
	failed := 0
	for _, q := range items {
		if err = w.together(ctx, tenant, []*mail.Queued{q}, do); err != nil {
			failed++
			w.log().Error("put off what waits", "message", org.IDText(q.Message), "error", err)
		}
	}
	if failed < len(items) {
		return nil
	}
	return err
}

func (w *Worker) together(ctx context.Context, tenant org.ID, items []*mail.Queued, do func(*settling, *mail.Queued) error) error {
	var counted []outcome
	err := w.update(ctx, tenant, func(tx org.Tx, m mail.Tx) error {
		counted = counted[:0]
		for _, q := range items {
			message, err := m.Message(q.Message)
			if err != nil && !org.IsNotFound(err) {
				return err
			}
			kept, s := *q, w.settling(tx, m, q, message)
			if err := do(s, &kept); err != nil && !errors.Is(err, errLost) {
				return err
			}
			counted = append(counted, s.counted...)
		}
		return nil
	})
	if err == nil {
		w.tally(counted)
	}
	return err
}

// release forgets that a destination was held.
func (w *Worker) release(ctx context.Context, tenant org.ID, name string) error {
	return w.update(ctx, tenant, func(_ org.Tx, m mail.Tx) error { return m.Hold(mail.Destination{Name: name}) })
}
