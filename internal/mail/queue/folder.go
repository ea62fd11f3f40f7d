package queue

import (
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
)

// deliver puts the message into a mailbox.
func (s *settling) deliver(d route.Decision) error {
	if _, err := box.Put(s.tx, d.To.Box, box.Inbox, s.message, d.Address); err != nil {
		return err
	}
	s.arrived = true
	s.report(d.Sender, mail.NotifySuccess, told{Recipient: d.Recipient, Address: d.Address, Action: "delivered", Status: mail.Status{Code: 250, Enhanced: "2.1.5"}})
	return s.trace(d.Address, mail.Delivered, delivered())
}

// first notes that the message came, and puts a copy of it into the Sent Items of who sent it.
func (s *settling) first() error {
	for _, e := range received(s.message, len(s.item.Envelope.Recipients), s.worker.host()) {
		if err := s.event(e, ""); err != nil {
			return err
		}
	}
	if s.message.Submitter == (org.ID{}) {
		return nil
	}
	submitter, err := s.tx.Get(org.KindRecipient, s.message.Submitter)
	if org.IsNotFound(err) {
		return nil // removed since
	}
	if err != nil {
		return err
	}
	if on(submitter, "MessageCopyForSMTPClientSubmissionEnabled", true) {
		if err := s.sent(submitter); err != nil {
			return err
		}
	}
	return s.represented(submitter)
}

// sent puts a copy into the Sent Items of a mailbox.
func (s *settling) sent(owner *org.Entry) error {
	if !directory.LiveMailbox(owner) {
		return nil
	}
	put, err := box.Deliver(s.tx, owner, box.SentItems, s.message, s.message.From)
	s.arrived = s.arrived || put
	return err
}

// represented puts a copy into the Sent Items of the mailbox in whose name the message was sent, if that mailbox
// wants to have what others send so.
func (s *settling) represented(submitter *org.Entry) error {
	for e, err := range s.tx.ByKey(org.SpaceSMTP, s.message.From) {
		if err != nil {
			return err
		}
		if e.Kind != org.KindRecipient || e.ID == submitter.ID || !directory.LiveMailbox(e) {
			continue
		}
		as, err := s.maySendAs(e, submitter.ID)
		if err != nil {
			return err
		}
		if as && on(e, "MessageCopyForSentAsEnabled", false) || !as && on(e, "MessageCopyForSendOnBehalfEnabled", false) {
			return s.sent(e)
		}
	}
	return nil
}

// maySendAs says whether a recipient may send as the mailbox; who sends in its name without that sends on its
// behalf.
func (s *settling) maySendAs(owner *org.Entry, who org.ID) (bool, error) {
	for _, p := range directory.SendAs(owner) {
		if p.Deny || !slices.Contains(p.Rights, "SendAs") {
			continue
		}
		if p.Trustee == who {
			return true, nil
		}
		g, err := s.tx.Get(org.KindRecipient, p.Trustee)
		if err != nil && !org.IsNotFound(err) {
			return false, err
		}
		if err == nil && directory.IsGroup(directory.Details(g)) {
			if in, err := directory.Within(s.tx, who, directory.References(g, "Members")); err != nil || in {
				return in, err
			}
		}
	}
	return false, nil
}

// on returns a switch of a recipient, or what it is where the recipient has no value of its own.
func on(e *org.Entry, name string, usual bool) bool {
	v, _ := e.Props.Get(name)
	if b, ok := v.(bool); ok {
		return b
	}
	return usual
}
