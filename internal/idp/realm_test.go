package idp

import (
	"net/http"
	"net/url"
	"testing"

	"example.org/exosh/internal/org"
)

// Realms over one store are strangers: what one of them issued or remembers is nothing to the other.
func TestRealmsAreApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	contoso, fabrikam := w.nodes[0], w.nodes[1]
	contoso.Realm, fabrikam.Realm = "O365Default", "O365China"
	err := contoso.Directory.PutTenant(t.Context(), org.TenantInfo{ID: w.fabrikam, Realm: "O365China", Kind: "exchange", Name: "fabrikam", Display: "Fabrikam", Domains: []string{"fabrikam.com"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range w.nodes {
		p.tenants.list = nil
	}
	r := w.tokens("plain@contoso.com")
	if _, err := fabrikam.Verify(t.Context(), r.AccessToken, nil); err == nil {
		t.Error("the token of another realm is accepted")
	}
	b := w.browser(1)
	if x := b.refresh(r.RefreshToken); x.ErrorResponse.Error != "invalid_grant" {
		t.Errorf("refresh token: %s", x.raw)
	}
	if x := b.password("plain@contoso.com", goodPass); x.status == http.StatusOK {
		t.Errorf("password: %s", x.raw)
	}
	home := w.browser(0)
	w.code(home, "plain@contoso.com")
	home.node = fabrikam
	if s := home.get(authorize("organizations", "prompt", "none")); s.result().Get("error") != "login_required" {
		t.Errorf("single sign-on: %v", s.result())
	}
	d := w.device(w.browser(0), "organizations")
	if s := b.post("/devicelogin", url.Values{"user_code": {d.user}}); s.alert == "" {
		t.Errorf("device code: page %q", s.title)
	}
	if x := b.poll(d); x.ErrorResponse.Error != "bad_verification_code" {
		t.Errorf("device code: %s", x.raw)
	}
}
