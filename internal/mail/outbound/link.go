package outbound

import (
	"context"
	"errors"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
)

// maxMessages is how many messages go over one connection: many servers allow a hundred, and one that spreads its
// load wants to be asked anew now and then.
const maxMessages = 100

// A link is a connection over SMTP. Where the server ends it between two messages, it connects again.
type link struct {
	open    func(context.Context) (*session, error)
	session *session // nil where there is none any more
}

// Send implements queue.Link.
func (l *link) Send(ctx context.Context, o *queue.Outgoing) ([]queue.Outcome, error) {
	outcomes := make([]queue.Outcome, len(o.Envelope.Recipients))
	c, err := look(o.Open, o.Message.Size)
	var s *mail.Status
	if errors.As(err, &s) {
		each(outcomes, s)
		return outcomes, nil
	}
	if err != nil {
		return nil, err
	}
	for {
		if err := l.ready(ctx); err != nil {
			return outcomes, err
		}
		d := delivery{session: l.session, envelope: &o.Envelope, content: c, outcomes: outcomes}
		err := l.run(ctx, &d)
		if err == nil {
			return outcomes, nil
		}
		l.drop()
		if !errors.Is(err, errStale) {
			return outcomes, err
		}
	}
}

// ready connects where there is no connection, or where it carried enough.
func (l *link) ready(ctx context.Context) (err error) {
	if l.session != nil && l.session.sent >= maxMessages {
		l.session.quit()
		l.session = nil
	}
	if l.session == nil {
		l.session, err = l.open(ctx)
	}
	return err
}

// run sends one message. The connection is cut when the context is done.
func (l *link) run(ctx context.Context, d *delivery) error {
	conn := d.conn
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	err := d.run()
	if err != nil && ctx.Err() != nil {
		return errors.Join(ctx.Err(), err)
	}
	return err
}

func (l *link) drop() {
	_ = l.session.conn.Close()
	l.session = nil
}

// Close implements queue.Link.
func (l *link) Close() error {
	if l.session != nil {
		l.session.quit()
		l.session = nil
	}
	return nil
}

// each says the same of all recipients.
func each(outcomes []queue.Outcome, s *mail.Status) {
	for i := range outcomes {
		outcomes[i].Status = s
	}
}
