package trace_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/trace"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func TestRowsSayWhatBecameOfAMessage(t *testing.T) {
	t.Parallel()
	w := world(t)
	r := row(w, 7, time.Hour, "olivia@contoso.com", "Kofi@contoso.com")
	r.Status, r.ToIP, r.Size = mail.Pending, "203.0.113.5", 5_000_000_000
	put(w, r)
	for _, name := range []string{"Get-MessageTrace", "Get-MessageTraceV2"} {
		found := w.Must(name)
		if len(found) != 1 {
			t.Fatalf("%s: %d rows", name, len(found))
		}
		for property, want := range map[string]any{
			"MessageTraceId": id(7), "MessageId": "<7@contoso.com>", "Received": r.Received, "SenderAddress": "olivia@contoso.com",
			"RecipientAddress": "Kofi@contoso.com", "Subject": "Report 7", "Status": "Pending", "FromIP": "192.0.2.7",
			"ToIP": "203.0.113.5", "Size": int32(2147483647),
		} {
			got, _ := found[0].Get(property)
			if at, ok := got.(time.Time); ok && at.Equal(r.Received) {
				got = r.Received
			}
			if got != want {
				t.Errorf("%s: %s is %v, not %v", name, property, got, want)
			}
		}
	}
}

// Without dates the last 48 hours are looked at; the order is by time, newest first, then by recipient.
func TestTheLast48Hours(t *testing.T) {
	t.Parallel()
	w := world(t)
	put(w, row(w, 1, 49*time.Hour, "a@contoso.com", "kofi@contoso.com"), row(w, 2, 47*time.Hour, "a@contoso.com", "kofi@contoso.com"),
		row(w, 3, time.Hour, "a@contoso.com", "Zoe@contoso.com"), row(w, 3, time.Hour, "a@contoso.com", "bo@contoso.com"),
		row(w, 4, time.Minute, "a@contoso.com", "kofi@contoso.com"))
	for _, name := range []string{"Get-MessageTrace", "Get-MessageTraceV2"} {
		found := w.Must(name)
		got := strings.Join(cmdlettest.Column(found, "RecipientAddress"), " ")
		if want := "kofi@contoso.com bo@contoso.com Zoe@contoso.com kofi@contoso.com"; got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	w := world(t)
	failed := row(w, 1, time.Hour, "olivia@contoso.com", "kofi@contoso.com")
	failed.Status, failed.ToIP = mail.Failed, "203.0.113.9"
	out := row(w, 2, 2*time.Hour, "olivia@contoso.com", "pat@tailspin.example")
	out.FromIP, out.Subject = "2001:db8::1", "Angebot über Äpfel"
	group := row(w, 3, 3*time.Hour, "mei@contoso.com", "all.sales@contoso.com")
	group.Status = mail.Expanded
	put(w, failed, out, group)
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"sender":                  {[]any{"SenderAddress", "OLIVIA@contoso.com"}, "1 2"},
		"senders":                 {[]any{"SenderAddress", []any{"mei@contoso.com", "nobody@contoso.com"}}, "3"},
		"senders, with a comma":   {[]any{"SenderAddress", "mei@contoso.com, nobody@contoso.com"}, "3"},
		"domain":                  {[]any{"RecipientAddress", "*@tailspin.example"}, "2"},
		"other domain":            {[]any{"RecipientAddress", "*@spin.example"}, ""},
		"wildcard":                {[]any{"RecipientAddress", "k*@contoso.com"}, "1"},
		"wildcards":               {[]any{"RecipientAddress", []any{"*sales*", "pat*"}}, "2 3"},
		"not a pattern of shells": {[]any{"RecipientAddress", "kof?@contoso.com"}, ""},
		"status":                  {[]any{"Status", "failed"}, "1"},
		"statuses":                {[]any{"Status", []any{"Failed", "Expanded"}}, "1 3"},
		"status of none":          {[]any{"Status", "FilteredAsSpam"}, ""},
		"message id":              {[]any{"MessageId", "<2@contoso.com>"}, "2"},
		"message ids":             {[]any{"MessageId", []any{"<2@contoso.com>", "<3@contoso.com>"}}, "2 3"},
		"trace id":                {[]any{"MessageTraceId", id(3)}, "3"},
		"trace id of zeros":       {[]any{"MessageTraceId", org.ID{}}, ""},
		"from":                    {[]any{"FromIP", "2001:DB8:0::1"}, "2"},
		"to":                      {[]any{"ToIP", "203.0.113.9"}, "1"},
		"to nobody":               {[]any{"ToIP", "203.0.113.1"}, ""},
		"empty":                   {[]any{"SenderAddress", ""}, "1 2 3"},
		"all of them":             {[]any{"SenderAddress", "*@contoso.com", "RecipientAddress", "kofi@contoso.com", "Status", "Failed"}, "1"},
		"SQL":                     {[]any{"SenderAddress", "' OR 1=1 --"}, ""},
		"LIKE":                    {[]any{"RecipientAddress", "%@contoso.com"}, ""},
	} {
		for _, cmdlet := range []string{"Get-MessageTrace", "Get-MessageTraceV2"} {
			if got := numbers(w.Must(cmdlet, c.args...)); got != c.want {
				t.Errorf("%s, %s: %q, not %q", cmdlet, name, got, c.want)
			}
		}
	}
}

