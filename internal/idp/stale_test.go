package idp

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// S-37: a sign-in that was under way when an administrator reset the account gives nobody a new password
// or a second factor: whoever knew the old password does not get the account for good.
func TestS37ResetEndsSignInsUnderWay(t *testing.T) {
	t.Parallel()
	t.Run("new password", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		b := w.browser(0)
		s := b.submit(b.get(authorize("organizations", "login_hint", "once@contoso.com")), "password", "passwd", goodPass)
		w.clock.add(time.Minute)
		hash := w.hash("Other-Horse-11")
		w.edit("once@contoso.com", func(a *org.Account) {
			a.PasswordHash, a.MustChange, a.TokensValidFrom = hash, true, w.clock.now()
		})
		if s = b.submit(s, "change", "newpasswd", "Thief-Horse-12", "repeat", "Thief-Horse-12"); s.result().Get("code") != "" {
			t.Errorf("the sign-in went on: %q", s.title)
		}
		if r := w.browser(0).password("once@contoso.com", "Thief-Horse-12"); r.number() != oidc.WrongPassword {
			t.Errorf("the old password's holder chose the new one: %s", r.raw)
		}
	})
	t.Run("second factor", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		b := w.browser(0)
		s := b.submit(b.get(authorize("organizations", "login_hint", "must@contoso.com")), "password", "passwd", goodPass)
		key := strings.ReplaceAll(cut(t, s.body, `id="secret">`, "<"), " ", "")
		w.clock.add(time.Minute)
		hash := w.hash("Other-Horse-11")
		w.edit("must@contoso.com", func(a *org.Account) { a.PasswordHash, a.TokensValidFrom = hash, w.clock.now() })
		code, err := factor.Code(key, factor.Step(w.clock.now()))
		if err != nil {
			t.Fatal(err)
		}
		b.submit(s, "register", "code", code)
		w.edit("must@contoso.com", func(a *org.Account) {
			if len(a.Factors) != 0 {
				t.Error("the old password's holder registered an authenticator app")
			}
		})
	})
	t.Run("blocked account", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		b := w.browser(0)
		s := b.submit(b.get(authorize("organizations", "login_hint", "once@contoso.com")), "password", "passwd", goodPass)
		w.edit("once@contoso.com", func(a *org.Account) { a.Enabled = false })
		b.submit(s, "change", "newpasswd", "Thief-Horse-12", "repeat", "Thief-Horse-12")
		w.edit("once@contoso.com", func(a *org.Account) {
			if !a.MustChange {
				t.Error("a blocked account's password was changed")
			}
		})
	})
}

// S-37: a browser that is signed in is not enough to register a factor or to choose a password. The
// password is typed again.
func TestS37SingleSignOnChangesNoCredential(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*org.Account){
		"second factor": func(a *org.Account) { a.MFARequired = true },
		"password":      func(a *org.Account) { a.MustChange = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			b := w.browser(0)
			w.code(b, "plain@contoso.com")
			w.edit("plain@contoso.com", edit)
			s := b.get(authorize("organizations"))
			if s.title != "Enter password" {
				t.Fatalf("the page is %q, want the password's", s.title)
			}
			if s = b.submit(s, "password", "passwd", goodPass); s.status != http.StatusOK || s.title == "Enter password" {
				t.Errorf("after the password the page is %q %s", s.title, s.alert)
			}
			if s := b.get(authorize("organizations", "prompt", "none")); s.result().Get("error") != "interaction_required" {
				t.Errorf("prompt=none: %v", s.result())
			}
		})
	}
}

// S-42: a device whose person belongs to one tenant gets nothing at the path of another.
func TestS42DeviceAtAnotherTenantsPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dev, b := w.browser(0), w.browser(1)
	d := w.device(dev, "organizations")
	b.submit(w.toApproval(b, d.user, "plain@contoso.com"), "approve", "answer", "yes")
	v := []string{"grant_type", oidc.GrantDevice, "device_code", d.device}
	if r := dev.token("fabrikam.com", v...); r.status == http.StatusOK {
		t.Errorf("tokens of contoso.com at the path of fabrikam.com: %s", r.raw)
	}
	if r := dev.token("contoso.com", v...); r.status != http.StatusOK {
		t.Errorf("at its own path: %s", r.raw)
	}
}

