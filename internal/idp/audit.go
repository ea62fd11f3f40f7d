package idp

import (
	"context"
	"net/netip"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// The operations of sign-in in the audit trail.
const (
	opLoggedIn = "UserLoggedIn"
	opFailed   = "UserLoginFailed"
	opLocked   = "AccountLocked"
	opFactor   = "FactorLocked"
	opReuse    = "RefreshTokenReused"
	opCodeUsed = "AuthorizationCodeReused"
)

// An actor is who a sign-in is about, as the audit trail names them.
type actor struct {
	tenant  org.ID
	id      org.ID // zero for an account that does not exist
	upn     string
	client  string
	address netip.Addr
	session string
	request string
}

// Writes a sign-in that succeeded.
func (p *Provider) auditSuccess(ctx context.Context, a actor, how string) {
	p.count(0)
	p.audit(ctx, a, opLoggedIn, "True", "", org.AuditParam{Name: "RequestType", Value: how})
}

// Writes one that failed, with the number of the reason, which the person may not have been told.
func (p *Provider) auditFailure(ctx context.Context, a actor, op string, number int) {
	f, _ := oidc.Lookup(number)
	p.count(number)
	p.audit(ctx, a, op, "False", f.Description(""))
}

// count tells who counts of a sign-in.
func (p *Provider) count(number int) {
	if p.SignedIn != nil {
		p.SignedIn(number)
	}
}

func (p *Provider) audit(ctx context.Context, a actor, op, result, detail string, params ...org.AuditParam) {
	if a.tenant == org.SystemTenant {
		return // no organisation whose trail it could be
	}
	caller := &org.Caller{Tenant: a.tenant, Actor: a.upn, ActorID: a.id, Client: a.client, Address: text(a.address), Session: a.session}
	row := org.AuditRecord{
		Time: p.Now().UTC(), Actor: a.upn, ActorID: a.id, Client: a.client, Address: text(a.address), Session: a.session,
		Operation: op, Params: params, Result: result, Detail: detail,
	}
	if a.id != (org.ID{}) {
		row.Targets = []org.AuditTarget{{Kind: org.KindAccount, ID: a.id, Name: a.upn}}
	}
	if err := p.Store.Audit(org.WithCaller(ctx, caller), row); err != nil {
		p.Log.ErrorContext(ctx, "audit of a sign-in", "operation", op, "err", err)
	}
}

func text(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}
