package queue

import (
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// GiveUp ends an item as failed for all its recipients, within a transaction of its tenant: trace and events say
// why, and with tell the sender hears of it as of every failure. It is org.ErrConflict where somebody holds the
// item.
func (w *Worker) GiveUp(tx org.Tx, q *mail.Queued, why *mail.Status, tell bool) error {
	m, err := mail.In(tx)
	if err != nil {
		return err
	}
	message, err := m.Message(q.Message)
	if err != nil && !org.IsNotFound(err) {
		return err
	}
	s := w.settling(tx, m, q, message)
	if err := m.Dequeue(q); err != nil {
		return err
	}
	if q.Stage == mail.Accepted && message != nil && !(&job{item: q}).resumed() {
		if err := s.first(nil); err != nil {
			return err
		}
	}
	for _, r := range q.Envelope.Recipients {
		if err := s.fail(q.Envelope.Sender, r, r.Address, *why); err != nil {
			return err
		}
	}
	if !tell {
		return nil
	}
	return s.notify()
}
