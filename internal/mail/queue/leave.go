package queue

import (
	"cmp"
	"errors"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// send puts a recipient outside onto the queue of its destination, or fails it where nothing goes there.
func (s *settling) send(d route.Decision) error {
	destination, err := s.worker.destination(s.tx, d.Address)
	var refused *mail.Status
	if errors.As(err, &refused) {
		return s.fail(d.Sender, d.Recipient, d.Address, *refused)
	}
	if err != nil {
		return err
	}
	q, err := s.outgoing(destination, d.Sender)
	if err != nil {
		return err
	}
	r := d.Recipient
	r.Address = d.Address
	q.Envelope.Recipients = append(q.Envelope.Recipients, r)
	return s.trace(d.Address, mail.Pending)
}

// maxTogether is how many recipients of a message are sent to a destination in one go (RFC 5321, 4.5.3.1.8).
const maxTogether = 100

// outgoing returns the item of a destination and a sender that takes another recipient.
func (s *settling) outgoing(destination, sender string) (*mail.Queued, error) {
	for _, q := range s.out {
		if q.Destination == destination && q.Envelope.Sender == sender && len(q.Envelope.Recipients) < maxTogether {
			return q, nil
		}
	}
	expires, err := s.expiry()
	if err != nil {
		return nil, err
	}
	e := s.item.Envelope
	e.Sender, e.Recipients = sender, nil
	q := &mail.Queued{
		Message: s.item.Message, Stage: mail.Outgoing, Destination: destination, Envelope: e,
		Created: s.item.Created, Due: s.tx.Now(), Expires: expires,
	}
	s.out = append(s.out, q)
	return q, nil
}

// expiry returns when the message is given up: at the time that the item has, or by the organisation's
// configuration.
func (s *settling) expiry() (time.Time, error) {
	if !s.item.Expires.IsZero() {
		return s.item.Expires, nil
	}
	if s.shared.expires == 0 {
		t, err := directory.LoadTransport(s.tx)
		if err != nil {
			return time.Time{}, err
		}
		s.shared.expires = cmp.Or(t.MessageExpiration(), s.worker.schedule().Expire)
	}
	return s.item.Created.Add(s.shared.expires), nil
}

// destination returns where mail for an address outside goes.
func (w *Worker) destination(tx org.Tx, address string) (string, error) {
	if w.Sender == nil {
		status := statusOf(smtpreply.Refuse("UnableToRelay"))
		return "", &status
	}
	return w.Sender.Destination(tx, domainOf(address))
}
