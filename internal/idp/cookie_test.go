package idp

import (
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/oidc"
)

func (b *browser) cookies() map[string]string {
	u, _ := url.Parse(testBase)
	out := map[string]string{}
	for _, c := range b.client.Jar.Cookies(u) {
		out[c.Name] = c.Value
	}
	return out
}

func TestS38Cookies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	u, _ := url.Parse(testBase)
	fixed := strings.Repeat("A", 43)
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-" + cookieSSO, Value: fixed, Path: "/", Secure: true}})
	s := b.get(authorize("organizations", "login_hint", "plain@contoso.com"))
	s = b.submit(s, "password", "passwd", goodPass)
	for _, c := range s.header.Values("Set-Cookie") {
		for _, want := range []string{"__Host-", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
			if !strings.Contains(c, want) {
				t.Errorf("cookie %q lacks %q", c, want)
			}
		}
		if strings.Contains(c, "Domain=") {
			t.Errorf("cookie %q has a domain", c)
		}
	}
	first := b.cookies()["__Host-"+cookieSSO]
	if first == fixed || first == "" {
		t.Error("the session id from before the sign-in is in use")
	}
	w.code(b, "eva@fabrikam.com", "login_hint", "eva@fabrikam.com")
	second := b.cookies()["__Host-"+cookieSSO]
	if second == first {
		t.Error("the session id did not change with the second sign-in")
	}
	stale := w.browser(1)
	stale.client.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-" + cookieSSO, Value: first, Path: "/", Secure: true}})
	if s := stale.get(authorize("organizations", "prompt", "none")); s.result().Get("error") != "login_required" {
		t.Errorf("the old session id still works: %v", s.result())
	}
	// Sign out at A, use the cookie at B.
	out := b.get("/common/oauth2/v2.0/logout")
	if s := b.post(out.forms[0].action, out.forms[0].values); s.title != "You are signed out" || b.cookies()["__Host-"+cookieSSO] != "" {
		t.Errorf("sign-out: %q", s.title)
	}
	stale.client.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-" + cookieSSO, Value: second, Path: "/", Secure: true}})
	w.clock.add(time.Second)
	if s := stale.get(authorize("organizations", "prompt", "none", "login_hint", "plain@contoso.com")); s.result().Get("error") != "login_required" {
		t.Errorf("the cookie of a signed-out session works: %v", s.result())
	}
}

func TestCookiesOnLocalhost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.nodes[0].PageBase = &url.URL{Scheme: "http", Host: "localhost:8080"}
	b := w.browser(0)
	s := b.get(authorize("organizations"))
	c := s.header.Get("Set-Cookie")
	if !strings.HasPrefix(c, cookieFlow+"-8080=") || strings.Contains(c, "Secure") || !strings.Contains(c, "HttpOnly") || !strings.HasPrefix(s.header.Get("Location"), "http://localhost:8080/signin?") {
		t.Errorf("cookie %q, location %q", c, s.header.Get("Location"))
	}
}

func TestS39CrossSitePosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	s := b.get(authorize("organizations", "login_hint", "plain@contoso.com"))
	form := s.forms[0].values
	form.Set("passwd", goodPass)
	posts := map[string]url.Values{
		"/signin": form, "/devicelogin": {"user_code": {"BCDFGHJKL"}}, "/common/oauth2/deviceauth": {"user_code": {"BCDFGHJKL"}}, "/common/oauth2/v2.0/logout": {},
	}
	for path, v := range posts {
		for _, h := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}}} {
			b.header = h
			if got := b.post(path, v); got.status != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, h, got.status)
			}
		}
	}
	b.header = http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {testBase}}
	if got := b.post("/signin", form); got.result().Get("code") == "" {
		t.Errorf("the own page: %d %s", got.status, got.alert)
	}
}

