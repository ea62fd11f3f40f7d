package sqlstore_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/sqlstore"
)

// Tickets of all tenants are counted, but not those that have expired.
func TestCountTickets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	s := open(t, sqlstore.Options{Now: func() time.Time { return now }})
	for i := range 3 {
		info := org.TenantInfo{ID: org.SeedID(org.ID{}, fmt.Sprint("t", i)), Name: fmt.Sprint("t", i)}
		if err := s.PutTenant(t.Context(), info); err != nil {
			t.Fatal(err)
		}
		ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: info.ID, Actor: "x", Cause: &org.Cause{Operation: "x", Silent: true}})
		err := s.Update(ctx, func(tx org.Tx) error {
			for _, k := range []org.Ticket{
				{Class: "session", Key: "a", Owner: "o", Expires: now.Add(time.Hour), Data: json.RawMessage("{}")},
				{Class: "session", Key: "b", Owner: "p", Expires: now.Add(time.Minute), Data: json.RawMessage("{}")},
				{Class: "code", Key: "a", Owner: "o", Expires: now.Add(time.Hour), Data: json.RawMessage("{}")},
			} {
				if err := tx.PutTicket(&k); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for want, at := range map[int64]time.Time{6: now, 3: now.Add(2 * time.Minute), 0: now.Add(2 * time.Hour)} {
		now = at
		if n, err := s.CountTickets(t.Context(), "session"); err != nil || n != want {
			t.Errorf("%d at %s, not %d: %v", n, at, want, err)
		}
	}
}
