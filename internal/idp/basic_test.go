package idp

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

const (
	doorName = "Authenticated SMTP"
	appPass  = "qrstabcdefghjkmn"
)

var desk = netip.MustParseAddr("198.51.100.7")

// Adds an app password to an account.
func (w *world) appPassword(upn, secret string) {
	w.t.Helper()
	hash, err := w.nodes[0].Hasher.Hash(w.t.Context(), secret)
	if err != nil {
		w.t.Fatal(err)
	}
	w.edit(upn, func(a *org.Account) {
		id, _ := password.AppID(secret)
		a.AppPasswords = append(a.AppPasswords, org.AppPassword{ID: id, Name: "printer", Hash: hash})
	})
}

func (w *world) basic(upn, secret string) (*Principal, error) {
	return w.nodes[0].CheckPassword(w.t.Context(), Basic{User: upn, Password: secret, Client: doorName, Address: desk})
}

func number(err error) int {
	var e *SignInError
	if errors.As(err, &e) {
		return e.Number
	}
	return -1
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, upn := range []string{"plain@contoso.com", "navin@contoso.com", "must@contoso.com", "once@contoso.com", "blocked@contoso.com"} {
		w.appPassword(upn, appPass)
	}
	tests := []struct {
		name, upn, secret string
		want              int // number of the reason, 0 for a success
		amr               string
	}{
		{"right", "plain@contoso.com", goodPass, 0, "pwd"},
		{"another case of the name", "PLAIN@Contoso.com", goodPass, 0, "pwd"},
		{"app password", "plain@contoso.com", appPass, 0, "app"},
		{"wrong", "plain@contoso.com", "Wrong-Horse-7", oidc.WrongPassword, ""},
		{"wrong app password with a known beginning", "plain@contoso.com", "qrstabcdefghjkmm", oidc.WrongPassword, ""},
		{"app password of nobody", "plain@contoso.com", "aaaaabcdefghjkmn", oidc.WrongPassword, ""},
		{"second factor", "navin@contoso.com", goodPass, oidc.MFANeeded, ""},
		{"second factor, app password", "navin@contoso.com", appPass, 0, "app"},
		{"factor to be registered", "must@contoso.com", goodPass, oidc.MFARegistration, ""},
		{"factor to be registered, app password", "must@contoso.com", appPass, 0, "app"},
		{"one-time password", "once@contoso.com", goodPass, oidc.PasswordExpired, ""},
		{"one-time password, app password", "once@contoso.com", appPass, 0, "app"},
		{"blocked", "blocked@contoso.com", goodPass, oidc.Disabled, ""},
		{"blocked, app password", "blocked@contoso.com", appPass, oidc.Disabled, ""},
		{"unknown", "nobody@contoso.com", goodPass, oidc.WrongPassword, ""},
		{"unknown domain", "plain@elsewhere.example", goodPass, oidc.WrongPassword, ""},
		{"no domain", "plain", goodPass, oidc.WrongPassword, ""},
		{"empty", "", "", oidc.WrongPassword, ""},
	}
	for _, tt := range tests {
		for _, round := range []string{"first", "again"} { // the second time from memory
			p, err := w.basic(tt.upn, tt.secret)
			if tt.want != 0 {
				if number(err) != tt.want {
					t.Errorf("%s, %s: %v, want %d", tt.name, round, err, tt.want)
				}
				continue
			}
			if err != nil || p.AMR[0] != tt.amr || p.Tenant != w.contoso || !org.Matches(p.UPN, tt.upn) {
				t.Errorf("%s, %s: %+v, %v", tt.name, round, p, err)
			}
		}
	}
}

func TestAppPasswordPolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.appPassword("navin@contoso.com", appPass)
	if _, err := w.basic("navin@contoso.com", appPass); err != nil {
		t.Fatal(err)
	}
	w.policy.AppPasswords = false
	if _, err := w.basic("navin@contoso.com", appPass); number(err) != oidc.BlockedByPolicy {
		t.Errorf("forbidden app passwords: %v", err)
	}
	if _, err := w.basic("plain@contoso.com", goodPass); err != nil {
		t.Errorf("the policy touches ordinary passwords: %v", err)
	}
}