// S-35: proofs belong to the account that gave them, not to its name.
func TestS35ProofsStayWithTheirAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	w.code(b, "navin@contoso.com")
	w.edit("navin@contoso.com", func(a *org.Account) { a.MustChange = true })
	s := b.get(authorize("organizations"))
	w.edit("navin@contoso.com", func(a *org.Account) { a.UPN = "old@contoso.com" })
	w.put(w.contoso, &org.Account{
		ID: org.SeedID(w.contoso, "the second"), UPN: "navin@contoso.com", Enabled: true, PasswordHash: w.hash(goodPass),
		Factors: []org.Factor{{ID: "app2", Type: typeTOTP, Secret: secret}},
	})
	if s = b.submit(s, "password", "passwd", goodPass); s.title != "Enter code" {
		t.Errorf("the second factor of another account counted: page %q %v", s.title, s.result())
	}
}

// S-41: whatever follows the address of sign-out, the browser goes nowhere that was not registered.
func TestS41LogoutForgetsSignInsUnderWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	w.code(b, "plain@contoso.com")
	s := b.get(authorize("organizations", "prompt", "select_account"))
	if s.title != "Choose an account" {
		t.Fatalf("page %q", s.title)
	}
	b.post("/organizations/oauth2/v2.0/logout", url.Values{})
	if s = b.submit(s, "pick", "username", "plain@contoso.com"); s.result().Get("code") != "" {
		t.Error("a page that was open before sign-out still signs in without a password")
	}
}

// S-42: codes that are guessed at the same time, or from the addresses of one network, count as those
// that come one after the other.
func TestS42GuessesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := 0
	for _, r := range together(20, func(i int) int {
		b := w.browser(i % 2)
		b.from = fmt.Sprintf("[2001:db8:1:2::%x]:9", i+1)
		return b.post("/devicelogin", url.Values{"user_code": {fmt.Sprintf("WRNGC%04d", i)}}).status
	}) {
		if r != http.StatusTooManyRequests {
			n++
		}
	}
	if n != 5 {
		t.Errorf("%d of 20 guesses were looked at, want 5", n)
	}
}

// Calls fn n times at once and returns what came of it.
func together[T any](n int, fn func(int) T) []T {
	out := make([]T, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { out[i] = fn(i) })
	}
	all.Wait()
	return out
}

// S-25: a token that was good a moment ago, and is remembered as signed, ends with its time all the same.
func TestS25RememberedTokenExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.tokens("plain@contoso.com")
	p := w.nodes[0]
	w.clock.add(time.Hour - time.Second)
	if _, err := p.Verify(t.Context(), r.AccessToken, nil); err != nil {
		t.Fatalf("a second before its end: %v", err)
	}
	w.clock.add(time.Second)
	if _, err := p.Verify(t.Context(), r.AccessToken, nil); err == nil {
		t.Error("at its end it is still taken")
	}
}

// S-35: a page that was left behind does nothing, not even what every step allows.
func TestS35StalePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	first := b.get(authorize("organizations", "login_hint", "navin@contoso.com"))
	if s := b.submit(first, "password", "passwd", goodPass); s.title != "Enter code" {
		t.Fatalf("page %q", s.title)
	}
	if s := b.submit(first, "other"); s.status != http.StatusBadRequest {
		t.Errorf("the password's page still acts: %d %q", s.status, s.title)
	}
}

// S-35: what was granted for a password alone is worth nothing once a second factor is asked for.
func TestS35OldGrantsNeedTheNewFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.tokens("plain@contoso.com")
	b := w.browser(0)
	code := w.code(b, "plain@contoso.com")
	w.edit("plain@contoso.com", func(a *org.Account) { a.MFARequired = true })
	if x := b.refresh(r.RefreshToken); x.number() != oidc.MFANeeded {
		t.Errorf("refresh token: %d %v", x.status, x.Codes)
	}
	if x := b.redeem(code); x.number() != oidc.MFANeeded {
		t.Errorf("code: %d %v", x.status, x.Codes)
	}
}
