package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/session/sessiontest"
	"example.org/exosh/object"
)

// Returns named arguments of pairs.
func args(pairs ...any) []command.Arg {
	var list []command.Arg
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, command.Arg{Name: pairs[i].(string), Value: pairs[i+1], HasValue: true})
	}
	return list
}

// Runs a request and returns the names of the objects it wrote, and its warnings.
func run(t *testing.T, s *session.Session, r session.Request) (names, warnings []string, err error) {
	t.Helper()
	err = s.Run(t.Context(), r, func(rec command.Record) error {
		switch v := rec.Value.(type) {
		case *object.Object:
			name, _ := v.Get("Name")
			names = append(names, object.String(name))
		case string:
			warnings = append(warnings, v)
		}
		return nil
	})
	return names, warnings, err
}

func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "x" + string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	return list
}

// Without a page the whole output comes, page after page, up to the result size.
func TestRunWithoutPage(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, names(30)...)
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	got, warnings, err := run(t, s, session.Request{Cmdlet: "Get-Thing"})
	if err != nil || len(got) != 30 || len(warnings) != 0 {
		t.Errorf("%d objects, %v, %v", len(got), warnings, err)
	}
	got, warnings, err = run(t, s, session.Request{Cmdlet: "Get-Thing", Args: args("ResultSize", "12")})
	if err != nil || len(got) != 12 || len(warnings) != 1 {
		t.Errorf("%d objects, %v, %v", len(got), warnings, err)
	}
}

// The output stops where its reader has enough.
func TestRunReaderStops(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, names(30)...)
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	n := 0
	err := s.Run(t.Context(), session.Request{Cmdlet: "Get-Thing"}, func(command.Record) error {
		if n++; n == 5 {
			return command.ErrStop
		}
		return nil
	})
	if err != nil || n != 5 {
		t.Errorf("%d records, %v", n, err)
	}
}

// A cmdlet of the catalog that is not built is refused by name, to whom a role would grant it; to
// everybody else it does not exist.
func TestRunUnbuilt(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Service.Known = func(name string) (*catalog.Cmdlet, bool) {
		return &catalog.Cmdlet{Name: "Get-Elsewhere", Env: catalog.EXO}, strings.EqualFold(name, "Get-Elsewhere")
	}
	w.Roles.Set(w.ID(w.Contoso, "navin"), map[string][]string{"Get-Elsewhere": nil})
	_, _, err := run(t, open(t, w.Service, w.Who(w.Contoso, "navin"), 1), session.Request{Cmdlet: "get-elsewhere"})
	wantError(t, err, session.IDNotSupported, "Get-Elsewhere")
	_, _, err = run(t, open(t, w.Service, w.Who(w.Contoso, "otto"), 1), session.Request{Cmdlet: "get-elsewhere"})
	wantError(t, err, session.IDCommandNotFound)
}

// F-12: a change has one audit record, with who, where from and what, and a failed one has none.
func TestRunAudits(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, "ada")
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	if _, _, err := run(t, s, session.Request{Cmdlet: "set-thing", Args: args("id", "ada", "Note", "n", "password", "s3cret"), PlainSecrets: true}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := run(t, s, session.Request{Cmdlet: "Set-Thing", Args: args("Identity", "ghost", "Note", "n")}); !errors.Is(err, org.ErrNotFound) {
		t.Fatal(err)
	}
	audit := w.Audit(t, w.Contoso)
	if len(audit) != 1 {
		t.Fatalf("%d records", len(audit))
	}
	a := audit[0]
	if a.Operation != "Set-Thing" || a.Actor != "navin@contoso.com" || a.Address != "192.0.2.1" || a.Session != "conn-1" || a.Result != "True" {
		t.Errorf("got %+v", a)
	}
	var params []string
	for _, p := range a.Params {
		params = append(params, p.Name+"="+p.Value)
	}
	if got := strings.Join(params, " "); got != "Identity=ada Note=n Password=******" {
		t.Errorf("parameters %s", got)
	}
	if len(a.Targets) != 1 || len(a.Changes) != 1 {
		t.Errorf("targets %v, changes %v", a.Targets, a.Changes)
	}
}

// S-49: an object outside of the write scope is as absent as one that never was.
func TestRunScope(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, "ada", "grace")
	w.Roles.SetScope(w.ID(w.Contoso, "navin"), only("ada"))
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	if got, _, err := run(t, s, session.Request{Cmdlet: "Get-Thing"}); err != nil || len(got) != 1 || got[0] != "ada" {
		t.Errorf("listed %v, %v", got, err)
	}
	for _, cmdlet := range []string{"Get-Thing", "Set-Thing"} {
		_, _, hidden := run(t, s, session.Request{Cmdlet: cmdlet, Args: args("Identity", "grace@contoso.com")})
		_, _, absent := run(t, s, session.Request{Cmdlet: cmdlet, Args: args("Identity", "ghost@contoso.com")})
		if hidden == nil || absent == nil || strings.ReplaceAll(absent.Error(), "ghost", "grace") != hidden.Error() {
			t.Errorf("%s: %v and %v", cmdlet, hidden, absent)
		}
	}
}

