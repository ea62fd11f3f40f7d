package session_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/session/sessiontest"
)

func connection(n int) session.Client {
	return session.Client{ConnectionID: fmt.Sprintf("conn-%d", n), Program: "exosh", Version: "1.0", Host: fmt.Sprintf("desk-%d", n)}
}

func open(t *testing.T, s *session.Service, who session.Identity, n int) *session.Session {
	t.Helper()
	ses, err := s.Open(t.Context(), who, connection(n))
	if err != nil {
		t.Fatal(err)
	}
	return ses
}

func list(t *testing.T, w *sessiontest.World, who session.Identity) []session.Info {
	t.Helper()
	infos, err := w.Service.List(t.Context(), who, who.User)
	if err != nil {
		t.Fatal(err)
	}
	return infos
}

func wantError(t *testing.T, err error, id string, words ...string) *command.Error {
	t.Helper()
	var e *command.Error
	if !errors.As(err, &e) || e.ID != id {
		t.Fatalf("got %v, want an error %s", err, id)
	}
	for _, word := range words {
		if !strings.Contains(e.Message+" "+e.Advice, word) {
			t.Errorf("%q does not say %q", e.Message+" "+e.Advice, word)
		}
	}
	return e
}

// Mission 39: five sessions by default, the sixth is refused with the names of those that are open, and
// accepted after a disconnect.
func TestSixthSession(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	for n := range 5 {
		open(t, w.Service, navin, n)
		w.Clock.Move(time.Minute)
	}
	open(t, w.Service, navin, 3) // known already
	_, err := w.Service.Open(t.Context(), navin, connection(5))
	e := wantError(t, err, session.IDMaxConcurrency, "5 of 5", "exosh 1.0 on desk-0, opened 5 min ago", "desk-4", "Disconnect-ExchangeOnline", "15 minutes")
	if e.Category != command.LimitsExceeded {
		t.Errorf("category %s", e.Category)
	}
	if found, err := w.Service.Close(t.Context(), navin, "conn-2"); !found || err != nil {
		t.Fatalf("close: %v, %v", found, err)
	}
	open(t, w.Service, navin, 5)
	if found, err := w.Service.Close(t.Context(), navin, "conn-2"); found || err != nil {
		t.Errorf("close again: %v, %v", found, err)
	}
	// Other users and tenants have slots of their own.
	open(t, w.Service, w.Who(w.Contoso, "otto"), 9)
	open(t, w.Service, w.Who(w.Fabrikam, "bob"), 9)
}

// Mission 38: a window closed without a disconnect gives its slot back after 15 idle minutes, and its
// next command opens the session again without a question.
func TestIdleSessionExpires(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	for n := range 5 {
		open(t, w.Service, navin, n)
	}
	w.Clock.Move(14 * time.Minute)
	open(t, w.Service, navin, 0)
	w.Clock.Move(3 * time.Minute) // the other four are idle for 17
	if got := list(t, w, navin); len(got) != 1 || got[0].ConnectionID != "conn-0" {
		t.Fatalf("open sessions: %+v", got)
	}
	for n := range 4 {
		open(t, w.Service, navin, 10+n)
	}
	_, err := w.Service.Open(t.Context(), navin, connection(1))
	wantError(t, err, session.IDMaxConcurrency)
	w.Clock.Move(20 * time.Minute)
	open(t, w.Service, navin, 1)
}

// A session in use never idles out, though its time of use is written down once a minute only.
func TestUsedSessionStays(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	opened := open(t, w.Service, navin, 0).Opened()
	for range 60 {
		w.Clock.Move(50 * time.Second)
		if got := open(t, w.Service, navin, 0).Opened(); !got.Equal(opened) {
			t.Fatalf("the session was opened again at %v", got)
		}
	}
	w.Clock.Move(15 * time.Minute)
	if got := open(t, w.Service, navin, 0).Opened(); !got.Equal(opened) {
		t.Error("the session ended within 15 minutes of its last use")
	}
}

// Exactly five live under 50 concurrent opens at two nodes over one store.
func TestConcurrentOpens(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	nodes := []*session.Service{w.Service, w.NewService()}
	var wg sync.WaitGroup
	errs := make([]error, 50)
	for n := range errs {
		wg.Go(func() {
			_, errs[n] = nodes[n%2].Open(t.Context(), navin, connection(n))
		})
	}
	wg.Wait()
	opened := 0
	for _, err := range errs {
		if err == nil {
			opened++
			continue
		}
		wantError(t, err, session.IDMaxConcurrency)
	}
	if got := list(t, w, navin); opened != 5 || len(got) != 5 {
		t.Errorf("%d were opened and %d are open, want 5", opened, len(got))
	}
}

