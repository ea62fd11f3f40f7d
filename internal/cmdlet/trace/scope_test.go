package trace_test

import (
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/trace"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// few lets its caller see nobody but Kofi and Mei.
type few struct{}

func (few) CanRead(e *org.Entry) bool {
	alias := directory.Text(e, "Alias")
	return alias == "kofi" || alias == "mei"
}
func (few) CanWrite(*org.Entry) bool { return false }

// S-49: a caller of a narrow scope sees what recipients of the scope sent or were sent, by any of their addresses,
// and can't tell other messages from those that do not exist.
func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	put(w, row(w, 1, time.Hour, "olivia@contoso.com", "priya@contoso.com"), row(w, 2, 2*time.Hour, "olivia@contoso.com", "KOFI@contoso.com"),
		row(w, 3, 3*time.Hour, "mei@contoso.com", "pat@tailspin.example"), row(w, 4, 4*time.Hour, "pat@tailspin.example", "nobody@contoso.com"))
	write(w, func(m mail.Tx) error {
		for n := range 5 {
			if err := m.PutEvent(&mail.Event{Message: id(n), Time: w.Now, Name: "Receive"}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, cmdlet := range []string{"Get-MessageTrace", "Get-MessageTraceV2"} {
		w.Scope = nil
		if got := numbers(w.Must(cmdlet)); got != "1 2 3 4" {
			t.Errorf("%s: the whole organisation is %q", cmdlet, got)
		}
		w.Scope = few{}
		if got := numbers(w.Must(cmdlet)); got != "2 3" {
			t.Errorf("%s: the scope is %q", cmdlet, got)
		}
		for _, args := range [][]any{{"MessageTraceId", id(1)}, {"MessageId", "<1@contoso.com>"}, {"RecipientAddress", "priya@contoso.com"}, {"RecipientAddress", "*priya*"}} {
			if r := w.Run(cmdlet, args...); r.Err != nil || len(r.Objects) != 0 {
				t.Errorf("%s %v: %v %v", cmdlet, args, r.Objects, r.Err)
			}
		}
	}
	for _, cmdlet := range []string{"Get-MessageTraceDetail", "Get-MessageTraceDetailV2"} {
		if got := names(w, cmdlet, "MessageTraceId", id(2), "RecipientAddress", "kofi@contoso.com"); got != "Receive" {
			t.Errorf("%s: %q", cmdlet, got)
		}
		w.Now = w.Now.AddDate(0, 0, 5) // nothing is told of the date either
		hidden := w.Run(cmdlet, "MessageTraceId", id(1), "RecipientAddress", "priya@contoso.com")
		absent := w.Run(cmdlet, "MessageTraceId", id(77), "RecipientAddress", "priya@contoso.com")
		if hidden.Err != nil || len(hidden.Objects) != 0 || len(hidden.Warnings) != len(absent.Warnings) {
			t.Errorf("%s: %v %q %v", cmdlet, hidden.Objects, hidden.Warnings, hidden.Err)
		}
		w.Now = w.Now.AddDate(0, 0, -5)
	}
}

// Every row of the tables is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for _, s := range trace.Support() {
		if _, ok := catalog.Must(s.Cmdlet).Param(s.Param); !ok {
			t.Errorf("%s has no -%s", s.Cmdlet, s.Param)
		}
	}
}
