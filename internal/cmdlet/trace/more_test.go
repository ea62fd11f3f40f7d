package trace_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

const prefix = "There are more results, use the following command to get more. "

// The warning's command, run again and again, brings every row once.
func TestGoOnByTheWarning(t *testing.T) {
	t.Parallel()
	w := world(t)
	for n := range 5 {
		for _, to := range []string{"kofi", "Bo", "zoe"} {
			put(w, row(w, n, time.Duration(n/2)*time.Hour, "a@contoso.com", to+"@contoso.com"))
		}
	}
	put(w, row(w, 9, 0, "b@contoso.com", "kofi@contoso.com"))
	args := []any{"ResultSize", 4, "SenderAddress", "a@contoso.com"}
	var got []string
	for range 9 {
		r := w.Run("Get-MessageTraceV2", args...)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		for i, to := range cmdlettest.Column(r.Objects, "RecipientAddress") {
			got = append(got, cmdlettest.Column(r.Objects, "MessageId")[i]+to)
		}
		if len(r.Warnings) == 0 {
			break
		}
		next, ok := strings.CutPrefix(r.Warnings[0], prefix)
		if !ok || len(r.Warnings) != 1 {
			t.Fatalf("warnings are %q", r.Warnings)
		}
		args = arguments(t, next)
	}
	// Two messages came at the same moment: of those the vendor's way of going on skips one.
	if slices.Sort(got); len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("rows come twice: %v", got)
	}
	if len(got) < 12 {
		t.Errorf("%d rows: %v", len(got), got)
	}
}

// arguments reads a command of one line whose arguments are all plain text or numbers, and lists of them.
func arguments(t *testing.T, command string) []any {
	t.Helper()
	script, err := syntax.Parse(command)
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	if len(script.Body.End.Stmts) != 1 {
		t.Fatalf("%s: %d statements", command, len(script.Body.End.Stmts))
	}
	pipe, ok := script.Body.End.Stmts[0].(*syntax.Pipeline)
	if !ok || len(pipe.Elems) != 1 {
		t.Fatalf("%s is no command", command)
	}
	call, ok := pipe.Elems[0].(*syntax.Command)
	if !ok {
		t.Fatalf("%s is no command", command)
	}
	var list []any
	for _, a := range call.Args {
		if a.Name != "" {
			list = append(list, a.Name)
		}
		if a.Value != nil {
			list = append(list, literal(t, a.Value))
		}
	}
	return list
}

func literal(t *testing.T, x syntax.Expr) any {
	t.Helper()
	switch x := x.(type) {
	case *syntax.String:
		return x.Value
	case *syntax.Number:
		return object.String(x.Value)
	case *syntax.Array:
		var list []any
		for _, item := range x.Elems {
			list = append(list, literal(t, item))
		}
		return list
	}
	t.Fatalf("%T is no text", x)
	return nil
}

// Whoever sends mail chooses its recipient's address, and scripts run the warning's command: nothing in it may be
// more than text.
func TestTheWarningHoldsNoCommand(t *testing.T) {
	t.Parallel()
	for _, to := range []string{
		`"$(Remove-Item C:)"@evil.example`, `a$env:PATH@evil.example`, "`\"; Get-Date #@evil.example", "o'brien@evil.example",
		"\u2018; Get-Date; \u2019@evil.example", "\u201c$(1)\u201d@evil.example", "a\nGet-Date\n@evil.example", "a;b|c&d@evil.example", "%{x}@evil.example",
		"用户@例子.example", "plain.user+tag@evil.example",
	} {
		w := world(t)
		put(w, row(w, 1, time.Hour, "a@contoso.com", to), row(w, 2, 2*time.Hour, "a@contoso.com", to))
		r := w.Run("Get-MessageTraceV2", "ResultSize", 1, "SenderAddress", []any{"a@contoso.com", "it's $(me)"}, "Status", "Delivered")
		if r.Err != nil || len(r.Warnings) != 1 {
			t.Fatalf("%q: %q %v", to, r.Warnings, r.Err)
		}
		args := arguments(t, strings.TrimPrefix(r.Warnings[0], prefix))
		want := strings.ReplaceAll(to, "\n", " ")
		at := slices.Index(args, any("StartingRecipientAddress"))
		if at < 0 || args[at+1] != want {
			t.Errorf("%q became %q in %s", to, args[at+1], r.Warnings[0])
		}
		if at = slices.Index(args, any("SenderAddress")); at < 0 || fmt.Sprint(args[at+1]) != "[a@contoso.com it's $(me)]" {
			t.Errorf("the senders became %v", args[at+1])
		}
	}
}

// The text is the vendor's, which scripts take apart.
func TestTheWarningsText(t *testing.T) {
	t.Parallel()
	w := world(t)
	put(w, row(w, 1, time.Hour, "a@contoso.com", "kofi@contoso.com"), row(w, 2, 2*time.Hour, "a@contoso.com", "mei@contoso.com"))
	r := w.Run("Get-MessageTraceV2", "ResultSize", 1, "StartDate", "2026-03-05", "EndDate", "2026-03-11")
	want := prefix + `Get-MessageTraceV2 -StartDate "2026-03-05T00:00:00.0000000Z" -EndDate "2026-03-10T11:00:00.0000000Z" -StartingRecipientAddress "kofi@contoso.com" -ResultSize 1`
	if len(r.Warnings) != 1 || r.Warnings[0] != want {
		t.Errorf("the warning is %q", r.Warnings)
	}
	if r := w.Run("Get-MessageTraceV2", "ResultSize", 2); len(r.Warnings) != 0 {
		t.Errorf("there are no more, but %q", r.Warnings)
	}
}
