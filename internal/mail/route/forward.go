package route

import (
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// mailbox puts the message into a mailbox, forwards it, or both.
func (x *router) mailbox(h hop, to *Recipient) error {
	if to.Forward.None() {
		return x.deliver(h, to)
	}
	next := h.through(to, "")
	if to.Forward.Keep {
		if err := x.deliver(h, to); err != nil {
			return err
		}
		next = next.silent()
	}
	target, address, err := x.target(to.Forward)
	switch {
	case err != nil:
		return err
	case target == nil && address == "":
		if to.Forward.Keep {
			return nil // what it forwards to was removed, and the message is kept
		}
		return x.fail(h, to, smtpreply.Refuse("ForwardingNowhere"))
	}
	return x.forward(h, next, to, target, address)
}

// target returns what a mailbox forwards to: a recipient, or an address outside.
func (x *router) target(f Forward) (*Recipient, string, error) {
	if f.To != (org.ID{}) {
		t, err := x.view.Get(f.To)
		if t == nil || err != nil {
			return nil, "", err
		}
		return t, t.Address, nil
	}
	t, err := x.find(f.Address)
	return t, f.Address, err
}

// forward sends the message on to a recipient, or to an address that nobody has here.
func (x *router) forward(h, next hop, to, target *Recipient, address string) error {
	next.Address = address
	out := address
	if target != nil {
		out = target.External
	}
	if !to.Forward.Keep {
		x.decide(Decision{Action: Redirect, Recipient: h.Recipient, To: to, Address: address, Sender: h.sender})
	}
	may, err := x.mayForward(out)
	if err != nil {
		return err
	}
	if !may {
		return x.fail(next, target, smtpreply.Refuse("ForwardingOutsideOff"))
	}
	if target != nil {
		return x.recipient(next, target)
	}
	return x.address(next)
}

// forwarded says whether a mailbox on the way forwarded the message.
func (x *router) forwarded(h hop) (bool, error) {
	for _, address := range h.Trail {
		if r, err := x.view.Named(address); err != nil || r != nil && r.Kind == Mailbox {
			return err == nil, err
		}
	}
	return false, nil
}

// mayForward says whether forwarded mail may go to an address; those inside, and none, may always.
func (x *router) mayForward(address string) (bool, error) {
	domain, ok := domainOf(address)
	if !ok || x.mail.MayForward == nil {
		return true, nil
	}
	if _, ours, err := x.view.Accepts(domain); err != nil || ours {
		return true, err
	}
	return x.mail.MayForward(address)
}

// outside lets the message out to the address of a contact or a mail user. One whose address somebody else has
// here gets it there.
func (x *router) outside(h hop, to *Recipient) error {
	domain, ok := domainOf(to.External)
	if !ok {
		return x.fail(h, to, smtpreply.Refuse("NoExternalAddress"))
	}
	other, err := x.view.Named(to.External)
	if err != nil {
		return err
	}
	if other != nil && other.ID != to.ID {
		return x.recipient(h.through(to, to.External), other)
	}
	d, ours, err := x.view.Accepts(domain)
	if err != nil {
		return err
	}
	if ours && !d.Relay {
		return x.fail(h, to, smtpreply.Refuse("NoExternalAddress"))
	}
	return x.send(h, to, to.External)
}
