package sqlstore_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/sqlstore"
)

// What Load writes is what Update would have written, but for the audit record.
func TestLoad(t *testing.T) {
	t.Parallel()
	ctx := caller(t.Context(), "fill")
	fill := func(tx org.Tx) error {
		for i := range 300 {
			if err := tx.Put(mailbox(fmt.Sprint("box", i*7919%300))); err != nil {
				return err
			}
		}
		return nil
	}
	loaded, updated := open(t, sqlstore.Options{}), open(t, sqlstore.Options{})
	if err := loaded.Load(ctx, fill); err != nil {
		t.Fatal(err)
	}
	if err := updated.Update(ctx, fill); err != nil {
		t.Fatal(err)
	}
	contents := func(s *sqlstore.Store) (list []string) {
		err := s.View(ctx, func(tx org.Tx) error {
			for e, err := range tx.Find(org.Query{Kind: org.KindRecipient}) {
				if err != nil {
					return err
				}
				props, err := org.EncodeObject(e.Props)
				if err != nil {
					return err
				}
				list = append(list, fmt.Sprint(e.ID, e.Version, e.Sort, e.Keys, string(props)))
				for got, err := range tx.ByKey(org.SpaceAlias, e.Sort) {
					if err != nil || got.ID != e.ID {
						t.Errorf("%s: found %v, %v", e.Sort, got, err)
					}
				}
			}
			for range tx.AuditLog(org.AuditQuery{}) {
				list = append(list, "audited")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	got, want := contents(loaded), contents(updated)
	if len(want) != 301 || fmt.Sprint(got) != fmt.Sprint(want[:300]) {
		t.Errorf("%d entries loaded, %d records written by Update:\n%v\n%v", len(got), len(want), got, want)
	}
}

// A name that is taken undoes the whole load and says who has it.
func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	s := open(t, sqlstore.Options{})
	ctx := caller(t.Context(), "fill")
	put := func(entries ...*org.Entry) func(org.Tx) error {
		return func(tx org.Tx) error {
			for _, e := range entries {
				if err := tx.Put(e); err != nil {
					return err
				}
			}
			return nil
		}
	}
	if err := s.Load(ctx, put(mailbox("ada"))); err != nil {
		t.Fatal(err)
	}
	again := mailbox("other")
	again.Keys = append(again.Keys, org.Key{Space: org.SpaceAlias, Value: "ADA", Unique: true})
	var taken *org.KeyTakenError
	if err := s.Load(ctx, put(mailbox("bo"), again)); !errors.As(err, &taken) || taken.Holder != mailbox("ada").ID {
		t.Errorf("a taken alias: %v", err)
	}
	if err := s.Load(ctx, put(mailbox("cy"), mailbox("ada"))); err == nil {
		t.Error("an entry that exists was loaded again")
	}
	old := mailbox("dan")
	old.Version = 3
	if err := s.Load(ctx, put(old)); !errors.Is(err, org.ErrConflict) {
		t.Errorf("an old entry: %v", err)
	}
	err := s.Load(ctx, func(tx org.Tx) error { return tx.Delete(org.KindRecipient, mailbox("ada").ID) })
	if err == nil {
		t.Error("a load deletes")
	}
	if err := s.Load(t.Context(), put()); !errors.Is(err, org.ErrNoCaller) {
		t.Errorf("without a caller: %v", err)
	}
	err = s.View(ctx, func(tx org.Tx) error {
		all, err := org.All(tx, org.KindRecipient, nil)
		if len(all) != 1 {
			t.Errorf("%d entries after the refusals, want ada alone", len(all))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// An entry that was read in part cannot be stored: it would lose the rest.
func TestPartIsNotStored(t *testing.T) {
	t.Parallel()
	s := open(t, sqlstore.Options{})
	ctx := caller(t.Context(), "Set-Mailbox")
	if err := s.Update(ctx, func(tx org.Tx) error { return tx.Put(mailbox("navin")) }); err != nil {
		t.Fatal(err)
	}
	err := s.Update(ctx, func(tx org.Tx) error {
		for e, err := range tx.Find(org.Query{Kind: org.KindRecipient, Only: []string{"ALIAS"}}) {
			if err != nil {
				return err
			}
			if len(e.Props.Props) != 1 || e.Props.Props[0].Name != "Alias" || !e.Partial || e.Sort != "navin" || e.Version != 1 {
				t.Errorf("read %+v", e)
			}
			return tx.Put(e)
		}
		return nil
	})
	if err == nil {
		t.Error("an entry read in part was stored")
	}
}

// Find with a key yields, in order, the entries that hold it.
func TestFindWithKey(t *testing.T) {
	t.Parallel()
	s := open(t, sqlstore.Options{})
	ctx := caller(t.Context(), "fill")
	err := s.Load(ctx, func(tx org.Tx) error {
		for i := range 700 {
			e := mailbox(fmt.Sprintf("box%03d", 699-i))
			e.Keys = append(e.Keys, org.Key{Space: "city", Value: []string{"PARIS", "London"}[i%2]})
			if err := tx.Put(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	after := org.Cursor{Sort: "box101", ID: mailbox("box101").ID}
	for _, c := range []struct {
		q     org.Query
		want  int
		first string
	}{
		{org.Query{Key: org.Key{Space: "city", Value: "paris"}}, 350, "box001"},
		{org.Query{Key: org.Key{Space: "city", Value: "Paris"}, After: after}, 299, "box103"},
		{org.Query{Key: org.Key{Space: "city", Value: "london"}, Prefix: "box1"}, 50, "box100"},
		{org.Query{Key: org.Key{Space: "city", Value: "London"}, Limit: 3, Only: []string{"Name"}}, 3, "box000"},
		{org.Query{Key: org.Key{Space: "city", Value: "rome"}}, 0, ""},
		{org.Query{Key: org.Key{Space: "town", Value: "paris"}}, 0, ""},
	} {
		c.q.Kind = org.KindRecipient
		var got []string
		err := s.View(ctx, func(tx org.Tx) error {
			for e, err := range tx.Find(c.q) {
				if err != nil {
					return err
				}
				got = append(got, e.Sort)
			}
			return nil
		})
		if err != nil || len(got) != c.want || len(got) > 0 && got[0] != c.first || !slices.IsSorted(got) {
			t.Errorf("%+v: %d entries, %v, %v", c.q, len(got), got[:min(3, len(got))], err)
		}
	}
}
