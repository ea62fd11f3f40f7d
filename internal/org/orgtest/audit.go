package orgtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func records(t testing.TB, st Store, q org.AuditQuery) []*org.AuditRecord {
	t.Helper()
	var list []*org.AuditRecord
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		for r, err := range tx.AuditLog(q) {
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		return nil
	})
	return list
}

// One record per Update, with what changed; secrets do not show (F-12).
func (s suite) auditRow(t *testing.T) {
	st, clock := s.one(t)
	a := &org.Account{ID: org.SeedID(contoso, "a"), UPN: "a@contoso.com", DisplayName: "A", Enabled: true, PasswordHash: "$argon2id$old"}
	e := thing("box")
	update(t, st, As(t.Context(), contoso, "New-Mailbox"), func(tx org.Tx) error {
		return errors.Join(org.PutAccount(tx, a), tx.Put(e), tx.Put(thing("gone")))
	})
	clock.Move(time.Second)
	ctx := org.WithCaller(t.Context(), &org.Caller{
		Tenant: contoso, Actor: "Navin@contoso.com", ActorID: contoso, Client: "exosh", Address: "127.0.0.1:5", Session: "s1", Env: catalog.SCC,
		Cause: &org.Cause{Operation: "Set-Mailbox", Params: []org.AuditParam{{Name: "Identity", Value: "a"}}, RequestID: "r1", BodyHash: "h1"},
	})
	update(t, st, ctx, func(tx org.Tx) error {
		a.PasswordHash, a.Factors = "$argon2id$new", []org.Factor{{ID: "1", Type: "totp", Secret: "GEZDGNBV"}}
		e.Props.Set("Quota", object.ByteQuantifiedSize(5))
		return errors.Join(org.PutAccount(tx, a), tx.Put(e), tx.Put(e), tx.Delete("thing", org.SeedID(contoso, "gone")))
	})
	rows := records(t, st, org.AuditQuery{})
	if len(rows) != 2 {
		t.Fatalf("%d records", len(rows))
	}
	want := &org.AuditRecord{
		Seq: 2, Time: clock.Now(), Actor: "Navin@contoso.com", ActorID: contoso, Client: "exosh", Address: "127.0.0.1:5", Session: "s1", Env: catalog.SCC,
		Operation: "Set-Mailbox", Params: []org.AuditParam{{Name: "Identity", Value: "a"}},
		Targets: []org.AuditTarget{{Kind: org.KindAccount, ID: a.ID, Name: "a@contoso.com"}, {Kind: "thing", ID: e.ID, Name: "box"}, {Kind: "thing", ID: org.SeedID(contoso, "gone"), Name: "gone"}},
		Changes: []org.AuditChange{
			{Target: a.ID, Property: "PasswordHash", Old: org.Masked, New: org.Masked},
			{Target: a.ID, Property: "Factors", Old: org.Masked, New: org.Masked},
			{Target: e.ID, Property: "Quota", New: object.ByteQuantifiedSize(5)},
			{Target: org.SeedID(contoso, "gone"), Property: "Name", Old: "gone"},
		},
		Result: "True", RequestID: "r1", BodyHash: "h1", Prev: rows[1].Hash,
	}
	if d := cmp.Diff(want, rows[0], cmpopts.IgnoreFields(org.AuditRecord{}, "ID", "Hash")); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if rows[0].ID == rows[1].ID || rows[0].Hash == "" {
		t.Errorf("id %v, hash %q", rows[0].ID, rows[0].Hash)
	}
	if text := fmt.Sprint(rows[0], rows[1]); strings.Contains(text, "argon2id") || strings.Contains(text, "GEZDGNBV") {
		t.Errorf("a secret shows: %s", text)
	}
}

func (s suite) auditSilent(t *testing.T) {
	st, clock := s.one(t)
	update(t, st, silent(t.Context()), func(tx org.Tx) error {
		return tx.PutTicket(&org.Ticket{Class: "c", Key: "k", Expires: clock.Now().Add(time.Hour)})
	})
	if rows := records(t, st, org.AuditQuery{}); len(rows) != 0 {
		t.Errorf("%d records of a silent change", len(rows))
	}
}

func (s suite) auditAlone(t *testing.T) {
	st, _ := s.one(t)
	ctx := As(t.Context(), contoso, "")
	if err := st.Audit(ctx, org.AuditRecord{Operation: "Remove-Mailbox", Result: "Denied", Detail: "no role"}); err != nil {
		t.Fatal(err)
	}
	if err := st.Audit(ctx, org.AuditRecord{}); err == nil {
		t.Error("a record without an operation was taken")
	}
	rows := records(t, st, org.AuditQuery{Results: []string{"denied"}})
	if len(rows) != 1 || rows[0].Actor != "navin@contoso.com" || rows[0].Detail != "no role" || rows[0].Client != "orgtest" {
		t.Errorf("records: %+v", rows)
	}
	if err := st.VerifyAudit(t.Context(), contoso); err != nil {
		t.Error(err)
	}
}

