package idp

import (
	"context"
	"time"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Makes the secret of an authenticator app that is about to be registered.
func (p *Provider) newAuthenticator(ctx context.Context, o *openSignIn) error {
	secret, err := factor.NewSecret(p.Rand)
	if err != nil {
		return err
	}
	s := o.signIn
	s.Secret = secret
	return p.save(ctx, o, s)
}

// Registers the authenticator app whose code proves that it has the secret, and uses the code up.
func (p *Provider) registerFactor(ctx context.Context, o *openSignIn, typed string) (flow.Event, error) {
	tenant, account := mustID(o.Account.Tenant), mustID(o.Account.ID)
	step, ok, err := factor.Match(o.Secret, factor.Clean(typed), p.Now(), 0)
	if err != nil {
		return nil, err
	}
	if !ok {
		return p.wrongRegistration(ctx, o, tenant, account)
	}
	id, err := p.newSession()
	if err != nil {
		return nil, err
	}
	f := org.Factor{ID: id[:8], Type: typeTOTP, Secret: o.Secret, Added: p.Now().UTC().Truncate(time.Microsecond)}
	err = p.change(ctx, tenant, o, "Register second factor", func(tx org.Tx, a *org.Account) error {
		if len(a.Factors) > 0 {
			return fail(oidc.NeedsPerson, "A second factor was registered meanwhile; sign in again.")
		}
		a.Factors = append(a.Factors, f)
		t := &org.Ticket{Class: classTOTP, Key: org.IDText(a.ID) + ":" + f.ID, Owner: org.IDText(a.ID)}
		return writeTicket(tx, t, usedStep{Last: step}, p.Now().Add(10*factor.Period))
	})
	if err != nil {
		return nil, err
	}
	label, _ := p.label(f)
	return flow.Registered{Factor: flow.Factor{ID: f.ID, Type: f.Type, Label: label}}, nil
}

func (p *Provider) wrongRegistration(ctx context.Context, o *openSignIn, tenant, account org.ID) (flow.Event, error) {
	var number int
	err := p.update(ctx, tenant, func(tx org.Tx) (err error) {
		number, err = p.countCode(tx, account)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p.codeEvent(ctx, o, number, nil), nil
}

// Changes the account of a sign-in, as itself, with an audit row. A sign-in that was under way when the
// account was blocked, or its password or factors were reset, changes nothing any more.
func (p *Provider) change(ctx context.Context, tenant org.ID, o *openSignIn, operation string, edit func(org.Tx, *org.Account) error) error {
	caller := &org.Caller{
		Tenant: tenant, Actor: o.Account.UPN, ActorID: mustID(o.Account.ID), Client: o.Ask.Client,
		Cause: &org.Cause{Operation: operation, Params: []org.AuditParam{{Name: "Identity", Value: o.Account.UPN}}},
	}
	return p.Store.Update(org.WithCaller(ctx, caller), func(tx org.Tx) error {
		a, _, err := org.AccountByID(tx, mustID(o.Account.ID))
		switch {
		case err != nil:
			return err
		case !a.Enabled:
			return fail(oidc.Disabled, "")
		case o.Since.Before(a.TokensValidFrom):
			return fail(oidc.SessionRevoked, "")
		}
		if err := edit(tx, a); err != nil {
			return err
		}
		return org.PutAccount(tx, a)
	})
}
