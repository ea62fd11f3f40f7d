package idp

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// S-32: a password is hashed for every answer, whether there is anything to compare it with or not. The
// cost is chosen so that leaving it out shows through any load; the statistics are in timing_test.go.
func TestS32EveryAnswerIsHashed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.nodes[0]
	p.Hasher = &password.Hasher{Cost: password.Cost{Memory: 8 << 10, Time: 4, Threads: 1}}
	hash := w.hash(goodPass)
	for _, upn := range []string{"plain@contoso.com", "blocked@contoso.com"} {
		w.edit(upn, func(a *org.Account) { a.PasswordHash = hash })
	}
	w.edit("must@contoso.com", func(a *org.Account) { a.PasswordHash = "" })
	fastest := func(upn string) time.Duration {
		least := time.Hour
		for i := range 3 {
			began := time.Now()
			if r := w.browser(0).password(upn, fmt.Sprint("wrong-", i)); r.number() != oidc.WrongPassword {
				t.Errorf("%s: %s", upn, r.raw)
			}
			least = min(least, time.Since(began))
		}
		return least
	}
	want := fastest("plain@contoso.com")
	for i := range 10 {
		w.browser(0).password("texter@contoso.com", fmt.Sprint("lock-", i))
	}
	for _, upn := range []string{"nobody@contoso.com", "nobody@nowhere.example", "blocked@contoso.com", "must@contoso.com", "texter@contoso.com"} {
		if got := fastest(upn); got < want/4 {
			t.Errorf("%s is answered after %v, a wrong password after %v", upn, got, want)
		}
	}
}

// S-31: strangers who lock a user name do not lock its owner out at an address where they signed in before.
func TestS31StrangersLockNobodyOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	home, stranger := w.browser(0), w.browser(1)
	if r := home.password("plain@contoso.com", goodPass); r.status != http.StatusOK {
		t.Fatal(r.raw)
	}
	stranger.from = "203.0.113.9:1"
	for i := range 12 {
		stranger.password("plain@contoso.com", fmt.Sprint("guess-", i))
	}
	if r := stranger.password("plain@contoso.com", goodPass); r.number() != oidc.WrongPassword {
		t.Errorf("the name is not locked: %s", r.raw)
	}
	if r := home.password("plain@contoso.com", goodPass); r.status != http.StatusOK {
		t.Errorf("its owner is locked out: %s", r.raw)
	}
}
