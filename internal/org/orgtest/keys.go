package orgtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func thing(name string, keys ...org.Key) *org.Entry {
	return &org.Entry{Kind: "thing", ID: org.SeedID(contoso, name), Sort: name, Props: props("Name", name), Keys: keys}
}

func names(t testing.TB, seq func(func(*org.Entry, error) bool)) []string {
	t.Helper()
	list := []string{}
	for e, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		v, _ := e.Props.Get("Name")
		list = append(list, object.String(v))
	}
	return list
}

func (s suite) uniqueKeys(t *testing.T) {
	st, _ := s.one(t)
	smtp := org.Key{Space: "smtp", Value: "a@contoso.com", Unique: true}
	loose := org.Key{Space: "name", Value: "same"}
	Put(t, st, contoso, thing("a", smtp, loose), thing("b", loose))
	err := st.Update(As(t.Context(), contoso, "x"), func(tx org.Tx) error {
		err := tx.Put(thing("c", org.Key{Space: "smtp", Value: "A@CONTOSO.COM", Unique: true}))
		taken := (*org.KeyTakenError)(nil)
		if !errors.As(err, &taken) || taken.Holder != org.SeedID(contoso, "a") || taken.Kind != "thing" || taken.Key.Value != "a@contoso.com" {
			t.Errorf("taken key: %v", err)
		}
		// What failed left nothing behind, and the transaction goes on.
		return tx.Put(thing("d"))
	})
	if err != nil {
		t.Fatal(err)
	}
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		if got := names(t, tx.ByKey("name", "SAME")); !slices.Equal(slices.Sorted(slices.Values(got)), []string{"a", "b"}) {
			t.Errorf("holders of a key that is not unique: %v", got)
		}
		if got := names(t, tx.Find(org.Query{Kind: "thing"})); !slices.Equal(got, []string{"a", "b", "d"}) {
			t.Errorf("entries: %v", got)
		}
		return nil
	})
}

func (s suite) keysMove(t *testing.T) {
	st, _ := s.one(t)
	key := org.Key{Space: "smtp", Value: "x@contoso.com", Unique: true}
	a, b := thing("a", key), thing("b")
	Put(t, st, contoso, a, b)
	update(t, st, As(t.Context(), contoso, "x"), func(tx org.Tx) error {
		from, err := tx.Get("thing", a.ID)
		if err != nil {
			return err
		}
		to, err := tx.Get("thing", b.ID)
		if err != nil {
			return err
		}
		from.Keys, to.Keys = nil, []org.Key{key}
		return errors.Join(tx.Put(from), tx.Put(to))
	})
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		if got := names(t, tx.ByKey("smtp", key.Value)); !slices.Equal(got, []string{"b"}) {
			t.Errorf("holders: %v", got)
		}
		return nil
	})
}

func (s suite) folding(t *testing.T) {
	st, _ := s.one(t)
	Put(t, st, contoso, thing("Ünïcode", org.Key{Space: "alias", Value: "Ünïcode", Unique: true}),
		thing("STRASSE", org.Key{Space: "alias", Value: "Straße", Unique: true}))
	for _, spelling := range []string{"ünïcode", "ÜNÏCODE", "U\u0308ni\u0308code"} {
		err := st.Update(As(t.Context(), contoso, "x"), func(tx org.Tx) error {
			if got := names(t, tx.ByKey("alias", spelling)); len(got) != 1 {
				t.Errorf("%q finds %v", spelling, got)
			}
			return tx.Put(thing("other", org.Key{Space: "alias", Value: spelling, Unique: true}))
		})
		if !errors.Is(err, org.ErrKeyTaken) {
			t.Errorf("%q: %v", spelling, err)
		}
	}
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		if got := names(t, tx.ByKey("alias", "STRASSE")); len(got) != 1 {
			t.Errorf("STRASSE finds %v", got)
		}
		if got := names(t, tx.ByKey("alias", "unicode")); len(got) != 0 {
			t.Errorf("a name without its marks finds %v", got)
		}
		if got := names(t, tx.Find(org.Query{Kind: "thing", Prefix: "ÜNÏ"})); len(got) != 1 {
			t.Errorf("prefix finds %v", got)
		}
		return nil
	})
}

