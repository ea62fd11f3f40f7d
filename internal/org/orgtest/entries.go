package orgtest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
	"github.com/google/go-cmp/cmp"
)

func (s suite) verbs(t *testing.T) {
	st, clock := s.one(t)
	ctx := As(t.Context(), contoso, "Set-Mailbox")
	e := Mailbox(contoso, "navin")
	Put(t, st, contoso, e)
	born := clock.Now()
	if e.Version != 1 || !e.Created.Equal(born) || !e.Changed.Equal(born) {
		t.Errorf("after the first put: version %d, created %v, changed %v", e.Version, e.Created, e.Changed)
	}
	clock.Move(time.Hour)
	update(t, st, ctx, func(tx org.Tx) error {
		got, err := tx.Get(org.KindRecipient, e.ID)
		if err != nil {
			return err
		}
		got.Props.Set("DisplayName", "Navin Rao")
		return tx.Put(got)
	})
	view(t, st, ctx, func(tx org.Tx) error {
		got, err := tx.Get(org.KindRecipient, e.ID)
		if err != nil {
			return err
		}
		if v, _ := got.Props.Get("DisplayName"); v != "Navin Rao" || got.Version != 2 || len(got.Keys) != len(e.Keys) {
			t.Errorf("got %v, version %d, %d keys", v, got.Version, len(got.Keys))
		}
		if !got.Created.Equal(born) || !got.Changed.Equal(clock.Now()) {
			t.Errorf("created %v, changed %v", got.Created, got.Changed)
		}
		return nil
	})
	update(t, st, ctx, func(tx org.Tx) error { return tx.Delete(org.KindRecipient, e.ID) })
	view(t, st, ctx, func(tx org.Tx) error {
		if _, err := tx.Get(org.KindRecipient, e.ID); !errors.Is(err, org.ErrNotFound) {
			t.Errorf("get of a deleted entry: %v", err)
		}
		for range tx.ByKey(org.SpaceAlias, "navin") {
			t.Error("a deleted entry is found by its alias")
		}
		return nil
	})
	err := st.Update(ctx, func(tx org.Tx) error { return tx.Delete(org.KindRecipient, e.ID) })
	if !errors.Is(err, org.ErrNotFound) {
		t.Errorf("second delete: %v", err)
	}
}

// Every type of value comes back as it went in.
func (s suite) values(t *testing.T) {
	st, _ := s.one(t)
	dec, err := decimal.Parse("1.10")
	if err != nil {
		t.Fatal(err)
	}
	id := org.SeedID(contoso, "values")
	p := &object.Object{Types: []string{"Deserialized.Thing", "System.Object"}}
	for i, v := range []object.Value{
		nil, true, false, object.Switch(true), uint8(200), int16(-3), int32(-5), int64(math.MinInt64), uint32(math.MaxUint32),
		uint64(math.MaxUint64), float32(1.5), 0.1, 3.0, math.Inf(-1), 1e300, dec, object.Char('é'), "", "a \"b\"\\\n\x00\u2028 Ünïcode 🎈",
		time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("CET", 3600)),
		object.TimeSpan(-12345), object.EnhancedTimeSpan(90 * 864e9), id, []byte{0, 1, 255}, []any{}, []any{int32(1), []any{"x", nil}},
		&object.List{Items: []any{"a", int32(2)}}, object.NewDict("Key", int32(1), int32(2), []any{"x"}),
		&object.Object{Types: []string{"T"}, Props: []object.Property{{Name: "$o", Value: "$x"}, {Name: "$", Value: nil}}},
		&object.Object{}, object.ByteQuantifiedSize(106300440576), object.Unlimited{}, object.Unlimited{Value: int32(500)},
		object.Unlimited{Value: object.ByteQuantifiedSize(1 << 40)}, object.SmtpAddress("a@b.c"),
		object.ADObjectID{ID: id, Name: "n", DN: "CN=n"}, object.Version{Major: 1, Minor: 2, Build: -1, Revision: -1}, object.Type("int[]"),
	} {
		p.Props = append(p.Props, object.Property{Name: fmt.Sprint("P", i), Value: v})
	}
	e := &org.Entry{Kind: "test", ID: id, Props: p}
	Put(t, st, contoso, e)
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		got, err := tx.Get("test", id)
		if err != nil {
			return err
		}
		same := cmp.Options{
			cmp.Comparer(func(a, b *decimal.Decimal) bool { return a.String() == b.String() }),
			cmp.Comparer(func(a, b *object.Dict) bool {
				return slices.EqualFunc(a.Keys(), b.Keys(), func(a, b any) bool { return cmp.Equal(a, b) }) && cmp.Equal(a.Values(), b.Values())
			}),
		}
		if d := cmp.Diff(p, got.Props, same); d != "" {
			t.Errorf("-put +got\n%s", d)
		}
		return nil
	})
	for _, v := range []object.Value{&object.SecureString{Plain: "x"}, func() {}} {
		err := st.Update(As(t.Context(), contoso, "x"), func(tx org.Tx) error {
			return tx.Put(&org.Entry{Kind: "test", ID: org.SeedID(contoso, "y"), Props: &object.Object{Props: []object.Property{{Name: "V", Value: v}}}})
		})
		if err == nil {
			t.Errorf("a value of type %T was stored", v)
		}
	}
}

