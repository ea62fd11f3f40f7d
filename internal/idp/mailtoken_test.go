package idp

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

const mailScope = oidc.ResourceOutlook365 + "/" + oidc.ScopeSMTP

// Returns an access token for mail, by user name and password.
func (w *world) mailToken(upn, scope string) string {
	w.t.Helper()
	r := w.browser(0).password(upn, goodPass, "client_id", oidc.ClientMail, "scope", scope)
	if r.status != http.StatusOK {
		w.t.Fatalf("token for %s: %s", scope, r.raw)
	}
	return r.AccessToken
}

func (w *world) bearer(user, raw string) (*Principal, error) {
	return w.nodes[1].CheckMailToken(w.t.Context(), Bearer{User: user, Token: raw, Client: doorName, Address: desk})
}

// Every resource at which the permission to send can be asked for, and every way to sign in.
func TestMailScopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, scope := range []string{
		mailScope, oidc.ResourceOutlook + "/SMTP.Send", testBase + "/SMTP.Send", testBase + "//smtp.send",
		oidc.ResourceOutlook + "/SMTP.Send offline_access openid profile", oidc.ResourceOutlook365 + "/.default", testBase + "/.default",
	} {
		p, err := w.bearer("plain@contoso.com", w.mailToken("plain@contoso.com", scope))
		if err != nil || p.UPN != "plain@contoso.com" || p.ClientID != oidc.ClientMail || !p.HasScope(oidc.ScopeSMTP) {
			t.Errorf("%s: %+v, %v", scope, p, err)
		}
	}
	b := w.browser(0)
	r := b.token("organizations", "grant_type", "password", "username", "plain@contoso.com", "password", goodPass, "client_id", oidc.ClientMail, "scope", mailScope+" offline_access")
	r = b.token("organizations", "grant_type", "refresh_token", "refresh_token", r.RefreshToken, "client_id", oidc.ClientMail, "scope", mailScope)
	if _, err := w.bearer("plain@contoso.com", r.AccessToken); err != nil {
		t.Errorf("refreshed: %v (%s)", err, r.raw)
	}
	d := w.device(b, "organizations", "client_id", oidc.ClientMail, "scope", mailScope)
	s := w.toApproval(w.browser(1), d.user, "navin@contoso.com")
	if !strings.Contains(s.body, "Mail program") {
		t.Error("the page does not name the application")
	}
}

// Who may ask for what: a token for mail administers nothing, and the module's clients send nothing.
func TestPermissionsAreApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct{ client, scope, want string }{
		{oidc.ClientMail, testBase + "/" + oidc.ScopeAdminAPI, "invalid_scope"},
		{oidc.ClientExchangeModule, mailScope, "invalid_scope"},
		{oidc.ClientExchangeModule, oidc.ResourceOutlook365 + "/.default", "invalid_scope"},
		{oidc.ClientMail, oidc.ResourceOutlook + "/IMAP.AccessAsUser.All", "invalid_scope"},
		{oidc.ClientMail, oidc.ResourceOutlook + "/SMTP.Send " + mailScope, "invalid_scope"},
		{oidc.ClientExosh, testBase + "/SMTP.Send " + testBase + "/.default", ""},
		{oidc.ClientExosh, mailScope, ""},
	} {
		r := w.browser(0).password("plain@contoso.com", goodPass, "client_id", tt.client, "scope", tt.scope)
		if r.ErrorResponse.Error != tt.want {
			t.Errorf("%s: %q, want %q", tt.scope, r.ErrorResponse.Error, tt.want)
		}
	}
	if _, err := w.nodes[0].Verify(t.Context(), w.mailToken("plain@contoso.com", testBase+"/SMTP.Send"), nil); err == nil {
		t.Error("a token for mail opens the admin endpoint")
	}
}

