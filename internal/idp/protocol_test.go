package idp

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// dead reports whether both nodes refuse the token.
func (w *world) dead(token string) bool {
	w.t.Helper()
	for _, p := range w.nodes {
		_, err := p.Verify(w.t.Context(), token, nil)
		var refused *AuthError
		if err != nil && !errors.As(err, &refused) {
			w.t.Fatal(err)
		}
		if err == nil {
			return false
		}
	}
	return true
}

func TestS01CodeIsUsedOnce(t *testing.T) {
	t.Parallel()
	t.Run("again at once and after 30 s", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		b := w.browser(0)
		c := w.code(b, "plain@contoso.com")
		first := b.redeem(c)
		if first.status != http.StatusOK || w.dead(first.AccessToken) {
			t.Fatalf("first use: %s", first.raw)
		}
		w.clock.add(30 * time.Second)
		b.node = w.nodes[1]
		if again := b.redeem(c); again.ErrorResponse.Error != "invalid_grant" || again.number() != oidc.CodeUsed {
			t.Errorf("second use: %s", again.raw)
		}
		w.clock.add(time.Second)
		if !w.dead(first.AccessToken) {
			t.Error("the access token of the first use lives")
		}
		if r := b.refresh(first.RefreshToken); r.ErrorResponse.Error != "invalid_grant" {
			t.Errorf("the refresh token of the first use lives: %s", r.raw)
		}
		if w.audited(w.contoso, opCodeUsed) != 1 {
			t.Error("the second use is not audited once")
		}
	})
	t.Run("50 at once on two nodes", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		c := w.code(w.browser(0), "plain@contoso.com")
		replies := atOnce(w, 50, func(b *browser) *reply { return b.redeem(c) })
		if n := succeeded(t, replies); n != 1 {
			t.Errorf("%d of 50 succeeded, want 1", n)
		}
	})
}

// atOnce runs n requests on the two nodes in turns.
func atOnce(w *world, n int, send func(*browser) *reply) []*reply {
	replies := make([]*reply, n)
	var wg sync.WaitGroup
	for i := range n {
		b := w.browser(i % 2)
		wg.Go(func() { replies[i] = send(b) })
	}
	wg.Wait()
	return replies
}

func succeeded(t *testing.T, replies []*reply) int {
	t.Helper()
	n := 0
	for _, r := range replies {
		switch {
		case r.status == http.StatusOK:
			n++
		case r.ErrorResponse.Error != "invalid_grant":
			t.Errorf("loser got %d %s", r.status, r.raw)
		}
	}
	return n
}

func (b *browser) refresh(token string, pairs ...string) *reply {
	b.t.Helper()
	return b.token("organizations", append([]string{"grant_type", oidc.GrantRefresh, "refresh_token", token, "scope", testScope}, pairs...)...)
}

func TestS02CodeIsBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	for _, tt := range []struct {
		name   string
		tenant string
		pairs  []string
	}{
		{"other client", "organizations", []string{"client_id", oidc.ClientExosh}},
		{"other redirect", "organizations", []string{"redirect_uri", "http://localhost:1"}},
		{"no redirect", "organizations", []string{"redirect_uri", ""}},
		{"other tenant", "fabrikam.com", nil},
	} {
		c := w.code(b, "plain@contoso.com")
		pairs := append([]string{"grant_type", oidc.GrantCode, "code", c, "redirect_uri", redirect, "code_verifier", verifier, "scope", testScope}, tt.pairs...)
		if r := b.token(tt.tenant, pairs...); r.ErrorResponse.Error != "invalid_grant" {
			t.Errorf("%s: %d %s", tt.name, r.status, r.raw)
		}
		if r := b.redeem(c); r.ErrorResponse.Error != "invalid_grant" {
			t.Errorf("%s: the code was not burnt: %s", tt.name, r.raw)
		}
	}
}

func TestS03PKCE(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	for _, tt := range []struct{ name, verifier, want string }{
		{"missing", "", "invalid_request"},
		{"42 characters", verifier[:42], "invalid_request"},
		{"129 characters", strings.Repeat("a", 129), "invalid_request"},
		{"bad character", verifier[:42] + "+", "invalid_request"},
		{"another", strings.Repeat("a", 43), "invalid_grant"},
	} {
		c := w.code(b, "plain@contoso.com")
		if r := b.redeem(c, "code_verifier", tt.verifier); r.ErrorResponse.Error != tt.want {
			t.Errorf("verifier %s: %s, want %s", tt.name, r.raw, tt.want)
		}
	}
	for _, tt := range []struct {
		name  string
		pairs []string
	}{
		{"plain", []string{"code_challenge", verifier, "code_challenge_method", "plain"}},
		{"no method", []string{"code_challenge_method", ""}},
		{"short challenge", []string{"code_challenge", "abc"}},
	} {
		if s := b.get(authorize("organizations", tt.pairs...)); s.result().Get("error") != "invalid_request" {
			t.Errorf("challenge %s: %v", tt.name, s.result())
		}
	}
}

