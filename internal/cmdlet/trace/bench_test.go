package trace_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// fill stores many rows, a second apart, over the last days.
func fill(w *cmdlettest.World, rows int) {
	w.T.Helper()
	ctx := org.WithCaller(context.Background(), &org.Caller{Tenant: w.Tenant, Actor: "system", Cause: &org.Cause{Operation: "deliver", Silent: true}})
	for from := 0; from < rows; from += 5000 {
		err := w.Store.Update(ctx, func(tx org.Tx) error {
			m, err := mail.In(tx)
			for n := from; n < min(from+5000, rows) && err == nil; n++ {
				r := row(w, n, time.Duration(n)*time.Second, fmt.Sprintf("user%d@contoso.com", n%997), fmt.Sprintf("user%d@contoso.com", n%1009))
				err = m.PutTrace(&r)
			}
			return err
		})
		if err != nil {
			w.T.Fatal(err)
		}
	}
}

// 5,000 rows of many: what costs is what is returned, not what is stored.
func BenchmarkGetMessageTraceV2(b *testing.B) {
	b.ReportAllocs()
	for _, stored := range []int{10_000, 1_000_000} {
		w := world(b)
		fill(w, stored)
		for name, args := range map[string][]any{
			"5000":   {"ResultSize", 5000},
			"domain": {"ResultSize", 5000, "RecipientAddress", "*@contoso.com"},
			"one":    {"MessageTraceId", id(5000), "StartDate", w.Now.Add(-47 * time.Hour), "EndDate", w.Now},
		} {
			b.Run(fmt.Sprint(stored, "/", name), func(b *testing.B) {
				for b.Loop() {
					w.Now = w.Now.Add(4 * time.Second) // below the rate limit
					page, n := &command.Page{Limit: 1000}, 0
					for page != nil {
						r := w.Page(page, "Get-MessageTraceV2", args...)
						if r.Err != nil {
							b.Fatal(r.Err)
						}
						n += len(r.Objects)
						if page = nil; r.Next != "" {
							page = &command.Page{Limit: 1000, After: r.Next}
						}
					}
					if n == 0 {
						b.Fatal("no rows")
					}
				}
				b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/call")
			})
		}
	}
}

// A late page of Get-MessageTrace has to pass over those before it.
func BenchmarkLatePageOfV1(b *testing.B) {
	w := world(b)
	fill(w, 200_000)
	from, to := w.Now.AddDate(0, 0, -9), w.Now
	for b.Loop() {
		if found := w.Must("Get-MessageTrace", "StartDate", from, "EndDate", to, "PageSize", 5000, "Page", 40); len(found) != 5000 {
			b.Fatalf("%d rows", len(found))
		}
	}
}
