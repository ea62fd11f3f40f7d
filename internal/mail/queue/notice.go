package queue

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// A told is what a sender is told of one recipient.
type told struct {
	mail.Recipient
	Address string // where the message was going in the end
	Action  string // RFC 3464, 2.3.3: "failed", "delayed", "delivered", "relayed", "expanded"
	Status  mail.Status
	Until   time.Time // of "delayed": when it will be given up
}

// A notice tells a sender what became of a message (RFC 3464).
type notice struct {
	to         string
	inside     bool   // to somebody of the organisation
	kind       string // mail.NotifyFailure, NotifyDelay or NotifySuccess
	recipients []told
}

// notices are those of one item, in the order in which they came up.
type notices []*notice

// report notes what a sender is to be told, if that is wanted. Who sent a notification is never told anything
// (RFC 5321, 6.1).
func (s *settling) report(sender, kind string, t told) {
	if sender == "" || !t.Wants(kind) {
		return
	}
	i := slices.IndexFunc(s.notices, func(n *notice) bool { return n.to == sender && n.kind == kind })
	if i < 0 {
		i = len(s.notices)
		s.notices = append(s.notices, &notice{to: sender, kind: kind})
	}
	s.notices[i].recipients = append(s.notices[i].recipients, t)
}

// maxTold is how many recipients one notice speaks of.
const maxTold = 100

// notify puts the notices onto the queue.
func (s *settling) notify() error {
	if s.quiet {
		return nil
	}
	view := &route.Directory{Tx: s.tx}
	for _, n := range s.notices {
		may, err := n.may(view)
		if err != nil {
			return err
		}
		if !may {
			continue
		}
		for part := range slices.Chunk(n.recipients, maxTold) {
			if err := s.sendNotice(&notice{to: n.to, inside: n.inside, kind: n.kind, recipients: part}); err != nil {
				return err
			}
		}
	}
	return nil
}

// may says whether the sender may be told; it notes whether that is somebody of the organisation.
func (n *notice) may(view *route.Directory) (may bool, err error) {
	if n.inside, err = view.Ours(n.to); n.inside || err != nil {
		return err == nil, err
	}
	return view.MayReport(n.to, n.kind == mail.NotifyFailure)
}

// sendNotice writes one notice and puts it onto the queue, to be delivered as every message is.
func (s *settling) sendNotice(n *notice) error {
	r, err := s.compose(n)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	if err := message.ComposeReport(&raw, r, s.worker.random()); err != nil {
		return err
	}
	m := &mail.Message{MessageID: r.MessageID, Subject: r.Subject, From: r.From.Address}
	if err := s.mail.PutMessage(m, &raw); err != nil {
		return err
	}
	err = s.enqueue(&mail.Queued{
		Message: m.ID, Stage: mail.Accepted,
		Envelope: mail.Envelope{Recipients: []mail.Recipient{{Address: n.to, Notify: []string{mail.NotifyNever}}}, Body: "8BITMIME"},
	})
	if err != nil {
		return err
	}
	return s.notified(n)
}

// notified notes that the sender was told.
func (s *settling) notified(n *notice) error {
	for _, t := range n.recipients {
		err := s.event(mail.Event{Name: mail.EventNotify, Detail: "The sender " + n.to + " was told: " + t.Action + "."}, t.Address)
		if err != nil {
			return err
		}
	}
	return nil
}

// deliverySystem is whom notices come from.
const deliverySystem = "Mail Delivery System"

// compose writes a notice.
func (s *settling) compose(n *notice) (r message.Report, err error) {
	r = message.Report{
		To: message.Address{Address: n.to}, Date: s.tx.Now(), Subject: n.subject() + cmp.Or(s.message.Subject, "(no subject)"), Text: s.text(n),
	}
	if r.From, r.MessageID, err = s.system(n.inside); err != nil {
		return r, err
	}
	r.Message = []message.Field{message.NewField("Reporting-MTA", "dns; "+s.worker.host())}
	if id := s.item.Envelope.ID; id != "" {
		r.Message = append(r.Message, message.NewField("Original-Envelope-Id", id))
	}
	r.Message = append(r.Message, message.NewField("Arrival-Date", message.DateText(s.message.Received)))
	for _, t := range n.recipients {
		r.Recipients = append(r.Recipients, s.fields(t))
	}
	r.Original, r.Header = s.original(n)
	if s.message.MessageID != "" {
		r.Extra = append(r.Extra, message.NewField("In-Reply-To", s.message.MessageID), message.NewField("References", s.message.MessageID))
	}
	return r, nil
}

// system returns whom a notice comes from, and an identifier for it. Outside, the organisation may have another
// postmaster (ExternalPostmasterAddress).
func (s *settling) system(inside bool) (from message.Address, id string, err error) {
	home, err := directory.Load(s.tx)
	if err != nil {
		return from, "", err
	}
	number, err := org.NewID(s.worker.random())
	if err != nil {
		return from, "", err
	}
	from = message.Address{Name: deliverySystem, Address: "postmaster@" + home.DefaultDomain}
	if !inside {
		t, err := directory.LoadTransport(s.tx)
		if err != nil {
			return from, "", err
		}
		from.Address = cmp.Or(t.Postmaster(), from.Address)
	}
	return from, "<" + org.IDText(number) + "@" + home.DefaultDomain + ">", nil
}

// maxReturned is the largest message that comes back whole with a failure notice (RET=FULL), in bytes.
const maxReturned = 10 << 20

// original returns the message that a notice is about. Only failures bring it back whole (RFC 3461, 4.3).
func (s *settling) original(n *notice) (raw io.Reader, headerOnly bool) {
	all := &chunks{mail: s.mail, message: s.message.ID}
	if n.kind == mail.NotifyFailure && s.item.Envelope.Return == "FULL" && s.message.Size <= maxReturned {
		return all, false
	}
	return header(all), true
}

// fields returns what a notice says of a recipient, for programs (RFC 3464, 2.3).
func (s *settling) fields(t told) []message.Field {
	var list []message.Field
	if t.Original != "" {
		kind, address, _ := strings.Cut(t.Original, ";")
		list = append(list, message.NewField("Original-Recipient", kind+"; "+address))
	}
	status := cmp.Or(t.Status.Enhanced, strconv.Itoa(t.Status.Code/100)+".0.0")
	list = append(list,
		message.NewField("Final-Recipient", "rfc822; "+cmp.Or(t.Address, t.Recipient.Address)),
		message.NewField("Action", t.Action), message.NewField("Status", status))
	if t.Status.Remote != "" {
		list = append(list, message.NewField("Remote-MTA", "dns; "+t.Status.Remote))
	}
	if !t.Status.OK() {
		list = append(list, message.NewField("Diagnostic-Code", "smtp; "+line(t.Status.Error())))
	}
	list = append(list, message.NewField("Last-Attempt-Date", message.DateText(s.tx.Now())))
	if !t.Until.IsZero() {
		list = append(list, message.NewField("Will-Retry-Until", message.DateText(t.Until)))
	}
	return list
}
