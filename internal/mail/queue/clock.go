package queue

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// setBack is how far the clock has to go back for what waits to be looked at: corrections of less are usual.
const setBack = time.Minute

// clock notices that the time was set back, and has what waits looked at then (F-22). A clock that is set forward
// needs nothing: what is due then is tried once, and only given up if that fails.
func (w *Worker) clock(ctx context.Context) {
	now := w.now()
	w.mu.Lock()
	back := w.latest.Sub(now) > setBack
	if back || now.After(w.latest) {
		w.latest = now
	}
	var list []org.ID
	for id := range w.tenants {
		list = append(list, id)
	}
	w.mu.Unlock()
	if !back {
		return
	}
	w.log().Warn("the clock was set back: what waits is tried anew", "now", now)
	for _, id := range list {
		if err := w.hasten(ctx, id); err != nil {
			w.log().Error("try anew what waits", "tenant", org.IDText(id), "error", err)
		}
		w.Accepted(id)
	}
}

// hasten makes due what waits longer than the schedule has anything wait: it was put off by another time.
func (w *Worker) hasten(ctx context.Context, tenant org.ID) error {
	return w.update(ctx, tenant, func(tx org.Tx, m mail.Tx) error {
		most := tx.Now().Add(w.longest())
		held := map[string]bool{}
		for q, err := range m.Queue() {
			if err != nil {
				return err
			}
			held[q.Destination] = true
			if !q.Due.After(most) || q.LastError == Restored {
				continue
			}
			q.Due = tx.Now()
			if err := m.Requeue(q); err != nil && !errors.Is(err, org.ErrConflict) {
				return err
			}
		}
		return free(m, held, most)
	})
}

// free ends the holding of destinations that lasts longer than any does.
func free(m mail.Tx, names map[string]bool, most time.Time) error {
	for name := range names {
		d, err := m.Held(name)
		if org.IsNotFound(err) || err == nil && !d.Held.After(most) {
			continue
		}
		if err != nil {
			return err
		}
		if err := m.Hold(mail.Destination{Name: name}); err != nil {
			return err
		}
	}
	return nil
}

// longest is the longest that anything is put off.
func (w *Worker) longest() time.Duration {
	d := max(slices.Max(w.schedule().Retries), poisonDelay(poisonTries))
	return d + d/10
}
