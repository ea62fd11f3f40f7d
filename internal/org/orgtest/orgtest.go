// Package orgtest says what a store has to do: Run is the conformance suite that every implementation
// passes. It also has builders for organisations in tests.
package orgtest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Store is what the suite runs against.
type Store interface {
	org.Store
	org.Directory
	VerifyAudit(ctx context.Context, tenant org.ID) error
	Health(ctx context.Context) error
}

// Open opens n instances over one new store, as n servers would; they are closed with the test.
type Open func(t testing.TB, n int, now func() time.Time) []Store

// The tenants of the tests.
var (
	contoso  = org.SeedID(org.ID{}, "contoso")
	fabrikam = org.SeedID(org.ID{}, "fabrikam")
)

// A Clock is a time that stands until it is moved. It may be used by many goroutines.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at the beginning of 2026.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move moves the clock.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// As returns a context in which somebody of a tenant runs an operation.
func As(ctx context.Context, tenant org.ID, operation string) context.Context {
	return org.WithCaller(ctx, &org.Caller{
		Tenant: tenant, Actor: "navin@contoso.com", ActorID: org.SeedID(tenant, "navin"),
		Client: "orgtest", Address: "127.0.0.1", Cause: &org.Cause{Operation: operation},
	})
}

// Mailbox returns a new recipient entry with the properties that its names are made of.
func Mailbox(tenant org.ID, name string) *org.Entry {
	id := org.SeedID(tenant, "recipient/"+name)
	names := org.NamesOf("contoso.onmicrosoft.com", name, id)
	p := &object.Object{}
	p.Set("Name", name)
	p.Set("DisplayName", name)
	p.Set("Alias", name)
	p.Set("Guid", id)
	p.Set("DistinguishedName", names.DN)
	p.Set("Identity", names.Canonical)
	p.Set("LegacyExchangeDN", names.LegacyDN)
	local := strings.ReplaceAll(name, " ", ".")
	p.Set("UserPrincipalName", local+"@contoso.com")
	p.Set("PrimarySmtpAddress", object.SmtpAddress(local+"@contoso.com"))
	p.Set("EmailAddresses", []any{"SMTP:" + local + "@contoso.com", "smtp:" + local + "@contoso.onmicrosoft.com"})
	return &org.Entry{Kind: org.KindRecipient, ID: id, Sort: name, Props: p, Keys: org.RecipientKeys(p)}
}

// Put stores entries in one Update.
func Put(t testing.TB, s org.Store, tenant org.ID, entries ...*org.Entry) {
	t.Helper()
	update(t, s, As(t.Context(), tenant, "New-Mailbox"), func(tx org.Tx) error {
		for _, e := range entries {
			if err := tx.Put(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func update(t testing.TB, s org.Store, ctx context.Context, fn func(org.Tx) error) {
	t.Helper()
	if err := s.Update(ctx, fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func view(t testing.TB, s org.Store, ctx context.Context, fn func(org.Tx) error) {
	t.Helper()
	if err := s.View(ctx, fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}
