package mailroom

import (
	"sync"

	"example.org/exosh/internal/org"
)

// mostPending is how many arrivals are kept for one who waits; beyond them, everything is looked at anew.
const mostPending = 1000

// mostWaiters is how many may wait at a time.
const mostWaiters = 500

// waiting tells those who wait of what arrives. The zero value is ready.
type waiting struct {
	mu      sync.Mutex
	waiters map[*waiter]bool
	closed  bool
}

// A waiter is one who waits.
type waiter struct {
	wake    chan struct{} // holds one token while there is something to look at
	pending []org.ID
	all     bool // look at everything: there was too much
	over    bool // the room is closed
}

// join adds a waiter. The error is errClosing or errCrowd.
func (w *waiting) join() (*waiter, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil, errClosing
	}
	if len(w.waiters) >= mostWaiters {
		return nil, errCrowd
	}
	if w.waiters == nil {
		w.waiters = map[*waiter]bool{}
	}
	x := &waiter{wake: make(chan struct{}, 1)}
	w.waiters[x] = true
	return x, nil
}

func (w *waiting) leave(x *waiter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waiters, x)
}

// take returns what arrived for a waiter since it last asked.
func (w *waiting) take(x *waiter) (ids []org.ID, all, over bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids, all = x.pending, x.all
	x.pending, x.all = nil, false
	return ids, all, x.over
}

// tell wakes everybody. No messages means that nobody knows which.
func (w *waiting) tell(ids []org.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for x := range w.waiters {
		if len(ids) == 0 || len(x.pending)+len(ids) > mostPending {
			x.pending, x.all = nil, true
		}
		if !x.all {
			x.pending = append(x.pending, ids...)
		}
		x.signal()
	}
}

func (w *waiting) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for x := range w.waiters {
		x.over = true
		x.signal()
	}
}

func (x *waiter) signal() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}
