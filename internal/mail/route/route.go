// Package route decides where a message goes. It asks a View of the organisation and answers with one decision
// after the other: into this mailbox, out to that address, this group became its members, this recipient is
// refused, and why. Nothing is stored and nothing is sent here; package queue carries the decisions out.
package route

import (
	"iter"
	"slices"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A View is what routing asks the organisation for.
type View interface {
	// Accepts returns the accepted domain that a domain, folded, belongs to, and whether there is one.
	Accepts(domain string) (Domain, bool, error)
	// Named returns the recipient that has an address, nil where there is none.
	Named(address string) (*Recipient, error)
	// Get returns a recipient by its Guid, nil where there is none.
	Get(id org.ID) (*Recipient, error)
	// Members yields the members of a group as it is now, the subscribers of a Microsoft 365 group.
	Members(group *Recipient) iter.Seq2[*Recipient, error]
	// Within says whether a recipient belongs to one of the groups, through any number of groups.
	Within(id org.ID, groups []org.ID) (bool, error)
	// Served says whether the message was routed to that primary address before: it is asked when the rest of a
	// large group is routed.
	Served(address string) (bool, error)
	// Full says whether a mailbox has reached the size from which on it takes no mail.
	Full(mailbox *Recipient) (bool, error)
}

// A Domain is an accepted domain.
type Domain struct {
	Name string
	// Relay says that addresses which nobody has here are somebody's elsewhere (InternalRelay, ExternalRelay);
	// otherwise the organisation is authoritative, and nobody has them.
	Relay bool
}

// A Mail is a message with what decides its way.
type Mail struct {
	Sender     string // envelope sender, "" for notifications
	From       string // address of the From field, for restrictions; "" means Sender
	Submitter  org.ID // whose mailbox submitted it; zero for our own and for what came from outside
	Outside    bool   // another organisation handed it over
	Size       int64
	Recipients []mail.Recipient
	Plus       bool // local+tag@domain is local@domain, unless somebody has the address itself
	// MayForward says whether mail may be forwarded automatically to an address outside; nil means to any.
	MayForward func(address string) (bool, error)
	// ToOrCc says whether the header names one of the addresses as To or Cc; nil means yes. It is asked where that
	// matters.
	ToOrCc func(addresses ...string) (bool, error)
	// Most is after how many decisions the rest is left for later; 0 means never.
	Most int
}

// The bounds of what one message can lead to.
const (
	maxDepth      = 32      // groups and forwarders one after the other
	maxRecipients = 100_000 // of all groups together
)

// An Action is what is decided for one recipient.
type Action string

// The actions.
const (
	Deliver   Action = "deliver"   // into the mailbox To
	Send      Action = "send"      // out to Address
	Expand    Action = "expand"    // the group To became its members, who have decisions of their own
	Redirect  Action = "redirect"  // To keeps no copy and forwards to Address, which has a decision of its own
	Duplicate Action = "duplicate" // it has the message already, by another decision
	Fail      Action = "fail"      // refused, for the reason of Refusal
)

// A Decision is what happens for one recipient.
type Decision struct {
	Action    Action
	Recipient mail.Recipient   // as it was addressed, or as the group or forwarder before it is told of it
	To        *Recipient       // nil for an address that nobody has here
	Address   string           // primary address of To, or where the message goes outside
	Sender    string           // envelope sender from here on
	Members   int              // of Expand
	Refusal   *smtpreply.Error // of Fail
}

// A Plan is all that was decided for a message.
type Plan struct {
	Decisions []Decision
	Rest      []Rest // members of groups that are still to be routed
}

// A Rest is a recipient that is left for later.
type Rest struct {
	Sender    string
	Recipient mail.Recipient
}

// Deliveries decides where a message goes. Each mailbox and each address outside gets it once, however many
// groups and forwarders lead there; every recipient leads to a delivery or to a failure, or to an empty group.
// The error is the view's.
func Deliveries(v View, m *Mail) (*Plan, error) {
	x := &router{view: v, mail: m, seen: map[org.ID]bool{}, sent: map[string]bool{}, kept: map[string]bool{}}
	for _, r := range m.Recipients {
		x.resumed = x.resumed || len(r.Trail) > 0
	}
	for _, r := range m.Recipients {
		if err := x.address(hop{Recipient: r, sender: m.Sender}); err != nil {
			return nil, err
		}
	}
	return &Plan{Decisions: x.out, Rest: x.rest}, nil
}

// A router routes one message.
type router struct {
	view    View
	mail    *Mail
	resumed bool            // these are the rest of a large group
	seen    map[org.ID]bool // recipients that were decided upon
	sent    map[string]bool // addresses outside, folded
	kept    map[string]bool // addresses, folded, of mailboxes that the message was put into, or that refused it
	out     []Decision
	rest    []Rest
	who     *identity // of the sender, once it was asked for
}

// A hop is a recipient on its way to a decision.
type hop struct {
	mail.Recipient
	sender   string
	approved bool // a moderated group before it let the message through for those inside it too
}

// through returns the hop to the next recipient behind a group or a forwarder.
func (h hop) through(r *Recipient, address string) hop {
	next := h
	next.Address = address
	next.Trail = append(slices.Clip(h.Trail), org.Fold(r.Address))
	if next.Original == "" {
		next.Original = "rfc822;" + h.Address // RFC 3461, 5.2.7
	}
	return next
}

// silent takes back that success is to be reported: it was, or will be, for the recipient before (RFC 3461,
// 5.2.7.2).
func (h hop) silent() hop {
	if !slices.Contains(h.Notify, mail.NotifySuccess) {
		return h
	}
	h.Notify = slices.DeleteFunc(slices.Clone(h.Notify), func(n string) bool { return n == mail.NotifySuccess })
	if len(h.Notify) == 0 {
		h.Notify = []string{mail.NotifyNever}
	}
	return h
}

func (x *router) decide(d Decision) { x.out = append(x.out, d) }

func (x *router) fail(h hop, to *Recipient, refusal *smtpreply.Error) error {
	d := Decision{Action: Fail, Recipient: h.Recipient, To: to, Address: h.Address, Sender: h.sender, Refusal: refusal}
	if to != nil {
		d.Address = to.Address
	}
	x.decide(d)
	return nil
}

// address decides for an address, whoever has it.
func (x *router) address(h hop) error {
	domain, ok := domainOf(h.Address)
	if !ok {
		return x.fail(h, nil, smtpreply.Refuse("InvalidRecipient", "address", h.Address))
	}
	to, err := x.find(h.Address)
	if err != nil {
		return err
	}
	if to != nil {
		return x.recipient(h, to)
	}
	d, ours, err := x.view.Accepts(domain)
	if err != nil {
		return err
	}
	if ours && !d.Relay {
		return x.fail(h, nil, smtpreply.Refuse("RecipientNotFound", "address", h.Address))
	}
	return x.send(h, nil, h.Address)
}

// find returns who has an address, as it is or without its tag.
func (x *router) find(address string) (*Recipient, error) {
	to, err := x.view.Named(address)
	if to != nil || err != nil || !x.mail.Plus {
		return to, err
	}
	if base, ok := untagged(address); ok {
		return x.view.Named(base)
	}
	return nil, nil
}

// recipient decides for a recipient of the organisation.
func (x *router) recipient(h hop, to *Recipient) error {
	if i := slices.Index(h.Trail, org.Fold(to.Address)); i >= 0 {
		return x.circle(h, to, h.Trail[i:])
	}
	if len(h.Trail) >= maxDepth {
		return x.fail(h, to, smtpreply.Refuse("ExpandedTooFar"))
	}
	had, err := x.had(to)
	if err != nil {
		return err
	}
	if had {
		x.decide(Decision{Action: Duplicate, Recipient: h.Recipient, To: to, Address: to.Address, Sender: h.sender})
		return nil
	}
	x.seen[to.ID] = true
	refusal, err := x.refuses(&h, to)
	if err != nil {
		return err
	}
	if refusal != nil {
		return x.fail(h, to, refusal)
	}
	switch to.Kind {
	case Mailbox:
		return x.mailbox(h, to)
	case Outside:
		return x.outside(h, to)
	case Group:
		return x.group(h, to)
	case Unified:
		return x.unified(h, to)
	}
	return x.fail(h, to, smtpreply.Refuse("RecipientNotFound", "address", h.Address))
}

// had says whether a recipient was decided upon before.
func (x *router) had(to *Recipient) (bool, error) {
	if x.seen[to.ID] || !x.resumed {
		return x.seen[to.ID], nil
	}
	return x.view.Served(to.Address)
}

// circle decides for a recipient that the message comes back to. That is well where somebody on the way round
// has kept it.
func (x *router) circle(h hop, to *Recipient, round []string) error {
	if to.Kind == Mailbox && !slices.ContainsFunc(round, func(address string) bool { return x.kept[address] }) {
		return x.fail(h, to, smtpreply.Refuse("ForwardedInCircle"))
	}
	x.decide(Decision{Action: Duplicate, Recipient: h.Recipient, To: to, Address: to.Address, Sender: h.sender})
	return nil
}

// send lets the message out. What a mailbox forwarded to a group is forwarded to those behind it.
func (x *router) send(h hop, to *Recipient, address string) error {
	forwarded, err := x.forwarded(h)
	may := true
	if err == nil && forwarded {
		may, err = x.mayForward(address)
	}
	if err != nil {
		return err
	}
	if !may {
		return x.fail(h, to, smtpreply.Refuse("ForwardingOutsideOff"))
	}
	d := Decision{Action: Send, Recipient: h.Recipient, To: to, Address: address, Sender: h.sender}
	if key := org.Fold(address); x.sent[key] {
		d.Action = Duplicate
	} else {
		x.sent[key] = true
	}
	x.decide(d)
	return nil
}

// deliver puts the message into a mailbox, unless that is full.
func (x *router) deliver(h hop, to *Recipient) error {
	full, err := x.view.Full(to)
	if err != nil {
		return err
	}
	x.kept[org.Fold(to.Address)] = true
	if full {
		return x.fail(h, to, smtpreply.Refuse("RecipientMailboxFull"))
	}
	x.decide(Decision{Action: Deliver, Recipient: h.Recipient, To: to, Address: to.Address, Sender: h.sender})
	return nil
}
