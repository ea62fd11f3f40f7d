package exosh_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A program runs a Get-EXO cmdlet like any other: its entities come from the OData routes.
func TestQueryEntities(t *testing.T) {
	t.Parallel()
	s := &service{name: "0.1.0"}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/Mailbox"):
			answer(w, map[string]any{"value": []any{map[string]any{"DisplayName": "Kim"}, map[string]any{"DisplayName": "Navin"}}})
		case strings.Contains(r.URL.Path, "/Mailbox("):
			w.WriteHeader(http.StatusNotFound)
			answer(w, map[string]any{"error": map[string]any{"message": "Nobody is there."}})
		default:
			s.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	c := dial(t, s, s.options())
	var names []string
	for v, err := range c.Query(t.Context(), "get-exomailbox", command.NewArgs("ResultSize", "Unlimited", "PropertySets", "Quota")) {
		if err != nil {
			t.Fatal(err)
		}
		name, _ := v.(*object.Object).Get("DisplayName")
		names = append(names, object.String(name))
	}
	if strings.Join(names, " ") != "Kim Navin" {
		t.Errorf("%v", names)
	}
	for pairs, want := range map[string]string{"Identity ghost": "Nobody is there.", "Async true": "-Async", "Nope x": "Nope"} {
		name, value, _ := strings.Cut(pairs, " ")
		err := c.Invoke(t.Context(), "Get-EXOMailbox", command.NewArgs(name, value), func(command.Record) error { return nil })
		var e *command.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, want) {
			t.Errorf("%s: %v", pairs, err)
		}
	}
	for _, cmd := range exosh.InbuiltCommands(func() (*exosh.Conn, error) { return c, nil }) {
		if !cmd.Meta.Module || !strings.HasPrefix(cmd.Meta.Name, "Get-EXO") {
			t.Errorf("%+v", cmd.Meta)
		}
	}
}
