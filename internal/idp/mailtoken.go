package idp

import (
	"context"
	"errors"
	"net/netip"

	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// A Bearer is an access token that a mail program presents for a user name (SASL XOAUTH2).
type Bearer struct {
	User, Token string
	Client      string // what the audit trail calls the door: "Authenticated SMTP"
	Address     netip.Addr
}

// CheckMailToken verifies an access token for submission: signature, issuer, tenant, time, one of
// MailAudiences, the permission SMTP.Send, an account that is not blocked, a session that was not ended, and
// that the account is the one of the user name. Refusals are audited under the user name. A token that was
// never ours counts as a failure of its address; no token counts against an account, as that would let
// strangers lock it out. The error is a *SignInError, or that of the store.
func (p *Provider) CheckMailToken(ctx context.Context, b Bearer) (*Principal, error) {
	p.init()
	who, err := p.verifyFor(ctx, b.Token, p.MailAudiences(), mailPermissions())
	if err == nil && !org.Matches(who.UPN, b.User) {
		err = p.refuse("the token is of another account than the user name", nil)
	}
	var refused *AuthError
	if !errors.As(err, &refused) {
		return who, err
	}
	p.count(oidc.InvalidGrant)
	if err := p.refuseMailToken(ctx, b, refused); err != nil {
		return nil, err
	}
	return nil, &SignInError{Reason: "access token: " + refused.Reason}
}

func (p *Provider) refuseMailToken(ctx context.Context, b Bearer, refused *AuthError) error {
	info, known, err := p.tenantOf(ctx, b.User)
	if err != nil {
		return err
	}
	if known {
		who := actor{tenant: info.ID, upn: b.User, client: b.Client, address: b.Address}
		account, err := p.accountByUPN(ctx, info.ID, b.User)
		if err != nil {
			return err
		}
		if account != nil {
			who.id, who.upn = account.ID, account.UPN
		}
		p.audit(ctx, who, opFailed, "False", "The access token was refused: "+refused.Reason+".")
	}
	if forged(refused) {
		return p.countAddress(ctx, b.Address)
	}
	return nil
}

// Reports whether a token was never issued here, unlike one that is too old or for something else.
func forged(e *AuthError) bool {
	for _, known := range []error{token.ErrMalformed, token.ErrHeader, token.ErrKey, token.ErrSignature} {
		if errors.Is(e, known) {
			return true
		}
	}
	return false
}

// Counts a failure for an address and its network.
func (p *Provider) countAddress(ctx context.Context, address netip.Addr) error {
	one, network := addressKeys(address)
	return p.update(ctx, org.SystemTenant, func(tx org.Tx) error {
		if err := p.bump(tx, classAddress, one, ""); err != nil {
			return err
		}
		return p.bump(tx, classAddress, network, "")
	})
}
