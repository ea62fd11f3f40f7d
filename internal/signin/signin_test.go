package signin

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/oidc"
)

// An authority is a fake of the sign-in service: as much of it as MSAL asks for.
type authority struct {
	*httptest.Server
	issuer    string // "" means its own
	named     bool   // promises iss in answers
	realm     string // account_type, "" means Managed
	refuse    string // error_description of the token endpoint
	account   string // who signs in, "" means navin@contoso.com
	pending   int    // how often a device code is not ready
	forms     []url.Values
	challenge string // code_challenge of the last authorize request
}

func newAuthority(t *testing.T) *authority {
	a := &authority{}
	a.Server = httptest.NewTLSServer(a)
	t.Cleanup(a.Close)
	return a
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/.well-known/openid-configuration"):
		a.discovery(w)
	case strings.Contains(strings.ToLower(path), "/userrealm/"):
		kind := a.realm
		if kind == "" {
			kind = "Managed"
		}
		domain := "contoso.com"
		if kind == "Unknown" {
			domain = ""
		}
		reply(w, 200, map[string]any{"account_type": kind, "domain_name": domain, "cloud_instance_name": "x", "cloud_audience_urn": "urn:x",
			"federation_protocol": "WSTrust", "federation_metadata_url": a.URL + "/mex"})
	case strings.HasSuffix(path, "/devicecode"):
		reply(w, 200, map[string]any{"user_code": "ABCD", "device_code": "dev", "verification_uri": a.URL + "/device", "expires_in": 900, "interval": 1, "message": "Open the page and type ABCD"})
	case strings.HasSuffix(path, "/token"):
		a.forms = append(a.forms, r.PostForm)
		a.token(w, r.PostForm)
	default:
		http.NotFound(w, r)
	}
}

func (a *authority) discovery(w http.ResponseWriter) {
	issuer := a.issuer
	if issuer == "" {
		issuer = a.URL + "/t1/v2.0"
	}
	reply(w, 200, map[string]any{"issuer": issuer, "authorization_endpoint": a.URL + "/organizations/oauth2/v2.0/authorize",
		"token_endpoint": a.URL + "/organizations/oauth2/v2.0/token", "jwks_uri": a.URL + "/keys",
		"authorization_response_iss_parameter_supported": a.named})
}

func (a *authority) token(w http.ResponseWriter, form url.Values) {
	if strings.HasSuffix(form.Get("grant_type"), "device_code") && a.pending > 0 {
		a.pending--
		reply(w, 400, map[string]any{"error": "authorization_pending", "error_description": "AADSTS70016: wait"})
		return
	}
	if a.refuse != "" {
		reply(w, 400, map[string]any{"error": "invalid_grant", "error_description": a.refuse, "error_codes": []int{1}})
		return
	}
	account := a.account
	if account == "" {
		account = "navin@contoso.com"
	}
	id := part(map[string]any{"alg": "none"}) + "." + part(map[string]any{"aud": form.Get("client_id"), "iss": a.URL, "exp": 1 << 40,
		"tid": "t1", "oid": "o1", "sub": "s", "preferred_username": account}) + ".x"
	reply(w, 200, map[string]any{"access_token": fmt.Sprintf("access%d", len(a.forms)), "expires_in": 3600, "token_type": "Bearer",
		"scope": form.Get("scope"), "refresh_token": "refresh", "id_token": id, "client_info": part(map[string]any{"uid": "o1", "utid": "t1"})})
}

func part(v any) string {
	b, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(b)
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (a *authority) at(hint string) Realm {
	return Realm{Authority: a.URL + "/organizations", Resource: "https://exo.contoso.com:8443", ClientID: "cid", Hint: hint, HTTP: a.Client()}
}

func fault(t *testing.T, err error) *command.Error {
	t.Helper()
	var e *command.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T: %v", err, err)
	}
	return e
}

