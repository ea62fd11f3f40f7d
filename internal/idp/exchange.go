package idp

import (
	"context"

	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// A spending is a one-time secret of a client, what may follow it, and the policy both stand under.
type spending struct {
	secret, next token.Secret // next is the refresh token that the order may hand out
	request      tokenRequest
	policy       Policy
}

// Exchanges a one-time secret of the kind for an order. use runs in the transaction that uses the secret
// up; its refused says why the request gets nothing although the change is kept, and is audited.
func (p *Provider) exchange(ctx context.Context, kind, text string, t tokenRequest, use func(org.Tx, spending) (o order, refused, err error)) (order, error) {
	s, err := p.spending(ctx, kind, text, t)
	if err != nil {
		return order{}, err
	}
	var o order
	var refused error
	err = p.update(ctx, s.secret.Tenant, func(tx org.Tx) (err error) {
		o, refused, err = use(tx, s)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		p.auditGrant(ctx, t, o.grant, err)
	}
	return o, err
}

func (p *Provider) spending(ctx context.Context, kind, text string, t tokenRequest) (spending, error) {
	s := spending{request: t}
	var err error
	if s.secret, err = token.ParseSecret(kind, text); err != nil {
		return s, fail(oidc.InvalidGrant, "")
	}
	if ok, err := p.serves(ctx, s.secret.Tenant); err != nil || !ok {
		return s, orFault(err, fail(oidc.InvalidGrant, ""))
	}
	if s.next, err = token.NewSecret(p.Rand, "r", s.secret.Tenant); err != nil {
		return s, err
	}
	s.policy, err = p.policy(ctx, s.secret.Tenant)
	return s, err
}

// Reports whether the tenant is one of this realm's.
func (p *Provider) serves(ctx context.Context, tenant org.ID) (bool, error) {
	list, err := p.tenantList(ctx)
	for _, t := range list {
		if t.ID == tenant {
			return true, nil
		}
	}
	return false, err
}

func orFault(err error, f *fault) error {
	if err != nil {
		return err
	}
	return f
}
