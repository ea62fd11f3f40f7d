package idp

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.org/exosh/internal/oidc"
)

const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	redirect  = "http://localhost:54321"
	testScope = testBase + "/.default openid profile offline_access"
)

// A browser walks through the pages of a node, with cookies, without sockets.
type browser struct {
	t      testing.TB
	node   *Provider
	from   string // RemoteAddr
	client *http.Client
	header http.Header
}

func (w *world) browser(node int) *browser {
	jar, _ := cookiejar.New(nil)
	b := &browser{t: w.t, node: w.nodes[node], from: "192.0.2.10:4711", header: http.Header{}}
	b.client = &http.Client{Jar: jar, Transport: b, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host != strings.TrimPrefix(testBase, "https://") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// RoundTrip hands the request to the node.
func (b *browser) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.RemoteAddr = b.from
	for k, v := range b.header {
		r.Header[k] = v
	}
	rec := httptest.NewRecorder()
	b.node.Handler().ServeHTTP(rec, r)
	res := rec.Result()
	res.Request = r
	return res, nil
}

// A page is what a browser shows.
type shown struct {
	status int
	header http.Header
	url    *url.URL
	title  string
	alert  string
	body   string
	forms  []*shownForm
}

type shownForm struct {
	action string
	values url.Values
	radios map[string][]string
}

func (b *browser) do(r *http.Request) *shown {
	b.t.Helper()
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	s := &shown{status: res.StatusCode, header: res.Header, url: res.Request.URL, body: string(body)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		s.parse()
	}
	return s
}

func (b *browser) get(address string) *shown {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, absolute(address), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(address string, v url.Values) *shown {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, absolute(address), strings.NewReader(v.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func absolute(address string) string {
	if strings.HasPrefix(address, "/") {
		return testBase + address
	}
	return address
}

func (s *shown) parse() {
	root, err := html.Parse(strings.NewReader(s.body))
	if err != nil {
		return
	}
	var form *shownForm
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.ElementNode && n.Data == "title":
			s.title = words(n)
		case n.Type == html.ElementNode && at(n, "role") == "alert":
			s.alert += words(n)
		case n.Type == html.ElementNode && n.Data == "form":
			form = &shownForm{action: at(n, "action"), values: url.Values{}, radios: map[string][]string{}}
			s.forms = append(s.forms, form)
		case n.Type == html.ElementNode && n.Data == "input" && form != nil:
			if at(n, "type") == "radio" {
				form.radios[at(n, "name")] = append(form.radios[at(n, "name")], at(n, "value"))
			} else {
				form.values.Set(at(n, "name"), at(n, "value"))
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
}

func at(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var out []string
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, words(c))
	}
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}

// Fills in the form whose hidden field do has that value and posts it.
func (b *browser) submit(s *shown, do string, pairs ...string) *shown {
	b.t.Helper()
	for _, f := range s.forms {
		if f.values.Get("do") != do {
			continue
		}
		v := url.Values{}
		for k, x := range f.values {
			v[k] = x
		}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return b.post(f.action, v)
	}
	b.t.Fatalf("no form %q on the page %q (%d): %s", do, s.title, s.status, s.alert)
	return nil
}

// Returns the address of an authorization request; pairs change its parameters, "" leaves one out.
func authorize(tenant string, pairs ...string) string {
	sum := sha256.Sum256([]byte(verifier))
	v := url.Values{
		"client_id": {oidc.ClientExchangeModule}, "response_type": {"code"}, "redirect_uri": {redirect}, "scope": {testScope},
		"state": {"st"}, "nonce": {"no"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			v.Del(pairs[i])
		}
	}
	return "/" + tenant + "/oauth2/v2.0/authorize?" + v.Encode()
}

// Returns the parameters that a finished sign-in gives to the redirect address.
func (s *shown) result() url.Values {
	if len(s.forms) == 1 && strings.HasPrefix(s.forms[0].action, "http://localhost") {
		return s.forms[0].values
	}
	u, err := url.Parse(s.header.Get("Location"))
	if err != nil || s.status != http.StatusSeeOther {
		return url.Values{}
	}
	return u.Query()
}

// Signs in with everything right and returns the page that ends it.
func (w *world) signIn(b *browser, address, upn string) *shown {
	w.t.Helper()
	s := b.get(address)
	if s.result().Get("code") != "" {
		return s // single sign-on
	}
	if s.title == "Sign in" {
		s = b.submit(s, "account", "username", upn)
	}
	s = b.submit(s, "password", "passwd", goodPass)
	if s.title == "Enter code" {
		s = b.submit(s, "code", "code", w.totp())
	}
	return s
}

// Signs in and returns the code.
func (w *world) code(b *browser, upn string, pairs ...string) string {
	w.t.Helper()
	s := w.signIn(b, authorize("organizations", pairs...), upn)
	c := s.result().Get("code")
	if c == "" {
		w.t.Fatalf("no code for %s: page %q (%d) %s %v", upn, s.title, s.status, s.alert, s.result())
	}
	return c
}

// A reply is what the token endpoint answers.
type reply struct {
	status int
	header http.Header
	oidc.TokenResponse
	oidc.ErrorResponse
	raw string
}

func (r *reply) number() int {
	if len(r.Codes) == 0 {
		return 0
	}
	return r.Codes[0]
}

func (b *browser) token(tenant string, pairs ...string) *reply {
	b.t.Helper()
	v := url.Values{"client_id": {oidc.ClientExchangeModule}, "client_info": {"1"}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			v.Del(pairs[i])
		}
	}
	return b.send("/"+tenant+"/oauth2/v2.0/token", v)
}

func (b *browser) send(path string, v url.Values) *reply {
	b.t.Helper()
	s := b.post(path, v)
	r := &reply{status: s.status, header: s.header, raw: s.body}
	if err := json.Unmarshal([]byte(s.body), &r.TokenResponse); err != nil {
		b.t.Fatalf("answer %q: %v", s.body, err)
	}
	if err := json.Unmarshal([]byte(s.body), &r.ErrorResponse); err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *browser) redeem(code string, pairs ...string) *reply {
	b.t.Helper()
	return b.token("organizations", append([]string{
		"grant_type", oidc.GrantCode, "code", code, "redirect_uri", redirect, "code_verifier", verifier, "scope", testScope,
	}, pairs...)...)
}

// Signs in and returns the tokens.
func (w *world) tokens(upn string, pairs ...string) *reply {
	w.t.Helper()
	b := w.browser(0)
	r := b.redeem(w.code(b, upn, pairs...))
	if r.status != http.StatusOK {
		w.t.Fatalf("tokens of %s: %d %s", upn, r.status, r.raw)
	}
	return r
}
