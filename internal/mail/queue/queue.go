// Package queue gets accepted messages where they go. A worker leases what is due, routes it, and puts it into
// the folders of the organisation's mailboxes in the same transaction that takes it off the queue: a message lies
// in a mailbox exactly once, whenever the process dies. What goes elsewhere is sent by a Sender and tried again by
// a schedule; it can only be repeated if the process dies between the other server's reply and the transaction
// that records it. Who sent a message is told what failed.
package queue

import (
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"sync"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A Worker serves the queues of all tenants of a store. Fill in the fields, then use it. Its methods may be used
// concurrently; Run is called once.
type Worker struct {
	Store     org.Store
	Directory org.Directory    // names the tenants
	Sender    Sender           // nil means that nothing leaves this server
	Host      string           // name of this server, in notifications: "mail.contoso.example"; "" means "localhost"
	Schedule  Schedule         // zero means DefaultSchedule
	Limits    Limits           // zero values mean those of DefaultLimits
	Now       func() time.Time // nil means time.Now
	Random    io.Reader        // ids and boundaries of notifications, the spread of retries; nil means crypto/rand
	Log       *slog.Logger     // nil discards
	Grace     time.Duration    // how long what is being sent may go on when Run is to end (F-33); 0 means 8 s
	// Dynamic yields the members of a dynamic group; nil means that they have none.
	Dynamic func(tx org.Tx, group *org.Entry) iter.Seq2[*org.Entry, error]
	// Delivered is told of messages that came into folders or left the server, after that is durable. It must not
	// block. It may be nil.
	Delivered func(tenant org.ID, messages []org.ID)
	// Outcome is told what became of each recipient, for metrics, after that is durable: the route is "local" or
	// what its destination begins with ("mx", "host", "lab"), the status that of a trace (Pending for a try that
	// was put off), the age the time since the message was accepted. It must not block. It may be nil.
	Outcome func(route, status string, age time.Duration)

	mu      sync.Mutex
	wake    chan struct{}
	tenants map[org.ID]*tenant
	links   int       // connections to all destinations
	latest  time.Time // the latest that the clock has shown
	busy    sync.WaitGroup
}

// A tenant is what the worker knows of one.
type tenant struct {
	id     org.ID
	news   bool // something may be due
	next   time.Time
	faults int // rounds that failed one after another
	places map[string]*place
}

// A place is a destination that is being sent to.
type place struct {
	carriers int // goroutines
	open     int // of them, those with a connection that works
	most     int // connections that it lets us have; 0 while that is unknown
}

// Accepted says that a tenant's queue has something new. It never blocks.
func (w *Worker) Accepted(id org.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tenant(id).news = true
	w.ring()
}

// ring wakes Run. The lock is held.
func (w *Worker) ring() {
	select {
	case w.signal() <- struct{}{}:
	default:
	}
}

// tenant returns what is known of a tenant. The lock is held.
func (w *Worker) tenant(id org.ID) *tenant {
	t := w.tenants[id]
	if t == nil {
		if w.tenants == nil {
			w.tenants = map[org.ID]*tenant{}
		}
		t = &tenant{id: id, places: map[string]*place{}}
		w.tenants[id] = t
	}
	return t
}

// signal returns the channel that wakes Run. The lock is held.
func (w *Worker) signal() chan struct{} {
	if w.wake == nil {
		w.wake = make(chan struct{}, 1)
	}
	return w.wake
}

// Run serves the queues until the context is done; what is under way then is finished first. Nothing runs while
// nothing is due. It fails where the store cannot be read at all.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.begin(ctx); err != nil {
		return err
	}
	defer w.busy.Wait()
	w.busy.Go(func() { w.watch(ctx) })
	for ctx.Err() == nil {
		began := time.Now()
		next, full := w.round(ctx)
		if !full {
			rest(ctx, gathering-time.Since(began))
		}
		w.sleep(ctx, next)
	}
	return nil
}

// gathering is how far apart rounds are while messages keep coming: each is two commits of the store, which those
// who submit would wait for. The first message after a silence does not wait.
const gathering = 20 * time.Millisecond

// rest waits, unless the context is done.
func rest(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// begin takes over what a process before left.
func (w *Worker) begin(ctx context.Context) error {
	list, err := w.Directory.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	for _, t := range list {
		err := w.update(ctx, t.ID, func(_ org.Tx, m mail.Tx) error {
			_, err := m.ReleaseAll()
			return err
		})
		if err != nil {
			return fmt.Errorf("start the queue of %s: %w", t.Name, err)
		}
		w.Accepted(t.ID)
	}
	return nil
}

// round serves every tenant that has something to do, each a little. It returns when there is something to do
// again, where zero means when news come, and whether a tenant had more than one batch.
func (w *Worker) round(ctx context.Context) (again time.Time, full bool) {
	w.clock(ctx)
	for _, t := range w.due() {
		if ctx.Err() != nil {
			break
		}
		full = w.serve(ctx, t) || full
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var next time.Time
	for _, t := range w.tenants {
		if t.news {
			return w.now(), full
		}
		if !t.next.IsZero() && (next.IsZero() || t.next.Before(next)) {
			next = t.next
		}
	}
	return next, full
}

// due returns the tenants that have something to do.
func (w *Worker) due() []*tenant {
	now := w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []*tenant
	for _, t := range w.tenants {
		if t.news || !t.next.IsZero() && !t.next.After(now) {
			t.news, t.next = false, time.Time{}
			list = append(list, t)
		}
	}
	return list
}

// serve routes what a tenant has accepted, one batch of it, and sees to what goes outside. It says whether there
// may be more to route.
func (w *Worker) serve(ctx context.Context, t *tenant) bool {
	more, err := w.accepted(ctx, t.id)
	if err == nil {
		err = w.dispatch(ctx, t)
	}
	next := time.Time{}
	if err == nil && !more {
		next, err = w.nextDue(ctx, t.id)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		t.faults++
		t.next = w.now().Add(faultDelay(t.faults))
		w.log().Error("queue", "tenant", org.IDText(t.id), "error", err, "again", t.next)
		return false
	}
	t.faults = 0
	t.news = t.news || more
	if t.next.IsZero() || !next.IsZero() && next.Before(t.next) {
		t.next = next
	}
	return more
}

// nextDue returns when something becomes due by itself.
func (w *Worker) nextDue(ctx context.Context, id org.ID) (next time.Time, err error) {
	err = w.view(ctx, id, func(_ org.Tx, m mail.Tx) error {
		s, err := m.QueueState()
		next = s.Next
		return err
	})
	return next, err
}

// maxSleep is how long the worker sleeps at most, while something is still to be due: a clock that is set forward
// is noticed by then.
const maxSleep = 15 * time.Minute

// sleep waits for news, for a time, zero meaning none, or for the end.
func (w *Worker) sleep(ctx context.Context, until time.Time) {
	var alarm <-chan time.Time
	if !until.IsZero() {
		d := min(until.Sub(w.now()), maxSleep)
		if d <= 0 {
			return
		}
		timer := time.NewTimer(d)
		defer timer.Stop()
		alarm = timer.C
	}
	w.mu.Lock()
	wake := w.signal()
	w.mu.Unlock()
	select {
	case <-wake:
	case <-alarm:
	case <-ctx.Done():
	}
}
