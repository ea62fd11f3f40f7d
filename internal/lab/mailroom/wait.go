package mailroom

import (
	"context"
	"errors"
)

// The errors of a wait that found nothing.
var (
	errNothing = errors.New("no such message arrived in time")
	errClosing = errors.New("the server is shutting down")
	errCrowd   = errors.New("too many requests are waiting already")
)

// wait returns the newest message that a query selects, as soon as there is one. The error is errNothing where
// the context ended before.
func (r *Room) wait(ctx context.Context, q query) (arrival, error) {
	x, err := r.waiting.join()
	if err != nil {
		return arrival{}, err
	}
	defer r.waiting.leave(x)
	q.Limit = 1
	f, err := r.find(ctx, q)
	for {
		if err == nil && len(f.List) > 0 {
			return f.List[0], nil
		}
		if err != nil {
			return arrival{}, timed(ctx, err)
		}
		select {
		case <-ctx.Done():
			return arrival{}, errNothing
		case <-x.wake:
		}
		ids, all, over := r.waiting.take(x)
		switch {
		case over:
			return arrival{}, errClosing
		case all:
			f, err = r.find(ctx, q)
		default:
			f.List, err = r.look(ctx, q, ids)
		}
	}
}

// timed says that time is over where an error is only its consequence.
func timed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errNothing
	}
	return err
}