func TestS04PublicClientNeedsPKCE(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.browser(0).get(authorize("organizations", "code_challenge", "", "code_challenge_method", ""))
	if s.result().Get("error") != "invalid_request" || s.result().Get("state") != "st" || s.body != "" && strings.Contains(s.body, "<form") {
		t.Errorf("%d %v %s", s.status, s.result(), s.body)
	}
}

func TestS05RedirectIsExact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	native := testBase + "/organizations/oauth2/nativeclient"
	for _, good := range []string{"http://localhost", "http://localhost:1", "http://localhost:65535/", native} {
		if s := b.get(authorize("organizations", "redirect_uri", good)); s.title != "Sign in" {
			t.Errorf("%s: page %q %s", good, s.title, s.alert)
		}
	}
	for _, bad := range []string{
		native + "/", strings.ToUpper(native), native + "?x=1", native + "#x", native + "/..%2fx", testBase + "/organizations/oauth2/..%2f",
		"http://localhost:1/x", "http://localhost:1?x", "http://localhost:1#", "http://LOCALHOST:1", "http://good@evil.example", "http://localhost@evil.example",
		"http://localhost:80@evil.example", "http://127.0.0.1:1", "http://l\u043ecalhost:1", "https://localhost:1", "http://localhost.evil.example",
		"http://localhost:123456", "http://localhost:", "http://[::1]:1", "javascript:alert(1)", "//localhost",
	} {
		s := b.get(authorize("organizations", "redirect_uri", bad))
		if s.status != http.StatusBadRequest || s.header.Get("Location") != "" || !strings.Contains(s.body, "AADSTS50011") {
			t.Errorf("%q: %d, Location %q", bad, s.status, s.header.Get("Location"))
		}
	}
}

func TestS06OtherGrants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	for _, kind := range []string{"token", "id_token token", "code id_token", ""} {
		if s := b.get(authorize("organizations", "response_type", kind)); s.result().Get("error") != "unsupported_response_type" {
			t.Errorf("response_type %q: %v", kind, s.result())
		}
	}
	for _, kind := range []string{"client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer", "implicit"} {
		if r := b.token("organizations", "grant_type", kind); r.ErrorResponse.Error != "unsupported_grant_type" {
			t.Errorf("grant_type %q: %s", kind, r.raw)
		}
	}
	if r := b.password("plain@contoso.com", goodPass); r.status != http.StatusOK {
		t.Errorf("allowed: %s", r.raw)
	}
	w.policy.PasswordGrant = false
	for _, upn := range []string{"plain@contoso.com", "nobody@contoso.com"} {
		if r := b.password(upn, goodPass); r.ErrorResponse.Error != "unsupported_grant_type" {
			t.Errorf("forbidden: %s", r.raw)
		}
	}
}

func TestPasswordGrant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	for _, tt := range []struct {
		upn, password string
		want          int
	}{
		{"plain@contoso.com", goodPass, 0},
		{"PLAIN@contoso.com", goodPass, 0},
		{"plain@contoso.com", "wrong", oidc.WrongPassword},
		{"navin@contoso.com", goodPass, oidc.MFANeeded},
		{"navin@contoso.com", "wrong", oidc.WrongPassword},
		{"must@contoso.com", goodPass, oidc.MFARegistration},
		{"once@contoso.com", goodPass, oidc.PasswordExpired},
		{"blocked@contoso.com", goodPass, oidc.Disabled},
		{"nobody@contoso.com", goodPass, oidc.WrongPassword},
		{"nobody@nowhere.example", goodPass, oidc.WrongPassword},
		{"no at sign", goodPass, oidc.WrongPassword},
	} {
		if r := b.password(tt.upn, tt.password); r.number() != tt.want {
			t.Errorf("%s: %s, want %d", tt.upn, r.raw, tt.want)
		}
	}
	if r := b.token("fabrikam.com", "grant_type", "password", "username", "plain@contoso.com", "password", goodPass, "scope", testScope); r.number() != oidc.WrongPassword {
		t.Errorf("at another organisation: %s", r.raw)
	}
}

