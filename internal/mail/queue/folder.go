package queue

import (
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// deliver puts the message into a mailbox, unless that has received too many within the hour.
func (s *settling) deliver(d route.Decision) error {
	why, err := s.shared.intake.Take(d.To.ID, d.Address, d.Sender)
	if err != nil {
		return err
	}
	if why != "" {
		return s.fail(d.Sender, d.Recipient, d.Address, statusOf(smtpreply.Refuse(why)))
	}
	if err := s.put(d.To.Box, box.Inbox, d.Address); err != nil {
		return err
	}
	s.report(d.Sender, mail.NotifySuccess, told{Recipient: d.Recipient, Address: d.Address, Action: "delivered", Status: mail.Status{Code: 250, Enhanced: "2.1.5"}})
	return s.trace(d.Address, mail.Delivered, s.delivered(d))
}

// first notes that the message came, and puts copies of it into the Sent Items where it belongs.
func (s *settling) first(sent []*route.Recipient) error {
	for _, e := range received(s.message, len(s.item.Envelope.Recipients), s.worker.host()) {
		if err := s.event(e, ""); err != nil {
			return err
		}
	}
	for _, r := range sent {
		if err := s.put(r.Box, box.SentItems, s.message.From); err != nil {
			return err
		}
	}
	return nil
}

// put puts the message into a folder. Only the rest of a message that was split may find it there: a mailbox has one
// decision, and those that are carried out go with the item that they are taken off the queue with.
func (s *settling) put(to org.ID, into box.Into, address string) error {
	s.arrived = true
	if !s.resumed {
		return box.Add(s.tx, to, into, s.message, address)
	}
	_, err := box.Put(s.tx, to, into, s.message, address)
	return err
}

// firstNow is first for a message that is given up without having been routed.
func (s *settling) firstNow() error {
	sent, err := (&route.Directory{Tx: s.tx}).Sent(s.message.Submitter, s.message.From)
	if err != nil {
		return err
	}
	return s.first(sent)
}
