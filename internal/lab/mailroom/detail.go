package mailroom

import (
	"context"
	"fmt"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// mostTraces and mostEvents are how much of what happened to a message is shown.
const (
	mostTraces = 1000
	mostEvents = 1000
)

// A detail is all that is known of a message.
type detail struct {
	arrival
	Sender  string // of the envelope
	Traces  []*mail.Trace
	Events  []*mail.Event
	Content *message.Received // to be closed

	Conversation    mail.Conversation
	HasConversation bool
}

// detail returns a message by its id. The error is org.ErrNotFound where there is none.
func (r *Room) detail(ctx context.Context, text string) (*detail, error) {
	id, err := org.ParseID(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no id of a message: %w", text, org.ErrNotFound)
	}
	d := &detail{}
	if err := r.view(ctx, func(x *reading) error { return x.detail(d, id) }); err != nil {
		return nil, err
	}
	d.Conversation, d.HasConversation = r.recorded.by(id)
	d.Content, err = r.content(ctx, id)
	return d, err
}

// content reads the bytes of a message.
func (r *Room) content(ctx context.Context, id org.ID) (*message.Received, error) {
	return message.Read(mail.Open(r.caller(ctx, nil), r.Store, id))
}

func (x *reading) detail(d *detail, id org.ID) error {
	m, err := x.mail.Message(id)
	if err != nil {
		return err
	}
	*d = detail{arrival: arrival{Message: m}}
	items, err := x.mail.Holders(id)
	if err != nil {
		return err
	}
	if err := x.place(&d.arrival, items); err != nil {
		return err
	}
	for t, err := range x.mail.Traces(mail.TraceQuery{Message: id, Limit: mostTraces}) {
		if err != nil {
			return err
		}
		d.Sender = t.Sender
		d.Traces = append(d.Traces, t)
	}
	for e, err := range x.mail.Events(id, "") {
		if err != nil {
			return err
		}
		if d.Events = append(d.Events, e); len(d.Events) == mostEvents {
			break
		}
	}
	return nil
}
