package submit

import (
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
	"example.org/exosh/object"
)

// As says in which right a mailbox sends with an address.
type As int

// The rights.
const (
	AsNobody   As = iota // none
	AsOwner              // the address is the mailbox's own
	AsSender             // SendAs was granted: nothing shows who really sends
	OnBehalfOf           // GrantSendOnBehalfTo: the Sender field shows it
)

// A grant is the right to send with one address.
type grant struct {
	As        As
	Recipient *org.Entry // whose address it is; nil for AsNobody
	Primary   string     // its primary address
}

// A Verdict is as whom a message is sent.
type Verdict struct {
	As       As         // the least of the rights that its identities need
	Whose    *org.Entry // the mailbox in whose name it is sent
	Envelope string     // sender of the envelope, in place of the one given
	From     string     // value of From in place of the message's own; "" leaves it
	Sender   bool       // a Sender field with the mailbox's own address is missing
}

// identities says as whom a message is sent. All its identities must be the mailbox's own, or granted: the
// envelope's sender; From, Sender and their Resent- forms with every address in groups or lists; and whatever
// else in them reads like an address. may tells the right to an address; alias says whether a mailbox's
// other addresses may be seen outside of it, else its primary one takes their place.
func identities(h message.Header, envelope string, alias bool, may func(string) (grant, error)) (*Verdict, error) {
	v := &Verdict{}
	g, err := may(envelope)
	if err != nil {
		return nil, err
	}
	if err := v.need(g, envelope); err != nil {
		return nil, err
	}
	if v.Envelope = envelope; !alias && g.Primary != "" {
		v.Envelope = g.Primary
	}
	from, err := fromOf(h)
	if err != nil {
		return nil, err
	}
	if err := v.from(from, alias, may); err != nil {
		return nil, err
	}
	if len(from) > 1 || v.As == OnBehalfOf {
		v.Sender = !h.Has("Sender")
	}
	for _, name := range []string{"Sender", "Resent-From", "Resent-Sender"} {
		list, err := h.Addresses(name)
		if err != nil {
			return nil, smtpreply.Refuse("InvalidFrom").Because(err)
		}
		if err := v.others(name, list, may); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// fromOf returns the authors: there has to be one From field with one or more of them (RFC 5322, 3.6.2).
func fromOf(h message.Header) ([]message.Address, error) {
	list, err := h.Addresses("From")
	switch {
	case err != nil:
		return nil, smtpreply.Refuse("InvalidFrom").Because(err)
	case len(h.Values("From")) != 1, len(list) == 0, len(h.Values("Sender")) > 1:
		return nil, smtpreply.Refuse("InvalidFrom")
	}
	return list, nil
}

// from judges the authors.
func (v *Verdict) from(list []message.Address, alias bool, may func(string) (grant, error)) error {
	changed := false
	shown := make([]string, len(list))
	for i, a := range list {
		g, err := may(a.Address)
		if err != nil {
			return err
		}
		if err := v.need(g, a.Address); err != nil {
			return err
		}
		if i == 0 {
			v.Whose = g.Recipient
		}
		if err := v.claims(a, may); err != nil {
			return err
		}
		if !alias && !org.Matches(a.Address, g.Primary) {
			a.Address, changed = g.Primary, true
		}
		shown[i] = a.String()
	}
	if changed {
		v.From = strings.Join(shown, ", ")
	}
	return nil
}

// others judges a field beside From. Who sends on behalf of somebody says so in Sender, and so can't put the
// other into it.
func (v *Verdict) others(name string, list []message.Address, may func(string) (grant, error)) error {
	for _, a := range list {
		g, err := may(a.Address)
		if err != nil {
			return err
		}
		if name != "Resent-From" && g.As == OnBehalfOf {
			g = grant{}
		}
		if err := v.need(g, a.Address); err != nil {
			return err
		}
		if err := v.claims(a, may); err != nil {
			return err
		}
	}
	return nil
}

// claims judges what in an address's text reads like another one.
func (v *Verdict) claims(a message.Address, may func(string) (grant, error)) error {
	for _, c := range a.Claims {
		g, err := may(c)
		if err != nil {
			return err
		}
		if g.As == AsNobody {
			return denied(c)
		}
	}
	return nil
}

// need notes the right that an identity needs; it refuses one that nobody granted.
func (v *Verdict) need(g grant, address string) error {
	if g.As == AsNobody {
		return denied(address)
	}
	v.As = max(v.As, g.As)
	return nil
}

func denied(address string) error {
	return smtpreply.Refuse("SendAsDenied").Because(&deniedError{address})
}

// A deniedError names the address that was not granted, for the log.
type deniedError struct{ address string }

func (e *deniedError) Error() string { return "no right to send with " + e.address }

// grantOf looks up in which right a mailbox may send with an address.
func grantOf(tx org.Tx, me *org.Entry, address string) (grant, error) {
	if address == "" || len(address) > 320 {
		return grant{}, nil
	}
	e, err := org.One(tx, org.KindRecipient, org.SpaceSMTP, address)
	if org.IsNotFound(err) {
		return grant{}, nil
	}
	if err != nil {
		return grant{}, err
	}
	if !directory.LiveRecipient(e) {
		return grant{}, nil
	}
	as, err := rightTo(tx, me.ID, e)
	if err != nil || as == AsNobody {
		return grant{}, err
	}
	return grant{As: as, Recipient: e, Primary: directory.Primary(e)}, nil
}

func rightTo(tx org.Tx, me org.ID, e *org.Entry) (As, error) {
	if e.ID == me {
		return AsOwner, nil
	}
	var granted, denied []object.ADObjectID
	for _, p := range directory.SendAs(e) {
		if !directory.HasWord(p.Rights, "SendAs") {
			continue
		}
		if p.Deny {
			denied = append(denied, object.ADObjectID{ID: p.Trustee})
		} else {
			granted = append(granted, object.ADObjectID{ID: p.Trustee})
		}
	}
	no, err := directory.Within(tx, me, denied)
	if err != nil || no {
		return AsNobody, err
	}
	if yes, err := directory.Within(tx, me, granted); err != nil || yes {
		return AsSender, err
	}
	yes, err := directory.Within(tx, me, directory.References(e, "GrantSendOnBehalfTo"))
	if err != nil || !yes {
		return AsNobody, err
	}
	return OnBehalfOf, nil
}