func (s suite) stale(t *testing.T) {
	st, _ := s.one(t)
	e := Mailbox(contoso, "navin")
	Put(t, st, contoso, e)
	for name, version := range map[string]int64{"new over old": 0, "behind": 99} {
		again := *e
		again.Version = version
		err := st.Update(As(t.Context(), contoso, "Set-Mailbox"), func(tx org.Tx) error { return tx.Put(&again) })
		if !errors.Is(err, org.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func (s suite) deleteThenPut(t *testing.T) {
	st, _ := s.one(t)
	e := Mailbox(contoso, "navin")
	Put(t, st, contoso, e)
	update(t, st, As(t.Context(), contoso, "Remove-Mailbox"), func(tx org.Tx) error {
		if err := tx.Delete(e.Kind, e.ID); err != nil {
			return err
		}
		return tx.Put(Mailbox(contoso, "navin"))
	})
	err := st.Update(As(t.Context(), contoso, "Set-Mailbox"), func(tx org.Tx) error {
		if err := tx.Delete(e.Kind, e.ID); err != nil {
			return err
		}
		return tx.Put(e) // of version 1, which is gone
	})
	if !errors.Is(err, org.ErrConflict) {
		t.Errorf("put of a deleted version: %v", err)
	}
}

func (s suite) noCaller(t *testing.T) {
	st, _ := s.one(t)
	nothing := func(org.Tx) error { t.Error("closure ran"); return nil }
	if err := st.View(t.Context(), nothing); !errors.Is(err, org.ErrNoCaller) {
		t.Errorf("view: %v", err)
	}
	if err := st.Update(t.Context(), nothing); !errors.Is(err, org.ErrNoCaller) {
		t.Errorf("update: %v", err)
	}
	if err := st.Audit(t.Context(), org.AuditRecord{Operation: "x"}); !errors.Is(err, org.ErrNoCaller) {
		t.Errorf("audit: %v", err)
	}
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: contoso})
	if err := st.Update(ctx, nothing); err == nil {
		t.Error("an update without a cause was taken")
	}
}

func (s suite) viewCannotWrite(t *testing.T) {
	st, clock := s.one(t)
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		k := &org.Ticket{Class: "c", Key: "k", Expires: clock.Now().Add(time.Hour)}
		if tx.Put(Mailbox(contoso, "navin")) == nil || tx.Delete("x", contoso) == nil || tx.PutTicket(k) == nil || tx.DeleteTicket("c", "k") == nil {
			t.Error("a view wrote")
		}
		return nil
	})
}

func (s suite) overTransaction(t *testing.T) {
	st, _ := s.one(t)
	var kept org.Tx
	ctx := As(t.Context(), contoso, "x")
	update(t, st, ctx, func(tx org.Tx) error { kept = tx; return nil })
	if err := kept.Put(Mailbox(contoso, "navin")); err == nil {
		t.Error("put after the transaction")
	}
	view(t, st, ctx, func(tx org.Tx) error { kept = tx; return nil })
	if _, err := kept.Get("x", contoso); err == nil || errors.Is(err, org.ErrNotFound) {
		t.Errorf("get after the transaction: %v", err)
	}
}

func (s suite) badEntries(t *testing.T) {
	st, _ := s.one(t)
	good := Mailbox(contoso, "navin")
	deep := object.Value("x")
	for range 100 {
		deep = []any{deep}
	}
	for name, spoil := range map[string]func(e *org.Entry){
		"no kind":   func(e *org.Entry) { e.Kind = "" },
		"no id":     func(e *org.Entry) { e.ID = org.ID{} },
		"no props":  func(e *org.Entry) { e.Props = nil },
		"long sort": func(e *org.Entry) { e.Sort = strings.Repeat("x", 5000) },
		"long key":  func(e *org.Entry) { e.Keys = []org.Key{{Space: "x", Value: strings.Repeat("x", 5000)}} },
		"keys":      func(e *org.Entry) { e.Keys = make([]org.Key, 5000) },
		"no space":  func(e *org.Entry) { e.Keys = []org.Key{{Value: "x"}} },
		"too large": func(e *org.Entry) { e.Props = props("x", strings.Repeat("x", 2<<20)) },
		"too deep":  func(e *org.Entry) { e.Props = props("x", deep) },
	} {
		e := *good
		spoil(&e)
		err := st.Update(As(t.Context(), contoso, "x"), func(tx org.Tx) error { return tx.Put(&e) })
		if err == nil {
			t.Errorf("%s: stored", name)
		}
	}
}

func props(name string, v object.Value) *object.Object {
	return &object.Object{Props: []object.Property{{Name: name, Value: v}}}
}