func TestPassword(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	s, err := Password(a.at(""), "navin@contoso.com", "pw")
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Token(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if k.Bearer != "access1" || k.Account != "navin@contoso.com" || k.TenantID != "t1" || time.Until(k.Expires) < 50*time.Minute {
		t.Errorf("got %+v", k)
	}
	form := a.forms[0]
	if form.Get("password") != "pw" || !strings.Contains(form.Get("scope"), "https://exo.contoso.com:8443/.default") || !strings.Contains(form.Get("claims"), "cp1") {
		t.Errorf("asked with %v", form)
	}
	if s.method.(*passwordMethod).password != "" {
		t.Error("the password was kept")
	}
	again, err := s.Token(t.Context(), "")
	if err != nil || again.Bearer != "access1" || len(a.forms) != 1 {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	renewed, err := s.Token(t.Context(), `{"access_token":{"nbf":{"essential":true}}}`)
	if err != nil || renewed.Bearer != "access2" || a.forms[1].Get("grant_type") != "refresh_token" || !strings.Contains(a.forms[1].Get("claims"), "nbf") {
		t.Errorf("after a challenge: %+v, %v, %v", renewed, err, a.forms[1:])
	}
	s.Forget()
	if _, err := s.Token(t.Context(), ""); err == nil && len(a.forms) == 2 {
		t.Error("a token survived Forget")
	}
}

// Mission rows 25, 26, 49 and 53: the authority's refusal, and what to do about it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, id, advice string }{
		{"wrong password", "AADSTS50126: Wrong user name or password.\r\nTrace ID: x", "AADSTS50126", catalogued(oidc.WrongPassword)},
		{"second factor", "AADSTS50076: A second factor is needed.", "AADSTS50076", "-UserPrincipalName navin@contoso.com and without -Credential or -InlineCredential"},
		{"unregistered", "AADSTS50079: No factor yet.", "AADSTS50079", "without -Credential"},
		{"unknown number", "AADSTS99999: Odd.", "AADSTS99999", ""},
		{"no number", "odd", "SignInFailed", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority(t)
			a.refuse = test.text
			s, _ := Password(a.at(""), "navin@contoso.com", "pw")
			_, err := s.Token(t.Context(), "")
			e := fault(t, err)
			want, _, _ := strings.Cut(test.text, "\r")
			if e.ID != test.id || e.Message != want || !strings.Contains(e.Advice, test.advice) || e.Category != command.AuthenticationError {
				t.Errorf("got %s %q %q", e.ID, e.Message, e.Advice)
			}
		})
	}
}

// A domain that no organisation of the cloud has gets its own line, which names the account.
func TestUnknownDomain(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.realm = "Unknown"
	s, _ := Password(a.at(""), "navin@contoso.com", "pw")
	_, err := s.Token(t.Context(), "")
	if e := fault(t, err); e.ID != "UnknownDomain" || !strings.Contains(e.Message, "the domain of navin@contoso.com") {
		t.Errorf("got %s %q", e.ID, e.Message)
	}
}

// catalogued is the advice that the catalogue gives.
func catalogued(number int) string {
	f, _ := oidc.Lookup(number)
	return f.Advice
}

func TestDevice(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.pending = 1
	var shown DeviceCode
	s, _ := Device(a.at(""), func(c DeviceCode) { shown = c })
	k, err := s.Token(t.Context(), "")
	if err != nil || k.Account != "navin@contoso.com" {
		t.Fatal(k, err)
	}
	if shown.UserCode != "ABCD" || shown.Message != "Open the page and type ABCD" || shown.VerificationURL != a.URL+"/device" {
		t.Errorf("shown %+v", shown)
	}
}

func TestAccountMismatch(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.account = "other@contoso.com"
	s, _ := Device(a.at("navin@contoso.com"), func(DeviceCode) {})
	_, err := s.Token(t.Context(), "")
	if e := fault(t, err); e.ID != "AccountMismatch" {
		t.Error(e)
	}
}

// answerWith plays the browser: it posts form to the loopback page and returns what that shows.
func answerWith(t *testing.T, address string, change func(url.Values)) (int, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	form := url.Values{"code": {"c0de"}, "state": {q.Get("state")}}
	change(form)
	res, err := http.PostForm(q.Get("redirect_uri"), form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	var asked url.Values
	open := func(address string) error {
		u, _ := url.Parse(address)
		asked = u.Query()
		status, page := answerWith(t, address, func(url.Values) {})
		if status != 200 || !strings.Contains(page, "Signed in") {
			t.Errorf("page %d %s", status, page)
		}
		return nil
	}
	s, _ := Browser(a.at("navin@contoso.com"), open, nil)
	k, err := s.Token(t.Context(), "")
	if err != nil || k.Bearer != "access1" {
		t.Fatal(k, err)
	}
	for name, want := range map[string]string{"login_hint": "navin@contoso.com", "prompt": "", "response_mode": "form_post",
		"code_challenge_method": "S256", "client_id": "cid", "scope": "https://exo.contoso.com:8443/.default openid profile offline_access"} {
		if asked.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, asked.Get(name), want)
		}
	}
	form := a.forms[0]
	if form.Get("code") != "c0de" || form.Get("redirect_uri") != asked.Get("redirect_uri") || len(form.Get("code_verifier")) < 43 {
		t.Errorf("redeemed with %v", form)
	}
}

