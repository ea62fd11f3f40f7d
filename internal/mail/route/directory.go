package route

import (
	"iter"
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
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

// RecipientOf returns what routing knows of a recipient's entry.
func RecipientOf(e *org.Entry) *Recipient {
	r := &Recipient{ID: e.ID, Details: directory.Details(e), Address: directory.Primary(e), Box: directory.Guid(e, "ExchangeGuid")}
	switch {
	case directory.IsMailbox(r.Details):
		r.Kind = Mailbox
		r.Discovery = r.Details == directory.DiscoveryMailbox
		r.Forward = forwardOf(e)
	case directory.IsOutsider(r.Details):
		r.Kind = Outside
		if a, err := org.ParseProxyAddress(directory.Text(e, "ExternalEmailAddress")); err == nil && a.Prefix == "smtp" {
			r.External = a.Address
		}
	case r.Details == directory.UnifiedGroup:
		r.Kind = Unified
		if r.Box == (org.ID{}) {
			r.Box = e.ID
		}
	case directory.IsGroup(r.Details):
		r.Kind = Group
		r.Reports = reportsOf(e)
	}
	r.Managers = ids(e, "ManagedBy")
	r.NestedApproved = directory.Flag(e, "BypassNestedModerationEnabled")
	r.Restricts = restrictionsOf(e, r)
	return r
}

func forwardOf(e *org.Entry) Forward {
	f := Forward{Keep: directory.Flag(e, "DeliverToMailboxAndForward")}
	if to := directory.References(e, "ForwardingAddress"); len(to) > 0 {
		f.To = to[0].ID
	}
	if a, err := org.ParseProxyAddress(directory.Text(e, "ForwardingSmtpAddress")); err == nil {
		f.Address = a.Address
	}
	return f
}

// reportsOf says where reports of failures behind a group go. One of the two switches is on; with both, the sender
// is told.
func reportsOf(e *org.Entry) Reports {
	switch {
	case flag(e, "ReportToOriginatorEnabled", true):
		return ToSender
	case directory.Flag(e, "ReportToManagerEnabled"):
		return ToManager
	}
	return ToNobody
}

func restrictionsOf(e *org.Entry, r *Recipient) Restrictions {
	group := r.Kind == Group || r.Kind == Unified
	x := Restrictions{
		Only: ids(e, "AcceptMessagesOnlyFrom"), OnlyOf: ids(e, "AcceptMessagesOnlyFromDLMembers"),
		Never: ids(e, "RejectMessagesFrom"), NeverOf: ids(e, "RejectMessagesFromDLMembers"),
		Inside:    flag(e, "RequireSenderAuthenticationEnabled", group),
		Moderated: directory.Flag(e, "ModerationEnabled"), Moderators: ids(e, "ModeratedBy"),
		Unmoderated: ids(e, "BypassModerationFromSendersOrMembers"),
	}
	if len(x.Moderators) == 0 {
		x.Moderators = r.Managers
	}
	x.MaxSize = maxReceive(e, r.Kind)
	return x
}

// maxReceive returns the largest message that a recipient takes. A mailbox without a value of its own has that of
// a new one.
func maxReceive(e *org.Entry, k Kind) int64 {
	v, ok := e.Props.Get("MaxReceiveSize")
	if !ok && k == Mailbox {
		v = directory.Presets()["MaxReceiveSize"]
	}
	return bytesOf(v)
}

func ids(e *org.Entry, name string) []org.ID {
	refs := directory.References(e, name)
	if len(refs) == 0 {
		return nil
	}
	list := make([]org.ID, len(refs))
	for i, r := range refs {
		list[i] = r.ID
	}
	return list
}

// flag returns a property that is a switch, or what it is where the entry has no value of its own.
func flag(e *org.Entry, name string, usual bool) bool {
	v, _ := e.Props.Get(name)
	if b, ok := v.(bool); ok {
		return b
	}
	return usual
}

// bytesOf returns a size, 0 for Unlimited and for none.
func bytesOf(v object.Value) int64 {
	if u, ok := v.(object.Unlimited); ok {
		v = u.Value
	}
	n, _ := v.(object.ByteQuantifiedSize)
	return int64(n)
}
