package outbound

import (
	"context"
	"errors"
	"fmt"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// A tenantLink hands messages over to another organisation of this server. They come in there as mail from
// outside does: what is inside of one organisation is nothing to the other, and nobody of the one is signed in to
// the other.
type tenantLink struct {
	sender *Sender
	to     org.ID
}

// Send implements queue.Link.
func (l tenantLink) Send(ctx context.Context, o *queue.Outgoing) ([]queue.Outcome, error) {
	m, err := l.receive(o)
	var s *mail.Status
	if errors.As(err, &s) {
		outcomes := make([]queue.Outcome, len(o.Envelope.Recipients))
		each(outcomes, s)
		return outcomes, nil
	}
	if err != nil {
		return nil, err
	}
	defer m.Close()
	err = l.sender.Store.Update(asSystem(ctx, l.to), func(tx org.Tx) error { return l.accept(tx, o, m) })
	if err != nil {
		return nil, err
	}
	if l.sender.Accepted != nil {
		l.sender.Accepted(l.to)
	}
	return taken(o, "The message was handed over to another organization of this server."), nil
}

// Close implements queue.Link.
func (tenantLink) Close() error { return nil }

// receive reads a message as if it came from another server. A message that went round too often is a *mail.Status.
func (l tenantLink) receive(o *queue.Outgoing) (*message.Received, error) {
	limits := message.DefaultLimits()
	limits.UTF8, limits.Binary = true, true
	m, err := message.Receive(o.Open(), limits)
	var bad *message.Error
	switch {
	case errors.As(err, &bad) && bad.Kind == message.Loop:
		return nil, refuse(554, "5.4.6", "the message goes in a circle: "+bad.Error())
	case errors.As(err, &bad):
		return nil, refuse(554, "5.6.0", bad.Error())
	case err != nil:
		return nil, fmt.Errorf("read the message: %w", err)
	}
	return m, nil
}

// accept puts the message into the queue of the other organisation, for the recipients that it was not put there
// for before.
func (l tenantLink) accept(tx org.Tx, o *queue.Outgoing, r *message.Received) error {
	m, err := mail.In(tx)
	if err != nil {
		return err
	}
	to, err := unsent(tx, o)
	if err != nil || len(to) == 0 {
		return err
	}
	raw, size := r.With(message.Changes{Prepend: []message.Field{l.stamp(tx)}, Remove: []string{"X-MS-Exchange-Organization-*", "X-MS-Exchange-Forest-*"}})
	new := &mail.Message{
		MessageID: o.Message.MessageID, Subject: o.Message.Subject, From: o.Message.From, Size: size, Received: tx.Now(),
	}
	if err := m.PutMessage(new, raw); err != nil {
		return err
	}
	e := o.Envelope
	e.Outside = true
	e.Recipients = make([]mail.Recipient, len(to))
	for n, i := range to {
		e.Recipients[n] = o.Envelope.Recipients[i]
		e.Recipients[n].Trail = nil
	}
	return m.Enqueue(&mail.Queued{Message: new.ID, Stage: mail.Accepted, Envelope: e, Due: tx.Now()})
}

// stamp returns the trace of this step (RFC 5321, 4.4). It counts as one where messages go in a circle.
func (l tenantLink) stamp(tx org.Tx) message.Field {
	host := l.sender.host()
	return message.NewField("Received", fmt.Sprintf("from %s by %s; %s", host, host, message.DateText(tx.Now())))
}
