// Package box is what is inside a mailbox: its folders with what they hold and who may do what with them,
// its messages, its inbox rules, the devices that synchronise with it, and when it was last used. A mailbox that nothing
// was put into has its standard folders without anything being stored.
package box

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// KindContent is the kind of the entries that keep what is inside a mailbox or an archive. Their ids are
// ExchangeGuid and ArchiveGuid.
const KindContent = "mailboxcontent"

// Which of the two stores of a mailbox is meant.
type Which int

// The stores of a mailbox.
const (
	Primary Which = iota // the mailbox itself
	Archive              // its archive
)

// A Box is one store of messages: a mailbox or an archive. It belongs to the transaction that opened it.
type Box struct {
	Owner *org.Entry // the recipient
	ID    org.ID     // directory.StoreID or ArchiveGuid
	Which Which

	LastLogon  time.Time // zero if nobody ever logged on
	LastLogoff time.Time
	LastAction time.Time // when its user last did something in it; zero for never

	entry   *org.Entry
	folders []*Folder // in no order
	order   []*Folder // the same in the order in which they are shown
}

// Open returns a store of the mailbox. The error is of ErrNoStore where it does not have it.
func Open(tx org.Tx, owner *org.Entry, which Which) (*Box, error) {
	b := &Box{Owner: owner, Which: which, ID: id(owner, which)}
	if b.ID == (org.ID{}) {
		return nil, noStore(owner, which)
	}
	e, err := tx.Get(KindContent, b.ID)
	if org.IsNotFound(err) {
		e, err = b.fresh(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the content of a mailbox: %w", err)
	}
	b.read(e)
	return b, b.count(tx)
}

// count takes the numbers of the messages that are stored.
func (b *Box) count(tx org.Tx) error {
	m, err := mail.In(tx)
	if err != nil {
		return err
	}
	counts, err := m.Counts(b.ID)
	if err != nil {
		return fmt.Errorf("count the messages of a mailbox: %w", err)
	}
	for _, f := range b.folders {
		f.stored = counts[f.Number]
	}
	return nil
}

// id returns the id of a store, zero where the mailbox does not have it.
func id(owner *org.Entry, which Which) org.ID {
	if which == Archive {
		return directory.Guid(owner, "ArchiveGuid")
	}
	return directory.StoreID(owner)
}

// fresh returns the entry of a store that nothing was put into.
func (b *Box) fresh() *org.Entry {
	return &org.Entry{Kind: KindContent, ID: b.ID, Props: &object.Object{}}
}

// read takes what an entry keeps. Standard folders that it says nothing of are empty.
func (b *Box) read(e *org.Entry) {
	b.entry = e
	b.LastLogon, b.LastLogoff, b.LastAction = date(e, "LastLogonTime"), date(e, "LastLogoffTime"), date(e, "LastUserActionTime")
	made, _ := directory.Created(b.Owner).(time.Time)
	kept := map[int64]*Folder{}
	for _, p := range e.Props.Props {
		if f := keptFolder(p); f != nil {
			kept[f.Number] = f
		}
	}
	for _, s := range standardFolders(b.Which) {
		f := &Folder{Number: s.number, Parent: s.parent, Name: s.name, Type: s.kind, Class: s.class, Standard: true}
		if k := kept[s.number]; k != nil {
			f.take(k)
			delete(kept, s.number)
		}
		b.folders = append(b.folders, f)
	}
	for _, f := range kept {
		f.Type = UserCreated
		b.folders = append(b.folders, f)
	}
	for _, f := range b.folders {
		f.box = b
		if f.Created.IsZero() {
			f.Created = made
		}
		if f.Modified.IsZero() {
			f.Modified = f.Created
		}
	}
}

// content returns what is kept of the store: what differs from a fresh one.
func (b *Box) content() *object.Object {
	props := &object.Object{}
	setDate(props, "LastLogonTime", b.LastLogon)
	setDate(props, "LastLogoffTime", b.LastLogoff)
	setDate(props, "LastUserActionTime", b.LastAction)
	for _, f := range b.ordered() {
		f.keep(props)
	}
	return props
}

// Modified says whether the store differs from what is stored of it.
func (b *Box) Modified() (bool, error) {
	stored := &object.Object{Props: slices.Clone(b.entry.Props.Props)}
	stored.Delete(propName)
	return differ(stored, b.content())
}

func differ(a, b *object.Object) (bool, error) {
	was, err := org.EncodeObject(a)
	if err != nil {
		return false, err
	}
	is, err := org.EncodeObject(b)
	return !bytes.Equal(was, is), err
}

// propName is the property by which audit records name the store.
const propName = "Name"

// Save stores what was changed.
func (b *Box) Save(tx org.Tx) error {
	props := b.content()
	props.Set(propName, b.Name())
	b.entry.Props = props
	b.entry.Sort = org.IDText(b.ID)
	b.entry.Keys = []org.Key{org.OwnedBy(b.Owner.ID)}
	return tx.Put(b.entry)
}

// Name returns what the store is called in identities of its folders: the mailbox's address, or its name
// where it has none.
func (b *Box) Name() string {
	if address := directory.Primary(b.Owner); address != "" {
		return address
	}
	return directory.Text(b.Owner, "Name")
}

func date(e *org.Entry, name string) time.Time {
	v, _ := e.Props.Get(name)
	t, _ := v.(time.Time)
	return t
}

func setDate(o *object.Object, name string, t time.Time) {
	if !t.IsZero() {
		o.Set(name, t.UTC())
	}
}
