package mailroom

import (
	"context"
	"fmt"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"strings"
)

// fill stores many small messages to olivia.
func (w *world) fill(n int) {
	w.T.Helper()
	ctx := org.WithCaller(w.T.Context(), &org.Caller{Tenant: w.Tenant, Actor: "system", Cause: &org.Cause{Operation: "test", Silent: true}})
	for i := 0; i < n; i += 500 {
		err := w.Store.Update(ctx, func(tx org.Tx) error {
			x, err := mail.In(tx)
			for k := i; k < min(n, i+500) && err == nil; k++ {
				m := &mail.Message{Subject: fmt.Sprintf("message %d", k), From: "amara@contoso.com"}
				if err = x.PutMessage(m, strings.NewReader("Subject: x\r\n\r\nx\r\n")); err == nil {
					err = put(tx, x, m, "olivia@contoso.com")
				}
			}
			return err
		})
		if err != nil {
			w.T.Fatal(err)
		}
	}
}

func TestSearchIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.room.searched = 20
	w.fill(30)
	f, err := w.room.find(context.Background(), query{To: "hana@contoso.com", Limit: 1})
	if err != nil || len(f.List) != 0 || f.Complete {
		t.Errorf("found %d, complete %v, %v", len(f.List), f.Complete, err)
	}
	f, err = w.room.find(context.Background(), query{To: "olivia@contoso.com", Limit: 10})
	if err != nil || len(f.List) != 10 || f.List[0].Subject != "message 29" || f.List[9].Subject != "message 20" || !f.Complete {
		t.Errorf("found %d, %v", len(f.List), err)
	}
}

// What a wait costs that has to look at everything.
func BenchmarkFindNothing(b *testing.B) {
	w := newWorld(b)
	w.fill(mostSearched)
	for b.Loop() {
		if _, err := w.room.find(b.Context(), query{To: "hana@contoso.com", Limit: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// What the page of mail costs.
func BenchmarkListPage(b *testing.B) {
	w := newWorld(b)
	w.fill(mostLimit)
	for b.Loop() {
		w.body("/lab/mail")
	}
}
