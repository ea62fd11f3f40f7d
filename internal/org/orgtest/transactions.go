package orgtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// S-09 and its kin: what one tenant does is not there for another.
func (s suite) tenants(t *testing.T) {
	st, clock := s.one(t)
	mine, theirs := As(t.Context(), contoso, "x"), As(t.Context(), fabrikam, "x")
	key := org.Key{Space: "smtp", Value: "a@b.c", Unique: true}
	same := thing("a", key)
	for _, ctx := range []context.Context{mine, theirs} { // the same id and key in both
		update(t, st, ctx, func(tx org.Tx) error {
			e := *same
			e.Props = props("Name", org.IDText(tx.Tenant()))
			k := &org.Ticket{Class: "code", Key: "k", Owner: "o", Expires: clock.Now().Add(time.Hour), Data: []byte(`"` + org.IDText(tx.Tenant()) + `"`)}
			return errors.Join(tx.Put(&e), tx.PutTicket(k))
		})
	}
	for tenant, ctx := range map[org.ID]context.Context{contoso: mine, fabrikam: theirs} {
		view(t, st, ctx, func(tx org.Tx) error {
			want := []string{org.IDText(tenant)}
			if got := names(t, tx.Find(org.Query{Kind: "thing"})); !slices.Equal(got, want) {
				t.Errorf("find: %v", got)
			}
			if got := names(t, tx.ByKey("smtp", "a@b.c")); !slices.Equal(got, want) {
				t.Errorf("by key: %v", got)
			}
			k, err := tx.Ticket("code", "k")
			if err != nil || string(k.Data) != `"`+want[0]+`"` {
				t.Errorf("ticket: %v, %v", k, err)
			}
			n := 0
			for range tx.Tickets("code", "o") {
				n++
			}
			for range tx.AuditLog(org.AuditQuery{}) {
				n += 10
			}
			if n != 11 {
				t.Errorf("tickets and audit rows: %d", n)
			}
			return nil
		})
	}
	update(t, st, theirs, func(tx org.Tx) error {
		return errors.Join(tx.Delete("thing", same.ID), tx.DeleteTicket("code", "k"))
	})
	view(t, st, mine, func(tx org.Tx) error {
		if _, err := tx.Get("thing", same.ID); err != nil {
			t.Errorf("deleted by another tenant: %v", err)
		}
		_, err := tx.Ticket("code", "k")
		return err
	})
	view(t, st, As(t.Context(), org.SystemTenant, ""), func(tx org.Tx) error {
		for range tx.Find(org.Query{Kind: "thing"}) {
			t.Error("the system tenant sees a tenant's entries")
		}
		return nil
	})
}

func (s suite) directory(t *testing.T) {
	st, _ := s.one(t)
	a := org.TenantInfo{ID: contoso, Realm: "O365Default", Kind: "exchange", Name: "contoso", Display: "Contoso", Domains: []string{"contoso.com", "contoso.onmicrosoft.com"}}
	b := org.TenantInfo{ID: fabrikam, Realm: "O365China", Kind: "eop", Name: "fabrikam", Domains: []string{"CONTOSO.com"}}
	if err := errors.Join(st.PutTenant(t.Context(), a), st.PutTenant(t.Context(), b)); err != nil {
		t.Fatal(err) // the same domain in two realms
	}
	a.Display = "Contoso Ltd"
	if err := st.PutTenant(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	b.Realm = a.Realm
	if err := st.PutTenant(t.Context(), b); !errors.Is(err, org.ErrKeyTaken) {
		t.Errorf("a domain of another tenant of the realm: %v", err)
	}
	list, err := st.Tenants(t.Context())
	if err != nil || len(list) != 2 || list[0].Display != "Contoso Ltd" || !slices.Equal(list[0].Domains, a.Domains) || list[1].Realm != "O365China" {
		t.Errorf("tenants: %+v, %v", list, err)
	}
}

// A view sees the store as it was when it first looked.
func (s suite) snapshot(t *testing.T) {
	st, _ := s.one(t)
	ctx := As(t.Context(), contoso, "x")
	Put(t, st, contoso, thing("a"))
	view(t, st, ctx, func(tx org.Tx) error {
		before := names(t, tx.Find(org.Query{Kind: "thing"}))
		Put(t, st, contoso, thing("b"))
		if after := names(t, tx.Find(org.Query{Kind: "thing"})); !slices.Equal(before, after) {
			t.Errorf("before %v, after %v", before, after)
		}
		return nil
	})
}

func (s suite) rollback(t *testing.T) {
	st, _ := s.one(t)
	ctx := As(t.Context(), contoso, "x")
	failure := errors.New("no")
	err := st.Update(ctx, func(tx org.Tx) error { return errors.Join(tx.Put(thing("a")), failure) })
	if !errors.Is(err, failure) {
		t.Errorf("error of the closure: %v", err)
	}
	empty(t, st, ctx)
}

func (s suite) panics(t *testing.T) {
	st, _ := s.one(t)
	ctx := As(t.Context(), contoso, "x")
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not reach the caller")
			}
		}()
		_ = st.Update(ctx, func(tx org.Tx) error {
			if err := tx.Put(thing("a")); err != nil {
				return err
			}
			panic("closure")
		})
	}()
	empty(t, st, ctx)
	Put(t, st, contoso, thing("b"))
}

