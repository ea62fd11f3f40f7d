// Package mailtest says what a store has to do to keep mail: Run is the conformance suite that every
// implementation of mail.Tx passes. It also has builders for messages in tests.
package mailtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
)

// Open opens a new store, or with a path the one that was opened with it before and is closed. It is closed with
// the test.
type Open func(t testing.TB, path string, now func() time.Time) Store

// A Store is what the suite runs against.
type Store interface {
	org.Store
	Close() error
}

// The tenants of the tests.
var (
	contoso  = org.SeedID(org.ID{}, "contoso")
	fabrikam = org.SeedID(org.ID{}, "fabrikam")
)

// As returns a context in which a tenant's mail is worked on, without audit records.
func As(ctx context.Context, tenant org.ID) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: tenant, Actor: "mail", Cause: &org.Cause{Silent: true}})
}

// Update runs fn over the mail of a tenant.
func Update(t testing.TB, s org.Store, tenant org.ID, fn func(mail.Tx) error) {
	t.Helper()
	if err := try(t, s, tenant, fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func try(t testing.TB, s org.Store, tenant org.ID, fn func(mail.Tx) error) error {
	t.Helper()
	return s.Update(As(t.Context(), tenant), func(tx org.Tx) error {
		m, err := mail.In(tx)
		return errors.Join(err, fn(m))
	})
}

// View runs fn over a snapshot of the mail of a tenant.
func View(t testing.TB, s org.Store, tenant org.ID, fn func(mail.Tx) error) {
	t.Helper()
	err := s.View(As(t.Context(), tenant), func(tx org.Tx) error {
		m, err := mail.In(tx)
		return errors.Join(err, fn(m))
	})
	if err != nil {
		t.Fatalf("view: %v", err)
	}
}

// Put stores a message of so many bytes and returns what is known of it.
func Put(t testing.TB, s org.Store, tenant org.ID, size int) *mail.Message {
	t.Helper()
	m := &mail.Message{MessageID: "<1@contoso.com>", Subject: "Größe", From: "navin@contoso.com", FromIP: "192.0.2.1", Submitter: org.ID{1}}
	Update(t, s, tenant, func(tx mail.Tx) error { return tx.PutMessage(m, bytes.NewReader(Bytes(size))) })
	return m
}

// Bytes returns so many bytes that differ from place to place.
func Bytes(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

// Read returns the bytes of a message.
func Read(t testing.TB, s org.Store, tenant, message org.ID) []byte {
	t.Helper()
	b, err := io.ReadAll(mail.Open(As(t.Context(), tenant), s, message))
	if err != nil {
		t.Fatalf("read message: %v", err)
	}
	return b
}

// A suite is one run of the tests.
type suite struct{ open Open }

// one opens one new store with a clock of its own.
func (s suite) one(t *testing.T) (Store, *orgtest.Clock) {
	t.Helper()
	clock := orgtest.NewClock()
	return s.open(t, "", clock.Now), clock
}

// Run runs the conformance suite against stores that open makes.
func Run(t *testing.T, open Open) {
	s := suite{open}
	for _, c := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"Message", s.message},
		{"QueueVerbs", s.queueVerbs},
		{"Leases", s.leases},
		{"LeasesByAge", s.leasesByAge},
		{"Destinations", s.destinations},
		{"Items", s.items},
		{"Traces", s.traces},
		{"TracesInPieces", s.tracesInPieces},
		{"Events", s.events},
		{"Submissions", s.submissions},
		{"TwoTenants_S09", s.tenants},
		{"Rollback_F11", s.rollback},
		{"Refused", s.refused},
		{"IDs", s.ids},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t)
		})
	}
}
