package idp

import (
	"context"
	"errors"
	"time"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// A newPassword is what a person typed to replace a one-time password.
type newPassword struct{ first, repeated string }

// Replaces the one-time password of a sign-in's account. What is wrong with the new one comes back as a
// sentence; "" means that it was taken. All older sessions end.
func (p *Provider) changePassword(ctx context.Context, o *openSignIn, n newPassword) (complaint string, err error) {
	if n.first != n.repeated {
		return "The two passwords are not the same.", nil
	}
	if err := password.Check(n.first, o.Account.UPN); err != nil {
		return sentence(err), nil
	}
	tenant := mustID(o.Account.Tenant)
	a, err := p.accountByID(ctx, tenant, mustID(o.Account.ID))
	if err != nil {
		return "", err
	}
	if a == nil {
		return "", fail(oidc.UnknownAccount, "")
	}
	if same, err := p.Hasher.Verify(ctx, a.PasswordHash, n.first); err != nil || same {
		return "The new password has to differ from the old one.", err
	}
	hash, err := p.Hasher.Hash(ctx, n.first)
	if err != nil {
		return "", err
	}
	now := p.Now()
	err = p.change(ctx, tenant, o, "Change user password", func(_ org.Tx, a *org.Account) error {
		if !a.MustChange {
			return flow.ErrOutOfStep
		}
		a.PasswordHash, a.MustChange = hash, false
		a.TokensValidFrom = now.UTC().Truncate(time.Second)
		return nil
	})
	if err != nil {
		return "", err
	}
	return "", p.advance(ctx, o, flow.PasswordChanged{At: now})
}

// Returns an error's text as a sentence for a page.
func sentence(err error) string {
	for _, known := range []error{password.ErrTooShort, password.ErrTooPlain, password.ErrHasName, password.ErrTooLong, password.ErrEncoding} {
		if errors.Is(err, known) {
			text := known.Error()
			return "T" + text[1:] + "."
		}
	}
	return "That password cannot be used."
}
