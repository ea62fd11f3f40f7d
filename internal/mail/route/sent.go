package route

import (
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// Sent returns the mailboxes whose Sent Items a message belongs into that a mailbox submitted: its own, and the one
// in whose name it was sent, each if it wants to have it.
func (d *Directory) Sent(submitter org.ID, from string) ([]*Recipient, error) {
	if submitter == (org.ID{}) {
		return nil, nil
	}
	var list []*Recipient
	own, err := d.Get(submitter)
	if err != nil {
		return nil, err
	}
	if own != nil && own.Kind == Mailbox && own.Copies.Own {
		list = append(list, own)
	}
	other, err := d.Named(from)
	if err != nil || other == nil || other.Kind != Mailbox || other.ID == submitter || !other.Copies.As && !other.Copies.Behalf {
		return list, err
	}
	as, err := d.maySendAs(other, submitter)
	if err == nil && (as && other.Copies.As || !as && other.Copies.Behalf) {
		list = append(list, other)
	}
	return list, err
}

// maySendAs says whether a recipient may send as the mailbox; who sends in its name without that sends on its
// behalf.
func (d *Directory) maySendAs(mailbox *Recipient, who org.ID) (bool, error) {
	e, err := d.Tx.Get(org.KindRecipient, mailbox.ID)
	if err != nil {
		return false, err
	}
	var trustees []org.ID
	for _, p := range directory.SendAs(e) {
		if !p.Deny && slices.Contains(p.Rights, "SendAs") && p.Trustee != directory.Self {
			trustees = append(trustees, p.Trustee)
		}
	}
	if slices.Contains(trustees, who) || len(trustees) == 0 {
		return len(trustees) > 0, nil
	}
	return d.Within(who, trustees)
}