// numbers returns the numbers of the messages, which their ids end in.
func numbers(rows []*object.Object) string {
	var list []string
	for _, text := range cmdlettest.Column(rows, "MessageId") {
		list = append(list, strings.TrimSuffix(strings.TrimPrefix(text, "<"), "@contoso.com>"))
	}
	return strings.Join(list, " ")
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	w := world(t)
	for n, text := range []string{"Lunch", "Re: lunch at 1 on 1", "", "ÄPFEL und Birnen"} {
		r := row(w, n, time.Duration(n+1)*time.Hour, "a@contoso.com", "kofi@contoso.com")
		r.Subject = text
		put(w, r)
	}
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"contains is usual": {[]any{"Subject", "lunch"}, "0 1"},
		"contains":          {[]any{"Subject", "LUNCH", "SubjectFilterType", "contains"}, "0 1"},
		"starts":            {[]any{"Subject", "lunch", "SubjectFilterType", "StartsWith"}, "0"},
		"ends":              {[]any{"Subject", "1 on 1", "SubjectFilterType", "EndsWith"}, "1"},
		"folded":            {[]any{"Subject", "äpfel", "SubjectFilterType", "StartsWith"}, "3"},
		"no wildcard":       {[]any{"Subject", "l*h"}, ""},
	} {
		if got := numbers(w.Must("Get-MessageTraceV2", c.args...)); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := world(t)
	now := w.Now
	at := func(days int) time.Time { return now.AddDate(0, 0, days) }
	many := make([]any, 1001)
	for i := range many {
		many[i] = fmt.Sprint(i, "@contoso.com")
	}
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		want   string
	}{
		"start alone":       {"Get-MessageTrace", []any{"StartDate", at(-1)}, "EndDate is required when a StartDate is entered."},
		"end alone":         {"Get-MessageTraceV2", []any{"EndDate", at(0)}, "StartDate is required when an EndDate is entered."},
		"backwards":         {"Get-MessageTraceV2", []any{"StartDate", at(0), "EndDate", at(-1)}, "can't be later"},
		"11 days back":      {"Get-MessageTrace", []any{"StartDate", at(-11), "EndDate", at(0)}, "can't be older than 10 days from today."},
		"91 days back":      {"Get-MessageTraceV2", []any{"StartDate", at(-91), "EndDate", at(-90)}, "can't be older than 90 days from today."},
		"11 days at once":   {"Get-MessageTraceV2", []any{"StartDate", at(-31), "EndDate", at(-20)}, "can't be longer than 10 days."},
		"no date":           {"Get-MessageTraceV2", []any{"StartDate", "soon", "EndDate", at(0)}, "soon"},
		"status":            {"Get-MessageTrace", []any{"Status", "Lost"}, "Quarantined"},
		"page 0":            {"Get-MessageTrace", []any{"Page", 0}, "1 to 1000"},
		"page 1001":         {"Get-MessageTrace", []any{"Page", 1001}, "1 to 1000"},
		"pages of 5001":     {"Get-MessageTrace", []any{"PageSize", 5001}, "1 to 5000"},
		"5001 results":      {"Get-MessageTraceV2", []any{"ResultSize", 5001}, "1 to 5000"},
		"no results":        {"Get-MessageTraceV2", []any{"ResultSize", 0}, "1 to 5000"},
		"kind of subject":   {"Get-MessageTraceV2", []any{"Subject", "x", "SubjectFilterType", "Like"}, "StartsWith"},
		"kind of nothing":   {"Get-MessageTraceV2", []any{"SubjectFilterType", "Contains"}, "-Subject"},
		"start of nothing":  {"Get-MessageTraceV2", []any{"StartingRecipientAddress", "a@contoso.com"}, "EndDate is required"},
		"probe":             {"Get-MessageTrace", []any{"ProbeTag", "x"}, "-ProbeTag"},
		"S-57: senders":     {"Get-MessageTrace", []any{"SenderAddress", many}, "at most 1000"},
		"S-57: an address":  {"Get-MessageTraceV2", []any{"RecipientAddress", strings.Repeat("a", 1025)}, "at most 1024 bytes"},
		"S-57: a subject":   {"Get-MessageTraceV2", []any{"Subject", strings.Repeat("a", 1025)}, "at most 1024 bytes"},
		"S-57: a recipient": {"Get-MessageTraceV2", []any{"EndDate", at(0), "StartDate", at(-1), "StartingRecipientAddress", strings.Repeat("a", 1025)}, "at most 1024 bytes"},
	} {
		r := w.Run(c.cmdlet, c.args...)
		if r.Err == nil || !strings.Contains(fmt.Sprint(r.Err), c.want) {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	for name, args := range map[string][]any{
		"10 days back":     {"StartDate", at(-10), "EndDate", at(0)},
		"90 days back":     {"StartDate", at(-90), "EndDate", at(-80)},
		"no time at all":   {"StartDate", at(-1), "EndDate", at(-1)},
		"before its birth": {"StartDate", at(-5), "EndDate", at(3)},
	} {
		if r := w.Run("Get-MessageTraceV2", args...); r.Err != nil {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

// Get-MessageTrace has numbered pages, and says that it is old.
func TestPagesOfV1(t *testing.T) {
	t.Parallel()
	w := world(t)
	for n := range 7 {
		put(w, row(w, n, time.Duration(n+1)*time.Hour, "a@contoso.com", "kofi@contoso.com"))
	}
	for page, want := range map[int]string{1: "0 1 2", 2: "3 4 5", 3: "6", 4: "", 1000: ""} {
		r := w.Run("Get-MessageTrace", "PageSize", 3, "Page", page)
		if r.Err != nil || numbers(r.Objects) != want {
			t.Errorf("page %d: %q %v", page, numbers(r.Objects), r.Err)
		}
		if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "Get-MessageTraceV2") {
			t.Errorf("warnings are %q", r.Warnings)
		}
	}
	if got := cmdlettest.Column(w.Must("Get-MessageTrace"), "Index"); !slices.Equal(got, []string{"0", "1", "2", "3", "4", "5", "6"}) {
		t.Errorf("indexes are %v", got)
	}
}

// A call of more rows than a page holds goes on by cursor: no row comes twice, whatever arrives meanwhile, and
// the warning comes once.
func TestPagesByCursor(t *testing.T) {
	t.Parallel()
	for cmdlet, size := range map[string]string{"Get-MessageTrace": "PageSize", "Get-MessageTraceV2": "ResultSize"} {
		w := world(t)
		for n := range 8 {
			put(w, row(w, n, time.Hour, "a@contoso.com", "kofi@contoso.com"), row(w, n, time.Hour, "a@contoso.com", "Bo@contoso.com"))
		}
		var got []string
		var warnings []string
		page := &command.Page{Limit: 3}
		for range 10 {
			r := w.Page(page, cmdlet, size, 10)
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			for i, n := range cmdlettest.Column(r.Objects, "MessageId") {
				got = append(got, n+cmdlettest.Column(r.Objects, "RecipientAddress")[i])
			}
			warnings = append(warnings, r.Warnings...)
			if r.Next == "" {
				break
			}
			page = &command.Page{Limit: 3, After: r.Next}
			put(w, row(w, 100+len(got), time.Minute, "a@contoso.com", "kofi@contoso.com"))
		}
		if slices.Sort(got); len(got) != 10 || len(slices.Compact(got)) != 10 {
			t.Errorf("%s: %v", cmdlet, got)
		}
		if len(warnings) != 1 {
			t.Errorf("%s: warnings are %q", cmdlet, warnings)
		}
	}
}

func TestCursorsAreRead(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, text := range []string{"x", "1.2.3", "1.2.-3.4.00000000-0000-0000-0000-000000000000.a", "1.2.3.4.zero.a"} {
		if r := w.Page(&command.Page{Limit: 3, After: text}, "Get-MessageTraceV2"); r.Err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// F-31: a search that has to look at many rows is many transactions, and finds what one would.
func TestLongSearches(t *testing.T) {
	t.Parallel()
	for _, looks := range []int{1, 2, 3, 7, 100} {
		w := cmdlettest.New(t, trace.Looking(looks))
		w.Now = world(t).Now
		for n := range 4 {
			for _, to := range []string{"kofi", "Bo", "zoe"} {
				put(w, row(w, n, time.Duration(n/2)*time.Hour, fmt.Sprint(n%2, "@contoso.com"), to+"@contoso.com"))
			}
		}
		for name, c := range map[string]struct {
			cmdlet string
			args   []any
			want   string
		}{
			"all":      {"Get-MessageTraceV2", nil, "0 1 0 1 0 1 2 3 2 3 2 3"},
			"few":      {"Get-MessageTraceV2", []any{"ToIP", "203.0.113.1"}, ""},
			"one":      {"Get-MessageTraceV2", []any{"SenderAddress", "1@*", "RecipientAddress", "zoe@contoso.com"}, "1 3"},
			"enough":   {"Get-MessageTraceV2", []any{"ResultSize", 5}, "0 1 0 1 0"},
			"page":     {"Get-MessageTrace", []any{"PageSize", 5, "Page", 2}, "1 2 3 2 3"},
			"past all": {"Get-MessageTrace", []any{"PageSize", 5, "Page", 4}, ""},
		} {
			r := w.Run(c.cmdlet, c.args...)
			if r.Err != nil || numbers(r.Objects) != c.want {
				t.Errorf("%d at a time, %s: %q, not %q, %v", looks, name, numbers(r.Objects), c.want, r.Err)
			}
		}
	}
}

// Who goes away ends a search.
func TestSearchesEnd(t *testing.T) {
	t.Parallel()
	w := world(t)
	put(w, row(w, 1, time.Hour, "a@contoso.com", "kofi@contoso.com"))
	c := trace.Commands(cmdlet.Deps{Store: org.Scoped(w.Store)})[0]
	ctx, cancel := context.WithCancel(w.Context("Get-MessageTrace"))
	cancel()
	err := c.New().Process(ctx, &command.Call{Meta: c.Meta, Name: c.Meta.Name, Sink: func(command.Record) error { return nil }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
