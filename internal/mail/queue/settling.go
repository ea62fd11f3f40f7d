package queue

import (
	"errors"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A settling carries out, within a transaction, what was decided for one item of the queue, or what became of it
// outside.
type settling struct {
	worker  *Worker
	tx      org.Tx
	mail    mail.Tx
	item    *mail.Queued
	message *mail.Message // nil where it cannot be read
	shared  *shared       // with the others of the batch
	notices notices
	out     []*mail.Queued
	resumed bool // it is the rest of a message that was routed before
	arrived bool // the message came into a folder, or left the server
	again   bool // something new is to be routed
	quiet   bool // nobody is told
	counted []outcome
}

// What is shared by all that is settled in one transaction.
type shared struct {
	intake  *limit.Intake // of what is delivered
	expires time.Duration // of what goes outside, after acceptance; 0 where that was not asked for yet
}

func (w *Worker) settling(tx org.Tx, m mail.Tx, item *mail.Queued, message *mail.Message) *settling {
	if message == nil {
		message = &mail.Message{ID: item.Message, Received: item.Created, MessageID: "", From: item.Envelope.Sender}
	}
	return &settling{worker: w, tx: tx, mail: m, item: item, message: message}
}

// route carries out what was decided for an accepted message. Whoever holds the item by now does it, where the
// lease was lost.
func (s *settling) route(j *job) (err error) {
	defer caught(&err)
	if j.err != nil {
		return s.setAside(j)
	}
	if done, err := s.dequeue(); done || err != nil {
		return err
	}
	s.resumed = j.resumed()
	if !s.resumed {
		if err := s.first(j.sent); err != nil {
			return err
		}
	}
	return s.carryOut(j.plan)
}

// dequeue takes the item off the queue. It says whether somebody else has done so.
func (s *settling) dequeue() (gone bool, err error) {
	err = s.mail.Dequeue(s.item)
	if errors.Is(err, org.ErrConflict) {
		return true, nil
	}
	return false, err
}

func (s *settling) carryOut(p *route.Plan) error {
	for _, d := range p.Decisions {
		if err := s.decision(d); err != nil {
			return err
		}
	}
	for _, q := range s.out {
		if err := s.mail.Enqueue(q); err != nil {
			return err
		}
	}
	if err := s.later(p.Rest); err != nil {
		return err
	}
	return s.notify()
}

// decision carries out one decision, with its trace, its events and what the sender is told.
func (s *settling) decision(d route.Decision) error {
	if err := s.resolved(d); err != nil {
		return err
	}
	switch d.Action {
	case route.Deliver:
		return s.deliver(d)
	case route.Send:
		return s.send(d)
	case route.Expand:
		s.report(d.Sender, mail.NotifySuccess, told{Recipient: d.Recipient, Address: d.Address, Action: "expanded", Status: mail.Status{Code: 250, Enhanced: "2.0.0"}})
		return s.trace(d.Address, mail.Expanded, expanded(d), dropped("RESOLVER.GRP.Expanded; distribution list expanded"))
	case route.Redirect:
		return s.trace(d.To.Address, mail.Delivered, redirected(d.Address), dropped("RESOLVER.FWD.Forwarded; recipient forwarded"))
	case route.Duplicate:
		s.report(d.Sender, mail.NotifySuccess, told{Recipient: d.Recipient, Address: d.Address, Action: "delivered", Status: mail.Status{Code: 250, Enhanced: "2.1.5"}})
		return nil
	}
	return s.fail(d.Sender, d.Recipient, d.Address, statusOf(d.Refusal))
}

func statusOf(r *smtpreply.Error) mail.Status {
	return mail.Status{Code: r.Code, Enhanced: r.Enhanced, Text: r.Text}
}

// fail gives a recipient up.
func (s *settling) fail(sender string, r mail.Recipient, address string, status mail.Status) error {
	return s.failAt(sender, r, address, status, "")
}

// failAt is fail for a recipient that a server refused.
func (s *settling) failAt(sender string, r mail.Recipient, address string, status mail.Status, server string) error {
	s.report(sender, mail.NotifyFailure, told{Recipient: r, Address: address, Action: "failed", Status: status})
	return s.traceTo(address, mail.Failed, server, because(mail.EventFail, status, server))
}

// later puts members of large groups back onto the queue, in items of their own.
func (s *settling) later(rest []route.Rest) error {
	most := s.worker.limits().Recipients
	var q *mail.Queued
	for _, r := range rest {
		if q == nil || q.Envelope.Sender != r.Sender || len(q.Envelope.Recipients) == most {
			if err := s.enqueue(q); err != nil {
				return err
			}
			e := s.item.Envelope
			e.Sender, e.Recipients = r.Sender, nil
			e.Outside = e.Outside || s.stranger()
			q = &mail.Queued{Message: s.item.Message, Stage: mail.Accepted, Envelope: e, Created: s.item.Created, Due: s.tx.Now(), Expires: s.item.Expires}
		}
		q.Envelope.Recipients = append(q.Envelope.Recipients, r.Recipient)
	}
	return s.enqueue(q)
}

// stranger says whether somebody outside sent the message. A group may have taken the sender away since, and what has
// none is not ours for that.
func (s *settling) stranger() bool {
	return s.message.Submitter == (org.ID{}) && s.item.Envelope.Sender != ""
}

// enqueue puts something new onto the queue that is to be routed.
func (s *settling) enqueue(q *mail.Queued) error {
	if q == nil {
		return nil
	}
	s.again = true
	return s.mail.Enqueue(q)
}
