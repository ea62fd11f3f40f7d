package seed_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/seed"
	"example.org/exosh/internal/sqlstore"
)

func open(t testing.TB) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "org.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func deps(s *sqlstore.Store) seed.Deps {
	return seed.Deps{Store: s, Directory: s, Passwords: &password.Hasher{Cost: password.Cheap()}, Random: rand.Reader}
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
			for _, a := range seed.Accounts(realm) {
				if _, _, err := org.AccountByUPN(tx, a.UPN); err != nil {
					t.Errorf("%s: %s: %v", realm, a.UPN, err)
				}
			}
			return err
		})
	}
}