// Many first calls of one connection at once take one slot.
func TestConcurrentOpensOfOneConnection(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := w.Service.Open(t.Context(), navin, connection(1)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := list(t, w, navin); len(got) != 1 {
		t.Errorf("%d sessions are open, want 1", len(got))
	}
}

// Without a connection id there is one session for each user and client id.
func TestSessionWithoutConnectionID(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	other := navin
	other.ClientID = "other"
	for _, who := range []session.Identity{navin, navin, other} {
		if _, err := w.Service.Open(t.Context(), who, session.Client{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(t, w, navin); len(got) != 2 {
		t.Errorf("%d sessions are open, want 2", len(got))
	}
}

// Mission 54: remote PowerShell that is off refuses, names the setting and who may change it.
func TestRemotePowerShellOff(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	otto := w.Who(w.Contoso, "otto")
	open(t, w.Service, otto, 1)
	w.Change(t, w.Contoso, "otto", func(a *org.Account) { a.RemotePowerShell = false })
	w.Clock.Move(2 * time.Second)
	_, err := w.Service.Open(t.Context(), otto, connection(1))
	wantError(t, err, session.IDRemotePowerShell, "RemotePowerShellEnabled", "EXOModuleEnabled", "administrator", "Set-User otto@contoso.com")
	audit := w.Audit(t, w.Contoso)
	if len(audit) != 1 || audit[0].Operation != "Connect" || audit[0].Result != "Denied" || audit[0].Detail != session.IDRemotePowerShell {
		t.Errorf("audit: %+v", audit)
	}
	w.Change(t, w.Contoso, "otto", func(a *org.Account) { a.RemotePowerShell = true })
	w.Clock.Move(2 * time.Second)
	open(t, w.Service, otto, 1)
}

// S-26: a user who was blocked, or whose tokens were revoked, is refused on every node within five
// seconds.
func TestRevoked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*org.Account, time.Time)
		want   string
	}{
		{"blocked", func(a *org.Account, _ time.Time) { a.Enabled = false }, session.IDAccountBlocked},
		{"revoked", func(a *org.Account, now time.Time) { a.TokensValidFrom = now }, session.IDTokenRevoked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := sessiontest.New(t)
			other := w.NewService()
			otto := w.Who(w.Contoso, "otto")
			open(t, w.Service, otto, 1)
			open(t, other, otto, 1)
			w.Clock.Move(5 * time.Second)
			now := w.Clock.Now()
			w.Change(t, w.Contoso, "otto", func(a *org.Account) { tt.change(a, now) })
			w.Clock.Move(4 * time.Second)
			for _, node := range []*session.Service{w.Service, other} {
				_, err := node.Open(t.Context(), otto, connection(1))
				wantError(t, err, tt.want)
			}
		})
	}
}

func TestUnknownAccount(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	ghost := w.Who(w.Contoso, "ghost")
	_, err := w.Service.Open(t.Context(), ghost, connection(1))
	wantError(t, err, session.IDAccountBlocked)
	// A user of one tenant is nobody in the other (S-21).
	stray := w.Who(w.Contoso, "navin")
	stray.Tenant = w.Fabrikam
	_, err = w.Service.Open(t.Context(), stray, connection(1))
	wantError(t, err, session.IDAccountBlocked)
}

// S-60: what a client says of itself is bounded and printable wherever it is shown.
func TestClientIsCleaned(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	_, err := w.Service.Open(t.Context(), navin, session.Client{
		ConnectionID: "A\r\nB", Program: strings.Repeat("x", 5000), Host: "evil\x1b[2J\u202e", Version: "\xff1",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := list(t, w, navin)[0]
	if got.ConnectionID != "ab" || len(got.Program) != 64 || got.Host != "evil[2J" || got.Version != "1" {
		t.Errorf("got %+v", got)
	}
}

func TestEndAll(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	navin := w.Who(w.Contoso, "navin")
	for n := range 5 {
		open(t, w.Service, navin, n)
	}
	w.Update(t, w.Contoso, func(tx org.Tx) error { return session.EndAll(tx, navin.User) })
	if got := list(t, w, navin); len(got) != 0 {
		t.Errorf("%d sessions are open", len(got))
	}
}

// A counter counts how often rights are read.
type counter struct {
	session.Roles
	loads atomic.Int32
}

func (c *counter) Load(tx org.Tx, env catalog.Env, account *org.Account, recipient *org.Entry) (session.Table, error) {
	c.loads.Add(1)
	return c.Roles.Load(tx, env, account, recipient)
}

// P-25: a connect reads the user's rights once, although the slot it takes is written in between; what
// it took counts at once.
func TestConnectReadsRightsOnce(t *testing.T) {
	t.Parallel()
	w := sessiontest.New(t)
	roles := &counter{Roles: w.Service.Roles}
	w.Service.Roles = roles
	navin := w.Who(w.Contoso, "navin")
	for n := range 2 {
		if _, err := open(t, w.Service, navin, n).Commands(t.Context(), func(string) bool { return true }); err != nil {
			t.Fatal(err)
		}
	}
	if n := roles.loads.Load(); n != 1 {
		t.Errorf("two sessions of a moment read the rights %d times", n)
	}
	if n := len(list(t, w, navin)); n != 2 {
		t.Errorf("%d sessions are open", n)
	}
}