// App passwords open no door that has pages.
func TestAppPasswordIsForProgramsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.appPassword("plain@contoso.com", appPass)
	if r := w.browser(0).password("plain@contoso.com", appPass); r.number() != oidc.WrongPassword {
		t.Errorf("at the token endpoint: %s", r.raw)
	}
}

// What is remembered of a password ends with what it rests on (P-18).
func TestRememberedPasswordEnds(t *testing.T) {
	t.Parallel()
	const upn = "plain@contoso.com"
	tests := []struct {
		name   string
		secret string
		change func(*world)
		want   bool // the next sign-in is right
	}{
		{"password changed", goodPass, func(w *world) {
			hash, _ := w.nodes[0].Hasher.Hash(w.t.Context(), "Other-Horse-8")
			w.edit(upn, func(a *org.Account) { a.PasswordHash = hash })
		}, false},
		{"account blocked", goodPass, func(w *world) { w.edit(upn, func(a *org.Account) { a.Enabled = false }) }, false},
		{"app password removed", appPass, func(w *world) { w.edit(upn, func(a *org.Account) { a.AppPasswords = nil }) }, false},
		{"second factor asked for", goodPass, func(w *world) { w.edit(upn, func(a *org.Account) { a.MFARequired = true }) }, false},
		{"second factor asked for, app password", appPass, func(w *world) { w.edit(upn, func(a *org.Account) { a.MFARequired = true }) }, true},
		{"account renamed", goodPass, func(w *world) { w.edit(upn, func(a *org.Account) { a.UPN = "renamed@contoso.com" }) }, false},
		{"five minutes", goodPass, func(w *world) { w.clock.add(5 * time.Minute) }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.appPassword(upn, appPass)
			if _, err := w.basic(upn, tt.secret); err != nil {
				t.Fatal(err)
			}
			before := w.audited(w.contoso, opLoggedIn)
			if _, err := w.basic(upn, tt.secret); err != nil || w.audited(w.contoso, opLoggedIn) != before {
				t.Errorf("the second sign-in was not from memory: %v", err)
			}
			tt.change(w)
			w.clock.add(time.Second) // what was looked up just now is believed for less
			if _, err := w.basic(upn, tt.secret); (err == nil) != tt.want {
				t.Errorf("afterwards: %v", err)
			}
			if n := w.audited(w.contoso, opLoggedIn) - before; tt.name == "five minutes" && n != 1 {
				t.Errorf("%d sign-ins audited after five minutes", n)
			}
		})
	}
}

// S-29 at the door of programs: the pause holds for the right password too, remembered or not, but not for
// somebody at an address that the account signed in from before.
func TestS29Programs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.basic("plain@contoso.com", goodPass); err != nil {
		t.Fatal(err)
	}
	stranger := func(secret string) error {
		_, err := w.nodes[0].CheckPassword(t.Context(), Basic{User: "plain@contoso.com", Password: secret, Client: doorName, Address: netip.MustParseAddr("203.0.113.9")})
		return err
	}
	for i := range 10 {
		if err := stranger(fmt.Sprintf("wrong-%d", i)); number(err) != oidc.WrongPassword {
			t.Fatal(err)
		}
	}
	if err := stranger(goodPass); number(err) != oidc.WrongPassword {
		t.Errorf("a stranger with the right password during the pause: %v", err)
	}
	if _, err := w.basic("plain@contoso.com", goodPass); err != nil {
		t.Errorf("strangers lock somebody out: %v", err)
	}
	for i := range 10 {
		w.basic("plain@contoso.com", fmt.Sprintf("own-%d", i))
	}
	if _, err := w.basic("plain@contoso.com", goodPass); number(err) != oidc.WrongPassword {
		t.Errorf("the right password during the pause of its own address: %v", err)
	}
	if w.audited(w.contoso, opLocked) != 2 {
		t.Errorf("%d pauses audited", w.audited(w.contoso, opLocked))
	}
}