func TestS09RefreshReuse(t *testing.T) {
	t.Parallel()
	t.Run("reuse revokes the family", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		first := w.tokens("plain@contoso.com")
		b := w.browser(1)
		second := b.refresh(first.RefreshToken)
		if second.status != http.StatusOK || second.RefreshToken == first.RefreshToken {
			t.Fatalf("rotation: %s", second.raw)
		}
		b.node = w.nodes[0]
		if r := b.refresh(first.RefreshToken); r.ErrorResponse.Error != "invalid_grant" {
			t.Errorf("reuse: %s", r.raw)
		}
		if r := b.refresh(second.RefreshToken); r.ErrorResponse.Error != "invalid_grant" {
			t.Errorf("the successor lives: %s", r.raw)
		}
		w.clock.add(time.Second)
		if !w.dead(second.AccessToken) || !w.dead(first.AccessToken) {
			t.Error("an access token of the family lives")
		}
		if w.audited(w.contoso, opReuse) != 1 {
			t.Error("the reuse is not audited once")
		}
	})
	t.Run("20 at once on two nodes", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		first := w.tokens("plain@contoso.com")
		if n := succeeded(t, atOnce(w, 20, func(b *browser) *reply { return b.refresh(first.RefreshToken) })); n != 1 {
			t.Errorf("%d of 20 succeeded, want 1", n)
		}
	})
	t.Run("chain", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		r := w.tokens("plain@contoso.com")
		for i := range 5 {
			w.clock.add(time.Hour)
			if r = w.browser(i%2).refresh(r.RefreshToken, "scope", ""); r.status != http.StatusOK {
				t.Fatalf("refresh %d: %s", i, r.raw)
			}
			if _, err := w.nodes[0].Verify(t.Context(), r.AccessToken, nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestS10RefreshIsBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	c := w.code(b, "plain@contoso.com", "scope", testBase+"/"+oidc.ScopeAdminAPI+" openid offline_access")
	narrow := b.redeem(c, "scope", testBase+"/"+oidc.ScopeAdminAPI+" offline_access")
	if narrow.status != http.StatusOK {
		t.Fatal(narrow.raw)
	}
	for _, tt := range []struct {
		name, tenant, want string
		pairs              []string
	}{
		{"wider scope", "organizations", "invalid_scope", []string{"scope", testScope}},
		{"unknown resource", "organizations", "invalid_resource", []string{"scope", "https://elsewhere.example/.default"}},
		{"other tenant", "fabrikam.com", "invalid_grant", nil},
		{"unknown tenant", "nowhere.example", "invalid_request", nil},
		{"other client", "organizations", "invalid_grant", []string{"client_id", oidc.ClientExosh}},
	} {
		pairs := append([]string{"grant_type", oidc.GrantRefresh, "refresh_token", narrow.RefreshToken, "scope", ""}, tt.pairs...)
		if r := b.token(tt.tenant, pairs...); r.ErrorResponse.Error != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, r.raw, tt.want)
		}
	}
	if r := b.refresh(narrow.RefreshToken, "scope", oidc.ResourceExchange+"/"+oidc.ScopeAdminAPI); r.status != http.StatusOK {
		t.Errorf("the same permission on another audience: %s", r.raw)
	}
}

func TestS15BadAuthorize(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	w.code(b, "plain@contoso.com")
	if s := b.get(authorize("organizations", "response_mode", "fragment")); s.status != http.StatusBadRequest || s.header.Get("Location") != "" {
		t.Errorf("response_mode: %d", s.status)
	}
	for _, name := range []string{"state", "client_id", "redirect_uri", "scope", "unheard_of"} {
		if s := b.get(authorize("organizations") + "&" + name + "=x&" + name + "=y"); s.status != http.StatusBadRequest || !strings.Contains(s.alert, name) {
			t.Errorf("%s twice: %d %s", name, s.status, s.alert)
		}
	}
	if s := b.get(authorize("organizations", "state", strings.Repeat("s", 64<<10))); s.status != http.StatusBadRequest || s.header.Get("Location") != "" {
		t.Errorf("64 KiB of state: %d", s.status)
	}
	if s := b.get(authorize("organizations", "state", strings.Repeat("s", 5<<10))); s.status != http.StatusBadRequest {
		t.Errorf("5 KiB of state: %d", s.status)
	}
	b.header.Set("Sec-Fetch-Dest", "iframe")
	if s := b.get(authorize("organizations", "prompt", "none")); s.result().Get("error") != "login_required" {
		t.Errorf("prompt=none in a frame: %v", s.result())
	}
	b.header.Del("Sec-Fetch-Dest")
	if s := b.get(authorize("organizations", "prompt", "none")); s.result().Get("code") == "" {
		t.Errorf("prompt=none at the top: %v", s.result())
	}
	for _, p := range []string{"none login", "sideways"} {
		if s := b.get(authorize("organizations", "prompt", p)); s.result().Get("error") != "invalid_request" {
			t.Errorf("prompt %q: %v", p, s.result())
		}
	}
	if s := b.get(authorize("organizations", "request_uri", "http://169.254.169.254/")); s.result().Get("error") != "request_uri_not_supported" { // S-14
		t.Errorf("request_uri: %v", s.result())
	}
	if s := b.get(authorize("organizations", "claims", "{")); s.result().Get("error") != "invalid_request" {
		t.Errorf("claims: %v", s.result())
	}
	if s := b.get(authorize("organizations", "unheard_of", "x", "ui_locales", "de", "domain_hint", "y", "x-client-SKU", "z")); s.result().Get("code") == "" {
		t.Errorf("unknown parameters are not ignored: %v", s.result())
	}
	if s := b.get(authorize("nowhere.example")); s.status != http.StatusBadRequest || !strings.Contains(s.body, "AADSTS90002") {
		t.Errorf("unknown tenant: %d", s.status)
	}
}

