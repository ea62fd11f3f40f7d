package submit

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/org"
)

// A mailbox is what is known of a sender's mailbox at a time. All connections of the mailbox share it.
type mailbox struct {
	at     time.Time
	tenant *tenant
	entry  *org.Entry // nil where the account has none
	facts  Facts      // but for what concerns one connection
	full   bool       // ProhibitSendQuota is reached

	standing *standing // of the account; nil where it is gone

	mu      sync.Mutex
	grants  map[string]grant // as whom it may send, by folded address, as far as it was asked
	outside map[string]error // what domains outside are refused with, as far as it was asked
}

// look returns what is known of the sender's mailbox, read anew where that is too long ago.
func (x *Sender) look(ctx context.Context) (*mailbox, error) {
	now := x.service.now()
	b := x.service.boxes.get(x.account())
	if b != nil && !now.Before(b.at) && now.Sub(b.at) < believed && x.decide(b).Allowed {
		return b, nil
	}
	err := x.view(ctx, func(tx org.Tx) error {
		var err error
		b, err = x.service.mailbox(ctx, tx, x.Account)
		return err
	})
	if err == nil {
		x.service.boxes.put(x.account(), b)
	}
	return b, err
}

func (x *Sender) account() account { return account{x.Tenant, x.Account} }

// decide says whether the sender may submit.
func (x *Sender) decide(b *mailbox) Decision {
	f := b.facts
	f.Method, f.Chance, f.Ended = x.Method, x.chance, x.ended(b)
	return Decide(f)
}

func (x *Sender) view(ctx context.Context, fn func(org.Tx) error) error {
	return x.service.Store.View(org.WithCaller(ctx, x.caller(nil)), fn)
}

// mailbox reads what is known of an account's mailbox.
func (s *Service) mailbox(ctx context.Context, tx org.Tx, account org.ID) (*mailbox, error) {
	t, err := s.tenant(ctx, tx)
	if err != nil {
		return nil, err
	}
	setting, enabled := BasicSetting(t.home.Entry)
	b := &mailbox{at: s.now(), tenant: t, grants: map[string]grant{}, outside: map[string]error{}}
	b.facts = Facts{EOP: t.info.Kind == kindEOP, Blocked: true, Basic: BasicAt(setting, b.at), Enabled: enabled}
	a, _, err := org.AccountByID(tx, account)
	if err != nil && !org.IsNotFound(err) {
		return nil, err
	}
	if err == nil {
		b.facts.Blocked, b.facts.Licence, b.standing = !a.Enabled, t.hasLicence(a), standingOf(a)
	}
	if b.entry, err = mailboxOf(tx, account); err != nil || b.entry == nil {
		return b, err
	}
	return b, b.complete(tx, &b.facts)
}

// kindEOP is the kind of a tenant that is standalone Exchange Online Protection.
const kindEOP = "eop"

func (t *tenant) hasLicence(a *org.Account) bool {
	for _, p := range a.Plans {
		if t.licences[org.Fold(p)] {
			return true
		}
	}
	return false
}

// mailboxOf returns the mailbox of an account, nil where it has none.
func mailboxOf(tx org.Tx, account org.ID) (*org.Entry, error) {
	for e, err := range tx.ByKey(org.SpaceOID, org.IDText(account)) {
		if err != nil {
			return nil, err
		}
		if e.Kind == org.KindRecipient && directory.LiveMailbox(e) {
			return e, nil
		}
	}
	return nil, nil
}

// complete adds what the mailbox itself and its policy say.
func (b *mailbox) complete(tx org.Tx, f *Facts) error {
	f.Mailbox, f.TenantOff = directory.Details(b.entry), b.tenant.transport.SMTPDisabled()
	if v, ok := b.entry.Props.Get("SmtpClientAuthenticationDisabled"); ok && v != nil {
		off, _ := v.(bool)
		f.MailboxOff = &off
	}
	policy := b.tenant.policy
	for _, r := range directory.References(b.entry, "AuthenticationPolicy") {
		policy = r.ID
	}
	if policy != (org.ID{}) {
		e, err := tx.Get(directory.KindAuthPolicy, policy)
		if err != nil && !org.IsNotFound(err) {
			return err
		}
		if err == nil {
			f.Policy, f.PolicyOff = directory.Text(e, "Name"), !directory.Flag(e, "AllowBasicAuthSmtp")
		}
	}
	status, err := box.Room(tx, b.entry)
	b.full = status == box.ProhibitSend || status == box.MailboxDisabled
	return err
}

// maxSize returns how many bytes a message of the mailbox may have.
func (b *mailbox) maxSize() int64 {
	most := b.tenant.limits.Get(limit.MessageSize)
	if n := b.number("MaxSendSize"); n > 0 {
		most = min(most, n)
	}
	return most
}

// maxRecipients returns how many recipients a message of the mailbox may have.
func (b *mailbox) maxRecipients() int64 {
	most := b.tenant.limits.Get(limit.RecipientsPerMessage)
	for _, n := range []int64{b.number("RecipientLimits"), b.tenant.transport.MaxRecipients()} {
		if n > 0 {
			most = min(most, n)
		}
	}
	return most
}

// number returns a property of the mailbox that is a limit; 0 where it is Unlimited.
func (b *mailbox) number(name string) int64 {
	e := b.entry
	if _, ok := e.Props.Get(name); !ok {
		e = presets()
	}
	n, _ := directory.Number(e, name)
	return n
}

// inside says whether an address is in one of the organisation's domains.
func (b *mailbox) inside(address string) bool { return b.tenant.domains[domainOf(address)] }

// domainOf returns the domain of an address, folded.
func domainOf(address string) string {
	return org.Fold(address[strings.LastIndexByte(address, '@')+1:])
}

// drawn returns 0 to 99, each as likely as the others to within a part in a million.
func (s *Service) drawn() (int, error) {
	var b [4]byte
	if _, err := io.ReadFull(s.random(), b[:]); err != nil {
		return 0, fmt.Errorf("draw a number: %w", err)
	}
	return int(binary.BigEndian.Uint32(b[:]) % 100), nil
}
