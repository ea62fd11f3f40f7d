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
		kept, err := inOutbox(m, o.Message.ID)
		if err != nil {
			return err
		}
		for _, r := range o.Envelope.Recipients {
			if kept[org.Fold(r.Address)] {
				continue
			}
			if err := m.PutItem(&mail.Item{
				Box: mail.LabBox, Folder: outboxFolder, Message: o.Message.ID, Size: o.Message.Size,
				Received: tx.Now(), For: r.Address,
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return taken(o, "The message is kept in the lab's outbox."), nil
}

// inOutbox returns the recipients for whom the outbox holds a message. The queue marks a message as sent after it
// was, so it may come here once more.
func inOutbox(m mail.Tx, message org.ID) (map[string]bool, error) {
	items, err := m.Holders(message)
	kept := map[string]bool{}
	for _, i := range items {
		if i.Box == mail.LabBox {
			kept[org.Fold(i.For)] = true
		}
	}
	return kept, err
}

// Close implements queue.Link.
func (labLink) Close() error { return nil }

// taken returns the outcomes of a message that was handed over within this server.
func taken(o *queue.Outgoing, text string) []queue.Outcome {
	outcomes := make([]queue.Outcome, len(o.Envelope.Recipients))
	each(outcomes, refuse(250, "2.0.0", text))
	return outcomes
}
