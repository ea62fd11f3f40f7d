package queue

import (
	"cmp"
	"context"
	"errors"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A result is what became of an item outside.
type result struct {
	item     *mail.Queued
	message  *mail.Message // nil where it cannot be read
	outgoing *Outgoing
	outcomes []Outcome
	open     *mail.Status // for recipients without an outcome
	quiet    bool         // nobody is told: telling failed
}

// record keeps what became of an item outside, in one transaction: who has it has it, who refused is told of, who
// deferred is tried again. It says whether anybody has the message.
func (w *Worker) record(ctx context.Context, tenant org.ID, r *result) (sent bool, err error) {
	q := r.item
	var again bool
	var counted []outcome
	err = w.update(ctx, tenant, func(tx org.Tx, m mail.Tx) error {
		s := w.settling(tx, m, q, r.message)
		s.quiet = r.quiet
		if err := s.outcome(r.outcomes, r.open); err != nil {
			return err
		}
		sent, again, counted = s.arrived, s.again, s.counted
		return nil
	})
	if err != nil {
		return false, err
	}
	w.tally(counted)
	if sent {
		w.tell(tenant, []org.ID{q.Message})
	}
	if again {
		w.Accepted(tenant)
	}
	return sent, nil
}

// outcome carries out what became of the item.
func (s *settling) outcome(outcomes []Outcome, open *mail.Status) error {
	var left []mail.Recipient
	var last *mail.Status
	for i, r := range s.item.Envelope.Recipients {
		o := Outcome{Status: open}
		if i < len(outcomes) && outcomes[i].Status != nil {
			o = outcomes[i]
		}
		o.Status = clean(o.Status)
		if o.Status.Temporary() {
			left, last = append(left, r), o.Status
		}
		if err := s.one(r, o); err != nil {
			return err
		}
	}
	if len(left) == 0 {
		if gone, err := s.dequeue(); gone || err != nil {
			return lost(gone, err)
		}
		return s.notify()
	}
	q := *s.item
	q.Envelope.Recipients = left
	q.Tries++
	q.Due = s.tx.Now().Add(s.worker.after(q.Tries))
	return s.wait(&q, last)
}

// clean makes lines of what another server said. What is no answer to a message (RFC 5321, 4.2.1) is none.
func clean(s *mail.Status) *mail.Status {
	c := *s
	c.Enhanced, c.Text, c.Remote = line(c.Enhanced), line(c.Text), line(c.Remote)
	if class := c.Code / 100; class != 2 && class != 4 && class != 5 {
		c.Text, c.Code, c.Enhanced = line(c.Error()), 451, "4.5.0"
	}
	return &c
}

// errLost undoes a transaction whose item somebody else holds by now.
var errLost = errors.New("the lease was lost")

func lost(gone bool, err error) error {
	if gone {
		return errLost
	}
	return err
}

// one keeps what became of the message for one recipient.
func (s *settling) one(r mail.Recipient, o Outcome) error {
	switch {
	case o.Status.OK():
		s.arrived = true
		if o.Relayed {
			s.report(s.item.Envelope.Sender, mail.NotifySuccess, told{Recipient: r, Address: r.Address, Action: "relayed", Status: *o.Status})
		}
		return s.traceTo(r.Address, mail.Delivered, o.Address, s.sent(o))
	case o.Status.Temporary():
		return s.event(because(mail.EventDefer, *o.Status, o.Address), r.Address)
	}
	return s.failAt(s.item.Envelope.Sender, r, r.Address, *o.Status, o.Address)
}

// sent notes that another server took the message, or what the destination stands for where it has none.
func (s *settling) sent(o Outcome) mail.Event {
	to := cmp.Or(o.Status.Remote, s.item.Destination)
	e := mail.Event{Name: mail.EventSend, Detail: "Message sent to " + to, Data: map[string]string{"ServerHostName": to}}
	if o.Status.Remote == "" {
		e.Detail = o.Status.Text
	}
	if o.Address != "" {
		e.Detail += " at " + o.Address
		e.Data["ServerIP"] = o.Address
	}
	if o.TLS != "" {
		e.Detail += " using " + o.TLS
	}
	return e
}

// wait puts an item back that is to be tried again. One whose time is over is given up; who sends one that is late
// is told.
func (s *settling) wait(q *mail.Queued, last *mail.Status) error {
	q.LastError = line(last.Error())
	now := s.tx.Now()
	if !q.Expires.IsZero() && !now.Before(q.Expires) {
		return s.expire(q, last)
	}
	if warn := s.worker.schedule().Warn; warn > 0 && !q.Warned && !now.Before(q.Created.Add(warn)) {
		return s.warn(q, last)
	}
	return s.requeue(q)
}

func (s *settling) requeue(q *mail.Queued) error {
	if err := s.mail.Requeue(q); err != nil {
		return lost(errors.Is(err, org.ErrConflict), err)
	}
	return s.notify()
}

// warn tells the sender once that an item is late, and puts it back.
func (s *settling) warn(q *mail.Queued, last *mail.Status) error {
	q.Warned = true
	q.LastError = line(last.Error())
	if err := s.delayed(q, last); err != nil {
		return err
	}
	return s.requeue(q)
}

// expire gives an item up whose time is over.
func (s *settling) expire(q *mail.Queued, last *mail.Status) error {
	if gone, err := s.dequeue(); gone || err != nil {
		return lost(gone, err)
	}
	status := statusOf(smtpreply.Refuse("MessageExpired"))
	if last != nil {
		status.Text += "; last error: " + last.Error()
	}
	for _, r := range q.Envelope.Recipients {
		if err := s.fail(q.Envelope.Sender, r, r.Address, status); err != nil {
			return err
		}
	}
	return s.notify()
}

// delayed tells the sender that an item is late, if the organisation tells such senders.
func (s *settling) delayed(q *mail.Queued, last *mail.Status) error {
	t, err := directory.LoadTransport(s.tx)
	if err != nil || !t.TellsDelay(s.message.Submitter != (org.ID{})) {
		return err
	}
	for _, r := range q.Envelope.Recipients {
		s.report(q.Envelope.Sender, mail.NotifyDelay, told{Recipient: r, Address: r.Address, Action: "delayed", Status: *last, Until: q.Expires})
	}
	return nil
}
