package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"example.org/exosh/internal/mail"
)

const (
	// outgoingLease is for how long what is sent is leased; nothing is begun in its last part.
	outgoingLease = 2 * time.Hour
	leaseMargin   = 30 * time.Minute
	// handful is how many messages a carrier leases at a time.
	handful = 20
	// maxBroken is how many connections may break one after another before the destination is left alone.
	maxBroken = 3
)

// A carrier sends what waits for a destination over one connection after another.
type carrier struct {
	worker      *Worker
	tenant      *tenant
	destination mail.Destination
	link        Link
	broken      int          // connections that broke one after another
	why         *mail.Status // why the destination was left alone
	fault       error        // of the store
}

// end gives back what the carrier has, also after a panic. After a fault of the store the tenant is left alone for a
// moment.
func (c *carrier) end() {
	if r := recover(); r != nil {
		c.fault = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
	}
	c.hangUp()
	if c.fault != nil {
		c.worker.log().Error("send", "destination", c.destination.Name, "error", c.fault)
	}
	c.worker.give(c.tenant, c.destination.Name, c.fault != nil)
}

// run sends until nothing is due any more, the destination fails, or the worker is to end.
func (c *carrier) run(ctx context.Context) {
	sending, stop := lingering(ctx, cmp.Or(c.worker.Grace, 8*time.Second))
	defer stop()
	for ctx.Err() == nil && c.fault == nil {
		items, err := c.worker.lease(ctx, c.tenant.id, mail.Lease{Stage: mail.Outgoing, Destination: c.destination.Name, Limit: handful}, outgoingLease)
		if err != nil || len(items) == 0 {
			c.fault = err
			return
		}
		if !c.carryAll(ctx, sending, items) {
			return
		}
	}
}

// carryAll sends messages one after the other. It is false where the destination is to be left alone.
func (c *carrier) carryAll(ctx, sending context.Context, items []*mail.Queued) bool {
	until := c.worker.now().Add(outgoingLease - leaseMargin)
	results, err := c.load(ctx, items)
	if err != nil {
		c.fault = errors.Join(err, c.putBack(ctx, items))
		return false
	}
	for i, r := range results {
		recorded, good := false, false
		if ctx.Err() == nil && c.worker.now().Before(until) {
			recorded, good = c.carry(ctx, sending, r)
		}
		if !good {
			left := items[i:]
			if recorded {
				left = items[i+1:]
			}
			c.fault = errors.Join(c.fault, c.putBack(ctx, left))
			return false
		}
		results[i] = nil // its bytes are needed no more
		if i == 0 && len(items) == handful {
			c.breed(ctx)
		}
	}
	return true
}

// lingering returns a context that is done a while after another one.
func lingering(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	later, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return later, func() { stop(); cancel() }
}

// breed starts another carrier for a destination that works and has much to do.
func (c *carrier) breed(ctx context.Context) {
	if c.worker.take(c.tenant, c.destination, c.worker.limits().Destination) {
		c.worker.start(ctx, c.tenant, c.destination)
	}
}

// putBack ends leases of what was not sent. Where the destination could not be reached, that is noted.
func (c *carrier) putBack(ctx context.Context, items []*mail.Queued) error {
	if c.why == nil {
		return c.worker.giveBack(ctx, c.tenant.id, items)
	}
	return c.worker.putOff(ctx, c.tenant.id, items, c.why)
}

// carry sends one message and records what became of it. It is not good where the destination is to be left alone.
func (c *carrier) carry(ctx, sending context.Context, r *result) (recorded, good bool) {
	if c.link == nil && r.outcomes == nil {
		if err := c.connect(sending); err != nil {
			return c.unreachable(ctx, sending, r, err)
		}
	}
	err := c.send(sending, r)
	if err != nil {
		c.worker.log().Info("connection broke", "destination", c.destination.Name, "error", err)
		c.hangUp()
		c.broken++
	} else {
		c.broken = 0
	}
	r.open = c.answer(err)
	if !c.record(ctx, sending, r) {
		return false, false
	}
	if c.broken < maxBroken {
		return true, true
	}
	return true, c.hold(ctx, r.open)
}

// unreachable decides what becomes of a destination that cannot be connected to.
func (c *carrier) unreachable(ctx, sending context.Context, r *result, err error) (recorded, good bool) {
	r.open = c.answer(err)
	c.worker.log().Info("cannot connect", "destination", c.destination.Name, "error", err)
	if r.open.Temporary() {
		return false, c.hold(ctx, r.open)
	}
	r.outcomes = all(r.item, r.open)
	recorded = c.record(ctx, sending, r)
	return recorded, recorded
}

func (c *carrier) connect(sending context.Context) (err error) {
	defer caught(&err)
	link, err := c.worker.Sender.Dial(sending, c.tenant.id, c.destination.Name)
	if err != nil {
		return err
	}
	c.link = link
	c.worker.opened(c.tenant, c.destination.Name, 1)
	return nil
}

func (c *carrier) hangUp() {
	if c.link == nil {
		return
	}
	if err := c.link.Close(); err != nil {
		c.worker.log().Debug("hang up", "destination", c.destination.Name, "error", err)
	}
	c.link = nil
	c.worker.opened(c.tenant, c.destination.Name, -1)
}

// hold leaves the destination alone for a while, unless it only lets us have no more connections. It returns
// false, for the carrier to end.
func (c *carrier) hold(ctx context.Context, why *mail.Status) bool {
	c.hangUp()
	if c.worker.opened(c.tenant, c.destination.Name, 0) > 0 {
		c.worker.enough(c.tenant, c.destination.Name)
		return false
	}
	c.why = clean(why)
	if err := c.worker.hold(ctx, c.tenant.id, c.destination, why); err != nil {
		c.fault = fmt.Errorf("hold: %w", err)
	}
	return false
}