func (s suite) auditQueries(t *testing.T) {
	st, clock := s.one(t)
	start := clock.Now()
	for i := range 30 {
		ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: contoso, Actor: fmt.Sprintf("User%d@contoso.com", i%3), Cause: &org.Cause{
			Operation: fmt.Sprint("Op-", i%2), Params: []org.AuditParam{{Name: "Identity", Value: fmt.Sprintf("Ünï %d%%", i)}}, RequestID: fmt.Sprint("r", i),
			Reply: func() ([]byte, error) { return []byte{byte(i)}, nil },
		}})
		update(t, st, ctx, func(tx org.Tx) error {
			e := thing(fmt.Sprint(i % 5))
			if old, err := tx.Get("thing", e.ID); err == nil {
				e = old
			}
			return tx.Put(e)
		})
		clock.Move(time.Minute)
	}
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	for name, c := range map[string]struct {
		q    org.AuditQuery
		want string // numbers, newest first
	}{
		"limit":        {org.AuditQuery{Limit: 3}, "[30 29 28]"},
		"before":       {org.AuditQuery{Before: 4}, "[3 2 1]"},
		"time":         {org.AuditQuery{From: at(3), To: at(5)}, "[5 4]"},
		"from the end": {org.AuditQuery{From: at(1000)}, "[]"},
		"fraction":     {org.AuditQuery{From: at(28).Add(time.Nanosecond)}, "[30]"},
		"actor":        {org.AuditQuery{Actors: []string{"USER0@contoso.com"}, Before: 8}, "[7 4 1]"},
		"two actors":   {org.AuditQuery{Actors: []string{"user0@contoso.com", "User1@contoso.com"}, Before: 6}, "[5 4 2 1]"},
		"operation":    {org.AuditQuery{Operations: []string{"op-1"}, Limit: 2}, "[30 28]"},
		"both":         {org.AuditQuery{Operations: []string{"Op-0"}, Actors: []string{"user0@contoso.com"}}, "[25 19 13 7 1]"},
		"target":       {org.AuditQuery{Targets: []org.ID{org.SeedID(contoso, "3")}}, "[29 24 19 14 9 4]"},
		"two targets":  {org.AuditQuery{Targets: []org.ID{org.SeedID(contoso, "3"), org.SeedID(contoso, "4"), org.SeedID(contoso, "3")}, Limit: 3}, "[30 29 25]"},
		"text":         {org.AuditQuery{Text: "ÜNÏ 2%"}, "[3]"},
		"request":      {org.AuditQuery{RequestID: "r7"}, "[8]"},
		"nothing":      {org.AuditQuery{Actors: []string{"nobody"}}, "[]"},
	} {
		seqs := []int64{}
		for _, r := range records(t, st, c.q) {
			seqs = append(seqs, r.Seq)
			if c.q.RequestID != "" && !slices.Equal(r.Reply, []byte{7}) {
				t.Errorf("reply %v", r.Reply)
			}
		}
		if got := fmt.Sprint(seqs); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// Times never go back along a trail, whatever the clock does.
func (s suite) auditClock(t *testing.T) {
	st, clock := s.one(t)
	for range 3 {
		update(t, st, As(t.Context(), contoso, "x"), func(org.Tx) error { return nil })
		clock.Move(-time.Hour)
	}
	rows := records(t, st, org.AuditQuery{})
	if len(rows) != 3 || rows[0].Time.Before(rows[2].Time) {
		t.Errorf("times: %v, %v", rows[0].Time, rows[2].Time)
	}
	if err := st.VerifyAudit(t.Context(), contoso); err != nil {
		t.Error(err)
	}
}

func request(ctx context.Context, actor, id, hash string, reply func() ([]byte, error)) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: contoso, Actor: actor, ActorID: org.SeedID(contoso, actor), Cause: &org.Cause{
		Operation: "Set-Mailbox", RequestID: id, BodyHash: hash, Reply: reply,
	}})
}

func (s suite) replay(t *testing.T) {
	st, clock := s.one(t)
	runs := 0
	reply := func() ([]byte, error) { return json.Marshal(runs) }
	run := func(actor, id, hash string) error {
		return st.Update(request(t.Context(), actor, id, hash, reply), func(org.Tx) error { runs++; return nil })
	}
	if err := run("a", "r1", "h"); err != nil {
		t.Fatal(err)
	}
	clock.Move(time.Hour)
	var again *org.ReplayedError
	if err := run("a", "r1", "h"); !errors.As(err, &again) || string(again.Reply) != "1" || runs != 1 {
		t.Errorf("second time: %v, %d runs", err, runs)
	}
	if err := run("a", "r1", "other"); !errors.Is(err, org.ErrReplay) || runs != 1 {
		t.Errorf("another body: %v", err)
	}
	if err := errors.Join(run("b", "r1", "h"), run("a", "r2", "h")); err != nil || runs != 3 {
		t.Errorf("another actor, another request: %v", err)
	}
	err := st.Update(request(t.Context(), "a", "r3", "h", reply), func(org.Tx) error { return errors.New("no") })
	if err == nil || errors.As(err, &again) {
		t.Errorf("failure: %v", err)
	}
	if err := run("a", "r3", "h"); err != nil {
		t.Errorf("a request that failed can be tried again: %v", err)
	}
	if rows := records(t, st, org.AuditQuery{}); len(rows) != 4 {
		t.Errorf("%d records", len(rows))
	}
}

// The same request many times at once has its effect once.
func (s suite) replayRace(t *testing.T) {
	st, _ := s.one(t)
	var runs, replays atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			ctx := request(context.Background(), "a", "r", "h", func() ([]byte, error) { return []byte("ok"), nil })
			err := st.Update(ctx, func(org.Tx) error { runs.Add(1); return nil })
			again := (*org.ReplayedError)(nil)
			if errors.As(err, &again) && string(again.Reply) == "ok" {
				replays.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if runs.Load() != 1 || replays.Load() != 19 {
		t.Errorf("%d runs, %d replays", runs.Load(), replays.Load())
	}
}
