package seed_test

import (
	"context"
	"crypto/rand"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/seed"
	"example.org/exosh/internal/sqlstore"
)

// clock is the time at which organisations are made here.
func clock() time.Time { return time.Date(2026, 4, 20, 8, 30, 0, 0, time.UTC) }

func open(t testing.TB) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "org.db"), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func deps(s *sqlstore.Store) seed.Deps {
	return seed.Deps{Store: s, Directory: s, Passwords: &password.Hasher{Cost: password.Cheap()}, Random: rand.Reader}
}

func contoso(t testing.TB) *seed.Seed {
	t.Helper()
	s, err := seed.ByName("contoso")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func view(t testing.TB, s org.Store, tenant org.ID, fn func(org.Tx) error) {
	t.Helper()
	ctx := org.WithCaller(context.Background(), &org.Caller{Tenant: tenant, Actor: "test"})
	if err := s.View(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func TestContosoOfEveryRealm(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, realm := range seed.Realms() {
		start := time.Now()
		info, err := seed.Contoso(t.Context(), deps(s), realm)
		if err != nil {
			t.Fatal(realm, err)
		}
		t.Log(realm, time.Since(start))
		view(t, s, info.ID, func(tx org.Tx) error {
			recipients, err := org.All(tx, org.KindRecipient, nil)
			if len(recipients) < 40 {
				t.Errorf("%s: %d recipients", realm, len(recipients))
			}
			for _, a := range contoso(t).Accounts(realm) {
				if _, _, err := org.AccountByUPN(tx, a.UPN); err != nil {
					t.Errorf("%s: %s: %v", realm, a.UPN, err)
				}
			}
			return err
		})
	}
}

// The demo is the same on every machine: ids, names, dates, secrets.
func TestContosoIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	var first map[org.ID]string
	for range 2 {
		s := open(t)
		info, err := seed.Contoso(t.Context(), deps(s), "O365Default")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[org.ID]string{}
		view(t, s, info.ID, func(tx org.Tx) error {
			for _, kind := range []string{org.KindTenant, org.KindAccount, org.KindRecipient, org.KindAcceptedDomain, org.KindMailboxPlan} {
				all, err := org.All(tx, kind, nil)
				if err != nil {
					return err
				}
				for _, e := range all {
					text, err := org.EncodeObject(e.Props)
					if err != nil {
						return err
					}
					seen[e.ID] = string(text)
				}
			}
			return nil
		})
		if first != nil && !maps.Equal(first, seen) {
			t.Error("the second store differs from the first")
		}
		first = seen
	}
}

// The passwords that are shown are good ones.
func TestDemoPasswords(t *testing.T) {
	t.Parallel()
	for _, a := range contoso(t).Accounts("O365Default") {
		if err := password.Check(a.Password, a.UPN); err != nil {
			t.Errorf("%s: %v", a.UPN, err)
		}
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	s := open(t)
	o := seed.Organization{Name: "fabrikam", Display: "Fabrikam", Domain: "fabrikam.example", Admin: "root@fabrikam.example"}
	made, err := seed.Fresh(t.Context(), deps(s), o)
	if err != nil {
		t.Fatal(err)
	}
	view(t, s, made.Tenant.ID, func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, "root@fabrikam.example")
		if err != nil {
			return err
		}
		if !a.MustChange || !a.Enabled || !a.RemotePowerShell || len(a.DirectoryRoles) != 1 {
			t.Errorf("administrator is %+v", a)
		}
		recipients, err := org.All(tx, org.KindRecipient, nil)
		if len(recipients) != 1 {
			t.Errorf("%d recipients", len(recipients))
		}
		return err
	})
	if err := password.Check(made.Password, made.Admin); err != nil {
		t.Errorf("the one-time password: %v", err)
	}
	if _, err := seed.Fresh(t.Context(), deps(s), o); err == nil {
		t.Error("the same domain was taken twice")
	}
	for name, bad := range map[string]seed.Organization{
		"no name":       {Domain: "a.example"},
		"no domain":     {Name: "a"},
		"foreign admin": {Name: "a", Domain: "a.example", Admin: "x@b.example"},
	} {
		if _, err := seed.Fresh(t.Context(), deps(s), bad); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func BenchmarkContoso(b *testing.B) {
	for b.Loop() {
		s := open(b)
		if _, err := seed.Contoso(b.Context(), deps(s), "O365Default"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := seed.Text("contoso")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := seed.Parse("contoso.yaml", text); err != nil {
			b.Fatal(err)
		}
	}
}