// S-80: each row is a token that must not do.
func TestS80Tokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.forge()
	f.good["aud"], f.good["scp"] = oidc.ResourceOutlook365, oidc.ScopeSMTP
	good := f.sign(jose.RS256, f.with("uti", "good"))
	tests := []struct{ name, user, raw string }{
		{"none", "plain@contoso.com", ""},
		{"another user", "navin@contoso.com", good},
		{"another tenant's user", "eva@fabrikam.com", good},
		{"no user", "", good},
		{"audience of another service", "plain@contoso.com", f.sign(jose.RS256, f.with("aud", "https://graph.microsoft.com"))},
		{"audience with a path", "plain@contoso.com", f.sign(jose.RS256, f.with("aud", oidc.ResourceOutlook365+"/x"))},
		{"no permission", "plain@contoso.com", f.sign(jose.RS256, f.with("scp", nil))},
		{"permission to administer", "plain@contoso.com", f.sign(jose.RS256, f.with("scp", oidc.ScopeAdminAPI))},
		{"permission that begins so", "plain@contoso.com", f.sign(jose.RS256, f.with("scp", "SMTP.SendAsApp"))},
		{"permission of an application", "plain@contoso.com", f.sign(jose.RS256, f.with("scp", nil, "roles", []string{"SMTP.SendAsApp"}))},
		{"expired", "plain@contoso.com", f.sign(jose.RS256, f.with("exp", w.clock.now().Add(-time.Hour).Unix(), "iat", w.clock.now().Add(-2*time.Hour).Unix(), "nbf", w.clock.now().Add(-2*time.Hour).Unix()))},
		{"not yet valid", "plain@contoso.com", f.sign(jose.RS256, f.with("nbf", w.clock.now().Add(time.Hour).Unix()))},
		{"tenant of another realm", "plain@contoso.com", f.sign(jose.RS256, f.with("tid", org.IDText(org.SeedID(org.ID{}, "nowhere"))))},
		{"tenant and issuer apart", "plain@contoso.com", f.sign(jose.RS256, f.with("tid", org.IDText(w.fabrikam)))},
		{"unsigned", "plain@contoso.com", f.unsigned("none")},
		{"signed with the public key", "plain@contoso.com", f.hmac("HS256", []byte("public"))},
		{"control characters", "plain@contoso.com", good + "\x01"},
		{"two fields", "plain@contoso.com", good + "\x01auth=Bearer " + good},
		{"100 KB", "plain@contoso.com", strings.Repeat("a", 100<<10)},
		{"a password", "plain@contoso.com", goodPass},
	}
	for _, tt := range tests {
		if _, err := w.bearer(tt.user, tt.raw); number(err) != 0 {
			t.Errorf("%s: %v, want a refusal", tt.name, err)
		}
	}
	if _, err := w.bearer("Plain@contoso.com", good); err != nil {
		t.Errorf("the good one: %v", err)
	}
	if _, err := w.basic("plain@contoso.com", goodPass); err != nil {
		t.Errorf("bad tokens lock the password: %v", err)
	}
	w.edit("plain@contoso.com", func(a *org.Account) { a.Enabled = false })
	w.clock.add(time.Second)
	if _, err := w.bearer("plain@contoso.com", good); number(err) != 0 {
		t.Errorf("blocked: %v", err)
	}
	w.edit("plain@contoso.com", func(a *org.Account) { a.Enabled, a.TokensValidFrom = true, w.clock.now().Add(time.Second) })
	w.clock.add(2 * time.Second)
	if _, err := w.bearer("plain@contoso.com", good); number(err) != 0 {
		t.Errorf("revoked: %v", err)
	}
	if n := w.audited(w.contoso, opFailed); n < 15 {
		t.Errorf("%d refusals audited", n)
	}
}

// Tokens that were never ours count against the address they come from, and no account is locked by them.
func TestForgedTokensCountForTheirAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := w.mailToken("plain@contoso.com", mailScope)
	for range 60 {
		w.bearer("plain@contoso.com", "forged.forged.forged")
	}
	if _, err := w.bearer("plain@contoso.com", good); err != nil {
		t.Errorf("a good token after forged ones: %v", err)
	}
	if _, err := w.basic("plain@contoso.com", goodPass); number(err) != oidc.TooManyRequests {
		t.Errorf("passwords from that address: %v, want a pause", err)
	}
	r := w.browser(1).password("plain@contoso.com", goodPass)
	if r.status != http.StatusOK {
		t.Errorf("passwords from another address: %s", r.raw)
	}
}
