package idp

import (
	"context"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// How many text messages one sign-in may send.
const maxSent = 3

// Sends a code for the sign-in's factor. Too many messages, and a sender that fails, are shown as what
// is wrong with the step; they do not end it.
func (p *Provider) sendText(ctx context.Context, o *openSignIn) error {
	tenant, account, f, err := p.currentFactor(ctx, o)
	if err != nil {
		return err
	}
	text, err := factor.NewCode(p.Rand)
	if err != nil {
		return err
	}
	allowed, err := p.keepText(ctx, o, tenant, account.ID, text)
	if err != nil {
		return err
	}
	if !allowed {
		return p.advance(ctx, o, flow.Refused{Number: oidc.TooManyRequests})
	}
	if err := p.SMS.Send(ctx, f.Phone, factor.Message(p.organisation(ctx, tenant), text)); err != nil {
		p.Log.ErrorContext(ctx, "send a text message", "err", err)
		return p.advance(ctx, o, flow.Refused{Number: oidc.Internal})
	}
	s := o.signIn
	s.Sent++
	return p.save(ctx, o, s)
}

// Stores a code before it is sent, unless the account was sent too many.
func (p *Provider) keepText(ctx context.Context, o *openSignIn, tenant, account org.ID, text string) (allowed bool, err error) {
	if o.Sent >= maxSent {
		return false, nil
	}
	err = p.update(ctx, tenant, func(tx org.Tx) error {
		allowed = false
		var c tally
		if _, err := openTicket(tx, classTexts, org.IDText(account), &c); err != nil {
			return err
		}
		if c.Count >= p.Limits.Texts {
			return nil
		}
		if err := p.bump(tx, classTexts, org.IDText(account), ""); err != nil {
			return err
		}
		var old sentText
		t, err := openTicket(tx, classText, o.key, &old)
		if err != nil {
			return err
		}
		allowed = true
		return writeTicket(tx, t, sentText{Hash: token.Hash(o.key + ":" + text), Factor: o.Factor}, p.Now().Add(factor.TextLife))
	})
	return allowed, err
}