// S-07: an answer of another issuer, without the state or with a wrong one goes nowhere.
func TestBrowserRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(url.Values)
		named  bool // the authority promises iss
		ends   bool // the sign-in ends; otherwise the page is ignored and the sign-in goes on
		id     string
	}{
		{"wrong issuer", func(f url.Values) { f.Set("iss", "https://evil.example/t1/v2.0") }, false, true, "ForeignIssuer"},
		{"missing issuer", func(url.Values) {}, true, true, "ForeignIssuer"},
		{"refusal", func(f url.Values) {
			f.Del("code")
			f.Set("error", "access_denied")
			f.Set("error_description", "AADSTS65004: The sign-in was declined.")
		}, false, true, "AADSTS65004"},
		{"no code", func(f url.Values) { f.Del("code") }, false, true, "SignInFailed"},
		{"no state", func(f url.Values) { f.Del("state") }, false, false, ""},
		{"wrong state", func(f url.Values) { f.Set("state", "x") }, false, false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority(t)
			a.named = test.named
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			open := func(address string) error {
				if status, _ := answerWith(t, address, test.change); status != http.StatusBadRequest {
					t.Errorf("page answered %d", status)
				}
				if !test.ends {
					stop()
				}
				return nil
			}
			s, _ := Browser(a.at("navin@contoso.com"), open, nil)
			_, err := s.Token(ctx, "")
			if len(a.forms) != 0 {
				t.Errorf("the code was sent: %v", a.forms)
			}
			if !test.ends {
				if !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				return
			}
			if e := fault(t, err); e.ID != test.id {
				t.Errorf("got %s: %v", e.ID, e)
			}
		})
	}
}

// S-07: a state is good once.
func TestBrowserReplay(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	var address string
	s, _ := Browser(a.at(""), func(u string) error {
		address = u
		answerWith(t, u, func(url.Values) {})
		answerWith(t, u, func(f url.Values) { f.Set("code", "second") })
		return nil
	}, nil)
	if _, err := s.Token(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if len(a.forms) != 1 || a.forms[0].Get("code") != "c0de" {
		t.Errorf("redeemed %v", a.forms)
	}
	u, _ := url.Parse(address)
	if _, err := http.Get(u.Query().Get("redirect_uri")); err == nil {
		t.Error("the loopback page is still there")
	}
	if u.Query().Get("prompt") != "select_account" {
		t.Error("no choice of account without a hint")
	}
}

// S-08: what a discovery document says has to be of the host that was asked.
func TestForeignDiscovery(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.issuer = "https://evil.example/t1/v2.0"
	s, _ := Password(a.at(""), "navin@contoso.com", "pw")
	_, err := s.Token(t.Context(), "")
	e := fault(t, err)
	if e.ID != "ForeignIssuer" || !strings.Contains(e.Message, "evil.example") || !strings.Contains(e.Message, a.Listener.Addr().String()) || len(a.forms) != 0 {
		t.Errorf("got %s: %s", e.ID, e.Message)
	}
}

func TestUnreached(t *testing.T) {
	t.Parallel()
	closed := httptest.NewTLSServer(nil)
	closed.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	other := httptest.NewTLSServer(http.NotFoundHandler())
	defer other.Close()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer proxy.Close()
	proxyURL, _ := url.Parse(proxy.URL)
	asking := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	defer asking.Close()
	askingURL, _ := url.Parse(asking.URL)
	trusting := &tls.Config{RootCAs: nil}
	for _, test := range []struct {
		name, at, id string
		http         *http.Client
	}{
		{"closed port", closed.URL, "ConnectionRefused", closed.Client()},
		{"untrusted certificate", other.URL, "UntrustedCertificate", &http.Client{Transport: &http.Transport{TLSClientConfig: trusting}}},
		{"not https", strings.Replace(plain.URL, "http:", "https:", 1), "NotHTTPS", &http.Client{Transport: &http.Transport{}}},
		{"proxy refuses", other.URL, "ProxyRefused", &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxyURL)}}},
		{"proxy wants a name", other.URL, "ProxyAuthenticationRequired", &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(askingURL)}}},
		{"no authority", other.URL, "NotAnAuthority", other.Client()},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := Password(Realm{Authority: test.at + "/organizations", Resource: "https://x", ClientID: "c", HTTP: test.http}, "navin@contoso.com", "pw")
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Token(t.Context(), "")
			e := fault(t, err)
			if e.ID != test.id || e.Advice == "" || strings.Contains(e.Message, "\n") {
				t.Errorf("got %s: %s\n%s\n(%v)", e.ID, e.Message, e.Advice, e.Err)
			}
		})
	}
}

