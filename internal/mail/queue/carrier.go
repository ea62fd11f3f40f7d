package queue

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
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
	for i, q := range items {
		if ctx.Err() != nil || c.worker.now().After(until) || !c.carry(ctx, sending, q) {
			c.fault = errors.Join(c.fault, c.putBack(ctx, items[i:]))
			return false
		}
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

// carry sends one message and records what became of it. It is false where the destination is to be left alone; the
// message was not tried then, or is recorded.
func (c *carrier) carry(ctx, sending context.Context, q *mail.Queued) bool {
	r, err := c.load(ctx, q)
	if err != nil {
		c.fault = err
		return false
	}
	if c.link == nil && r.outcomes == nil {
		if err := c.connect(sending); err != nil {
			return c.unreachable(ctx, sending, r, err)
		}
	}
	err = c.send(sending, r)
	if err != nil {
		c.worker.log().Info("connection broke", "destination", c.destination.Name, "error", err)
		c.hangUp()
		c.broken++
	} else {
		c.broken = 0
	}
	r.open = c.answer(err)
	if !c.record(ctx, sending, r) {
		return false
	}
	if c.broken < maxBroken {
		return true
	}
	return c.hold(ctx, r.open)
}

// record keeps what became of a message. It does not give up while the process lasts: what is not recorded would be
// sent again.
func (c *carrier) record(ctx, sending context.Context, r *result) bool {
	q := r.item
	for n := 1; ; n++ {
		sent, err := c.worker.record(ctx, c.tenant.id, r)
		switch {
		case err == nil:
			c.forget(ctx, sent)
			return true
		case errors.Is(err, errLost):
			c.worker.log().Error("somebody else has the message", "destination", c.destination.Name, "message", org.IDText(q.Message))
			return true
		}
		c.worker.log().Error("record what was sent", "destination", c.destination.Name, "message", org.IDText(q.Message), "error", err)
		if !pause(sending, faultDelay(n)) {
			c.fault = err
			return false
		}
	}
}

// pause waits, and says whether the context is not done yet.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// forget forgets that the destination failed before, once something was sent there.
func (c *carrier) forget(ctx context.Context, sent bool) {
	if !sent || c.destination.Tries == 0 {
		return
	}
	c.destination.Tries = 0
	if err := c.worker.release(ctx, c.tenant.id, c.destination.Name); err != nil {
		c.worker.log().Error("release a destination", "destination", c.destination.Name, "error", err)
	}
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

// send sends one message, if its end is not known before.
func (c *carrier) send(sending context.Context, r *result) (err error) {
	if r.outcomes != nil {
		return nil
	}
	defer caught(&err)
	r.outcomes, err = c.link.Send(sending, r.outgoing)
	return err
}

// load reads a message; one of a single chunk, as most are, at once. The end of one that cannot be read is known.
func (c *carrier) load(ctx context.Context, q *mail.Queued) (*result, error) {
	o := &Outgoing{Tenant: c.tenant.id, Destination: c.destination.Name, Envelope: q.Envelope}
	r := &result{item: q, outgoing: o}
	var first []byte
	err := c.worker.view(ctx, c.tenant.id, func(_ org.Tx, tx mail.Tx) error {
		m, err := tx.Message(q.Message)
		if err != nil {
			return err
		}
		r.message, o.Message = m, *m
		if m.Size <= mail.ChunkSize {
			first, err = tx.Chunk(q.Message, 0)
		}
		return err
	})
	if org.IsNotFound(err) || errors.Is(err, org.ErrDamaged) {
		c.worker.log().Error("a message cannot be read", "message", org.IDText(q.Message), "error", err)
		status := statusOf(smtpreply.Refuse("DeliveryFault"))
		r.outcomes, err = all(q, &status), nil
	}
	o.Open = func() io.Reader {
		if int64(len(first)) == o.Message.Size {
			return bytes.NewReader(first)
		}
		return mail.Open(as(ctx, c.tenant.id), c.worker.Store, q.Message)
	}
	return r, err
}

// answer returns what an error of a connection means for those whose outcome it left open.
func (c *carrier) answer(err error) *mail.Status {
	var status *mail.Status
	switch {
	case err == nil:
		return &mail.Status{Code: 451, Enhanced: "4.4.2", Text: "The other server did not say what became of the message"}
	case errors.As(err, &status):
		return status
	}
	return &mail.Status{Code: 451, Enhanced: "4.4.2", Text: line(err.Error())}
}

// all is the same outcome for all recipients.
func all(q *mail.Queued, status *mail.Status) []Outcome {
	outcomes := make([]Outcome, len(q.Envelope.Recipients))
	for i := range outcomes {
		outcomes[i].Status = status
	}
	return outcomes
}

// unreachable decides what becomes of a destination that cannot be connected to.
func (c *carrier) unreachable(ctx, sending context.Context, r *result, err error) bool {
	r.open = c.answer(err)
	c.worker.log().Info("cannot connect", "destination", c.destination.Name, "error", err)
	if r.open.Temporary() {
		return c.hold(ctx, r.open)
	}
	r.outcomes = all(r.item, r.open)
	return c.record(ctx, sending, r)
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
