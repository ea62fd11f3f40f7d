// Package sessiontest builds a small service for tests: two tenants in one store, a few users, and
// cmdlets that list, change and remove things. It is the real store with injected time.
package sessiontest

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/sqlstore"
)

// A World is a store with two tenants, and what serves them.
type World struct {
	Store    *sqlstore.Store
	Clock    *Clock
	Roles    *Roles
	Service  *session.Service
	Contoso  org.ID
	Fabrikam org.ID
	Log      *slog.Logger // nil discards
}

// Domains of the tenants.
const (
	ContosoDomain  = "contoso.com"
	FabrikamDomain = "fabrikam.com"
)

// New builds a world: in contoso.com navin who may run everything, otto who may only list, and in
// fabrikam.com bob who may run everything there.
func New(t testing.TB) *World {
	t.Helper()
	w := &World{
		Clock:   NewClock(),
		Roles:   &Roles{},
		Contoso: org.SeedID(org.ID{}, "contoso"), Fabrikam: org.SeedID(org.ID{}, "fabrikam"),
	}
	store, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "exosh.db"), Now: w.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Store = store
	w.tenants(t)
	w.Account(t, w.Contoso, "navin", ContosoDomain)
	w.Account(t, w.Contoso, "otto", ContosoDomain)
	w.Account(t, w.Fabrikam, "bob", FabrikamDomain)
	w.Roles.Set(w.ID(w.Contoso, "otto"), map[string][]string{"Get-Thing": {"Identity", "ResultSize"}})
	w.Service = w.NewService()
	return w
}

func (w *World) tenants(t testing.TB) {
	t.Helper()
	for _, info := range []org.TenantInfo{
		{ID: w.Contoso, Realm: "O365Default", Kind: "exchange", Name: "contoso", Display: "Contoso", Domains: []string{ContosoDomain}},
		{ID: w.Fabrikam, Realm: "O365Default", Kind: "exchange", Name: "fabrikam", Display: "Fabrikam", Domains: []string{FabrikamDomain}},
	} {
		if err := w.Store.PutTenant(t.Context(), info); err != nil {
			t.Fatal(err)
		}
	}
}

// NewService returns another service over the same store, as another node is.
func (w *World) NewService() *session.Service {
	log := w.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &session.Service{Store: w.Store, Commands: Commands(org.Scoped(w.Store)), Roles: w.Roles, Now: w.Clock.Now, Log: log}
}

// ID returns the object id of a user.
func (w *World) ID(tenant org.ID, name string) org.ID { return org.SeedID(tenant, "account/"+name) }

// Account makes a user who may sign in.
func (w *World) Account(t testing.TB, tenant org.ID, name, domain string) {
	t.Helper()
	w.Put(t, tenant, &org.Account{ID: w.ID(tenant, name), UPN: name + "@" + domain, DisplayName: name, Enabled: true, RemotePowerShell: true})
}

// Put stores an account.
func (w *World) Put(t testing.TB, tenant org.ID, a *org.Account) {
	t.Helper()
	w.Update(t, tenant, func(tx org.Tx) error { return org.PutAccount(tx, a) })
}

// Change changes an account.
func (w *World) Change(t testing.TB, tenant org.ID, name string, f func(*org.Account)) {
	t.Helper()
	w.Update(t, tenant, func(tx org.Tx) error {
		a, _, err := org.AccountByID(tx, w.ID(tenant, name))
		if err != nil {
			return err
		}
		f(a)
		return org.PutAccount(tx, a)
	})
}

// Things makes recipients of those names, straight in the store.
func (w *World) Things(t testing.TB, tenant org.ID, names ...string) {
	t.Helper()
	w.Update(t, tenant, func(tx org.Tx) error {
		for _, name := range names {
			if err := tx.Put(thing(tenant, name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Update changes a tenant from outside, as another node does.
func (w *World) Update(t testing.TB, tenant org.ID, f func(org.Tx) error) {
	t.Helper()
	ctx := org.WithCaller(context.WithoutCancel(t.Context()), &org.Caller{Tenant: tenant, Actor: "system", Cause: &org.Cause{Operation: "test"}})
	if err := w.Store.Update(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// View reads a tenant.
func (w *World) View(t testing.TB, tenant org.ID, f func(org.Tx) error) {
	t.Helper()
	ctx := org.WithCaller(context.WithoutCancel(t.Context()), &org.Caller{Tenant: tenant, Actor: "system"})
	if err := w.Store.View(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// Audit returns a tenant's audit records, newest first, without those of test itself.
func (w *World) Audit(t testing.TB, tenant org.ID) []*org.AuditRecord {
	t.Helper()
	var list []*org.AuditRecord
	w.View(t, tenant, func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{}) {
			if err != nil {
				return err
			}
			if r.Operation != "test" {
				list = append(list, r)
			}
		}
		return nil
	})
	return list
}

// Who returns the identity of a user, as a fresh token has it.
func (w *World) Who(tenant org.ID, name string) session.Identity {
	domain := ContosoDomain
	if tenant == w.Fabrikam {
		domain = FabrikamDomain
	}
	now := w.Clock.Now()
	return session.Identity{Tenant: tenant, User: w.ID(tenant, name), UPN: name + "@" + domain, ClientID: "fb78d390-0c51-40cd-8e17-fdbfab77341b",
		Address: "192.0.2.1", IssuedAt: now, Expires: now.Add(time.Hour)}
}
