package server

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/internal/prog"
)

func administrate(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	env := &prog.Env{Args: args, Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
	return runAdmin(context.Background(), env), out.String()
}

// S-26: the desk works beside a running server, and the server sees what it did: five seconds later
// a blocked account is refused with the token that it has.
func TestS26AdminBesideTheServer(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	s := start(t, func(o *Options) {
		o.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	amara := account(t, s, "amara")
	bearer := token(t, s, amara)
	tenant := s.Realms()[0].TenantID
	if status, answer := invoke(t, s, bearer, tenant, "Get-AcceptedDomain", nil); status != http.StatusOK {
		t.Fatalf("before: %d %v", status, answer)
	}
	if code, out := administrate(t, "--data", s.dir, "user", "block", amara.UPN); code != prog.OK {
		t.Fatalf("exit code %d: %s", code, out)
	}
	later.Store(int64(5 * time.Second))
	if status, answer := invoke(t, s, bearer, tenant, "Get-AcceptedDomain", nil); status != http.StatusUnauthorized {
		t.Errorf("after: %d %v", status, answer)
	}
	if code, out := administrate(t, "--data", s.dir, "user", "list"); code != prog.OK || !strings.Contains(out, amara.UPN) || !strings.Contains(out, "blocked") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if code, out := administrate(t, "--data", s.dir, "role", "list"); code != prog.OK || !strings.Contains(out, "Global Administrator") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

// S-06: the password grant works where the organisation allows it, and not where it forbids it.
func TestS06PasswordGrantIsAPolicy(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	amara := account(t, s, "amara")
	token(t, s, amara)
	if code, out := administrate(t, "--data", s.dir, "policy", "forbid", "password"); code != prog.OK {
		t.Fatalf("exit code %d: %s", code, out)
	}
	tryPassword(t, s, amara, amara.Password)
	if code, out := administrate(t, "--data", s.dir, "policy", "allow", "password"); code != prog.OK {
		t.Fatalf("exit code %d: %s", code, out)
	}
	token(t, s, amara)
}

func TestAdminUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{nil, prog.OK, "exosh admin --data DIR"},
		{[]string{"--help"}, prog.OK, "user create UPN"},
		{[]string{"user", "list"}, prog.Usage, "--data DIR"},
		{[]string{"--data", t.TempDir(), "user", "list"}, prog.Fail, "exosh serve --data"},
		{[]string{"--nonsense"}, prog.Usage, "--help"},
	} {
		if code, out := administrate(t, c.args...); code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%v: exit code %d, want %d; output:\n%s", c.args, code, c.code, out)
		}
	}
}
