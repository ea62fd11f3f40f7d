package queue

import (
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/smtpreply"
)

// deliver puts the message into a mailbox, unless that has received too many within the hour.
func (s *settling) deliver(d route.Decision) error {
	why, err := s.intake.Take(d.To.ID, d.Address, d.Sender)
	if err != nil {
		return err
	}
	if why != "" {
		return s.fail(d.Sender, d.Recipient, d.Address, statusOf(smtpreply.Refuse(why)))
	}
	if _, err := box.Put(s.tx, d.To.Box, box.Inbox, s.message, d.Address); err != nil {
		return err
	}
	s.arrived = true
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
		put, err := box.Put(s.tx, r.Box, box.SentItems, s.message, s.message.From)
		if err != nil {
			return err
		}
		s.arrived = s.arrived || put
	}
	return nil
}

// firstNow is first for a message that is given up without having been routed.
func (s *settling) firstNow() error {
	sent, err := (&route.Directory{Tx: s.tx}).Sent(s.message.Submitter, s.message.From)
	if err != nil {
		return err
	}
	return s.first(sent)
}
