package mailroom

import (
	"cmp"
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// place notes where a message lies: mailboxes in order of their addresses, then the lab's outbox.
func (x *reading) place(a *arrival, items []*mail.Item) error {
	a.More = max(0, len(items)-mostPlaces)
	for _, i := range items[:len(items)-a.More] {
		p, err := x.placeOf(i)
		if err != nil {
			return err
		}
		a.Places = append(a.Places, p)
	}
	slices.SortStableFunc(a.Places, func(a, b place) int {
		if (a.Mailbox == "") != (b.Mailbox == "") {
			return cmp.Compare(b.Mailbox, a.Mailbox)
		}
		return cmp.Or(cmp.Compare(a.Mailbox, b.Mailbox), cmp.Compare(a.For, b.For))
	})
	return nil
}

func (x *reading) placeOf(i *mail.Item) (place, error) {
	if i.Box == mail.LabBox {
		return place{Folder: "Outbox of the lab", For: i.For, Item: i}, nil
	}
	o, err := x.owner(i.Box)
	if err != nil {
		return place{}, err
	}
	p := place{Mailbox: o.address, For: i.For, Item: i}
	if f := o.folders[i.Folder]; f != nil {
		p.Folder, p.sent = f.Name, f.Type == "SentItems"
	}
	return p, nil
}

// owner returns whose folders a store has. Of one that has no mailbox any more the address is its id.
func (x *reading) owner(id org.ID) (*owner, error) {
	if o := x.owners[id]; o != nil {
		return o, nil
	}
	o := &owner{address: org.IDText(id), folders: map[int64]*box.Folder{}}
	x.owners[id] = o
	e, err := org.One(x.tx, org.KindRecipient, org.SpaceExchangeGUID, org.IDText(id))
	if org.IsNotFound(err) {
		e, err = x.tx.Get(org.KindRecipient, id) // a Microsoft 365 group's
	}
	if org.IsNotFound(err) {
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	o.address = directory.Text(e, "PrimarySmtpAddress")
	b, err := box.Open(x.tx, e, box.Primary)
	if err != nil {
		return nil, err
	}
	for _, f := range b.Folders() {
		o.folders[f.Number] = f
	}
	return o, nil
}
