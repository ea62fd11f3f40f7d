package route

import (
	"example.org/exosh/internal/smtpreply"
)

// group replaces a group by its members. Members without mail are passed over.
func (x *router) group(h hop, g *Recipient) error {
	at := len(x.out)
	x.decide(Decision{Action: Expand, Recipient: h.Recipient, To: g, Address: g.Address, Sender: h.sender})
	next, err := x.behind(h, g)
	if err != nil {
		return err
	}
	n, err := x.members(next, g, nil)
	x.out[at].Members = n
	return err
}

// unified puts the message into the mailbox of a Microsoft 365 group and sends it to who subscribed to it. The
// sender gets no copy of the own message.
func (x *router) unified(h hop, g *Recipient) error {
	if err := x.deliver(h, g); err != nil {
		return err
	}
	next, err := x.behind(h, g)
	if err != nil {
		return err
	}
	who, err := x.sender()
	if err != nil {
		return err
	}
	_, err = x.members(next, g, func(m *Recipient) bool { return m.ID == who.id })
	return err
}

// members decides for the members of a group, or leaves them for later. It returns how many there are.
func (x *router) members(next hop, g *Recipient, skip func(*Recipient) bool) (int, error) {
	n := 0
	for m, err := range x.view.Members(g) {
		if err != nil {
			return n, err
		}
		if m == nil || m.Kind == Nothing || m.Address == "" || skip != nil && skip(m) {
			continue
		}
		if len(x.rest)+len(x.out) >= maxRecipients {
			return n, x.fail(next, g, smtpreply.Refuse("ExpandedTooFar"))
		}
		n++
		child := next
		child.Address = m.Address
		if x.mail.Most > 0 && len(x.out) >= x.mail.Most {
			x.rest = append(x.rest, Rest{Sender: child.sender, Recipient: child.Recipient})
			continue
		}
		if err := x.recipient(child, m); err != nil {
			return n, err
		}
	}
	return n, nil
}

// behind returns the hop to the members of a group, with the sender that reports go to.
func (x *router) behind(h hop, g *Recipient) (hop, error) {
	next := h.through(g, g.Address).silent()
	if g.Reports == ToSender || h.sender == "" {
		return next, nil
	}
	next.sender = ""
	if g.Reports == ToNobody {
		return next, nil
	}
	for _, id := range g.Managers {
		m, err := x.view.Get(id)
		if err != nil {
			return next, err
		}
		if m != nil && m.Address != "" {
			next.sender = m.Address
			break
		}
	}
	return next, nil
}
