package submit

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A Content is a message as it arrived, and how.
type Content struct {
	Message *message.Received
	Hello   string // argument of EHLO
	Cipher  string // "TLS1.3, TLS_AES_128_GCM_SHA256"; "" without TLS
}

// Submit accepts a message: its identities are checked, it is stamped, and it is stored with its place in the
// queue and counted, by one transaction. When Submit returns no error the message is durable. It returns
// Message.ID.
func (x *Sender) Submit(ctx context.Context, e *mail.Envelope, c *Content) (org.ID, error) {
	b, err := x.look(ctx)
	if err != nil {
		return org.ID{}, err
	}
	if err := x.ready(b); err != nil {
		return org.ID{}, err
	}
	if err := b.fits(c.Message.Size); err != nil {
		return org.ID{}, err
	}
	v, err := identities(c.Message.Header, e.Sender, b.tenant.alias, func(address string) (grant, error) { return x.may(ctx, b, address) })
	if err != nil {
		return org.ID{}, err
	}
	s, err := x.stamp(e, c, v, b)
	if err != nil {
		return org.ID{}, err
	}
	if err := x.store(ctx, b, x.acceptance(e, c, v, s, b)); err != nil {
		return org.ID{}, err
	}
	if x.service.Accepted != nil {
		x.service.Accepted(x.Tenant)
	}
	return s.id, nil
}

// may says in which right the mailbox may send with an address, from memory where it was asked just now.
func (x *Sender) may(ctx context.Context, b *mailbox, address string) (grant, error) {
	key := org.Fold(address)
	b.mu.Lock()
	g, ok := b.grants[key]
	b.mu.Unlock()
	if ok {
		return g, nil
	}
	err := x.view(ctx, func(tx org.Tx) error {
		var err error
		g, err = grantOf(tx, b.entry, address)
		return err
	})
	if err == nil {
		b.mu.Lock()
		b.grants[key] = g
		b.mu.Unlock()
	}
	return g, err
}

// An acceptance is what one transaction stores.
type acceptance struct {
	message mail.Message
	queued  mail.Queued
	counted mail.Submission
	content *message.Received
	changes message.Changes
	cause   *org.Cause
}

func (x *Sender) acceptance(e *mail.Envelope, c *Content, v *Verdict, s *stamp, b *mailbox) *acceptance {
	at := s.at.UTC()
	envelope := *e
	envelope.Sender, envelope.Recipients = v.Envelope, slices.Clone(e.Recipients)
	if envelope.Body == "BINARYMIME" {
		envelope.Body = "8BITMIME" // package message made lines of what was binary
	}
	a := &acceptance{
		message: mail.Message{ID: s.id, MessageID: s.messageID, Subject: subject(c.Message.Header), Received: at, Submitter: x.Mailbox},
		queued:  mail.Queued{Message: s.id, Stage: mail.Accepted, Envelope: envelope, Created: at, Due: at},
		counted: mail.Submission{Mailbox: x.Mailbox, Message: s.id, Time: at},
		content: c.Message, changes: s.changes,
	}
	if x.Address.IsValid() {
		a.message.FromIP = x.Address.String()
	}
	if from, err := c.Message.Header.Addresses("From"); err == nil && len(from) > 0 {
		a.message.From = from[0].Address
	}
	for _, r := range recipients(e) {
		a.counted.Recipients++
		if !b.inside(r) {
			a.counted.External++
		}
	}
	a.cause = x.cause(b, v, &a.message)
	return a
}

// mostSubject is how much of a subject is kept beside the message, in bytes, for traces, audit and notices.
const mostSubject = 1000

func subject(h message.Header) string {
	s := h.Subject()
	if len(s) > mostSubject {
		return strings.ToValidUTF8(s[:mostSubject], "") + "..."
	}
	return s
}

