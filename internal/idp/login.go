package idp

import (
	"context"
	"net/http"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Verifies a password. A wrong one, a user name that does not exist and a pause all cost the same time
// and return the same fault; the audit trail alone has the true reason. within, if not "", is the
// tenant that the account has to belong to.
func (p *Provider) login(ctx context.Context, a *attempt, within, client string) (*org.Account, org.TenantInfo, error) {
	info, known, err := p.tenantOf(ctx, a.upn)
	if err != nil {
		return nil, info, err
	}
	if known && within != "" && within != org.IDText(info.ID) {
		known = false
	}
	if known {
		a.tenant = info.ID
	}
	number, err := p.admit(ctx, a)
	if err != nil {
		return nil, info, err
	}
	who := actor{tenant: a.tenant, upn: a.upn, client: client, address: a.address}
	if number == oidc.TooManyRequests {
		p.auditFailure(ctx, who, opFailed, number)
		return nil, info, tooMany()
	}
	var account *org.Account
	if known {
		if account, err = p.accountByUPN(ctx, a.tenant, a.upn); err != nil {
			return nil, info, err
		}
	}
	if account != nil {
		who.id, who.upn = account.ID, account.UPN
	}
	right, err := p.verify(ctx, a, account, number == 0)
	if err != nil {
		return nil, info, err
	}
	if !right {
		return nil, info, p.wrong(ctx, a, who, account != nil, number)
	}
	if err := p.clearPassword(ctx, a); err != nil {
		return nil, info, err
	}
	if a.app != "" {
		return account, info, nil
	}
	return account, info, p.rehash(ctx, who, account, a.password)
}

// Replaces the hash of a password that was just verified, if new ones cost more by now.
func (p *Provider) rehash(ctx context.Context, who actor, account *org.Account, typed string) error {
	if !p.Hasher.Outdated(account.PasswordHash) {
		return nil
	}
	hash, err := p.Hasher.Hash(ctx, typed)
	if err != nil {
		return err
	}
	caller := &org.Caller{Tenant: who.tenant, Actor: "system", Client: who.client, Cause: &org.Cause{
		Operation: "Strengthen password hash", Params: []org.AuditParam{{Name: "Identity", Value: account.UPN}},
	}}
	return p.Store.Update(org.WithCaller(ctx, caller), func(tx org.Tx) error {
		now, _, err := org.AccountByID(tx, account.ID)
		if err != nil || now.PasswordHash != account.PasswordHash {
			return err
		}
		now.PasswordHash = hash
		return org.PutAccount(tx, now)
	})
}

// Verifies a password, or spends the time of it where there is nothing to verify against.
func (p *Provider) verify(ctx context.Context, a *attempt, account *org.Account, admitted bool) (bool, error) {
	if account == nil || !admitted {
		return false, p.Hasher.Spend(ctx, a.password)
	}
	hash, app := a.against(account)
	if hash == "" {
		return false, p.Hasher.Spend(ctx, a.password)
	}
	right, err := p.Hasher.Verify(ctx, hash, a.password)
	if right {
		a.matched, a.app = hash, app
	}
	return right, err
}

// Counts and audits a wrong try and returns the one fault for all reasons.
func (p *Provider) wrong(ctx context.Context, a *attempt, who actor, exists bool, number int) error {
	if err := p.countFailure(ctx, a); err != nil {
		return err
	}
	locked, err := p.locked(ctx, a)
	if err != nil {
		return err
	}
	switch {
	case number != 0:
	case locked:
		number = oidc.LockedOut
		p.auditFailure(ctx, who, opLocked, number)
	case !exists:
		number = oidc.UnknownAccount
	default:
		number = oidc.WrongPassword
	}
	p.auditFailure(ctx, who, opFailed, number)
	return fail(oidc.WrongPassword, "")
}

// Returns an attempt from a request.
func (p *Provider) attempt(r *http.Request, upn, password string) *attempt {
	return &attempt{tenant: org.SystemTenant, upn: upn, password: password, address: p.address(r)}
}
