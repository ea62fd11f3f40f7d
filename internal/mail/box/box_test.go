package box_test

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
	"github.com/google/go-cmp/cmp"
)

// update runs fn over a mailbox, as the world's caller.
func update(w *cmdlettest.World, mailbox string, fn func(org.Tx, *org.Entry) error) error {
	return org.Scoped(w.Store).Update(w.Context("x"), func(tx org.Tx) error {
		e, err := directory.Resolve(tx, mailbox, directory.LiveMailbox)
		if err != nil {
			return err
		}
		return fn(tx, e)
	})
}

// open returns the store of a mailbox as it is now.
func open(t *testing.T, w *cmdlettest.World, mailbox string) *box.Box {
	t.Helper()
	var b *box.Box
	if err := update(w, mailbox, func(tx org.Tx, e *org.Entry) (err error) {
		b, err = box.Open(tx, e, box.Primary)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

// What is kept of a store is what is read of it, and the totals are the sums of the folders.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	w.Empty("olivia", "hana")
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := update(w, "olivia", func(tx org.Tx, e *org.Entry) error {
		b, err := box.Open(tx, e, box.Primary)
		if err != nil {
			return err
		}
		b.LastLogon, b.LastLogoff, b.LastAction = at, at.Add(time.Hour), at
		for path, size := range map[string]int64{`\Inbox`: 7, `\Inbox\Projects\2025`: 100, `\Calendar`: 20, `\Recoverable Items\Deletions`: 3000, `\Purges`: 50_000} {
			f, err := b.Make(path)
			if err != nil {
				return err
			}
			f.Items, f.Hidden, f.Size, f.Oldest, f.Newest = size/7, 1, size, at, at.Add(time.Minute)
		}
		return b.Save(tx)
	}); err != nil {
		t.Fatal(err)
	}
	b := open(t, w, "olivia")
	fresh := open(t, w, "hana")
	want := box.Totals{Items: 1 + 14 + 2, Size: 127, Deleted: 428 + 7142, DeletedSize: 53_000, Hidden: 5, Folders: fresh.Totals().Folders + 2}
	if d := cmp.Diff(want, b.Totals()); d != "" {
		t.Errorf("totals: -want +got\n%s", d)
	}
	f := b.Find(`\inbox\PROJECTS\2025`)
	if f == nil || f.Size != 100 || !f.Oldest.Equal(at) || f.Class != box.ClassNote || f.Type != box.UserCreated {
		t.Fatalf("the folder is %+v", f)
	}
	if !b.LastLogon.Equal(at) || !b.LastLogoff.Equal(at.Add(time.Hour)) || !fresh.LastLogon.IsZero() {
		t.Errorf("log-ons: %v %v, fresh %v", b.LastLogon, b.LastLogoff, fresh.LastLogon)
	}
	if again := b.Find(f.ID()); again != f {
		t.Errorf("the id %s names %v", f.ID(), again)
	}
}

// Every folder is found by its path and by its id, and by no other store's.
func TestFind(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	b, other := open(t, w, "olivia"), open(t, w, "hana")
	seen := map[string]bool{}
	for _, f := range b.Folders() {
		if b.Find(f.Path()) != f || b.Find(f.ID()) != f {
			t.Errorf("%s (%s) is not found", f.Path(), f.ID())
		}
		if other.Find(f.ID()) != nil {
			t.Errorf("the id of %s names a folder elsewhere", f.Path())
		}
		if seen[f.Path()] || seen[f.ID()] {
			t.Errorf("%s is there twice", f.Path())
		}
		seen[f.Path()], seen[f.ID()] = true, true
		if raw, err := base64.StdEncoding.DecodeString(f.ID()); err != nil || len(raw) != 48 || raw[0] != 46 {
			t.Errorf("the id %s has another form", f.ID())
		}
	}
	for _, nothing := range []string{`\Nothing`, `\Inbox\Nothing`, `\Inbox\Deletions`, "x", strings.Repeat("A", 64)} {
		if f := b.Find(nothing); f != nil {
			t.Errorf("%q is %s", nothing, f.Path())
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	limits := box.Limits{Warning: directory.Size(10), Send: directory.Size(20), Receive: directory.Size(30)}
	for size, want := range map[int64]string{0: box.BelowLimit, 9: box.BelowLimit, 10: box.IssueWarning, 20: box.ProhibitSend, 30: box.MailboxDisabled, 1 << 40: box.MailboxDisabled} {
		if got := limits.Status(size); got != want {
			t.Errorf("%d bytes: %s, want %s", size, got, want)
		}
		if got := (box.Limits{}).Status(size); got != box.BelowLimit {
			t.Errorf("%d bytes without limits: %s", size, got)
		}
	}
}

func TestArchive(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	if err := update(w, "olivia", func(tx org.Tx, e *org.Entry) error {
		if _, err := box.Open(tx, e, box.Archive); !org.IsNotFound(err) {
			t.Errorf("an archive that is not there: %v", err)
		}
		e.Props.Set("ArchiveGuid", org.ID{5})
		b, err := box.Open(tx, e, box.Archive)
		if err != nil {
			return err
		}
		if b.Find(`\Calendar`) != nil || b.Find(`\Deleted Items`) == nil {
			t.Error("an archive has other folders")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// A store takes no more folders and permissions than fit into its entry.
func TestFull(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	err := update(w, "olivia", func(tx org.Tx, e *org.Entry) error {
		b, err := box.Open(tx, e, box.Primary)
		if err != nil {
			return err
		}
		inbox := b.Find(`\Inbox`)
		parents := []*box.Folder{inbox}
		for n := len(b.Folders()); n < box.MaxFolders; n++ {
			name := strings.Repeat("x", 240) + " " + strconv.Itoa(n)
			f, err := b.Create(parents[n%len(parents)], name, tx.Now())
			if err != nil {
				return err
			}
			if len(parents) < 50 {
				parents = append(parents, f)
			}
		}
		if _, err := b.Create(inbox, "one more", tx.Now()); err == nil {
			t.Error("a folder too many was made")
		}
		full := false
		for n := 0; n < 5000 && !full; n++ {
			full = inbox.Allow(box.Access{Who: org.ID{byte(n >> 8), byte(n), 1}, Rights: box.SingleRights()[:3]}) != nil
		}
		if !full {
			t.Error("5000 permissions fit")
		}
		return b.Save(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	deep := open(t, w, "hana")
	if _, err := deep.Make(strings.Repeat(`\x`, box.MaxDepth-1)); err != nil {
		t.Error(err)
	}
	if _, err := deep.Make(strings.Repeat(`\x`, box.MaxDepth)); err == nil {
		t.Error("a folder too deep was made")
	}
}

// hidden is a scope in which Olivia's mailbox can be read, and Hana's not even that.
type hidden struct{}

func (hidden) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "hana" }
func (hidden) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") == "navin" }

// S-49: whatever a cmdlet forgets, the store lets nobody change what is in a mailbox that they may not
// change, nor see what is in one that they may not see.
func TestOwnedIsScoped(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t)
	w.Empty("olivia", "hana", "navin")
	ids := map[string]*org.Entry{}
	for n, who := range []string{"olivia", "hana", "navin"} {
		if err := update(w, who, func(tx org.Tx, e *org.Entry) error {
			ids[who] = e
			return box.PutRule(tx, e, &box.Rule{ID: org.ID{byte(n + 1)}, Name: "x"})
		}); err != nil {
			t.Fatal(err)
		}
	}
	w.Scope = hidden{}
	denied := func(what string, fn func(org.Tx) error) {
		t.Helper()
		if err := org.Scoped(w.Store).Update(w.Context("x"), fn); !org.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	denied("a new rule", func(tx org.Tx) error { return box.PutRule(tx, ids["olivia"], &box.Rule{ID: org.ID{9}, Name: "y"}) })
	denied("a removed rule", func(tx org.Tx) error { return tx.Delete(box.KindRule, org.ID{1}) })
	denied("a hidden rule", func(tx org.Tx) error {
		_, err := tx.Get(box.KindRule, org.ID{2})
		return err
	})
	denied("a rule taken away", func(tx org.Tx) error {
		rules, err := box.Rules(tx, ids["olivia"])
		if err != nil || len(rules) != 1 {
			return errors.Join(err, errors.New("the rule is not seen"))
		}
		return box.PutRule(tx, ids["navin"], rules[0])
	})
	if err := org.Scoped(w.Store).Update(w.Context("x"), func(tx org.Tx) error {
		n := 0
		for e, err := range tx.Find(org.Query{Kind: box.KindRule, Only: []string{"Name"}}) {
			if err != nil {
				return err
			}
			if e.ID[0] <= 3 && e.ID[1] == 0 {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%d rules are listed", n)
		}
		return tx.Delete(box.KindRule, org.ID{3})
	}); err != nil {
		t.Error(err)
	}
}

func TestParty(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`"Navin Rao" [EX:/o=exosh/cn=x]`:           {"Navin Rao", "EX", "/o=exosh/cn=x"},
		box.ExternalParty("", "a@b.example"):       {"a@b.example", "SMTP", "a@b.example"},
		box.ExternalParty(`A "B" C`, "a@b.c"):      {"A 'B' C", "SMTP", "a@b.c"},
		`"Navin Rao" [FAX:1]`:                      nil,
		`"Navin Rao" [SMTP:]`:                      nil,
		`Navin Rao [SMTP:a@b.c]`:                   nil,
		`"x" [SMTP:a@b.c`:                          nil,
		object.String(object.SmtpAddress("a@b.c")): nil,
	} {
		name, kind, address, ok := box.ParseParty(text)
		if got := []string{name, kind, address}; ok != (want != nil) || ok && !cmp.Equal(got, want) {
			t.Errorf("%s: %v %v", text, got, ok)
		}
	}
}

func FuzzParseIdentity(f *testing.F) {
	for _, seed := range []string{
		"", `olivia:\Calendar`, `:\Inbox`, `\Inbox\Projects`, "olivia", "smtp:a@b.c", `smtp:a@b.c:\Inbox`, "a:b:c", `a:\b:\c`, `\`, `:`, `a:\\b`, "a:/Inbox/x",
		"x:LgAAAAD1O5YcTLJbKal+Af4FEjwlAQBTcI6AvSxdAaHNINjBPt3fAAAAAAEMAAAB", "a:\\\uF8FF", "a:\x00", "\xff:\\\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := box.ParseIdentity(text)
		if err != nil {
			return
		}
		p, err := box.ParsePath(id.Folder)
		if err != nil {
			return
		}
		again, err := box.ParsePath(p.String())
		if err != nil || !cmp.Equal(again, p) {
			t.Fatalf("%q is the path %q, which reads as %v, %v", text, p, again, err)
		}
	})
}
