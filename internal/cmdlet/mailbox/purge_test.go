package mailbox_test

import (
	"strings"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// What is in a mailbox stays while it can be restored, and goes with it.
func TestPurgeTakesTheContent(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, mailbox.Commands)
	var id, guid org.ID
	if err := w.Store.Update(w.Context("x"), func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "olivia", directory.LiveMailbox)
		if err != nil {
			return err
		}
		id = e.ID
		b, err := box.Open(tx, e, box.Primary)
		if err != nil {
			return err
		}
		if err := b.Save(tx); err != nil {
			return err
		}
		store, err := mail.In(tx)
		if err != nil {
			return err
		}
		m := &mail.Message{}
		if err := store.PutMessage(m, strings.NewReader("x")); err != nil {
			return err
		}
		guid = directory.Guid(e, "ExchangeGuid")
		if _, err := box.Deliver(tx, e, box.Inbox, m, "olivia@contoso.com"); err != nil {
			return err
		}
		return box.PutRule(tx, e, &box.Rule{ID: org.ID{1}, Name: "x"})
	}); err != nil {
		t.Fatal(err)
	}
	owned := func() (n int) {
		w.View(func(tx org.Tx) error {
			list, err := org.Owned(tx, "", id)
			n = len(list)
			return err
		})
		return n
	}
	stored := func() (n int64) {
		w.View(func(tx org.Tx) error {
			store, err := mail.In(tx)
			if err != nil {
				return err
			}
			counts, err := store.Counts(guid)
			for _, c := range counts {
				n += c.Items
			}
			return err
		})
		return n
	}
	w.Must("Remove-Mailbox", "Identity", "olivia")
	if owned() < 2 || stored() != 1 {
		t.Error("a mailbox that can be restored lost its content")
	}
	w.Must("Remove-Mailbox", "Identity", id.String(), "PermanentlyDelete", true)
	if n := owned() + int(stored()); n != 0 {
		t.Errorf("%d objects are left of a mailbox that is gone", n)
	}
}
