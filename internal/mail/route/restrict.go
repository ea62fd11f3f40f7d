package route

import (
	"slices"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// An identity is who sends, as far as recipients care.
type identity struct {
	id     org.ID // Guid of the recipient that sends; zero for a stranger
	inside bool   // it signed in here
	ours   bool   // the organisation's own notification, which nobody refuses
}

// sender returns who sends. Somebody from outside is known by the contact that has the address, and never taken
// for somebody who has a mailbox here.
func (x *router) sender() (*identity, error) {
	if x.who != nil {
		return x.who, nil
	}
	m := x.mail
	who := &identity{inside: m.Submitter != (org.ID{}), ours: m.Submitter == (org.ID{}) && m.Sender == "" && !m.Outside}
	address := m.From
	if address == "" {
		address = m.Sender
	}
	if address != "" && !who.ours {
		r, err := x.view.Named(address)
		if err != nil {
			return nil, err
		}
		if r != nil && (who.inside || r.Kind == Outside) {
			who.id = r.ID
		}
	}
	if who.id == (org.ID{}) {
		who.id = m.Submitter
	}
	x.who = who
	return who, nil
}

// refuses returns why a recipient does not take the message, nil where it does.
func (x *router) refuses(h *hop, to *Recipient) (*smtpreply.Error, error) {
	who, err := x.sender()
	if err != nil || who.ours {
		return nil, err
	}
	rules := &to.Restricts
	switch {
	case to.Discovery:
		return smtpreply.Refuse("MailboxTakesNoMail"), nil
	case rules.MaxSize > 0 && x.mail.Size > rules.MaxSize:
		return smtpreply.Refuse("RecipientSizeLimit"), nil
	case rules.Inside && !who.inside:
		return outsider(to), nil
	}
	allowed, err := x.allowed(who, rules)
	if err != nil {
		return nil, err
	}
	if !allowed {
		return unwelcome(to), nil
	}
	if hidden, err := x.hidden(who, h, to); hidden != nil || err != nil {
		return hidden, err
	}
	return x.moderated(who, h, to)
}

// hidden returns why a group does not take the message that has to be named in it. Groups inside of it, and senders
// from outside, are not asked.
func (x *router) hidden(who *identity, h *hop, to *Recipient) (*smtpreply.Error, error) {
	if !to.NoBcc || !who.inside || len(h.Trail) > 0 || x.mail.ToOrCc == nil {
		return nil, nil
	}
	named, err := x.mail.ToOrCc(h.Address, to.Address)
	if err != nil || named {
		return nil, err
	}
	return smtpreply.Refuse("BccBlocked"), nil
}

// allowed says whether the lists of a recipient let the sender through. Who is on both is refused.
func (x *router) allowed(who *identity, r *Restrictions) (bool, error) {
	refused, err := x.listed(who, r.Never, r.NeverOf)
	if err != nil || refused {
		return false, err
	}
	if len(r.Only)+len(r.OnlyOf) == 0 {
		return true, nil
	}
	return x.listed(who, r.Only, r.OnlyOf)
}

// listed says whether the sender is one of the recipients, or belongs to one of the groups.
func (x *router) listed(who *identity, recipients, groups []org.ID) (bool, error) {
	if who.id == (org.ID{}) {
		return false, nil
	}
	if slices.Contains(recipients, who.id) || len(groups) == 0 {
		return slices.Contains(recipients, who.id), nil
	}
	return x.view.Within(who.id, groups)
}

// moderated returns why a moderated recipient does not take the message unseen. Moderators, those that they let
// through, and what a group before has let through need no approval.
func (x *router) moderated(who *identity, h *hop, to *Recipient) (*smtpreply.Error, error) {
	r := &to.Restricts
	if !r.Moderated || h.approved {
		return nil, nil
	}
	ok, err := x.listed(who, r.Moderators, nil)
	if err == nil && !ok {
		ok, err = x.listed(who, r.Unmoderated, r.Unmoderated)
	}
	if err != nil {
		return nil, err
	}
	if !ok {
		return smtpreply.Refuse("ModerationMissing"), nil
	}
	h.approved = to.NestedApproved
	return nil, nil
}

func outsider(to *Recipient) *smtpreply.Error {
	switch to.Kind {
	case Group, Unified:
		return smtpreply.Refuse("GroupRefusesOutsiders")
	case Outside:
		return smtpreply.Refuse("MailUserRefusesOutsiders")
	}
	return smtpreply.Refuse("MailboxRefusesOutsiders")
}

func unwelcome(to *Recipient) *smtpreply.Error {
	if to.Kind == Group || to.Kind == Unified {
		return smtpreply.Refuse("GroupRestricted")
	}
	return smtpreply.Refuse("RecipientRestricted")
}
