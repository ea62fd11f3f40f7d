package queue

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// send sends one message, if its end is not known before.
func (c *carrier) send(sending context.Context, r *result) (err error) {
	if r.outcomes != nil {
		return nil
	}
	defer caught(&err)
	r.outcomes, err = c.link.Send(sending, r.outgoing)
	return err
}

// maxAtOnce is the largest message that is read before it is its turn, with the others that were leased with it.
const maxAtOnce = 32 << 10

// load reads messages: small ones whole, in one go. The end of one that cannot be read is known.
func (c *carrier) load(ctx context.Context, items []*mail.Queued) (list []*result, err error) {
	err = c.worker.view(ctx, c.tenant.id, func(_ org.Tx, tx mail.Tx) error {
		for _, q := range items {
			r, err := c.loadOne(ctx, tx, q)
			if org.IsNotFound(err) || errors.Is(err, org.ErrDamaged) {
				c.worker.log().Error("a message cannot be read", "message", org.IDText(q.Message), "error", err)
				status := statusOf(smtpreply.Refuse("DeliveryFault"))
				r.outcomes, err = all(q, &status), nil
			}
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		return nil
	})
	return list, err
}

func (c *carrier) loadOne(ctx context.Context, tx mail.Tx, q *mail.Queued) (r *result, err error) {
	r = &result{item: q}
	if r.message, err = tx.Message(q.Message); err != nil {
		return r, err
	}
	r.outgoing = &Outgoing{
		Tenant: c.tenant.id, Destination: c.destination.Name, Message: *r.message, Envelope: q.Envelope,
		Open: func() io.Reader { return mail.Open(as(ctx, c.tenant.id), c.worker.Store, q.Message) },
	}
	if r.message.Size > maxAtOnce {
		return r, nil
	}
	raw, err := tx.Chunk(q.Message, 0)
	r.outgoing.Open = func() io.Reader { return bytes.NewReader(raw) }
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

// quietAfter is how often it is tried to record a message with the notices that it leads to, before it is tried
// without.
const quietAfter = 5

// record keeps what became of a message. It does not give up while the process lasts: what is not recorded would be
// sent again.
func (c *carrier) record(ctx, sending context.Context, r *result) bool {
	for n := 1; ; n++ {
		r.quiet = n > quietAfter
		sent, err := c.worker.record(ctx, c.tenant.id, r)
		log := c.worker.log().With("destination", c.destination.Name, "message", org.IDText(r.item.Message), "error", err)
		switch {
		case err == nil:
			c.forget(ctx, sent)
			return true
		case errors.Is(err, errLost):
			log.Error("somebody else has the message")
			return true
		}
		log.Error("record what was sent")
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
