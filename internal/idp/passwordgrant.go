package idp

import (
	"context"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Signs in with a user name and a password alone, where the organisation allows it (RFC 6749, 4.3). An
// account that has, or must have, a second factor is sent to a browser.
func (p *Provider) passwordGrant(ctx context.Context, t tokenRequest) (*oidc.TokenResponse, error) {
	upn, err := required(t.form, "username")
	if err != nil {
		return nil, err
	}
	if _, err := required(t.form, "password"); err != nil {
		return nil, err
	}
	s, err := p.scope(t.client, t.form.Get("scope"))
	if err != nil {
		return nil, err
	}
	if err := p.passwordAllowed(ctx, upn); err != nil {
		return nil, err
	}
	account, info, err := p.login(ctx, p.attempt(t.http, upn, t.form.Get("password")), t.tenant, t.client.ID)
	if err != nil {
		return nil, err
	}
	g := grant{
		Account: p.named(info.ID, account), Client: t.client.ID, Scope: s, AMR: []string{flow.Password},
		Since: p.Now(), CAE: t.cae, Address: p.address(t.http),
	}
	if g.Session, err = p.newSession(); err != nil {
		return nil, err
	}
	if f := p.needsBrowser(account); f != nil {
		p.auditFailure(ctx, p.actorOf(t.http, g), opFailed, f.Number)
		return nil, f
	}
	o := order{grant: g, account: account}
	if s.Offline {
		if o.refresh, err = p.newRefresh(ctx, info.ID, g); err != nil {
			return nil, err
		}
	}
	if err := p.befriend(ctx, info.ID, account.UPN, g.Address); err != nil {
		return nil, err
	}
	p.auditSuccess(ctx, p.actorOf(t.http, g), "OAuth2:Password")
	return p.fill(ctx, t, o)
}

// Applies the organisation's policy, which the domain of the user name decides: it tells nothing about
// the account.
func (p *Provider) passwordAllowed(ctx context.Context, upn string) error {
	info, known, err := p.tenantOf(ctx, upn)
	if err != nil || !known {
		return err
	}
	policy, err := p.policy(ctx, info.ID)
	if err == nil && !policy.PasswordGrant {
		return fail(oidc.BadGrantType, "The grant type is %q.", oidc.GrantPassword)
	}
	return err
}

// Says why an account whose password was right cannot sign in with that alone; nil where it can.
func (p *Provider) needsBrowser(a *org.Account) *fault {
	switch facts := p.facts(a); {
	case facts.Blocked:
		return fail(oidc.Disabled, "")
	case facts.Enrolled:
		return fail(oidc.MFANeeded, "")
	case facts.MFA:
		return fail(oidc.MFARegistration, "")
	case facts.MustChange:
		return fail(oidc.PasswordExpired, "")
	}
	return nil
}

// Makes and stores the first refresh token of a session.
func (p *Provider) newRefresh(ctx context.Context, tenant org.ID, g grant) (string, error) {
	policy, err := p.policy(ctx, tenant)
	if err != nil {
		return "", err
	}
	secret, err := token.NewSecret(p.Rand, "r", tenant)
	if err != nil {
		return "", err
	}
	err = p.update(ctx, tenant, func(tx org.Tx) error { return p.putRefresh(tx, secret, g, policy.Session) })
	return secret.Text, err
}
