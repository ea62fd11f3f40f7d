package outbound

import (
	"context"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// outboxFolder is the number of the folder of the lab's outbox.
const outboxFolder = 1

// A labLink keeps messages in the outbox of the lab (mail.LabBox) of the organisation that sends them, one item
// per recipient.
type labLink struct{ sender *Sender }

// Send implements queue.Link.
func (l labLink) Send(ctx context.Context, o *queue.Outgoing) ([]queue.Outcome, error) {
	err := l.sender.Store.Update(asSystem(ctx, o.Tenant), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		to, err := unsent(tx, o)
		for _, i := range to {
			if err := m.PutItem(&mail.Item{
				Box: mail.LabBox, Folder: outboxFolder, Message: o.Message.ID, Size: o.Message.Size,
				Received: tx.Now(), For: o.Envelope.Recipients[i].Address,
			}); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return taken(o, "the message is kept in the lab's outbox"), nil
}

// Close implements queue.Link.
func (labLink) Close() error { return nil }

// taken returns the outcomes of a message that was handed over within this server.
func taken(o *queue.Outgoing, text string) []queue.Outcome {
	outcomes := make([]queue.Outcome, len(o.Envelope.Recipients))
	each(outcomes, refuse(250, "2.0.0", text))
	return outcomes
}
