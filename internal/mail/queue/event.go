package queue

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
)

// trace keeps the state of the message for one recipient, with what led to it.
func (s *settling) trace(recipient, status string, events ...mail.Event) error {
	return s.traceTo(recipient, status, "", events...)
}

// traceTo is trace for a message that was sent to a server.
func (s *settling) traceTo(recipient, status, server string, events ...mail.Event) error {
	m := s.message
	err := s.mail.PutTrace(&mail.Trace{
		Message: m.ID, Recipient: cmp.Or(recipient, "<>"), Sender: cmp.Or(s.item.Envelope.Sender, m.From), MessageID: m.MessageID, Subject: m.Subject,
		Size: m.Size, Received: m.Received, Status: status, FromIP: m.FromIP, ToIP: server,
	})
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := s.event(e, recipient); err != nil {
			return err
		}
	}
	return nil
}

func (s *settling) event(e mail.Event, recipient string) error {
	e.Message, e.Recipient = s.message.ID, org.Fold(recipient)
	s.count(e.Name)
	return s.mail.PutEvent(&e)
}

// resolved notes that a recipient was addressed by another address than the one that its trace has.
func (s *settling) resolved(d route.Decision) error {
	final := d.Address
	if d.Action == route.Redirect {
		final = d.To.Address
	}
	if d.To == nil || d.Action == route.Duplicate || org.Matches(d.Recipient.Address, final) {
		return nil
	}
	return s.event(mail.Event{
		Name: mail.EventResolve, Detail: "The address " + d.Recipient.Address + " belongs to " + final + ".",
		Data: map[string]string{"RelatedRecipientAddress": d.Recipient.Address},
	}, final)
}

// received are the first events of a message.
func received(m *mail.Message, recipients int, host string) []mail.Event {
	data := map[string]string{"ServerHostName": host, "MessageSize": strconv.FormatInt(m.Size, 10)}
	if m.FromIP != "" {
		data["ClientIP"] = m.FromIP
	}
	return []mail.Event{
		{Name: mail.EventReceive, Time: m.Received, Detail: "Message received by: " + host, Data: data},
		{Name: mail.EventSubmit, Time: m.Received, Detail: "The message was submitted.", Data: map[string]string{"RcptCount": strconv.Itoa(recipients)}},
	}
}

// delivered notes that a message lies in a mailbox, in which group it was addressed to, and how long it took.
func (s *settling) delivered(d route.Decision) mail.Event {
	e := mail.Event{
		Name: mail.EventDeliver, Detail: "The message was successfully delivered to the folder: DefaultFolderType:Inbox",
		Data: map[string]string{
			"MailboxServer": s.worker.host(), "TotalLatency": strconv.FormatInt(int64(max(s.tx.Now().Sub(s.message.Received).Seconds(), 0)), 10),
		},
	}
	if n := len(d.Recipient.Trail); n > 0 {
		e.Data["RelatedRecipient"] = d.Recipient.Trail[n-1]
	}
	return e
}

func expanded(d route.Decision) mail.Event {
	return mail.Event{
		Name: mail.EventExpand, Detail: fmt.Sprintf("The group was replaced by its members: %d.", d.Members),
		Data: map[string]string{"RcptCount": strconv.Itoa(d.Members)},
	}
}

func redirected(to string) mail.Event {
	return mail.Event{Name: mail.EventRedirect, Detail: "The recipient forwards its mail to " + to + ".", Data: map[string]string{"RelatedRecipientAddress": to}}
}

// dropped is the end of a message for a recipient that others have it for.
func dropped(why string) mail.Event {
	return because(mail.EventDrop, mail.Status{Code: 250, Enhanced: "2.1.5", Text: why}, "")
}

// because is an event with its reason; address is that of the server that gave it.
func because(name string, status mail.Status, address string) mail.Event {
	why := reason(status, address)
	return mail.Event{Name: name, Detail: "Reason: " + why, Data: map[string]string{"RecipientStatus": why}}
}

// reason writes a status as details of message traces have it: last error, server, address.
func reason(status mail.Status, address string) string {
	return "[{LED=" + line(status.Error()) + "};{MSG=};{FQDN=" + status.Remote + "};{IP=" + address + "};{LRT=}]"
}

// maxLine is the most bytes that are kept of what a server said.
const maxLine = 500

// line makes one line of a text that comes from elsewhere.
func line(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "?"), func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
	if len(s) > maxLine {
		s = strings.ToValidUTF8(s[:maxLine], "") + "..."
	}
	return s
}

// domainOf returns the domain of an address, folded.
func domainOf(address string) string {
	return org.Fold(address[strings.LastIndexByte(address, '@')+1:])
}
