package orgtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/internal/org"
)

// Returns a context for changes of sign-in's own state.
func silent(ctx context.Context) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: contoso, Actor: "system", Cause: &org.Cause{Silent: true}})
}

func (s suite) ticketVerbs(t *testing.T) {
	st, clock := s.one(t)
	ctx := silent(t.Context())
	soon := clock.Now().Add(time.Minute)
	update(t, st, ctx, func(tx org.Tx) error {
		for i := range 300 {
			k := &org.Ticket{Class: "refresh", Key: fmt.Sprintf("%03d", i), Owner: fmt.Sprint("family", i%2), Expires: soon, Data: json.RawMessage(`{"n":1}`)}
			if err := tx.PutTicket(k); err != nil {
				return err
			}
			if k.Version != 1 {
				t.Errorf("version %d", k.Version)
			}
		}
		n := 0
		for k, err := range tx.Tickets("refresh", "family1") {
			if err != nil {
				return err
			}
			if n++; k.Owner != "family1" || !k.Expires.Equal(soon) || string(k.Data) != `{"n":1}` {
				t.Errorf("ticket %+v", k)
			}
			if err := tx.DeleteTicket("refresh", k.Key); err != nil {
				return err
			}
		}
		if n != 150 {
			t.Errorf("%d tickets of the owner", n)
		}
		return nil
	})
	update(t, st, ctx, func(tx org.Tx) error {
		k, err := tx.Ticket("refresh", "000")
		if err != nil {
			return err
		}
		k.Data, k.Owner = json.RawMessage(`2`), "other"
		if err := tx.PutTicket(k); err != nil || k.Version != 2 {
			t.Errorf("second put: version %d, %v", k.Version, err)
		}
		k.Version = 1
		if err := tx.PutTicket(k); !errors.Is(err, org.ErrConflict) {
			t.Errorf("stale put: %v", err)
		}
		k.Version = 0
		if err := tx.PutTicket(k); !errors.Is(err, org.ErrConflict) {
			t.Errorf("new over old: %v", err)
		}
		if err := tx.DeleteTicket("refresh", "001"); !errors.Is(err, org.ErrNotFound) {
			t.Errorf("second delete: %v", err)
		}
		return nil
	})
}

func (s suite) ticketExpiry(t *testing.T) {
	st, clock := s.one(t)
	ctx := silent(t.Context())
	put := func(version int64) error {
		return st.Update(ctx, func(tx org.Tx) error {
			return tx.PutTicket(&org.Ticket{Class: "code", Key: "k", Owner: "o", Version: version, Expires: clock.Now().Add(time.Minute)})
		})
	}
	if err := put(0); err != nil {
		t.Fatal(err)
	}
	clock.Move(time.Minute)
	view(t, st, ctx, func(tx org.Tx) error {
		if _, err := tx.Ticket("code", "k"); !errors.Is(err, org.ErrNotFound) {
			t.Errorf("an expired ticket: %v", err)
		}
		for range tx.Tickets("code", "o") {
			t.Error("an expired ticket is listed")
		}
		return nil
	})
	if err := put(1); !errors.Is(err, org.ErrConflict) {
		t.Errorf("put over an expired version: %v", err)
	}
	if err := st.Update(ctx, func(tx org.Tx) error { return tx.DeleteTicket("code", "k") }); !errors.Is(err, org.ErrNotFound) {
		t.Errorf("delete of an expired ticket: %v", err)
	}
	if err := put(0); err != nil {
		t.Errorf("a new ticket in the place of an expired one: %v", err)
	}
}

func (s suite) ticketRace(t *testing.T) {
	st, clock := s.one(t)
	raceForTicket(t, []Store{st}, clock)
}

func (s suite) ticketRaceTwoNodes(t *testing.T) {
	clock := NewClock()
	raceForTicket(t, s.open(t, 2, clock.Now), clock)
}

// Of 50 who redeem a code at once exactly one wins, by change of version and by deletion alike.
func raceForTicket(t *testing.T, nodes []Store, clock *Clock) {
	update(t, nodes[0], silent(t.Context()), func(tx org.Tx) error {
		expires := clock.Now().Add(time.Minute)
		return errors.Join(
			tx.PutTicket(&org.Ticket{Class: "code", Key: "swap", Expires: expires}),
			tx.PutTicket(&org.Ticket{Class: "code", Key: "drop", Expires: expires}))
	})
	swap := func(tx org.Tx) error {
		return tx.PutTicket(&org.Ticket{Class: "code", Key: "swap", Version: 1, Expires: clock.Now().Add(time.Minute)})
	}
	drop := func(tx org.Tx) error { return tx.DeleteTicket("code", "drop") }
	for name, take := range map[string]func(org.Tx) error{"swap": swap, "drop": drop} {
		var winners atomic.Int32
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				err := nodes[i%len(nodes)].Update(silent(context.Background()), take)
				switch {
				case err == nil:
					winners.Add(1)
				case !errors.Is(err, org.ErrConflict) && !errors.Is(err, org.ErrNotFound):
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		wg.Wait()
		if n := winners.Load(); n != 1 {
			t.Errorf("%s: %d winners", name, n)
		}
	}
}
