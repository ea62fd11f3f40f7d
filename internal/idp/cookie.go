package idp

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"

	"example.org/exosh/internal/idp/token"
)

// The cookies: one binds sign-ins under way to the browser that began them, the other is single
// sign-on. Both are random and mean nothing by themselves.
const (
	cookieFlow = "exosh-flow"
	cookieSSO  = "exosh-sso"
)

// Over https a cookie has the prefix __Host-, so that no other host or path can set it. The demo's
// pages on http://localhost cannot have that; there the name has the port, since browsers send the
// cookies of one port of a host to all others.
func (p *Provider) cookieName(name string) string {
	if p.insecure() {
		return name + "-" + p.PageBase.Port()
	}
	return "__Host-" + name
}

func (p *Provider) insecure() bool { return p.PageBase != nil && p.PageBase.Scheme == "http" }

func (p *Provider) setCookie(w http.ResponseWriter, name, value string) {
	c := &http.Cookie{
		Name: p.cookieName(name), Value: value, Path: "/",
		Secure: !p.insecure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// Returns the hash of a cookie's value, or "" where the browser sent none of the right form.
func (p *Provider) cookieKey(r *http.Request, name string) string {
	c, err := r.Cookie(p.cookieName(name))
	if err != nil || len(c.Value) != 43 {
		return ""
	}
	return token.Hash(c.Value)
}

// Gives the browser a new cookie and returns the hash of its value.
func (p *Provider) newCookie(w http.ResponseWriter, name string) (string, error) {
	value, err := p.random()
	if err != nil {
		return "", err
	}
	p.setCookie(w, name, value)
	return token.Hash(value), nil
}

// Returns 256 random bits as 43 characters.
func (p *Provider) random() (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(p.Rand, b); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}
