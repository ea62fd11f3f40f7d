package seed_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/seed"
	"example.org/exosh/internal/sqlstore"
)

func TestScaleOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		want  int
		ok    bool
		fails bool
	}{
		{"contoso-1000", 1000, true, false}, {"Contoso-100000", 100_000, true, false}, {"contoso-1000000", seed.MaxScale, true, false},
		{"contoso-1000001", 0, true, true}, {"contoso-0", 0, true, true}, {"contoso-99999999999999999999", 0, true, true},
		{"contoso", 0, false, false}, {"contoso-", 0, false, false}, {"contoso-x", 0, false, false}, {"contoso--5", 0, false, false}, {"", 0, false, false},
	} {
		n, ok, err := seed.ScaleOf(c.name)
		if n != c.want || ok != c.ok || (err != nil) != c.fails {
			t.Errorf("%q: %d, %v, %v", c.name, n, ok, err)
		}
	}
}

// crowd returns the stored form of every recipient, account included, that Scale adds to Contoso.
func crowd(t *testing.T, mailboxes int) map[org.ID]string {
	t.Helper()
	s := open(t)
	info, err := seed.Contoso(t.Context(), deps(s), "O365Default")
	if err != nil {
		t.Fatal(err)
	}
	all := func() map[org.ID]string {
		found := map[org.ID]string{}
		view(t, s, info.ID, func(tx org.Tx) error {
			for _, kind := range []string{org.KindRecipient, org.KindAccount} {
				for e, err := range tx.Find(org.Query{Kind: kind}) {
					if err != nil {
						return err
					}
					data, err := org.EncodeObject(e.Props)
					if err != nil {
						return err
					}
					found[e.ID] = string(data) + string(org.EncodeKeys(e.Keys))
				}
			}
			return nil
		})
		return found
	}
	before := all()
	if err := seed.Scale(t.Context(), s, "O365Default", mailboxes); err != nil {
		t.Fatal(err)
	}
	after := all()
	maps.DeleteFunc(after, func(id org.ID, _ string) bool { _, old := before[id]; return old })
	return after
}

// P-11: mailbox n is the same on every machine, and the same in seeds of every size.
func TestScaleIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	small, large := crowd(t, 150), crowd(t, 400)
	if len(small) != 300 || len(large) != 800 {
		t.Fatalf("%d and %d entries, want a recipient and an account for each of 150 and 400 mailboxes", len(small), len(large))
	}
	for id, want := range small {
		if large[id] != want {
			t.Errorf("%s differs:\n%s\n%s", id, want, large[id])
		}
	}
}

// The crowd has what reports look for, and every name resolves to one mailbox.
func TestScaleIsPlausible(t *testing.T) {
	t.Parallel()
	s := open(t)
	info, err := seed.Contoso(t.Context(), deps(s), "O365Default")
	if err != nil {
		t.Fatal(err)
	}
	if err := seed.Scale(t.Context(), s, "O365Default", 1500); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	view(t, s, info.ID, func(tx org.Tx) error {
		for e, err := range tx.Find(org.Query{Kind: org.KindRecipient}) {
			if err != nil {
				return err
			}
			for _, p := range []string{"ForwardingSmtpAddress", "LitigationHoldEnabled", "HiddenFromAddressListsEnabled", "Manager", "ArchiveName"} {
				if directory.Text(e, p) != "" {
					seen[p]++
				}
			}
			seen[directory.Details(e)]++
			seen["in "+directory.Text(e, "City")]++
			if got, err := directory.Resolve(tx, directory.Primary(e), directory.Live); directory.Live(e) && directory.Primary(e) != "" && (err != nil || got.ID != e.ID) {
				t.Errorf("%s: %v, %v", directory.Primary(e), got, err)
			}
		}
		return nil
	})
	for what, least := range map[string]int{
		"ForwardingSmtpAddress": 10, "LitigationHoldEnabled": 5, "HiddenFromAddressListsEnabled": 5, "Manager": 1000,
		"ArchiveName": 100, directory.UserMailbox: 1300, directory.SharedMailbox: 30, "in Tokyo": 100, "in London": 100,
	} {
		if seen[what] < least {
			t.Errorf("%s: %d, want %d at least; have %v", what, seen[what], least, slices.Sorted(maps.Keys(seen)))
		}
	}
}

func TestScaleRefuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	if err := seed.Scale(t.Context(), s, "O365Default", seed.MaxScale+1); err == nil {
		t.Error("too many mailboxes pass")
	}
	if err := seed.Scale(t.Context(), s, "O365Default", 1); !errors.Is(err, org.ErrNotFound) {
		t.Errorf("without a Contoso: %v", err)
	}
}

// BenchmarkScale fills a store. With EXOSH_SCALE it is that many mailboxes.
func BenchmarkScale(b *testing.B) {
	n := 1000
	if s := os.Getenv("EXOSH_SCALE"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	for b.Loop() {
		s, err := sqlstore.Open(b.Context(), sqlstore.Options{Path: filepath.Join(b.TempDir(), "org.db")})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := seed.Contoso(context.Background(), deps(s), "O365Default"); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if err := seed.Scale(b.Context(), s, "O365Default", n); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/float64(n), "us/mailbox")
		s.Close()
	}
}
