package idp

import (
	"context"
	"errors"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

var errReuse = errors.New("refresh token used twice")

// Redeems a refresh token for new tokens and its successor (RFC 6749, 6). There is no grace: a token
// that was used before ends the session (RFC 9700, 4.14.2).
func (p *Provider) refreshGrant(ctx context.Context, t tokenRequest) (*oidc.TokenResponse, error) {
	text, err := required(t.form, "refresh_token")
	if err != nil {
		return nil, err
	}
	o, err := p.exchange(ctx, "r", text, t, p.rotate)
	if err != nil {
		return nil, err
	}
	return p.fill(ctx, t, o)
}

// Uses a refresh token up and stores its successor. refused says why the request gets nothing.
func (p *Provider) rotate(tx org.Tx, s spending) (o order, refused, err error) {
	var d refresh
	ticket, err := readTicket(tx, classRefresh, s.secret.Key(), &d)
	if errors.Is(err, org.ErrNotFound) {
		return o, fail(oidc.InvalidGrant, ""), nil
	}
	if err != nil {
		return o, nil, err
	}
	o.grant = d.grant
	if d.Used {
		f := fail(oidc.SessionRevoked, "")
		f.err = errReuse
		return o, f, p.endSession(tx, d.Session, s.policy)
	}
	switch t := s.request; {
	case t.client.ID != d.Client:
		return o, fail(oidc.InvalidGrant, "It was given to another application."), nil
	case t.tenant != "" && t.tenant != d.Account.Tenant:
		return o, fail(oidc.TenantMismatch, ""), nil
	}
	if o.Scope, refused = p.scopeOr(s.request, d.Scope); refused != nil {
		return o, refused, nil
	}
	if o.account, refused = p.standing(tx, d.grant); refused != nil {
		return o, refused, nil
	}
	d.Used = true
	if err := writeTicket(tx, ticket, d, p.Now().Add(s.policy.Session)); err != nil {
		return o, nil, err
	}
	o.refresh = s.next.Text
	return o, nil, p.putRefresh(tx, s.next, d.grant, s.policy.Session)
}
