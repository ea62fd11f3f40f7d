package idp

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/org"
)

func TestSignInWithAuthenticator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.tokens("navin@contoso.com")
	p, err := w.nodes[1].Verify(t.Context(), r.AccessToken, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.UPN != "navin@contoso.com" || p.Tenant != w.contoso || !slices.Equal(p.AMR, []string{"pwd", "mfa"}) ||
		!p.HasScope("AdminApi.AccessAsUser.All") || p.Audience != testBase || p.WIDs[0] != "62e90394-69f5-4237-9190-012177145e10" {
		t.Errorf("principal %+v", p)
	}
	if r.IDToken == "" || r.RefreshToken == "" || r.ExpiresIn != 3600 {
		t.Errorf("reply %s", r.raw)
	}
	info, _ := base64.RawURLEncoding.DecodeString(r.ClientInfo)
	if want := `{"uid":"` + org.IDText(p.ObjectID) + `","utid":"` + org.IDText(w.contoso) + `"}`; string(info) != want {
		t.Errorf("client_info = %s, want %s", info, want)
	}
	if n := w.audited(w.contoso, opLoggedIn); n == 0 {
		t.Error("no audit record of the sign-in")
	}
}

func TestSignInWithFormPost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := w.signIn(b, authorize("contoso.com", "response_mode", "form_post", "login_hint", "plain@contoso.com"), "")
	if s.status != http.StatusOK || s.result().Get("code") == "" || s.result().Get("state") != "st" {
		t.Fatalf("form_post: %d %v", s.status, s.result())
	}
	if iss := s.result().Get("iss"); iss != testBase+"/"+org.IDText(w.contoso)+"/v2.0" {
		t.Errorf("iss = %q", iss)
	}
	if csp := s.header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' http://localhost:54321;") {
		t.Errorf("policy %q does not let the form go to the client", csp)
	}
}

func TestSignInWithTextMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.get(authorize("organizations", "login_hint", "texter@contoso.com"))
	s = b.submit(s, "password", "passwd", goodPass)
	if !strings.Contains(s.body, "*** **21") || strings.Contains(s.body, "+4917") {
		t.Errorf("the number is not masked: %s", s.body)
	}
	first := w.texts.code("+491700000021")
	s = b.submit(s, "resend")
	second := w.texts.code("+491700000021")
	if first != second { // they are equal once in a million times
		if s = b.submit(s, "code", "code", first); s.alert == "" {
			t.Error("the code before the last was accepted")
		}
	}
	s = b.submit(s, "code", "code", second[:3]+" "+second[3:])
	if s.result().Get("code") == "" {
		t.Errorf("page %q %s", s.title, s.alert)
	}
}

func TestTextMessagesAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "texter@contoso.com")), "password", "passwd", goodPass)
	for range 6 {
		s = b.submit(s, "resend")
	}
	if w.texts.n != maxSent || s.alert == "" {
		t.Errorf("%d messages were sent, alert %q", w.texts.n, s.alert)
	}
}

func TestChoiceOfFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "both@contoso.com")), "password", "passwd", goodPass)
	if want := []string{"totp.app1", "sms.sms1"}; !slices.Equal(s.forms[0].radios["factor"], want) {
		t.Fatalf("options %v, want %v", s.forms[0].radios, want)
	}
	s = b.submit(s, "factor", "factor", "sms.sms1")
	s = b.submit(s, "factors")
	s = b.submit(s, "factor", "factor", "totp.app1")
	s = b.submit(s, "code", "code", w.totp())
	if s.result().Get("code") == "" {
		t.Errorf("page %q %s", s.title, s.alert)
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "must@contoso.com")), "password", "passwd", goodPass)
	key := strings.ReplaceAll(cut(t, s.body, `id="secret">`, "<"), " ", "")
	if img := b.get(strings.ReplaceAll(cut(t, s.body, `img src="`, `"`), "&amp;", "&")); img.header.Get("Content-Type") != "image/png" {
		t.Errorf("QR code: %d %s", img.status, img.header)
	}
	s = b.submit(s, "register", "code", "000000")
	if s.alert == "" {
		t.Error("a wrong code registered the app")
	}
	code, err := factor.Code(key, factor.Step(w.clock.now()))
	if err != nil {
		t.Fatal(err)
	}
	s = b.submit(s, "register", "code", code)
	if s.result().Get("code") == "" {
		t.Fatalf("page %q %s", s.title, s.alert)
	}
	// The code of the registration is used up.
	b = w.browser(1)
	s = b.submit(b.get(authorize("organizations", "login_hint", "must@contoso.com")), "password", "passwd", goodPass)
	s = b.submit(s, "code", "code", code)
	if s.alert == "" {
		t.Error("the code of the registration was accepted again")
	}
	if w.audited(w.contoso, "Register second factor") != 1 {
		t.Error("the registration has not one audit record")
	}
}

func TestOneTimePassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "once@contoso.com")), "password", "passwd", goodPass)
	for _, bad := range [][2]string{{"short", "short"}, {"Another-Horse-8", "Another-Horse-9"}, {goodPass, goodPass}} {
		if s = b.submit(s, "change", "newpasswd", bad[0], "repeat", bad[1]); s.alert == "" {
			t.Fatalf("the new password %v was taken", bad)
		}
	}
	s = b.submit(s, "change", "newpasswd", "Another-Horse-8", "repeat", "Another-Horse-8")
	r := b.redeem(s.result().Get("code"))
	if r.status != http.StatusOK {
		t.Fatalf("after the change: %s", r.raw)
	}
	if _, err := w.nodes[0].Verify(t.Context(), r.AccessToken, nil); err != nil {
		t.Error(err)
	}
	if r := w.browser(0).password("once@contoso.com", goodPass); r.number() != 50126 {
		t.Errorf("the old password: %s", r.raw)
	}
	if r := w.browser(0).password("once@contoso.com", "Another-Horse-8"); r.status != http.StatusOK {
		t.Errorf("the new password: %s", r.raw)
	}
}

func TestBlockedAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.submit(b.get(authorize("organizations", "login_hint", "blocked@contoso.com")), "password", "passwd", goodPass)
	if !strings.Contains(s.body, "AADSTS50057") {
		t.Errorf("page %q: %s", s.title, s.alert)
	}
}

func TestSingleSignOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	w.code(b, "navin@contoso.com")
	b.node = w.nodes[1]
	for _, tt := range []struct {
		name  string
		pairs []string
		code  bool
		title string
	}{
		{"plain", nil, true, ""},
		{"hint", []string{"login_hint", "NAVIN@contoso.com"}, true, ""},
		{"none", []string{"prompt", "none"}, true, ""},
		{"another account", []string{"login_hint", "plain@contoso.com"}, false, "Enter password"},
		{"select", []string{"prompt", "select_account"}, false, "Choose an account"},
		{"login", []string{"prompt", "login", "login_hint", "navin@contoso.com"}, false, "Enter password"},
		{"max_age", []string{"max_age", "1"}, false, "Sign in"},
		{"max_age long", []string{"max_age", "10000"}, true, ""},
	} {
		w.clock.add(2 * time.Second)
		s := b.get(authorize("organizations", tt.pairs...))
		if got := s.result().Get("code") != ""; got != tt.code || s.title != tt.title && !got {
			t.Errorf("%s: code %v, page %q %s", tt.name, got, s.title, s.alert)
		}
	}
	w.clock.add(25 * time.Hour)
	if s := b.get(authorize("organizations")); s.title != "Enter code" {
		t.Errorf("after a day the page is %q, want the second factor", s.title)
	}
	if s := b.get(authorize("organizations", "prompt", "none")); s.result().Get("error") != "interaction_required" {
		t.Errorf("prompt=none after a day: %v", s.result())
	}
	w.edit("navin@contoso.com", func(a *org.Account) { a.TokensValidFrom = w.clock.now() })
	if s := b.get(authorize("organizations")); s.title != "Sign in" {
		t.Errorf("after revocation the page is %q", s.title)
	}
}

func TestPickAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	w.code(b, "plain@contoso.com")
	w.code(b, "eva@fabrikam.com", "login_hint", "eva@fabrikam.com")
	s := b.get(authorize("organizations"))
	if s.title != "Choose an account" {
		t.Fatalf("page %q", s.title)
	}
	s = b.submit(s, "pick", "username", "plain@contoso.com")
	r := b.redeem(s.result().Get("code"))
	if p, err := w.nodes[0].Verify(t.Context(), r.AccessToken, nil); err != nil || p.UPN != "plain@contoso.com" {
		t.Errorf("%+v, %v", p, err)
	}
	if s := b.get(authorize("fabrikam.com")); s.result().Get("code") == "" {
		t.Errorf("one account of the organisation is left: page %q", s.title)
	}
}

func TestCancelAndOtherAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.get(authorize("organizations", "login_hint", "plain@contoso.com"))
	s = b.submit(s, "other")
	if s = b.submit(s, "account", "username", "x@nowhere.example"); s.alert == "" {
		t.Error("an unknown domain was accepted")
	}
	s = b.submit(s, "cancel")
	if e := s.result().Get("error"); e != "access_denied" || s.result().Get("state") != "st" {
		t.Errorf("cancel: %v", s.result())
	}
}

func cut(t testing.TB, s, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(s, from)
	if !ok {
		t.Fatalf("no %q in the page", from)
	}
	got, _, _ := strings.Cut(rest, to)
	return got
}

func (b *browser) password(upn, password string, pairs ...string) *reply {
	b.t.Helper()
	return b.token("organizations", append([]string{"grant_type", "password", "username", upn, "password", password, "scope", testScope}, pairs...)...)
}