type only string

func (o only) CanRead(e *org.Entry) bool  { return e.Sort == string(o) }
func (o only) CanWrite(e *org.Entry) bool { return e.Sort == string(o) }

// A host of the door's own is asked.
func TestRunAsksHost(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, "ada")
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	h := &host{}
	if _, _, err := run(t, s, session.Request{Cmdlet: "Remove-Thing", Args: args("Identity", "ada"), Host: h}); err != nil || h.asked != 1 {
		t.Fatalf("asked %d times, %v", h.asked, err)
	}
	if got, _, _ := run(t, s, session.Request{Cmdlet: "Get-Thing"}); len(got) != 1 {
		t.Fatal("no was taken for yes")
	}
	h.yes = true
	if _, _, err := run(t, s, session.Request{Cmdlet: "Remove-Thing", Args: args("Identity", "ada"), Host: h}); err != nil {
		t.Fatal(err)
	}
	if got, _, _ := run(t, s, session.Request{Cmdlet: "Get-Thing"}); len(got) != 0 {
		t.Error("yes was taken for no")
	}
}

type host struct {
	yes   bool
	asked int
}

func (h *host) Confirm(context.Context, command.Question) (bool, error) { h.asked++; return h.yes, nil }
func (h *host) ReadLine(context.Context, string, bool) (string, error) {
	return "", errors.New("not here")
}

// A session that its user ended elsewhere, or that idled out, takes a slot again with the next command.
func TestRunReopens(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	s := open(t, w.Service, navin, 1)
	w.Clock.Move(time.Hour)
	if n := len(list(t, w, navin)); n != 0 {
		t.Fatalf("%d sessions", n)
	}
	if _, _, err := run(t, s, session.Request{Cmdlet: "Get-Thing"}); err != nil {
		t.Fatal(err)
	}
	if n := len(list(t, w, navin)); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// S-51: what one node takes away is gone at once there, because every change forgets what was known.
func TestChangeForgetsRights(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, "ada")
	otto, navin := open(t, w.Service, w.Who(w.Contoso, "otto"), 1), open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	if _, _, err := run(t, otto, session.Request{Cmdlet: "Get-Thing"}); err != nil {
		t.Fatal(err)
	}
	w.Roles.Set(w.ID(w.Contoso, "otto"), map[string][]string{})
	if _, _, err := run(t, navin, session.Request{Cmdlet: "Set-Thing", Args: args("Identity", "ada", "Note", "n")}); err != nil {
		t.Fatal(err)
	}
	_, _, err := run(t, otto, session.Request{Cmdlet: "Get-Thing"})
	wantError(t, err, session.IDCommandNotFound)
}

// S-60: the audit trail keeps values short and secrets out, whatever kind they are of.
func TestAuditValues(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, "ada")
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	tests := []struct {
		value object.Value
		want  string
	}{
		{[]any{"a", "b"}, "a;b"},
		{object.NewDict("Add", "x", "Remove", "y"), "@{Add=x;Remove=y}"},
		{strings.Repeat("y", 10000), strings.Repeat("y", 4096) + "..."},
		{nil, ""},
	}
	for i, tt := range tests {
		if _, _, err := run(t, s, session.Request{Cmdlet: "Set-Thing", Args: args("Identity", "ada", "Tags", tt.value)}); err != nil {
			t.Errorf("%v: %v", tt.value, err)
			continue
		}
		audit := w.Audit(t, w.Contoso)
		if len(audit) != i+1 {
			t.Fatalf("%d records, want %d", len(audit), i+1)
		}
		if got := audit[0].Params[1].Value; got != tt.want {
			t.Errorf("got %.60q, want %.60q", got, tt.want)
		}
	}
}

// A command that is stopped changes nothing and says so.
func TestRunCancelled(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	w.Things(t, w.Contoso, "ada")
	s := open(t, w.Service, w.Who(w.Contoso, "navin"), 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Run(ctx, session.Request{Cmdlet: "Set-Thing", Args: args("Identity", "ada", "Note", "n")}, func(command.Record) error { return nil })
	wantError(t, err, "OperationStopped")
	if n := len(w.Audit(t, w.Contoso)); n != 0 {
		t.Errorf("%d audit records", n)
	}
}
