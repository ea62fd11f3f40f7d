package queue

import (
	"errors"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// setAside leaves a message alone for a while that cannot be routed, and gives it up in the end. One that cannot
// even be given up stays on the queue.
func (s *settling) setAside(j *job) error {
	q := *s.item
	q.Tries++
	q.LastError = line(j.err.Error())
	s.worker.log().Error("message cannot be routed", "message", org.IDText(q.Message), "tries", q.Tries, "error", j.err)
	if q.Tries >= poisonTries && !j.hopeless {
		return s.abandon(j)
	}
	q.Due = s.tx.Now().Add(poisonDelay(q.Tries))
	err := s.mail.Requeue(&q)
	if errors.Is(err, org.ErrConflict) {
		return nil
	}
	return err
}

// abandon gives a message up that could not be routed again and again.
func (s *settling) abandon(j *job) error {
	if gone, err := s.dequeue(); gone || err != nil {
		return err
	}
	if j.message != nil && !j.resumed() {
		if err := s.firstNow(); err != nil {
			return err
		}
	}
	status := statusOf(smtpreply.Refuse("DeliveryFault"))
	for _, r := range s.item.Envelope.Recipients {
		if err := s.fail(s.item.Envelope.Sender, r, r.Address, status); err != nil {
			return err
		}
	}
	return s.notify()
}
