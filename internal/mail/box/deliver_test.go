package box_test

import (
	"bytes"
	"slices"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
	"github.com/google/go-cmp/cmp"
)

// put stores a message of so many bytes.
func put(tx org.Tx, size int) (*mail.Message, error) {
	store, err := mail.In(tx)
	if err != nil {
		return nil, err
	}
	m := &mail.Message{MessageID: "<1@contoso.com>"}
	return m, store.PutMessage(m, bytes.NewReader(mailtest.Bytes(size)))
}

// A message is put into a folder once, however often it is delivered; the folder's numbers grow with it, those
// that the organisation began with stay, and nobody logged on.
func TestDeliver(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	before := open(t, w, "olivia")
	var m *mail.Message
	var puts []bool
	if err := update(w, "olivia", func(tx org.Tx, e *org.Entry) (err error) {
		if m, err = put(tx, 4096); err != nil {
			return err
		}
		for _, into := range []box.Into{box.Inbox, box.Inbox, box.SentItems, box.Junk} {
			p, err := box.Deliver(tx, e, into, m, "Olivia@contoso.com")
			if err != nil {
				return err
			}
			puts = append(puts, p)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := []bool{true, false, true, true}; !slices.Equal(puts, want) {
		t.Errorf("put: %v, want %v", puts, want)
	}
	after := open(t, w, "olivia")
	for path, unread := range map[string]int64{`\Inbox`: 1, `\Sent Items`: 0, `\Junk Email`: 1, `\Drafts`: -1} {
		was, is := before.Find(path).Count(), after.Find(path).Count()
		want := was
		if unread >= 0 {
			want.Items, want.Unread, want.Size, want.Newest = was.Items+1, unread, was.Size+4096, w.Now
			if was.Items == 0 {
				want.Oldest = w.Now
			}
		}
		if d := cmp.Diff(want, is); d != "" {
			t.Errorf("%s: -want +got\n%s", path, d)
		}
	}
	was, is := before.Totals(), after.Totals()
	if is.Items != was.Items+3 || is.Size != was.Size+3*4096 || !after.LastLogon.Equal(before.LastLogon) {
		t.Errorf("totals were %+v and are %+v", was, is)
	}
	if err := update(w, "olivia", func(tx org.Tx, e *org.Entry) error { // what is saved again is not counted twice
		b, err := box.Open(tx, e, box.Primary)
		if err != nil {
			return err
		}
		for i, err := range box.Messages(tx, b.Find(`\Inbox`), 0) {
			if err != nil || i.Message != m.ID || i.For != "Olivia@contoso.com" || i.Read || !i.Received.Equal(w.Now) {
				t.Errorf("item %+v, %v", i, err)
			}
		}
		return b.Save(tx)
	}); err != nil {
		t.Fatal(err)
	}
	if got := open(t, w, "olivia").Totals(); got != is {
		t.Errorf("saved: %+v, want %+v", got, is)
	}
}

// Who has no mailbox takes nothing.
func TestDeliverWithoutMailbox(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	if err := update(w, "olivia", func(tx org.Tx, e *org.Entry) error {
		e.Props.Delete("ExchangeGuid")
		if _, err := box.Deliver(tx, e, box.Inbox, &mail.Message{ID: org.ID{1}}, "x@contoso.com"); !org.IsNotFound(err) {
			t.Errorf("got %v", err)
		}
		if _, err := box.Room(tx, e); !org.IsNotFound(err) {
			t.Errorf("room: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// The quotas count what was delivered, and not what is in the archive.
func TestRoom(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	w.Empty("olivia")
	if err := update(w, "olivia", func(tx org.Tx, e *org.Entry) error {
		e.Props.Set("IssueWarningQuota", directory.Size(1000))
		e.Props.Set("ProhibitSendQuota", directory.Size(2000))
		e.Props.Set("ProhibitSendReceiveQuota", directory.Size(3000))
		e.Props.Set("ArchiveGuid", org.ID{5})
		for _, want := range []string{box.BelowLimit, box.IssueWarning, box.ProhibitSend, box.MailboxDisabled} {
			if got, err := box.Room(tx, e); err != nil || got != want {
				t.Errorf("%s, want %s: %v", got, want, err)
			}
			m, err := put(tx, 1000)
			if err != nil {
				return err
			}
			if _, err := box.Deliver(tx, e, box.Inbox, m, "olivia@contoso.com"); err != nil {
				return err
			}
		}
		archive, err := box.Open(tx, e, box.Archive)
		if err == nil && archive.Totals().Size != 0 {
			t.Error("the archive holds what was delivered")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A mailbox that is erased holds nothing any more; others keep the same message.
func TestErase(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	w.Empty("olivia", "hana")
	var m *mail.Message
	deliver := func(tx org.Tx, e *org.Entry) (err error) {
		if m == nil {
			m, err = put(tx, 100)
		}
		if err == nil {
			_, err = box.Deliver(tx, e, box.Inbox, m, "x@contoso.com")
		}
		return err
	}
	for _, who := range []string{"olivia", "hana"} {
		if err := update(w, who, deliver); err != nil {
			t.Fatal(err)
		}
	}
	if err := update(w, "olivia", box.Erase); err != nil {
		t.Fatal(err)
	}
	if a, b := open(t, w, "olivia").Totals().Items, open(t, w, "hana").Totals().Items; a != 0 || b != 1 {
		t.Errorf("%d and %d messages", a, b)
	}
	if got := mailtest.Read(t, w.Store, w.Tenant, m.ID); len(got) != 100 {
		t.Errorf("%d bytes are left of the message", len(got))
	}
}
