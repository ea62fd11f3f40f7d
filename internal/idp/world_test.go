package idp

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/keys"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/sqlstore"
)

const (
	testBase = "https://login.exosh.test:8443"
	secret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	goodPass = "Correct-Horse-7"
)

// Makes the signing key that all tests share: making one takes a second.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// A clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// An inbox collects text messages.
type inbox struct {
	mu   sync.Mutex
	last map[string]string
	n    int
}

func (b *inbox) Send(_ context.Context, phone, text string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last == nil {
		b.last = map[string]string{}
	}
	b.last[phone] = text
	b.n++
	return nil
}

func (b *inbox) code(phone string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last[phone][:6]
}

// A world is two tenants in one store, served by two nodes that share nothing else.
type world struct {
	t        testing.TB
	clock    *clock
	texts    *inbox
	nodes    [2]*Provider
	contoso  org.ID
	fabrikam org.ID
	policy   Policy
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, clock: newClock(), texts: &inbox{}, policy: DefaultPolicy()}
	w.contoso = org.SeedID(org.ID{}, "contoso")
	w.fabrikam = org.SeedID(org.ID{}, "fabrikam")
	path := filepath.Join(t.TempDir(), "store.db")
	for i := range w.nodes {
		w.nodes[i] = w.node(path)
	}
	w.seed()
	return w
}

func (w *world) node(path string) *Provider {
	w.t.Helper()
	s, err := sqlstore.Open(w.t.Context(), sqlstore.Options{Path: path, Now: w.clock.now, Shared: true})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { s.Close() })
	base, _ := url.Parse(testBase)
	return &Provider{
		Store: s, Directory: s, Base: base, Now: w.clock.now, SMS: w.texts,
		Hasher:   &password.Hasher{Cost: password.Cheap()},
		Keys:     &keys.Ring{Store: s, Now: w.clock.now, Generate: func() (*rsa.PrivateKey, error) { return signingKey(), nil }},
		Policies: func(context.Context, org.ID) (Policy, error) { return w.policy, nil },
	}
}

func (w *world) seed() {
	w.t.Helper()
	ctx := w.t.Context()
	d := w.nodes[0].Directory
	for _, info := range []org.TenantInfo{
		{ID: w.contoso, Realm: "O365Default", Kind: "exchange", Name: "contoso", Display: "Contoso", Domains: []string{"contoso.com", "contoso.onmicrosoft.com"}},
		{ID: w.fabrikam, Realm: "O365Default", Kind: "exchange", Name: "fabrikam", Display: "Fabrikam", Domains: []string{"fabrikam.com"}},
	} {
		if err := d.PutTenant(ctx, info); err != nil {
			w.t.Fatal(err)
		}
	}
	totp := org.Factor{ID: "app1", Type: typeTOTP, Secret: secret}
	sms := org.Factor{ID: "sms1", Type: typeText, Phone: "+491700000021"}
	w.account("navin@contoso.com", func(a *org.Account) {
		a.Factors, a.DirectoryRoles = []org.Factor{totp}, []string{"Global Administrator"}
	})
	w.account("plain@contoso.com", nil)
	w.account("texter@contoso.com", func(a *org.Account) { a.Factors = []org.Factor{sms} })
	w.account("both@contoso.com", func(a *org.Account) { a.Factors = []org.Factor{totp, sms} })
	w.account("must@contoso.com", func(a *org.Account) { a.MFARequired = true })
	w.account("once@contoso.com", func(a *org.Account) { a.MustChange = true })
	w.account("blocked@contoso.com", func(a *org.Account) { a.Enabled = false })
	w.account("eva@fabrikam.com", nil)
}

// Adds an account with goodPass to the tenant of its domain.
func (w *world) account(upn string, edit func(*org.Account)) org.ID {
	w.t.Helper()
	p := w.nodes[0]
	p.init()
	info, ok, err := p.tenantOf(w.t.Context(), upn)
	if err != nil || !ok {
		w.t.Fatalf("tenant of %s: %v, %v", upn, ok, err)
	}
	hash, err := p.Hasher.Hash(w.t.Context(), goodPass)
	if err != nil {
		w.t.Fatal(err)
	}
	a := &org.Account{ID: org.SeedID(info.ID, upn), UPN: upn, DisplayName: upn[:len(upn)-len("@contoso.com")], Enabled: true, PasswordHash: hash}
	if edit != nil {
		edit(a)
	}
	w.put(info.ID, a)
	return a.ID
}

func (w *world) put(tenant org.ID, a *org.Account) {
	w.t.Helper()
	ctx := org.WithCaller(w.t.Context(), &org.Caller{Tenant: tenant, Actor: "test", Cause: &org.Cause{Operation: "seed"}})
	if err := w.nodes[0].Store.Update(ctx, func(tx org.Tx) error { return org.PutAccount(tx, a) }); err != nil {
		w.t.Fatal(err)
	}
}

// Changes an account.
func (w *world) edit(upn string, edit func(*org.Account)) {
	w.t.Helper()
	info, _, _ := w.nodes[0].tenantOf(w.t.Context(), upn)
	a, err := w.nodes[0].accountByUPN(w.t.Context(), info.ID, upn)
	if err != nil || a == nil {
		w.t.Fatalf("account %s: %v", upn, err)
	}
	edit(a)
	w.put(info.ID, a)
}

// Returns the current code of the tests' authenticator app.
func (w *world) totp() string {
	w.t.Helper()
	code, err := factor.Code(secret, factor.Step(w.clock.now()))
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// Returns the audit rows of a tenant, newest first.
func (w *world) audit(tenant org.ID) []*org.AuditRecord {
	w.t.Helper()
	var rows []*org.AuditRecord
	err := w.nodes[0].view(w.t.Context(), tenant, func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{Limit: 1000}) {
			if err != nil {
				return err
			}
			rows = append(rows, r)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

func (w *world) audited(tenant org.ID, operation string) int {
	n := 0
	for _, r := range w.audit(tenant) {
		if r.Operation == operation {
			n++
		}
	}
	return n
}
