package idp

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// The response modes.
const (
	modeQuery    = "query"
	modeFormPost = "form_post"
)

// An ask is an authorization request (RFC 6749, 4.1.1; OpenID Connect Core 1.0, 3.1.2.1), checked.
type ask struct {
	Client    string        `json:"client"` // its registered id
	Redirect  string        `json:"redirect"`
	Mode      string        `json:"mode"`
	State     string        `json:"state,omitempty"`
	Nonce     string        `json:"nonce,omitempty"`
	Challenge string        `json:"challenge"`
	Scope     scope         `json:"scope"`
	Tenant    string        `json:"tenant,omitempty"` // id; "" leaves it open
	CAE       bool          `json:"cae,omitempty"`
	Prompt    string        `json:"prompt,omitempty"`
	Hint      string        `json:"hint,omitempty"`
	MaxAge    time.Duration `json:"maxAge,omitempty"` // 0 means any
}

// Checks what has to hold before anything is sent to the redirect address: an error here is a page.
func (p *Provider) askTarget(q url.Values) (a ask, err error) {
	id, err := required(q, "client_id")
	if err != nil {
		return a, err
	}
	c, ok := p.client(id)
	if !ok {
		return a, fail(oidc.BadClient, "The application is %q.", id)
	}
	a.Client = c.ID
	if a.Redirect, err = required(q, "redirect_uri"); err != nil {
		return a, err
	}
	if !c.redirects(a.Redirect) {
		return a, fail(oidc.WrongRedirect, "")
	}
	a.State = q.Get("state")
	a.Mode = or(q.Get("response_mode"), modeQuery)
	if a.Mode != modeQuery && a.Mode != modeFormPost {
		return a, fail(oidc.BadResponseMode, "The response mode is %q.", a.Mode)
	}
	return a, nil
}

// Checks the rest of the request; an error here goes to the redirect address.
func (p *Provider) askRest(ctx context.Context, tenant string, q url.Values, a *ask) (err error) {
	if q.Has("request") || q.Has("request_uri") {
		f := fail(oidc.RequestObject, "")
		if q.Has("request_uri") {
			f.OAuth = "request_uri_not_supported"
		}
		return f
	}
	if t := q.Get("response_type"); t != "code" {
		return fail(oidc.BadResponseType, "The response type is %q.", t)
	}
	if a.Challenge, err = challenge(q); err != nil {
		return err
	}
	client, _ := p.client(a.Client)
	if a.Scope, err = p.scope(client, q.Get("scope")); err != nil {
		return err
	}
	if a.Tenant, err = p.askTenant(ctx, tenant); err != nil {
		return err
	}
	if a.CAE, err = capable(q.Get("claims")); err != nil {
		return err
	}
	if a.Prompt, err = prompt(q.Get("prompt")); err != nil {
		return err
	}
	a.Nonce, a.Hint = q.Get("nonce"), hint(q)
	a.MaxAge, err = maxAge(q)
	return err
}

// Reads the PKCE challenge: 43 characters of base64url, by S256 (RFC 7636, 4.2).
func challenge(q url.Values) (string, error) {
	c := q.Get("code_challenge")
	if c == "" {
		return "", fail(oidc.ChallengeMissing, "")
	}
	if m := q.Get("code_challenge_method"); m != "S256" {
		return "", fail(oidc.ChallengeMissing, "The method %q is not supported.", or(m, "plain"))
	}
	if b, err := base64.RawURLEncoding.Strict().DecodeString(c); err != nil || len(b) != 32 {
		return "", fail(oidc.BadParameter, "The code challenge is not that of S256.")
	}
	return c, nil
}

// Returns the id of the tenant that a path names, or "" where it leaves that open.
func (p *Provider) askTenant(ctx context.Context, name string) (string, error) {
	if anyTenant(name) {
		return "", nil
	}
	t, ok, err := p.tenant(ctx, name)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", fail(oidc.UnknownTenant, "")
	}
	return org.IDText(t.ID), nil
}

// Reports whether the claims parameter declares that claims challenges are understood. What else it
// asks for is tolerated.
func capable(claims string) (bool, error) {
	if claims == "" {
		return false, nil
	}
	var c struct {
		AccessToken struct {
			XmsCC *struct {
				Values []string `json:"values"`
			} `json:"xms_cc"`
		} `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(claims), &c); err != nil {
		return false, fail(oidc.BadParameter, "The parameter %q is not JSON of the expected form.", "claims")
	}
	cc := c.AccessToken.XmsCC
	return cc != nil && slices.ContainsFunc(cc.Values, func(v string) bool { return strings.EqualFold(v, oidc.CapabilityCAE) }), nil
}

// Reads prompt: a list of words of which "none" must stand alone (OpenID Connect Core 1.0, 3.1.2.1).
func prompt(text string) (string, error) {
	words := strings.Fields(strings.ToLower(text))
	for _, w := range words {
		switch w {
		case "none", "login", "select_account", "consent", "create":
		default:
			return "", fail(oidc.BadParameter, "The prompt %q is not known.", w)
		}
	}
	for _, first := range []string{"none", "login", "select_account"} {
		if slices.Contains(words, first) {
			if first == "none" && len(words) > 1 {
				return "", fail(oidc.BadParameter, "prompt=none must stand alone.")
			}
			return first, nil
		}
	}
	return "", nil
}

func hint(q url.Values) string {
	h := strings.TrimSpace(q.Get("login_hint"))
	if len(h) > maxName {
		return ""
	}
	return h
}

func maxAge(q url.Values) (time.Duration, error) {
	text := q.Get("max_age")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fail(oidc.BadParameter, "max_age is no number of seconds.")
	}
	return max(time.Duration(min(n, 1<<30))*time.Second, time.Nanosecond), nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
