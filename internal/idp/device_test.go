package idp

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

type orgAccount = org.Account

func (w *world) hash(password string) string {
	w.t.Helper()
	h, err := w.nodes[0].Hasher.Hash(w.t.Context(), password)
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// A deviceCode is what a device was given.
type deviceCode struct{ device, user string }

func (w *world) device(b *browser, tenant string, pairs ...string) deviceCode {
	w.t.Helper()
	v := url.Values{"client_id": {oidc.ClientExchangeModule}, "scope": {testScope}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	s := b.post("/"+tenant+"/oauth2/v2.0/devicecode", v)
	if s.status != http.StatusOK || !strings.Contains(s.body, `"verification_uri":"`+testBase+`/devicelogin"`) {
		w.t.Fatalf("device code: %s", s.body)
	}
	return deviceCode{cut(w.t, s.body, `"device_code":"`, `"`), cut(w.t, s.body, `"user_code":"`, `"`)}
}

func (b *browser) poll(d deviceCode, pairs ...string) *reply {
	b.t.Helper()
	return b.token("organizations", append([]string{"grant_type", oidc.GrantDeviceShort, "device_code", d.device}, pairs...)...)
}

// Signs in for a device and returns the page that asks for approval.
func (w *world) toApproval(b *browser, user, upn string) *shown {
	w.t.Helper()
	s := b.get("/devicelogin")
	s = b.post("/devicelogin", url.Values{"user_code": {user}})
	if s.title == "Sign in" {
		s = b.submit(s, "account", "username", upn)
		s = b.submit(s, "password", "passwd", goodPass)
	}
	if s.title == "Enter code" {
		s = b.submit(s, "code", "code", w.totp())
	}
	return s
}

func TestDeviceCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dev := w.browser(0)
	dev.from = "198.51.100.77:9"
	d := w.device(dev, "organizations")
	if r := dev.poll(d); r.ErrorResponse.Error != "authorization_pending" || r.status != http.StatusBadRequest {
		t.Errorf("before: %s", r.raw)
	}
	b := w.browser(1)
	s := w.toApproval(b, strings.ToLower(d.user[:4]+"-"+d.user[4:]), "navin@contoso.com")
	for _, want := range []string{"Exchange Online PowerShell", "198.51.100.77", d.user, "navin@contoso.com"} {
		if !strings.Contains(s.body, want) {
			t.Errorf("the page does not name %s", want)
		}
	}
	if s = b.submit(s, "approve", "answer", "yes"); s.title != "You are signed in" {
		t.Fatalf("page %q %s", s.title, s.alert)
	}
	// MSAL for Python: the long spelling, no scope.
	r := dev.poll(d, "grant_type", oidc.GrantDevice, "code", d.device)
	if r.status != http.StatusOK || r.RefreshToken == "" || r.IDToken == "" {
		t.Fatalf("after: %s", r.raw)
	}
	if p, err := w.nodes[0].Verify(t.Context(), r.AccessToken, nil); err != nil || p.UPN != "navin@contoso.com" {
		t.Errorf("%+v, %v", p, err)
	}
	if r := dev.poll(d); r.ErrorResponse.Error != "invalid_grant" {
		t.Errorf("a second token: %s", r.raw)
	}
}

func TestS42DeviceCode(t *testing.T) {
	t.Parallel()
	t.Run("guessing locks the page", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		d := w.device(w.browser(0), "organizations")
		b := w.browser(0)
		for range 5 {
			b.post("/devicelogin", url.Values{"user_code": {"WRONGCODE"}})
		}
		b = w.browser(1)
		if s := b.post("/devicelogin", url.Values{"user_code": {d.user}}); s.status != http.StatusTooManyRequests {
			t.Errorf("after five wrong codes: %d %q", s.status, s.title)
		}
		w.clock.add(5*time.Minute + time.Second)
		if s := b.post("/devicelogin", url.Values{"user_code": {d.user}}); s.title != "Sign in" {
			t.Errorf("after the pause: %d %q", s.status, s.title)
		}
	})
	t.Run("polling too fast", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		dev := w.browser(0)
		d := w.device(dev, "organizations")
		for i, x := range []struct {
			wait time.Duration
			want string
		}{
			{0, "authorization_pending"}, {time.Second, "slow_down"}, {6 * time.Second, "slow_down"}, {16 * time.Second, "authorization_pending"}, {50 * time.Millisecond, "slow_down"},
		} {
			w.clock.add(x.wait)
			if r := dev.poll(d); r.ErrorResponse.Error != x.want || r.status != http.StatusBadRequest {
				t.Errorf("poll %d: %s, want %s", i, r.raw, x.want)
			}
		}
		for range 50 {
			dev.poll(d)
		}
		b := w.browser(1)
		b.submit(w.toApproval(b, d.user, "plain@contoso.com"), "approve", "answer", "yes")
		if r := dev.poll(d); r.status != http.StatusOK {
			t.Errorf("fast polling cost the device its token: %s", r.raw)
		}
	})
	t.Run("another tenant", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		dev := w.browser(0)
		d := w.device(dev, "fabrikam.com")
		b := w.browser(1)
		w.code(b, "plain@contoso.com")
		s := b.post("/devicelogin", url.Values{"user_code": {d.user}})
		if s.title != "Sign in" {
			t.Fatalf("the session of another tenant is offered: %q", s.title)
		}
		if s = b.submit(s, "account", "username", "plain@contoso.com"); s.alert == "" {
			t.Errorf("an account of another tenant: %q", s.title)
		}
		if r := dev.poll(d); r.ErrorResponse.Error != "authorization_pending" {
			t.Errorf("device: %s", r.raw)
		}
	})
	t.Run("after 15 minutes", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		dev := w.browser(0)
		d := w.device(dev, "organizations")
		b := w.browser(1)
		s := w.toApproval(b, d.user, "plain@contoso.com")
		w.clock.add(15*time.Minute + time.Second)
		if s = b.submit(s, "approve", "answer", "yes"); !strings.Contains(s.body, "AADSTS70019") {
			t.Errorf("approval: %q %s", s.title, s.alert)
		}
		if r := dev.poll(d); r.ErrorResponse.Error != "expired_token" {
			t.Errorf("device: %s", r.raw)
		}
		if s := b.post("/devicelogin", url.Values{"user_code": {d.user}}); s.alert == "" {
			t.Errorf("page: %q", s.title)
		}
	})
	t.Run("approved twice", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		dev := w.browser(0)
		d := w.device(dev, "organizations")
		b1, b2 := w.browser(0), w.browser(1)
		s1, s2 := w.toApproval(b1, d.user, "plain@contoso.com"), w.toApproval(b2, d.user, "texter@contoso.com")
		if s2.title != "Enter code" && s2.title != "Sign in on another device?" {
			t.Fatalf("page %q", s2.title)
		}
		again := s1
		if s := b1.submit(s1, "approve", "answer", "yes"); s.title != "You are signed in" {
			t.Fatalf("first: %q %s", s.title, s.alert)
		}
		if s := b1.submit(again, "approve", "answer", "yes"); s.status != http.StatusBadRequest {
			t.Errorf("second: %d %q", s.status, s.title)
		}
		s2 = b2.post("/devicelogin", url.Values{"user_code": {d.user}})
		if s2.alert == "" {
			t.Errorf("the code is offered to a second person: %q", s2.title)
		}
	})
	t.Run("two devices, one code", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		d := w.device(w.browser(0), "organizations")
		b := w.browser(1)
		b.submit(w.toApproval(b, d.user, "plain@contoso.com"), "approve", "answer", "yes")
		if n := succeeded(t, atOnce(w, 10, func(b *browser) *reply { return b.poll(d) })); n != 1 {
			t.Errorf("%d of 10 devices got a token, want 1", n)
		}
	})
	t.Run("declined", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		dev := w.browser(0)
		d := w.device(dev, "organizations")
		b := w.browser(1)
		if s := b.submit(w.toApproval(b, d.user, "plain@contoso.com"), "approve", "answer", "no"); s.title != "The sign-in was declined" {
			t.Errorf("page %q", s.title)
		}
		if r := dev.poll(d); r.ErrorResponse.Error != "authorization_declined" {
			t.Errorf("device: %s", r.raw)
		}
	})
	t.Run("blocked by policy", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.policy.DeviceCode = false
		dev := w.browser(0)
		d := w.device(dev, "organizations")
		b := w.browser(1)
		if s := b.submit(w.toApproval(b, d.user, "plain@contoso.com"), "approve", "answer", "yes"); !strings.Contains(s.body, "AADSTS530035") {
			t.Errorf("page %q %s", s.title, s.alert)
		}
		if r := dev.poll(d); r.status == http.StatusOK {
			t.Errorf("device: %s", r.raw)
		}
	})
	t.Run("another client", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		dev := w.browser(0)
		d := w.device(dev, "organizations")
		if r := dev.poll(d, "client_id", oidc.ClientExosh); r.ErrorResponse.Error != "bad_verification_code" {
			t.Errorf("device: %s", r.raw)
		}
	})
}
