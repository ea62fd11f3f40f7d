package idp

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// How long the standing of an account is believed after it was looked up for the same token: what is
// revoked is dead everywhere within this time.
const standingAge = 500 * time.Millisecond

// Verify checks a bearer token for administration and returns whom it speaks for. It must be one of the
// service's access tokens for one of the audiences (nil means Audiences), signed by a current key, inside its
// time, of a tenant of this realm, with a delegated permission to administer, and neither its account nor its
// session may have been blocked or revoked. The error is an *AuthError, or that of the store.
//
// A token that was seen before costs no signature check.
func (p *Provider) Verify(ctx context.Context, rawToken string, audiences []string) (*Principal, error) {
	if audiences == nil {
		audiences = p.Audiences()
	}
	return p.verifyFor(ctx, rawToken, audiences, adminPermissions())
}

// Checks a bearer token that has to carry one of the permissions.
func (p *Provider) verifyFor(ctx context.Context, rawToken string, audiences, permissions []string) (*Principal, error) {
	p.init()
	if rawToken == "" {
		e := p.refuse("no token was sent", nil)
		e.Code = ""
		return nil, e
	}
	s, err := p.signed(ctx, rawToken)
	if err != nil {
		return nil, err
	}
	c := s.claims
	if err := p.judge(c, audiences, permissions); err != nil {
		return nil, err
	}
	upn, err := p.current(ctx, s)
	if err != nil {
		return nil, err
	}
	return principal(c, upn), nil
}

// Returns the claims of a token whose signature is right, from memory if it was seen before.
func (p *Provider) signed(ctx context.Context, raw string) (*seen, error) {
	if len(raw) > token.MaxLen {
		return nil, p.refuse("the token is too long", token.ErrMalformed)
	}
	sum := sha256.Sum256([]byte(raw))
	if s := p.seen.get(sum); s != nil {
		ok, err := p.keyKnown(ctx, s)
		if err != nil {
			return nil, err
		}
		if ok {
			return s, nil
		}
	}
	payload, kid, err := token.Open(ctx, p.Keys, raw)
	if err != nil {
		return nil, p.refused(err)
	}
	claims, err := token.Access(payload, p.Now())
	if err != nil {
		return nil, p.refused(err)
	}
	s := &seen{claims: claims, kid: kid}
	p.seen.put(sum, s)
	return s, nil
}

// Reports whether the key of a token seen before is still in the ring.
func (p *Provider) keyKnown(ctx context.Context, s *seen) (bool, error) {
	k, err := p.Keys.Lookup(ctx, s.kid)
	return k != nil, err
}

func (p *Provider) refused(err error) error {
	for _, known := range []error{token.ErrMalformed, token.ErrHeader, token.ErrKey, token.ErrSignature, token.ErrClaims, token.ErrExpired, token.ErrEarly} {
		if errors.Is(err, known) {
			return p.refuse(known.Error(), err)
		}
	}
	return err
}

// Checks what of the claims does not change.
func (p *Provider) judge(c *oidc.AccessClaims, audiences, permissions []string) error {
	tenant, err := org.ParseID(c.TenantID)
	if err != nil || c.Issuer != p.accessIssuer(tenant) {
		return p.refuse("issuer and tenant do not belong together", nil)
	}
	if !slices.Contains(audiences, c.Audience) {
		return p.refuse("the audience is another", nil)
	}
	if !slices.ContainsFunc(strings.Fields(c.Scope), func(s string) bool { return slices.Contains(permissions, s) }) {
		return p.refuse("the token carries no permission for this service", nil)
	}
	if !p.Now().Before(time.Unix(c.Expires, 0)) {
		return p.refuse(token.ErrExpired.Error(), nil)
	}
	return nil
}

// Checks what may have changed since the token was issued, and returns the account's user name.
func (p *Provider) current(ctx context.Context, s *seen) (upn string, err error) {
	now := p.Now()
	if upn, ok := s.fresh(now); ok {
		return upn, nil
	}
	c := s.claims
	tenant, id := mustID(c.TenantID), mustID(c.ObjectID)
	if ok, err := p.serves(ctx, tenant); err != nil || !ok {
		return "", orAuth(err, p.refuse("the tenant is not one of this realm", nil))
	}
	err = p.view(ctx, tenant, func(tx org.Tx) error {
		if _, err := tx.Ticket(classRevoked, c.SessionID); !errors.Is(err, org.ErrNotFound) {
			return orAuth(err, p.challenge("the session was ended", now))
		}
		a, _, err := org.AccountByID(tx, id)
		switch {
		case errors.Is(err, org.ErrNotFound):
			return p.refuse("the account is gone", nil)
		case err != nil:
			return err
		case !a.Enabled:
			return p.refuse("the account is blocked", nil)
		case time.Unix(c.IssuedAt, 0).Before(a.TokensValidFrom):
			return p.challenge("the account's tokens were revoked", now)
		}
		upn = a.UPN
		return nil
	})
	if err == nil {
		s.renew(now, upn)
	}
	return upn, err
}

// Returns the error that asks the client for a token issued from now on.
func (p *Provider) challenge(reason string, now time.Time) *AuthError {
	e := p.refuse(reason, nil)
	e.Code = "insufficient_claims"
	e.Claims = `{"access_token":{"nbf":{"essential":true,"value":"` + strconv.FormatInt(now.Unix(), 10) + `"}}}`
	return e
}

func orAuth(err error, e *AuthError) error {
	if err != nil {
		return err
	}
	return e
}

func principal(c *oidc.AccessClaims, upn string) *Principal {
	return &Principal{
		Tenant: mustID(c.TenantID), ObjectID: mustID(c.ObjectID), UPN: upn, Name: c.Name, ClientID: c.AppID, Audience: c.Audience,
		Scopes: strings.Fields(c.Scope), Roles: c.Roles, WIDs: c.WIDs, AMR: c.AMR,
		IssuedAt: time.Unix(c.IssuedAt, 0).UTC(), Expires: time.Unix(c.Expires, 0).UTC(), TokenID: c.TokenID, SessionID: c.SessionID,
	}
}