func TestInvalidAuthority(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"", "http://h/organizations", "https://h", "https://h/", "::"} {
		if _, err := Password(Realm{Authority: at}, "a", "b"); err == nil {
			t.Errorf("%q was accepted", at)
		}
	}
}

func TestAccessToken(t *testing.T) {
	t.Parallel()
	jwt := part(map[string]any{"alg": "RS256"}) + "." + part(map[string]any{"TID": "t9", "upn": "navin@contoso.com", "exp": 1893456000, "aud": "https://exo.contoso.com"}) + ".sig"
	s, err := AccessToken(" " + jwt + "\n")
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Token(t.Context(), "")
	want := Token{Bearer: jwt, Expires: time.Unix(1893456000, 0).UTC(), Account: "navin@contoso.com", TenantID: "t9", Audience: "https://exo.contoso.com"}
	if err != nil || k != want {
		t.Errorf("got %+v, %v", k, err)
	}
	if _, err := s.Token(t.Context(), `{"a":1}`); fault(t, err).ID != "AccessTokenRefused" {
		t.Error(err)
	}
	s.Forget()
	if _, err := s.Token(t.Context(), ""); err == nil {
		t.Error("the token survived Forget")
	}
	for _, bad := range []string{"", "abc", "a.b", "a.b.c", "Bearer " + jwt, strings.Repeat("a", 1<<20) + ".b.c"} {
		if _, err := AccessToken(bad); fault(t, err).ID != "InvalidAccessToken" {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

func TestDesktop(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, goos string
		env        map[string]string
		available  bool
		first      string
	}{
		{"nothing", "linux", nil, false, "xdg-open https://h/"},
		{"X", "linux", map[string]string{"DISPLAY": ":0"}, true, "xdg-open https://h/"},
		{"Wayland", "linux", map[string]string{"WAYLAND_DISPLAY": "w"}, true, "xdg-open https://h/"},
		{"WSL", "linux", map[string]string{"WSL_DISTRO_NAME": "d"}, true, "wslview https://h/"},
		{"BROWSER", "linux", map[string]string{"BROWSER": "lynx -x %s:w3m"}, true, "lynx -x https://h/"},
		{"BROWSER without place", "linux", map[string]string{"BROWSER": "w3m"}, true, "w3m https://h/"},
		{"mac", "darwin", nil, true, "open https://h/"},
		{"mac far away", "darwin", map[string]string{"SSH_CONNECTION": "x"}, false, "open https://h/"},
		{"Windows", "windows", nil, true, "rundll32 url.dll,FileProtocolHandler https://h/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := Desktop{GOOS: test.goos, Getenv: func(k string) string { return test.env[k] }}
			if d.Available() != test.available {
				t.Errorf("available is %v", d.Available())
			}
			if got := strings.Join(d.commands("https://h/")[0], " "); got != test.first {
				t.Errorf("opens with %q, want %q", got, test.first)
			}
		})
	}
	if err := (Desktop{Getenv: func(string) string { return "" }}).Open("file:///etc/passwd"); err == nil {
		t.Error("a file was opened")
	}
}

func FuzzAccessToken(f *testing.F) {
	f.Add("e30.e30.x")
	f.Add("e30.eyJhdWQiOlsiYSJdfQ.x")
	f.Fuzz(func(t *testing.T, jwt string) {
		if k, err := readToken(jwt); err == nil && k.Bearer != jwt {
			t.Fatal("another token came out")
		}
	})
}