func (s suite) paging(t *testing.T) {
	st, _ := s.one(t)
	const n = 700
	var all []*org.Entry
	for i := range n {
		e := thing(fmt.Sprintf("%03d", i))
		e.Sort = fmt.Sprint("same", i/300) // many share a sort name: the id decides
		all = append(all, e)
	}
	Put(t, st, contoso, all...)
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		want := names(t, tx.Find(org.Query{Kind: "thing"}))
		if len(want) != n {
			t.Fatalf("%d entries", len(want))
		}
		for _, size := range []int{1, 7, 100, 1000} {
			if got := pages(t, tx, size); !slices.Equal(got, want) {
				t.Errorf("pages of %d differ from the listing", size)
			}
		}
		return nil
	})
}

func pages(t *testing.T, tx org.Tx, size int) []string {
	t.Helper()
	q := org.Query{Kind: "thing", Limit: size, Match: func(*org.Entry) bool { return true }}
	var got []string
	for {
		page, next, err := org.Collect(tx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			v, _ := e.Props.Get("Name")
			got = append(got, object.String(v))
		}
		if next == nil {
			return got
		}
		if q.After, err = org.ParseCursor(next.Text()); err != nil {
			t.Fatal(err)
		}
	}
}

func (s suite) prefix(t *testing.T) {
	st, _ := s.one(t)
	Put(t, st, contoso, thing("alpha"), thing("Alp"), thing("beta"), thing("al%"), thing("alz"))
	view(t, st, As(t.Context(), contoso, ""), func(tx org.Tx) error {
		for _, c := range []struct {
			q    org.Query
			want []string
		}{
			{org.Query{Prefix: "ALP"}, []string{"Alp", "alpha"}},
			{org.Query{Prefix: "al%"}, []string{"al%"}},
			{org.Query{Prefix: "al", After: org.Cursor{Sort: "alp", ID: org.SeedID(contoso, "Alp")}}, []string{"alpha", "alz"}},
			{org.Query{Match: func(e *org.Entry) bool { return e.Sort > "alp" }, Limit: 2}, []string{"alpha", "alz"}},
			{org.Query{Limit: 1}, []string{"al%"}},
		} {
			c.q.Kind = "thing"
			if got := names(t, tx.Find(c.q)); !slices.Equal(got, c.want) {
				t.Errorf("%+v: got %v, want %v", c.q, got, c.want)
			}
		}
		return nil
	})
}

// The loop over a listing may read and write.
func (s suite) findWhileWriting(t *testing.T) {
	st, _ := s.one(t)
	for i := range 100 {
		Put(t, st, contoso, thing(fmt.Sprintf("%03d", i)))
		if i == 40 {
			break
		}
	}
	ctx := As(t.Context(), contoso, "x")
	update(t, st, ctx, func(tx org.Tx) error {
		for e, err := range tx.Find(org.Query{Kind: "thing"}) {
			if err != nil {
				return err
			}
			e.Props.Set("Seen", true)
			if err := tx.Put(e); err != nil {
				return err
			}
			for range tx.Find(org.Query{Kind: "thing", Limit: 3}) {
				continue
			}
		}
		return nil
	})
	view(t, st, ctx, func(tx org.Tx) error {
		for e, err := range tx.Find(org.Query{Kind: "thing"}) {
			if err != nil {
				return err
			}
			if v, _ := e.Props.Get("Seen"); v != true || e.Version != 2 {
				t.Errorf("%s: seen %v, version %d", e.Sort, v, e.Version)
			}
		}
		return nil
	})
}