func TestAuthorizeByPost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u, _ := url.Parse(authorize("contoso.com"))
	if s := w.browser(0).post(u.Path, u.Query()); s.title != "Sign in" {
		t.Errorf("page %q %s", s.title, s.alert)
	}
}

func TestS16TokenEndpoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	path := "/organizations/oauth2/v2.0/token"
	if s := b.get(path); s.status != http.StatusMethodNotAllowed || s.header.Get("Allow") != "POST" {
		t.Errorf("GET: %d", s.status)
	}
	if r := b.send(path+"?client_secret=hunter2", url.Values{"client_id": {oidc.ClientExosh}, "grant_type": {"password"}}); r.status != http.StatusBadRequest || strings.Contains(r.raw, "hunter2") {
		t.Errorf("credentials in the query: %s", r.raw)
	}
	right := url.Values{"client_id": {oidc.ClientExosh}, "grant_type": {"password"}, "username": {"plain@contoso.com"}, "password": {goodPass}, "scope": {testScope}}
	if r := b.send(path, right); r.status != http.StatusOK {
		t.Fatalf("the request itself: %s", r.raw)
	}
	for _, name := range []string{"password", "PASSWORD", "client_secret", "client_assertion", "assertion", "code", "code_verifier", "refresh_token", "device_code", "username", "grant_type"} {
		if r := b.send(path+"?"+name+"=hunter2", right); r.status != http.StatusBadRequest || strings.Contains(r.raw, "hunter2") {
			t.Errorf("%s in the query beside a complete body: %d %s", name, r.status, r.raw)
		}
	}
	if r := b.send(path+"?client-request-id=1", url.Values{"client_id": {oidc.ClientExosh}, "grant_type": {"x"}}); r.ErrorResponse.Error != "unsupported_grant_type" {
		t.Errorf("a harmless query: %s", r.raw)
	}
	req, _ := http.NewRequest(http.MethodPost, testBase+path, strings.NewReader(`{"grant_type":"password"}`))
	req.Header.Set("Content-Type", "application/json")
	if s := b.do(req); s.status != http.StatusBadRequest {
		t.Errorf("JSON: %d", s.status)
	}
	if r := b.token("organizations", "client_secret", "x", "client_assertion", "y"); r.status != http.StatusBadRequest || r.ErrorResponse.Error != "invalid_request" {
		t.Errorf("two credentials: %s", r.raw)
	}
	if r := b.token("organizations", "client_secret", "x"); r.status != http.StatusUnauthorized || r.ErrorResponse.Error != "invalid_client" {
		t.Errorf("a secret of a public client: %s", r.raw)
	}
	if s := b.post(path, url.Values{"client_id": {"a", "b"}}); s.status != http.StatusBadRequest {
		t.Errorf("repeated parameter: %d", s.status)
	}
	if r := b.token("organizations", "client_id", "11111111-1111-1111-1111-111111111111"); r.ErrorResponse.Error != "unauthorized_client" {
		t.Errorf("unknown client: %s", r.raw)
	}
}

