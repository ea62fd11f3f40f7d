// Package queue gets accepted messages where they go. A worker leases what is due, routes it, and puts it into
// the folders of the organisation's mailboxes in the same transaction that takes it off the queue; what goes
// elsewhere is sent by a Sender and tried again by a schedule. Who sent it is told what failed.
package queue

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"example.org/exosh/internal/org"
)

// A Worker serves the queues of all tenants of a store. Its methods may be used concurrently; Run is called once.
type Worker struct {
	Store     org.Store
	Directory org.Directory    // names the tenants
	Sender    Sender           // nil means that nothing leaves this server
	Host      string           // name of this server, in notifications: "mail.contoso.example"; "" means "localhost"
	Schedule  Schedule         // zero means DefaultSchedule
	Limits    Limits           // zero values mean those of DefaultLimits
	Now       func() time.Time // nil means time.Now
	Rand      *rand.Rand       // spreads retries; nil means a source of its own
	Log       *slog.Logger     // nil discards

	mu   sync.Mutex
	wake chan struct{}
	news map[org.ID]bool // tenants with something new
}

// A Schedule says when a message that could not be sent is tried again.
type Schedule struct {
	Retries []time.Duration // after the first, second, ... try; the last one repeats
	Warn    time.Duration   // after acceptance, the sender is told of the delay; 0 means never
	Expire  time.Duration   // after acceptance, it is given up
}

// Limits bound what is done at a time.
type Limits struct {
	Batch       int // accepted items that are routed in one transaction
	Links       int // connections to all destinations
	Destination int // connections to one destination
}

// Accepted says that a tenant's queue has something new. It never blocks.
func (w *Worker) Accepted(tenant org.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.news == nil {
		w.news = map[org.ID]bool{}
	}
	w.news[tenant] = true
	select {
	case w.signal() <- struct{}{}:
	default:
	}
}

// signal returns the channel that wakes Run. The lock is held.
func (w *Worker) signal() chan struct{} {
	if w.wake == nil {
		w.wake = make(chan struct{}, 1)
	}
	return w.wake
}

// Run serves the queues until the context is done. What is under way then is finished first.
func (w *Worker) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