// S-80, S-32 at the door of programs: every refusal costs one hash, whatever its reason.
func TestS80EveryAnswerIsHashed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, upn := range []string{"plain@contoso.com", "navin@contoso.com"} {
		w.appPassword(upn, appPass)
	}
	hashes := func(upn, secret string) time.Duration {
		least := time.Hour
		for range 2 {
			w.clock.add(time.Hour) // past every pause
			began := time.Now()
			if _, err := w.basic(upn, secret); number(err) <= 0 {
				t.Errorf("%s, %s: %v", upn, secret, err)
			}
			least = min(least, time.Since(began))
		}
		return least
	}
	w.nodes[0].Hasher = &password.Hasher{Cost: password.Cost{Memory: 8 << 10, Time: 8, Threads: 1}}
	dear := w.hash(goodPass)
	appHash, err := w.nodes[0].Hasher.Hash(t.Context(), appPass)
	if err != nil {
		t.Fatal(err)
	}
	for _, upn := range []string{"plain@contoso.com", "navin@contoso.com", "blocked@contoso.com", "once@contoso.com"} {
		w.edit(upn, func(a *org.Account) {
			a.PasswordHash = dear
			for i := range a.AppPasswords {
				a.AppPasswords[i].Hash = appHash
			}
		})
	}
	took := map[[2]string]time.Duration{}
	for _, tt := range [][2]string{
		{"nobody@contoso.com", goodPass}, {"plain@nowhere.example", goodPass}, {"plain", "x"}, {"blocked@contoso.com", goodPass},
		{"blocked@contoso.com", "Wrong-Horse-7"}, {"navin@contoso.com", goodPass}, {"navin@contoso.com", "Wrong-Horse-7"},
		{"plain@contoso.com", "qrstabcdefghjkmm"}, {"plain@contoso.com", "zzzzabcdefghjkmn"}, {"once@contoso.com", goodPass},
	} {
		took[tt] = hashes(tt[0], tt[1])
	}
	want := hashes("plain@contoso.com", "Wrong-Horse-7")
	for range 5 {
		began := time.Now()
		if err := w.nodes[0].Hasher.Spend(t.Context(), "x"); err != nil {
			t.Fatal(err)
		}
		want = min(want, time.Since(began))
	}
	for tt, got := range took {
		if got < want/8 { // without a hash it would be less than a tenth
			t.Errorf("%s, %s is answered after %v; a hash takes %v", tt[0], tt[1], got, want)
		}
	}
}

// S-29: a pause ends what is remembered at once, however lately it was looked up.
func TestS29PauseAndMemory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 4 {
		if _, err := w.basic("plain@contoso.com", goodPass); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 10 {
		w.basic("plain@contoso.com", fmt.Sprintf("own-%d", i))
	}
	if _, err := w.basic("plain@contoso.com", goodPass); number(err) != oidc.WrongPassword {
		t.Errorf("a remembered password during a pause: %v", err)
	}
}

// What is remembered of somebody at one address is checked for another.
func TestMemoryIsOfAnAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 4 {
		if _, err := w.basic("plain@contoso.com", goodPass); err != nil {
			t.Fatal(err)
		}
	}
	before := w.audited(w.contoso, opLoggedIn)
	b := Basic{User: "plain@contoso.com", Password: goodPass, Client: doorName, Address: netip.MustParseAddr("203.0.113.9")}
	if _, err := w.nodes[0].CheckPassword(t.Context(), b); err != nil || w.audited(w.contoso, opLoggedIn) != before+1 {
		t.Errorf("a sign-in from a new address is not on record: %v", err)
	}
}
