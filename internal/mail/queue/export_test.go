package queue

import "context"

// Drain serves the queues until nothing is due at the present time of the clock, and nothing is under way.
func (w *Worker) Drain(ctx context.Context) {
	for {
		w.busy.Wait()
		if len(w.pending()) == 0 {
			return
		}
		w.round(ctx)
	}
}

// Begin takes over what a process before left.
func (w *Worker) Begin(ctx context.Context) error { return w.begin(ctx) }

// pending returns the tenants that have something to do, and leaves it so.
func (w *Worker) pending() []*tenant {
	list := w.due()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range list {
		t.news = true
	}
	return list
}
