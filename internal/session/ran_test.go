package session_test

import (
	"fmt"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/session/sessiontest"
)

// Who counts hears of every run of a cmdlet by its own name, with the error that the caller saw, and of no name
// that somebody made up.
func TestRunsAreCounted(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	var got []string
	w.Service.Ran = func(cmdlet string, err error, took time.Duration) {
		got = append(got, fmt.Sprint(cmdlet, " ", err != nil))
	}
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	for _, r := range []session.Request{{Cmdlet: "GET-thing"}, {Cmdlet: "Get-Thing", Args: args("ResultSize", "none")}, {Cmdlet: "Get-Secret4711"}} {
		_ = s.Run(t.Context(), r, func(command.Record) error { return nil })
	}
	if want := "[Get-Thing false Get-Thing true]"; fmt.Sprint(got) != want {
		t.Errorf("counted %v", got)
	}
}
