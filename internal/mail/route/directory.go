package route

import (
	"iter"
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// A Directory is the View of a transaction. It remembers what it has read, so that a batch of messages reads each
// recipient once; it is used within its transaction only.
type Directory struct {
	Tx org.Tx // without a scope: who may send to whom does not follow from what the caller may see
	// Dynamic yields the members of a dynamic group; nil means that they have none.
	Dynamic func(tx org.Tx, group *org.Entry) iter.Seq2[*org.Entry, error]
	// Message is the message that is routed.
	Message org.ID

	domains map[string]*org.Entry
	named   map[string]*Recipient
	byID    map[org.ID]*Recipient
	full    map[org.ID]bool
}

// Accepts returns the accepted domain that is the domain, or that has it as a subdomain and says so
// (MatchSubDomains). One that is still to be verified is none.
func (d *Directory) Accepts(domain string) (Domain, bool, error) {
	if err := d.loadDomains(); err != nil {
		return Domain{}, false, err
	}
	for name, sub := domain, false; ; sub = true {
		if e := d.domains[name]; e != nil && (!sub || directory.Flag(e, "MatchSubDomains")) {
			return Domain{Name: name, Relay: strings.HasSuffix(directory.Text(e, "DomainType"), "Relay")}, true, nil
		}
		_, rest, found := strings.Cut(name, ".")
		if !found {
			return Domain{}, false, nil
		}
		name = rest
	}
}

func (d *Directory) loadDomains() error {
	if d.domains != nil {
		return nil
	}
	domains := map[string]*org.Entry{}
	for e, err := range d.Tx.Find(org.Query{Kind: org.KindAcceptedDomain}) {
		if err != nil {
			return err
		}
		if !directory.Flag(e, "PendingCompletion") {
			domains[org.Fold(directory.Text(e, "DomainName"))] = e
		}
	}
	d.domains = domains
	return nil
}

// Named returns the recipient that has an address. Removed ones have none.
func (d *Directory) Named(address string) (*Recipient, error) {
	key := org.Fold(address)
	if r, known := d.named[key]; known {
		return r, nil
	}
	var found *Recipient
	for e, err := range d.Tx.ByKey(org.SpaceSMTP, key) {
		if err != nil {
			return nil, err
		}
		if e.Kind == org.KindRecipient && directory.Live(e) {
			found = d.remember(e)
		}
	}
	if d.named == nil {
		d.named = map[string]*Recipient{}
	}
	d.named[key] = found
	return found, nil
}

// Get returns a recipient by its Guid, nil where it was removed.
func (d *Directory) Get(id org.ID) (*Recipient, error) {
	if r, known := d.byID[id]; known {
		return r, nil
	}
	e, err := d.Tx.Get(org.KindRecipient, id)
	if org.IsNotFound(err) || err == nil && !directory.Live(e) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return d.remember(e), nil
}

func (d *Directory) remember(e *org.Entry) *Recipient {
	if d.byID == nil {
		d.byID = map[org.ID]*Recipient{}
	}
	r := d.byID[e.ID]
	if r == nil {
		r = RecipientOf(e)
		d.byID[e.ID] = r
	}
	return r
}

// Members yields the members of a group, the subscribers of a Microsoft 365 group.
func (d *Directory) Members(g *Recipient) iter.Seq2[*Recipient, error] {
	return func(yield func(*Recipient, error) bool) {
		e, err := d.Tx.Get(org.KindRecipient, g.ID)
		if err != nil {
			yield(nil, err)
			return
		}
		if g.Details == directory.DynamicGroup {
			d.dynamic(e, yield)
			return
		}
		list := "Members"
		if g.Kind == Unified {
			list = "Subscribers"
		}
		for _, ref := range directory.References(e, list) {
			m, err := d.Get(ref.ID)
			if m == nil && err == nil {
				continue
			}
			if !yield(m, err) {
				return
			}
		}
	}
}

func (d *Directory) dynamic(e *org.Entry, yield func(*Recipient, error) bool) {
	if d.Dynamic == nil {
		return
	}
	for m, err := range d.Dynamic(d.Tx, e) {
		if err != nil {
			yield(nil, err)
			return
		}
		if !yield(d.remember(m), nil) {
			return
		}
	}
}

// Within says whether a recipient belongs to one of the groups, through any number of groups.
func (d *Directory) Within(id org.ID, groups []org.ID) (bool, error) {
	seen := map[org.ID]bool{}
	for len(groups) > 0 {
		g := groups[0]
		groups = groups[1:]
		if seen[g] {
			continue
		}
		seen[g] = true
		members, found, err := d.membersOf(g, id)
		if err != nil || found {
			return found, err
		}
		groups = append(slices.Clip(groups), members...)
	}
	return false, nil
}

// membersOf returns what a group holds, and whether id is among them.
func (d *Directory) membersOf(group, id org.ID) (members []org.ID, found bool, err error) {
	e, err := d.Tx.Get(org.KindRecipient, group)
	if org.IsNotFound(err) || err == nil && !directory.Live(e) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if directory.Details(e) == directory.DynamicGroup {
		if d.Dynamic == nil {
			return nil, false, nil
		}
		for m, err := range d.Dynamic(d.Tx, e) {
			if err != nil || m.ID == id {
				return nil, err == nil, err
			}
		}
		return nil, false, nil
	}
	for _, ref := range directory.References(e, "Members") {
		if ref.ID == id {
			return nil, true, nil
		}
		members = append(members, ref.ID)
	}
	return members, false, nil
}

// Served says whether the message has a trace of that recipient.
func (d *Directory) Served(address string) (bool, error) {
	m, err := mail.In(d.Tx)
	if err != nil {
		return false, err
	}
	_, err = m.Trace(d.Message, address)
	if org.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Full says whether a mailbox has reached its ProhibitSendReceiveQuota. Groups have none.
func (d *Directory) Full(mailbox *Recipient) (bool, error) {
	if mailbox.Kind != Mailbox {
		return false, nil
	}
	if full, known := d.full[mailbox.ID]; known {
		return full, nil
	}
	e, err := d.Tx.Get(org.KindRecipient, mailbox.ID)
	if err != nil {
		return false, err
	}
	status, err := box.Room(d.Tx, e)
	if err != nil {
		return false, err
	}
	if d.full == nil {
		d.full = map[org.ID]bool{}
	}
	d.full[mailbox.ID] = status == box.MailboxDisabled
	return d.full[mailbox.ID], nil
}
