package idp

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"strings"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Redeems an authorization code (RFC 6749, 4.1.3). The code is used up by the first request that knows
// it, right or wrong; a second one ends the session that the first was given.
func (p *Provider) codeGrant(ctx context.Context, t tokenRequest) (*oidc.TokenResponse, error) {
	text, err := required(t.form, "code")
	if err != nil {
		return nil, err
	}
	if err := goodVerifier(t.form.Get("code_verifier")); err != nil {
		return nil, err
	}
	o, err := p.exchange(ctx, "c", text, t, p.redeem)
	if err != nil {
		return nil, err
	}
	p.auditSuccess(ctx, p.actorOf(t.http, o.grant), "OAuth2:Token")
	return p.fill(ctx, t, o)
}

// Uses the code up. refused says why the request gets nothing although the change is kept.
func (p *Provider) redeem(tx org.Tx, s spending) (o order, refused, err error) {
	var c code
	ticket, err := readTicket(tx, classCode, s.secret.Key(), &c)
	if errors.Is(err, org.ErrNotFound) {
		return o, fail(oidc.InvalidGrant, ""), nil
	}
	if err != nil {
		return o, nil, err
	}
	o.grant = c.grant
	if c.Used {
		return o, fail(oidc.CodeUsed, ""), p.endSession(tx, c.Session, s.policy)
	}
	c.Used = true
	if err := writeTicket(tx, ticket, c, p.Now().Add(usedLife)); err != nil {
		return o, nil, err
	}
	if refused = p.matches(c, s.request); refused != nil {
		return o, refused, nil
	}
	if o.account, refused = p.standing(tx, c.grant); refused != nil {
		return o, refused, nil
	}
	if o.Scope, refused = p.scopeOr(s.request, c.Scope); refused != nil {
		return o, refused, nil
	}
	if c.Scope.Offline {
		o.refresh = s.next.Text
		err = p.putRefresh(tx, s.next, c.grant, s.policy.Session)
	}
	return o, nil, err
}

// Checks that the request is by whom, for where and with what the code was asked.
func (p *Provider) matches(c code, t tokenRequest) error {
	switch {
	case !p.Now().Before(c.Until):
		return fail(oidc.ExpiredGrant, "")
	case t.client.ID != c.Client:
		return fail(oidc.InvalidGrant, "It was given to another application.")
	case t.form.Get("redirect_uri") != c.Redirect:
		return fail(oidc.InvalidGrant, "The redirect address differs from that of the sign-in.")
	case t.tenant != "" && t.tenant != c.Account.Tenant:
		return fail(oidc.TenantMismatch, "")
	case !proves(t.form.Get("code_verifier"), c.Challenge):
		return fail(oidc.BadVerifier, "")
	}
	return nil
}

// Checks the form of a PKCE verifier (RFC 7636, 4.1).
func goodVerifier(v string) error {
	if v == "" {
		return fail(oidc.BadRequest, "The parameter %q is missing.", "code_verifier")
	}
	if len(v) < 43 || len(v) > 128 || strings.ContainsFunc(v, notUnreserved) {
		return fail(oidc.BadParameter, "The code verifier is not 43 to 128 unreserved characters.")
	}
	return nil
}

func notUnreserved(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-._~", r))
}

// Reports whether a verifier belongs to an S256 challenge (RFC 7636, 4.6).
func proves(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	want := base64.RawURLEncoding.EncodeToString(sum[:])
	return subtle.ConstantTimeCompare([]byte(want), []byte(challenge)) == 1
}

// Audits a grant that was refused, if it is known whose it was.
func (p *Provider) auditGrant(ctx context.Context, t tokenRequest, g grant, err error) {
	if g.Account.ID == "" {
		return
	}
	op := opFailed
	switch asFault(err).Number {
	case oidc.CodeUsed:
		op = opCodeUsed
	case oidc.SessionRevoked:
		if errors.Is(err, errReuse) {
			op = opReuse
		}
	}
	p.auditFailure(ctx, p.actorOf(t.http, g), op, asFault(err).Number)
}

// Returns an id that this service wrote itself; the zero id where that is not one.
func mustID(text string) org.ID {
	id, err := org.ParseID(text)
	if err != nil {
		return org.ID{}
	}
	return id
}
