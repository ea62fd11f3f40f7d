package box

import (
	"fmt"
	"iter"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// Into is a folder that messages are put into by the organisation.
type Into int64

// The folders that messages are put into.
const (
	Inbox     Into = Into(inboxNumber)
	SentItems Into = Into(sentNumber)
	Junk      Into = Into(junkNumber)
)

// Number returns the folder's number within its store.
func (i Into) Number() int64 { return int64(i) }

// Deliver puts a message into a folder of a mailbox, for an address of it; what is sent was read. A folder that
// holds the message already is left as it is, and put is false: however often a delivery is tried, the message
// is there once. The error is that of Open where the recipient has no mailbox. Deliver looks at no quota.
func Deliver(tx org.Tx, owner *org.Entry, into Into, m *mail.Message, address string) (put bool, err error) {
	to := id(owner, Primary)
	if to == (org.ID{}) {
		return false, noStore(owner, Primary)
	}
	return Put(tx, to, into, m, address)
}

// Put is Deliver for a store that is known by its id (directory.StoreID).
func Put(tx org.Tx, to org.ID, into Into, m *mail.Message, address string) (put bool, err error) {
	store, err := mail.In(tx)
	if err != nil {
		return false, err
	}
	held, err := store.Holds(to, m.ID, into.Number())
	if err != nil || held {
		return false, err
	}
	return true, Add(tx, to, into, m, address)
}

// Add is Put for a message that the folder is known not to hold.
func Add(tx org.Tx, to org.ID, into Into, m *mail.Message, address string) error {
	store, err := mail.In(tx)
	if err != nil {
		return err
	}
	err = store.PutItem(&mail.Item{
		Box: to, Folder: into.Number(), Message: m.ID, Size: m.Size, Received: tx.Now(), Read: into == SentItems, For: address,
	})
	if err != nil {
		return fmt.Errorf("deliver to %s: %w", address, err)
	}
	return nil
}

// Messages yields the messages that are stored in a folder, the last that was put there first: those with UIDs
// smaller than one given, 0 meaning all.
func Messages(tx org.Tx, f *Folder, below int64) iter.Seq2[*mail.Item, error] {
	store, err := mail.In(tx)
	if err != nil {
		return func(yield func(*mail.Item, error) bool) { yield(nil, err) }
	}
	return store.Items(f.box.ID, f.Number, below)
}

// Room says which of its quotas a mailbox has reached, as StorageLimitStatus: from ProhibitSend on it sends
// nothing, and a MailboxDisabled one takes nothing either. The archive does not count.
func Room(tx org.Tx, owner *org.Entry) (status string, err error) {
	b, err := Open(tx, owner, Primary)
	if err != nil {
		return "", err
	}
	return b.Limits().Status(b.Totals().Size), nil
}

// Erase takes everything out of a mailbox and its archive that is removed for good. It is for what follows from
// the removal of the owner, which the caller was allowed to do.
func Erase(tx org.Tx, owner *org.Entry) error {
	store, err := mail.In(tx)
	if err != nil {
		return err
	}
	for _, which := range []Which{Primary, Archive} {
		if of := id(owner, which); of != (org.ID{}) {
			if err := store.EraseBox(of); err != nil {
				return fmt.Errorf("erase the mailbox of %s: %w", directory.Text(owner, "Name"), err)
			}
		}
	}
	return nil
}
