package queue

import "context"

// Look looks whether another process made something due.
func (w *Worker) Look(ctx context.Context) { w.look(ctx) }
