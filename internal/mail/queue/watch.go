package queue

import (
	"context"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// watchEvery is how often the worker looks whether another process, such as exosh admin, made something due. It
// only reads the sums of the queue.
const watchEvery = 5 * time.Second

// watch looks until the context is done.
func (w *Worker) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.look(ctx)
		}
	}
}

// look has the tenants served that something is due for earlier than was known.
func (w *Worker) look(ctx context.Context) {
	for _, t := range w.known() {
		var s mail.QueueState
		err := w.view(ctx, t, func(_ org.Tx, m mail.Tx) (err error) {
			s, err = m.QueueState()
			return err
		})
		switch {
		case err != nil:
			w.log().Error("look at the queue", "tenant", org.IDText(t), "error", err)
		case s.Items > 0 && !s.Next.After(w.now()): // an item without a time is due at once
			w.Accepted(t)
		}
	}
}

// known returns the tenants that nothing is known to be due for at this moment.
func (w *Worker) known() []org.ID {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []org.ID
	for id, t := range w.tenants {
		if !t.news && (t.next.IsZero() || t.next.After(w.now())) {
			list = append(list, id)
		}
	}
	return list
}