func TestS40Escaping(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.nodes[0]
	p.init()
	hostile := "<script>alert(1)</script>\u202e\"'"
	p.Clients[0].Name = hostile
	b := w.browser(0)
	for _, address := range []string{
		authorize("organizations", "login_hint", hostile), authorize("organizations", "client_id", hostile), authorize("organizations", "response_mode", hostile),
		authorize("organizations", "response_mode", "form_post", "state", hostile, "prompt", "none"), "/devicelogin?user_code=" + url.QueryEscape(hostile[:20]),
		"/common/oauth2/v2.0/logout?state=" + url.QueryEscape(hostile), "/signin?r=" + url.QueryEscape(hostile), "/organizations/oauth2/nativeclient?error=" + url.QueryEscape(hostile),
	} {
		s := b.get(address)
		visible := regexp.MustCompile(`<input type="hidden"[^>]*>`).ReplaceAllString(s.body, "")
		if strings.Contains(s.body, "<script>") || strings.Contains(visible, "\u202e") {
			t.Errorf("%s: %s", address[:40], s.body)
		}
		csp := s.header.Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "default-src 'none'") || s.header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: policy %q", address[:40], csp)
		}
	}
}

func TestS41LogoutRedirect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.nodes[0]
	p.init()
	p.Clients[0].LogoutRedirects = []string{"https://app.example/out"}
	b := w.browser(0)
	for to, want := range map[string]string{
		"https://app.example/out": "https://app.example/out?state=s", "https://app.example/out/": "", "https://app.example/out?x": "", "https://app.example": "", "https://evil.example": "",
		"//evil.example": "", "javascript:alert(1)": "", "https://app.example/out#x": "", "": "",
	} {
		s := b.get("/common/oauth2/v2.0/logout?" + url.Values{"client_id": {oidc.ClientExchangeModule}, "post_logout_redirect_uri": {to}, "state": {"s"}}.Encode())
		if s = b.post(s.forms[0].action, s.forms[0].values); s.header.Get("Location") != want {
			t.Errorf("%q: Location %q, want %q", to, s.header.Get("Location"), want)
		}
	}
	if s := b.get(authorize("organizations", "RelayState", "https://evil.example")); strings.Contains(s.body, "evil") {
		t.Error("a stray parameter reached the page")
	}
}

func TestS44HostAndForwardedHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	req, _ := http.NewRequest(http.MethodGet, testBase+"/organizations/v2.0/.well-known/openid-configuration", nil)
	req.Host = "evil.example"
	for _, h := range []string{"X-Forwarded-Host", "X-Forwarded-Server", "X-Original-Host"} {
		req.Header.Set(h, "evil.example")
	}
	req.Header.Set("Forwarded", "host=evil.example")
	if s := b.do(req); s.status != http.StatusOK || strings.Contains(s.body, "evil") {
		t.Errorf("%d %s", s.status, s.body)
	}
	b.header.Set("X-Forwarded-For", "198.51.100.1, 10.0.0.9")
	w.device(b, "organizations")
	r := &http.Request{RemoteAddr: "192.0.2.10:1", Header: b.header}
	if got := w.nodes[0].address(r).String(); got != "192.0.2.10" {
		t.Errorf("address behind no proxy: %s", got)
	}
	p := &Provider{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.10/32")}}
	if got := p.address(r).String(); got != "198.51.100.1" {
		t.Errorf("address behind listed proxies: %s", got)
	}
	r.Header.Set("X-Forwarded-For", "garbage")
	if got := p.address(r).String(); got != "192.0.2.10" {
		t.Errorf("address behind a proxy that says garbage: %s", got)
	}
}

func TestS45LongPasswords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.browser(0)
	long := strings.Repeat("Ab1-", 256)
	b.password("plain@contoso.com", "x")
	w.edit("plain@contoso.com", func(a *orgAccount) { a.PasswordHash = w.hash(long) })
	if r := b.password("plain@contoso.com", long); r.status != http.StatusOK {
		t.Errorf("1 KiB: %s", r.raw)
	}
	w.edit("plain@contoso.com", func(a *orgAccount) { a.PasswordHash = w.hash("Stra\u00dfe \u00e9 7") })
	for name, x := range map[string]struct {
		password string
		want     bool
	}{
		"composed": {"Stra\u00dfe \u00e9 7", true}, "decomposed": {"Stra\u00dfe e\u0301 7", true}, "NUL": {"Stra\u00dfe \u00e9 7\x00", false},
		"half a surrogate": {"\xed\xa0\x80", false}, "1025 bytes": {long + "x", false},
	} {
		if r := b.password("plain@contoso.com", x.password); (r.status == http.StatusOK) != x.want || !x.want && r.number() != oidc.WrongPassword {
			t.Errorf("%s: %d %s", name, r.status, r.raw)
		}
	}
	if r := b.password("plain@contoso.com", strings.Repeat("x", 1<<20)); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("1 MiB: %d", r.status)
	}
}
