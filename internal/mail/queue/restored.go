package queue

import (
	"context"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// heldFor is how long mail of a restored store waits for somebody to decide.
const heldFor = 365 * 24 * time.Hour

// Restored is the LastError of items that wait because the store is a copy.
const Restored = "held: this store was restored from a copy, and the message may have been sent since the copy was made"

// HoldRestored keeps everything that is queued from being sent by itself, because the store is a copy of an
// earlier state: what it holds as waiting may have left long ago (F-38). Each item waits until somebody tries it
// again by hand, removes it, or a year has passed. It is called before Run and returns how many items wait.
func (w *Worker) HoldRestored(ctx context.Context) (int, error) {
	list, err := w.Directory.Tenants(ctx)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, t := range list {
		var held int
		err := w.update(ctx, t.ID, func(_ org.Tx, m mail.Tx) error {
			held = 0
			if _, err := m.ReleaseAll(); err != nil {
				return err
			}
			return w.holdAll(m, &held)
		})
		if err != nil {
			return total, err
		}
		total += held
	}
	return total, nil
}

func (w *Worker) holdAll(m mail.Tx, held *int) error {
	until := w.now().Add(heldFor)
	for q, err := range m.Queue() {
		if err != nil {
			return err
		}
		q.Due, q.Expires, q.LastError = until, until, Restored
		if err := m.Requeue(q); err != nil {
			return err
		}
		*held++
	}
	return nil
}
