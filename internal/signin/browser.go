package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"example.org/exosh/command"
)

// Browser signs in on a page in a browser, which open shows; the answer comes back to a page on
// loopback. shown is told the address, so that a person can open it by hand; it may be nil.
func Browser(r Realm, open func(url string) error, shown func(url string)) (*Source, error) {
	return newSource(r, &browserMethod{open, shown})
}

type browserMethod struct {
	open  func(string) error
	shown func(string)
}

func (m *browserMethod) again() bool { return true }

func (m *browserMethod) begin(ctx context.Context, s *Source, claims string) (public.AuthResult, error) {
	page, err := listen(s.realm.Authority)
	if err != nil {
		return public.AuthResult{}, err
	}
	defer page.close()
	verifier := secret()
	address, err := m.address(ctx, s, page, verifier, claims)
	if err != nil {
		return public.AuthResult{}, err
	}
	page.named.Store(s.gate.named.Load())
	if m.shown != nil {
		m.shown(address)
	}
	if err := m.open(address); err != nil {
		return public.AuthResult{}, &command.Error{Category: command.ResourceUnavailable, ID: "NoBrowser", Err: err,
			Message: fmt.Sprintf("No browser could be opened: %v.", err),
			Advice:  "Connect with -Device and finish the sign-in on any other device, or name a browser in the variable BROWSER."}
	}
	code, err := page.wait(ctx)
	if err != nil {
		return public.AuthResult{}, err
	}
	return s.client.AcquireTokenByAuthCode(ctx, code, page.redirect, scopes(s.realm),
		public.WithChallenge(verifier), public.WithClaims(claims))
}

// scopes are those of the sign-in page: the token's, and what makes the account known and renewable.
func scopes(r Realm) []string { return []string{r.scope(), "openid", "profile", "offline_access"} }

// address is that of the sign-in page, with PKCE (RFC 7636) and a state that only this sign-in knows.
// With an account given no prompt is asked for, so that a session of the browser is used.
func (m *browserMethod) address(ctx context.Context, s *Source, page *loopback, verifier, claims string) (string, error) {
	raw, err := s.client.AuthCodeURL(ctx, s.realm.ClientID, page.redirect, scopes(s.realm),
		public.WithLoginHint(s.realm.Hint), public.WithClaims(claims))
	if err != nil {
		return "", err
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("read authorization endpoint: %w", err)
	}
	sum := sha256.Sum256([]byte(verifier))
	q := u.Query()
	q.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
	q.Set("code_challenge_method", "S256")
	q.Set("state", page.state)
	q.Set("response_mode", "form_post")
	q.Set("client_info", "1")
	if s.realm.Hint == "" {
		q.Set("prompt", "select_account")
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// secret returns 32 random bytes as text.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}
