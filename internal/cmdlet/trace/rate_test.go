package trace_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/org"
)

// 100 queries within 5 minutes, for each of the newer cmdlets; the older ones have no limit.
func TestRate(t *testing.T) {
	t.Parallel()
	w := world(t)
	details := []any{"MessageTraceId", id(1), "RecipientAddress", "kofi@contoso.com"}
	for range 100 {
		w.Must("Get-MessageTraceV2")
		w.Now = w.Now.Add(time.Second)
	}
	r := w.Run("Get-MessageTraceV2")
	var e *command.Error
	if !errors.As(r.Err, &e) || e.Category != command.LimitsExceeded || !strings.Contains(e.Advice, "Wait 200 seconds.") {
		t.Fatalf("the 101st: %+v", r.Err)
	}
	w.Must("Get-MessageTrace")
	w.Must("Get-MessageTraceDetail", details...)
	w.Must("Get-MessageTraceDetailV2", details...)
	w.Now = w.Now.Add(200 * time.Second)
	w.Must("Get-MessageTraceV2")
	if r := w.Run("Get-MessageTraceV2"); r.Err == nil {
		t.Error("the window slid too far")
	}
	w.Now = w.Now.Add(5 * time.Minute)
	for range 100 {
		w.Must("Get-MessageTraceDetailV2", details...)
	}
	if r := w.Run("Get-MessageTraceDetailV2", details...); r.Err == nil {
		t.Error("details have no limit")
	}
}

// An administrator of the server may set another limit.
func TestRateIsASetting(t *testing.T) {
	t.Parallel()
	w := world(t)
	three := int64(3)
	err := w.Store.Update(w.Context("x"), func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		f, _ := limit.Find(string(limit.TraceQueries))
		if err := limit.Set(home.Entry, f, &three); err != nil {
			return err
		}
		return directory.SaveConfig(tx, home.Entry)
	})
	if err != nil {
		t.Fatal(err)
	}
	for range three {
		w.Must("Get-MessageTraceV2")
	}
	if r := w.Run("Get-MessageTraceV2"); r.Err == nil {
		t.Error("the fourth was answered")
	}
}

// The pages of one call are one query, and a query that is refused for its arguments is none.
func TestPagesAreOneQuery(t *testing.T) {
	t.Parallel()
	w := world(t)
	for n := range 6 {
		put(w, row(w, n, time.Hour, "a@contoso.com", "kofi@contoso.com"))
	}
	for range 99 {
		w.Must("Get-MessageTraceV2")
		w.Run("Get-MessageTraceV2", "Status", "Lost")
	}
	page := &command.Page{Limit: 2}
	for range 3 {
		r := w.Page(page, "Get-MessageTraceV2")
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		page = &command.Page{Limit: 2, After: r.Next}
	}
	if page.After != "" {
		t.Errorf("a fourth page at %s", page.After)
	}
	if r := w.Run("Get-MessageTraceV2"); r.Err == nil {
		t.Error("the limit was not reached")
	}
}
