package idp

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// An AuthError says why a bearer token was refused. Its text is for the log; a caller of the service
// sees the status, Code and Challenge only.
type AuthError struct {
	Status int    // 401
	Code   string // RFC 6750, 3.1: "invalid_token", or "insufficient_claims"; "" where no token was sent
	Claims string // JSON of the claims to ask for, "" unless Code is "insufficient_claims"
	Reason string // what was wrong, without any part of the token
	Realm  string // authorization_uri of the challenge
	Err    error  // the cause, if any
}

func (e *AuthError) Error() string { return "refuse token: " + e.Reason }

// Unwrap returns the cause.
func (e *AuthError) Unwrap() error { return e.Err }

// Challenge returns the value of WWW-Authenticate (RFC 6750, 3). It names the error only; with claims,
// it carries them in base64 as clients with the capability "cp1" expect.
func (e *AuthError) Challenge() string {
	var b strings.Builder
	b.WriteString(`Bearer realm="", authorization_uri="` + e.Realm + `"`)
	if e.Code != "" {
		b.WriteString(`, error="` + e.Code + `"`)
	}
	if e.Claims != "" {
		b.WriteString(`, claims="` + base64.StdEncoding.EncodeToString([]byte(e.Claims)) + `"`)
	}
	return b.String()
}

// Write sends the status and the challenge as headers; the body is the caller's.
func (e *AuthError) Write(h http.Header) { h.Set("WWW-Authenticate", e.Challenge()) }

func (p *Provider) refuse(reason string, err error) *AuthError {
	return &AuthError{
		Status: http.StatusUnauthorized, Code: "invalid_token", Reason: reason, Err: err,
		Realm: p.Base.String() + "/common/oauth2/authorize",
	}
}
