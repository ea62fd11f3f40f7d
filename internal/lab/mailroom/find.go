package mailroom

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// mostSearched is how many messages one search looks at, newest first, unless a room says otherwise.
const mostSearched = 5000

// mostPlaces is how many places of one message are shown.
const mostPlaces = 200

// outbox is how a query names the lab's outbox in place of a mailbox.
const outbox = "outbox"

// A query selects messages that arrived. Empty fields select all.
type query struct {
	To      string // address that the message was delivered for, or of the mailbox that it is in
	From    string // address of the From field
	Subject string // part of the subject, in any case
	Text    string // part of the subject or of an address, in any case
	Mailbox string // address of a mailbox whose folders are shown, Sent Items too; "outbox" for the lab's outbox
	Since   time.Time
	Limit   int

	box org.ID // of To or Mailbox, where that is a mailbox
}

// An arrival is a message with where it lies.
type arrival struct {
	*mail.Message
	Places []place
	More   int // places that are left out, because there are so many
}

// A place is a folder that holds a message.
type place struct {
	Mailbox string // primary address; "" for the lab's outbox
	Folder  string // display name
	For     string // address that it was delivered for
	Item    *mail.Item
	sent    bool // Sent Items: it did not arrive there
}

// A found says what a search found.
type found struct {
	List     []arrival
	Complete bool // false where older messages were not looked at
}

// find returns what a query selects, newest first.
func (r *Room) find(ctx context.Context, q query) (found, error) {
	var f found
	err := r.view(ctx, func(x *reading) error {
		if err := x.aim(&q); err != nil {
			return err
		}
		var err error
		f, err = x.find(q)
		return err
	})
	return f, err
}

// look returns the messages of these ids that a query selects.
func (r *Room) look(ctx context.Context, q query, ids []org.ID) (list []arrival, err error) {
	err = r.view(ctx, func(x *reading) error {
		list = nil
		if err := x.aim(&q); err != nil {
			return err
		}
		for _, id := range ids {
			m, err := x.mail.Message(id)
			if org.IsNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			a, ok, err := x.take(q, m)
			if err != nil {
				return err
			}
			if ok {
				list = append(list, a)
			}
		}
		return nil
	})
	return list, err
}

// A reading is one transaction that looks at mail.
type reading struct {
	tx     org.Tx
	mail   mail.Tx
	most   int // messages that a search looks at
	owners map[org.ID]*owner
}

// An owner is a mailbox whose folders hold something.
type owner struct {
	address string
	folders map[int64]*box.Folder
}

func (x *reading) find(q query) (found, error) {
	f := found{Complete: true}
	var before org.ID
	for seen := 0; ; {
		list, err := x.mail.Messages(before, 200)
		if err != nil || len(list) == 0 {
			return f, err
		}
		for _, m := range list {
			if m.Received.Before(q.Since) {
				return f, nil // ids grow with time
			}
			if seen++; seen > x.most {
				f.Complete = false
				return f, nil
			}
			a, ok, err := x.take(q, m)
			if err != nil {
				return f, err
			}
			if ok {
				f.List = append(f.List, a)
			}
			if len(f.List) >= q.Limit {
				return f, nil
			}
		}
		before = list[len(list)-1].ID
	}
}

// aim finds the mailbox that a query names.
func (x *reading) aim(q *query) error {
	address := cmp.Or(q.Mailbox, q.To)
	if q.Mailbox == outbox {
		q.box = mail.LabBox
		return nil
	}
	if address == "" {
		return nil
	}
	e, err := org.One(x.tx, org.KindRecipient, org.SpaceSMTP, address)
	if org.IsNotFound(err) {
		return nil
	}
	if err == nil {
		q.box = directory.StoreID(e)
	}
	return err
}

// take looks at one message.
func (x *reading) take(q query, m *mail.Message) (arrival, bool, error) {
	a := arrival{Message: m}
	if m.Received.Before(q.Since) || q.From != "" && !org.Matches(q.From, m.From) || !holds(m.Subject, q.Subject) {
		return a, false, nil
	}
	items, err := x.mail.Holders(m.ID)
	if err != nil {
		return a, false, err
	}
	if items = slices.DeleteFunc(items, func(i *mail.Item) bool { return !q.means(i) }); len(items) == 0 {
		return a, false, nil
	}
	if err := x.place(&a, items); err != nil {
		return a, false, err
	}
	arrived := slices.ContainsFunc(a.Places, func(p place) bool { return !p.sent || q.Mailbox != "" })
	return a, arrived && (q.Text == "" || a.mentions(q.Text)), nil
}

// means says whether a query can mean a message because it lies there.
func (q query) means(i *mail.Item) bool {
	switch {
	case q.Mailbox != "":
		return i.Box == q.box && q.box != (org.ID{})
	case q.To != "":
		return org.Matches(q.To, i.For) || i.Box == q.box && q.box != (org.ID{})
	}
	return true
}

// To returns where a message arrived; where it was sent from, if it arrived nowhere.
func (a arrival) To() []place {
	list := slices.DeleteFunc(slices.Clone(a.Places), func(p place) bool { return p.sent })
	if len(list) == 0 {
		return a.Places
	}
	return list
}

func (a arrival) mentions(text string) bool {
	return holds(a.Subject, text) || holds(a.From, text) ||
		slices.ContainsFunc(a.Places, func(p place) bool { return holds(p.For, text) || holds(p.Mailbox, text) })
}

// holds says whether a text has a part, in any case.
func holds(text, part string) bool {
	return part == "" || strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