func TestErrorsAreEntras(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	b.header.Set("Client-Request-Id", "6f1c2b9e-0000-4000-8000-00000000abcd")
	b.header.Set("Return-Client-Request-Id", "true")
	r := b.password("plain@contoso.com", "wrong")
	e := r.ErrorResponse
	if e.Error != "invalid_grant" || e.Codes[0] != 50126 || !strings.HasPrefix(e.Description, "AADSTS50126: ") || e.Timestamp != "2026-11-23 08:00:00Z" ||
		e.CorrelationID != "6f1c2b9e-0000-4000-8000-00000000abcd" || len(e.TraceID) != 36 || !strings.Contains(e.Description, e.TraceID) {
		t.Errorf("%s", r.raw)
	}
	if r.header.Get("Client-Request-Id") != e.CorrelationID || r.header.Get("X-Ms-Request-Id") != e.TraceID {
		t.Errorf("headers %v", r.header)
	}
}

// S-17 and S-18 over every address, with and without tokens in the answer.
func TestS17S18Headers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	b.header.Set("Origin", "https://evil.example")
	b.header.Set("Access-Control-Request-Method", "POST")
	for _, path := range []string{
		"/organizations/v2.0/.well-known/openid-configuration", "/contoso.com/.well-known/openid-configuration", "/common/discovery/v2.0/keys",
		"/common/discovery/instance?authorization_endpoint=" + url.QueryEscape(testBase+"/common/oauth2/v2.0/authorize"), "/common/userrealm/plain@contoso.com?api-version=1.0",
		authorize("organizations"), "/organizations/oauth2/v2.0/token", "/organizations/oauth2/v2.0/devicecode", "/common/oauth2/v2.0/logout",
		"/signin", "/devicelogin", "/common/oauth2/deviceauth", "/organizations/oauth2/nativeclient",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodOptions} {
			req, _ := http.NewRequest(method, testBase+path, strings.NewReader(""))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			s := b.do(req)
			for name := range s.header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s %s: %s", method, path, name)
				}
			}
			if c := s.header.Get("Cache-Control"); c != "no-store" {
				t.Errorf("%s %s: Cache-Control %q", method, path, c)
			}
			if strings.HasPrefix(s.header.Get("Content-Type"), "text/html") && !strings.Contains(s.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
				t.Errorf("%s %s: no policy", method, path)
			}
		}
	}
	b.header = http.Header{}
	c := w.code(b, "plain@contoso.com")
	r := b.redeem(c)
	for _, x := range []*reply{r, b.refresh(r.RefreshToken), b.password("plain@contoso.com", goodPass)} {
		if x.status != http.StatusOK || x.header.Get("Cache-Control") != "no-store" || x.header.Get("Pragma") != "no-cache" {
			t.Errorf("%d %v", x.status, x.header)
		}
	}
}

func TestDiscovery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	id := org.IDText(w.contoso)
	for _, tt := range []struct{ tenant, issuer, at string }{
		{"organizations", testBase + "/{tenantid}/v2.0", "organizations"},
		{"Common", testBase + "/{tenantid}/v2.0", "common"},
		{"contoso.com", testBase + "/" + id + "/v2.0", id},
		{"CONTOSO.onmicrosoft.com", testBase + "/" + id + "/v2.0", id},
		{strings.ToUpper(id), testBase + "/" + id + "/v2.0", id},
	} {
		s := b.get("/" + tt.tenant + "/V2.0/.Well-Known/OpenID-Configuration")
		for _, want := range []string{`"issuer":"` + tt.issuer + `"`, `"token_endpoint":"` + testBase + "/" + tt.at + `/oauth2/v2.0/token"`,
			`"authorization_endpoint":"` + testBase + "/" + tt.at + `/oauth2/v2.0/authorize"`, `"jwks_uri":"` + testBase + "/" + tt.at + `/discovery/v2.0/keys"`} {
			if !strings.Contains(s.body, want) {
				t.Errorf("%s: no %s in %s", tt.tenant, want, s.body)
			}
		}
	}
	if s := b.get("/nowhere.example/v2.0/.well-known/openid-configuration"); s.status != http.StatusBadRequest {
		t.Errorf("unknown tenant: %d", s.status)
	}
	for upn, want := range map[string]string{"x@contoso.com": `"Managed"`, "x@CONTOSO.com": `"domain_name":"contoso.com"`, "x@nowhere.example": `"Unknown"`} {
		if s := b.get("/common/UserRealm/" + url.PathEscape(upn) + "?api-version=1.0"); !strings.Contains(s.body, want) {
			t.Errorf("user realm of %s: %s", upn, s.body)
		}
	}
	for _, path := range []string{"/", "/adminapi/beta/x/InvokeCommand", "/healthz", "/contoso.com", "/contoso.com/oauth2/v2.0/other"} {
		if w.nodes[0].Handles(path) {
			t.Errorf("Handles(%q)", path)
		}
	}
}
