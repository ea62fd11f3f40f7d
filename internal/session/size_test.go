package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/session/sessiontest"
	"example.org/exosh/object"
)

// S-57: a request of a size that is allowed may not ask for work without measure.
func TestS57ArgumentsAreBounded(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, "ada")
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	values := func(n int) []any {
		list := make([]any, n)
		for i := range list {
			list[i] = "v"
		}
		return list
	}
	many := make([]any, 0, 2002)
	for range 1001 {
		many = append(many, "Note", "x")
	}
	for name, given := range map[string][]command.Arg{
		"parameters":      args(many...),
		"values":          args("Identity", "ada", "Note", values(5001)),
		"lists in a list": args("Identity", "ada", "Note", []any{values(3000), values(3000)}),
		"a list":          args("Identity", "ada", "Note", &object.List{Items: values(5001)}),
		"a hash table":    args("Identity", "ada", "Note", object.NewDict("Add", values(5001))),
		"a name":          args("Identity", strings.Repeat("*a", 2049)),
		"one of names":    args("Identity", []any{"ada", strings.Repeat("a", 4097)}),
	} {
		began := time.Now()
		_, _, err := run(t, s, session.Request{Cmdlet: "Set-Thing", Args: given})
		var e *command.Error
		if !errors.As(err, &e) || e.ID != "ParameterTooLarge" || len(e.Message) > 300 {
			t.Errorf("%s: %v", name, err)
		}
		if d := time.Since(began); d > 5*time.Second {
			t.Errorf("%s: refused after %v", name, d)
		}
	}
	if _, _, err := run(t, s, session.Request{Cmdlet: "Set-Thing", Args: args("Identity", "ada", "Note", "x")}); err != nil {
		t.Errorf("an ordinary one: %v", err)
	}
}