// recipients returns the recipients of an envelope, each once.
func recipients(e *mail.Envelope) []string {
	list := make([]string, len(e.Recipients))
	for i, r := range e.Recipients {
		list[i] = org.Fold(r.Address)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// store checks the limits over time and stores the message.
func (x *Sender) store(ctx context.Context, b *mailbox, a *acceptance) error {
	return x.service.Store.Update(org.WithCaller(ctx, x.caller(a.cause)), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		if err := x.within(tx, m, b, a.counted); err != nil {
			return err
		}
		raw, size := a.content.With(a.changes)
		stored := a.message
		stored.Size = size
		if err := m.PutMessage(&stored, raw); err != nil {
			return err
		}
		queued, counted := a.queued, a.counted
		if err := m.Enqueue(&queued); err != nil {
			return err
		}
		return m.PutSubmission(&counted)
	})
}

// within refuses what is more than the mailbox, or the organisation, may send in a time.
func (x *Sender) within(tx org.Tx, m mail.Tx, b *mailbox, s mail.Submission) error {
	limits := b.tenant.limits
	minute, err := m.Submitted(s.Mailbox, s.Time.Add(-time.Minute))
	if err != nil {
		return err
	}
	if minute.Messages >= limits.Get(limit.MessagesPerMinute) {
		return smtpreply.Refuse("RateLimit")
	}
	day, err := m.Submitted(s.Mailbox, s.Time.Add(-24*time.Hour))
	if err != nil {
		return err
	}
	if day.Recipients+s.Recipients > limits.Get(limit.RecipientsPerDay) {
		return smtpreply.Refuse("DayLimit")
	}
	if s.External == 0 {
		return nil
	}
	return x.withinExternal(tx, m, b, s)
}

func (x *Sender) withinExternal(tx org.Tx, m mail.Tx, b *mailbox, s mail.Submission) error {
	most, err := x.service.external(tx, b.tenant)
	if err != nil {
		return err
	}
	sent, err := m.SubmittedByAll(s.Time.Add(-24 * time.Hour))
	switch {
	case err != nil:
		return err
	case sent+s.External <= most:
		return nil
	case b.tenant.limits.Get(limit.Trial) == 1:
		return smtpreply.Refuse("ExternalLimitTrial")
	}
	return smtpreply.Refuse("ExternalLimit")
}

// cause is the reason of the transaction: sending is audited where the mailbox's audit set has it.
func (x *Sender) cause(b *mailbox, v *Verdict, m *mail.Message) *org.Cause {
	action, set, whose := "Send", "AuditOwner", b.entry
	switch v.As {
	case AsSender:
		action, set, whose = "SendAs", "AuditDelegate", v.Whose
	case OnBehalfOf:
		action, set, whose = "SendOnBehalf", "AuditDelegate", v.Whose
	}
	if b.tenant.unaudited || !audited(whose, set, action) {
		return &org.Cause{Operation: action, Silent: true}
	}
	params := []org.AuditParam{
		{Name: "MailboxOwnerUPN", Value: directory.Text(whose, "UserPrincipalName")},
		{Name: "MailboxGuid", Value: directory.Guid(whose, "ExchangeGuid").String()},
		{Name: "InternetMessageId", Value: m.MessageID},
		{Name: "NetworkMessageId", Value: org.IDText(m.ID)},
		{Name: "Subject", Value: m.Subject},
	}
	switch v.As {
	case AsSender:
		params = append(params, org.AuditParam{Name: "SendAsUserSmtp", Value: directory.Primary(whose)})
	case OnBehalfOf:
		params = append(params, org.AuditParam{Name: "SendOnBehalfOfUserSmtp", Value: directory.Primary(whose)})
	}
	return &org.Cause{Operation: action, Params: params}
}

// audited says whether an action with a mailbox is recorded.
func audited(e *org.Entry, set, action string) bool {
	if !directory.IsMailbox(directory.Details(e)) {
		return false
	}
	value := func(name string) *org.Entry {
		if _, ok := e.Props.Get(name); ok {
			return e
		}
		return presets()
	}
	return directory.Flag(value("AuditEnabled"), "AuditEnabled") && directory.HasWord(directory.Texts(value(set), set), action)
}
