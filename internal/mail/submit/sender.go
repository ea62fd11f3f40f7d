package submit

import (
	"context"
	"errors"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A Sender is a mailbox that is signed in on one connection. Its methods are called one after the other, as
// a connection's commands are; it must be closed when the connection ends.
//
// Whatever they refuse is a *smtpreply.Error with the reply for the client. Any other error is a fault of the
// store, which concerns clients as Deferred.
type Sender struct {
	Principal
	Mailbox org.ID // Guid of the mailbox

	service *Service
	chance  int  // of basic authentication being refused, drawn once
	slot    bool // the connection is counted

	began    time.Time // when it signed in
	standing *standing // what that rested on; nil until it was read
}

// SignIn checks a credential and whether the mailbox behind it may submit mail.
func (s *Service) SignIn(ctx context.Context, c Credential) (*Sender, error) {
	began := s.now()
	p, err := s.Identity.Authenticate(ctx, c)
	switch {
	case errors.Is(err, ErrCredential):
		return nil, smtpreply.Refuse("WrongCredentials").Because(err)
	case err != nil:
		return nil, smtpreply.Refuse("AuthTemporary").Because(err)
	}
	x := &Sender{Principal: p, service: s, began: began}
	if x.chance, err = s.drawn(); err != nil {
		return nil, smtpreply.Refuse("AuthTemporary").Because(err)
	}
	b, err := x.look(ctx)
	if err != nil {
		return nil, smtpreply.Refuse("AuthTemporary").Because(err)
	}
	if err := x.decide(b).refusal(); err != nil {
		return nil, err
	}
	x.Mailbox = b.entry.ID
	x.connect(b)
	return x, nil
}

// connect counts the connection, if there is room for one more.
func (x *Sender) connect(b *mailbox) bool {
	x.slot = x.slot || x.service.slots.take(x.Mailbox, b.tenant.limits.Get(limit.ConcurrentConnections))
	return x.slot
}

// Close ends the connection.
func (x *Sender) Close() {
	if x.slot {
		x.slot = false
		x.service.slots.give(x.Mailbox)
	}
}

// Mail begins a message: MAIL FROM with the size that the client declared, 0 where it did not. Nobody submits
// notifications, so there has to be a sender; whether it is one that the mailbox may use is decided with the
// header.
func (x *Sender) Mail(ctx context.Context, e *mail.Envelope, size int64) error {
	if e.Sender == "" {
		return smtpreply.Refuse("SendAsDenied").Because(errors.New("the null sender is for notifications"))
	}
	b, err := x.look(ctx)
	if err != nil {
		return err
	}
	return b.fits(size)
}

// fits refuses a message that is too large.
func (b *mailbox) fits(size int64) error {
	if size > b.maxSize() {
		return smtpreply.Refuse("TooLarge")
	}
	return nil
}

// Recipient judges one more RCPT TO of a message; e holds those that were accepted so far, without r. More
// than there may be are put off one by one, so that a program sends to them with its next message. Whether
// somebody inside exists is the router's to say; mail for outside has to have a way there.
func (x *Sender) Recipient(ctx context.Context, e *mail.Envelope, r mail.Recipient) error {
	b, err := x.look(ctx)
	if err != nil {
		return err
	}
	if int64(len(e.Recipients)) >= b.maxRecipients() {
		return smtpreply.Refuse("RecipientLimit")
	}
	if x.service.Outside == nil || b.inside(r.Address) {
		return nil
	}
	return x.leaves(ctx, b, domainOf(r.Address))
}

// leaves refuses a domain that no mail goes to.
func (x *Sender) leaves(ctx context.Context, b *mailbox, domain string) error {
	b.mu.Lock()
	refusal, ok := b.outside[domain]
	b.mu.Unlock()
	if ok {
		return refusal
	}
	err := x.view(ctx, func(tx org.Tx) error {
		_, err := x.service.Outside.Destination(tx, domain)
		return err
	})
	var status *mail.Status
	if errors.As(err, &status) {
		err = &smtpreply.Error{Reply: smtpreply.Reply{Name: "UnableToRelay", Code: status.Code, Enhanced: status.Enhanced, Text: status.Text}, Text: status.Text}
	} else if err != nil {
		return err
	}
	b.mu.Lock()
	b.outside[domain] = err
	b.mu.Unlock()
	return err
}

// Data says before the content is transferred whether a message of the mailbox can be accepted now.
func (x *Sender) Data(ctx context.Context, _ *mail.Envelope) error {
	b, err := x.look(ctx)
	if err != nil {
		return err
	}
	return x.ready(b)
}

func (x *Sender) ready(b *mailbox) error {
	if err := x.decide(b).refusal(); err != nil {
		return err
	}
	switch {
	case !x.connect(b):
		return smtpreply.Refuse("ConcurrentLimit")
	case b.tenant.blocked[x.Mailbox]:
		return smtpreply.Refuse("BadSender")
	case b.full:
		return smtpreply.Refuse("MailboxFull")
	}
	return nil
}

// refusal returns the reply of a decision; nil where it allows.
func (d Decision) refusal() error {
	if d.Allowed {
		return nil
	}
	return smtpreply.Refuse(d.Refusal).Because(errors.New(d.Reason))
}

// caller returns who acts, for the store.
func (x *Sender) caller(cause *org.Cause) *org.Caller {
	c := &org.Caller{Tenant: x.Tenant, Actor: x.UPN, ActorID: x.Account, Client: clientName, Cause: cause}
	if x.Address.IsValid() {
		c.Address = x.Address.String()
	}
	return c
}

// clientName is what the audit trail calls the submission service.
const clientName = "Authenticated SMTP"