// Fails unless the store has no things and no audit records.
func empty(t *testing.T, st Store, ctx context.Context) {
	t.Helper()
	view(t, st, ctx, func(tx org.Tx) error {
		for e := range tx.Find(org.Query{Kind: "thing"}) {
			t.Errorf("found %s", e.Sort)
		}
		for r := range tx.AuditLog(org.AuditQuery{}) {
			t.Errorf("audit record of %s", r.Operation)
		}
		return nil
	})
}

func (s suite) retry(t *testing.T) {
	st, _ := s.one(t)
	runs, begins, replies := 0, 0, 0
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: contoso, Actor: "a", Cause: &org.Cause{
		Operation: "x",
		Begin:     func() { begins++ },
		Reply:     func() ([]byte, error) { replies++; return nil, nil },
	}})
	update(t, st, ctx, func(tx org.Tx) error {
		if runs++; runs < 3 {
			return errors.Join(tx.Put(thing("a")), org.ErrConflict)
		}
		return tx.Put(thing("b"))
	})
	if runs != 3 || begins != 3 || replies != 1 {
		t.Errorf("%d runs, %d begins, %d replies", runs, begins, replies)
	}
	view(t, st, ctx, func(tx org.Tx) error {
		if got := names(t, tx.Find(org.Query{Kind: "thing"})); !slices.Equal(got, []string{"b"}) {
			t.Errorf("entries: %v", got)
		}
		return nil
	})
}

func (s suite) retryEnds(t *testing.T) {
	st, _ := s.one(t)
	runs := 0
	err := st.Update(As(t.Context(), contoso, "x"), func(org.Tx) error { runs++; return org.ErrConflict })
	if !errors.Is(err, org.ErrConflict) || runs != 3 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func (s suite) cancelled(t *testing.T) {
	st, _ := s.one(t)
	ctx, cancel := context.WithCancel(As(t.Context(), contoso, "x"))
	err := st.Update(ctx, func(tx org.Tx) error {
		if err := tx.Put(thing("a")); err != nil {
			return err
		}
		cancel()
		if err := tx.Put(thing("b")); !errors.Is(err, context.Canceled) {
			t.Errorf("put: %v", err)
		}
		return nil // the context ended before the commit: nothing is kept
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("update: %v", err)
	}
	if err := st.View(ctx, func(org.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("view: %v", err)
	}
	empty(t, st, As(t.Context(), contoso, ""))
}

// Every one of many writers at once is served, and each leaves one record (F-12).
func (s suite) writers(t *testing.T) {
	st, _ := s.one(t)
	const n = 40
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			ctx := As(context.Background(), contoso, fmt.Sprint("op", i))
			fail := i%5 == 0
			err := st.Update(ctx, func(tx org.Tx) error {
				if err := tx.Put(thing(fmt.Sprintf("%02d", i))); err != nil || !fail {
					return err
				}
				return errors.New("no")
			})
			if (err != nil) != fail {
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		if got := names(t, tx.Find(org.Query{Kind: "thing"})); len(got) != n*4/5 {
			t.Errorf("%d entries", len(got))
		}
		rows := 0
		for range tx.AuditLog(org.AuditQuery{}) {
			rows++
		}
		if rows != n*4/5 {
			t.Errorf("%d audit records", rows)
		}
		return nil
	})
	if err := st.VerifyAudit(t.Context(), contoso); err != nil {
		t.Error(err)
	}
}

// Two servers over one store: what one acknowledged, the next request at the other sees (F-10), and
// neither loses a write of the other.
func (s suite) twoNodes(t *testing.T) {
	nodes := s.open(t, 2, NewClock().Now)
	e := thing("counter")
	e.Props.Set("N", int32(0))
	Put(t, nodes[0], contoso, e)
	const each = 20
	var wg sync.WaitGroup
	for _, st := range nodes {
		wg.Go(func() {
			for range each {
				if err := increment(st, e.ID); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i, st := range nodes {
		view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
			got, err := tx.Get("thing", e.ID)
			if err != nil {
				return err
			}
			if v, _ := got.Props.Get("N"); v != int32(2*each) {
				t.Errorf("node %d counts %v", i, object.String(v))
			}
			return nil
		})
		if err := st.VerifyAudit(t.Context(), contoso); err != nil {
			t.Error(err)
		}
	}
}

func increment(st Store, id org.ID) error {
	return st.Update(As(context.Background(), contoso, "x"), func(tx org.Tx) error {
		e, err := tx.Get("thing", id)
		if err != nil {
			return err
		}
		n, _ := e.Props.Get("N")
		e.Props.Set("N", n.(int32)+1)
		return tx.Put(e)
	})
}
