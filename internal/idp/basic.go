package idp

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// A Basic is a user name with a password that a program presents at a door without pages: an account's own
// password or an app password.
type Basic struct {
	User, Password string
	Client         string // what the audit trail calls the door: "Authenticated SMTP"
	Address        netip.Addr
}

// A SignInError says that nobody may sign in with what was presented. Its text is for the log; towards a
// client all reasons are the same.
type SignInError struct {
	Number int    // of package oidc's catalogue; 0 for a token
	Reason string // without any secret
}

func (e *SignInError) Error() string { return "refuse sign-in: " + e.Reason }

// The ways of Principal.AMR in which no browser took part.
const amrApp = "app"

// CheckPassword signs a program in as every sign-in is: wrong passwords are counted for the user name, the
// address and the password, and both outcomes are audited. An account that has, or must have, a second
// factor, or whose password is a one-time password, needs an app password. Whatever the reason of a refusal,
// it costs the same time. The error is a *SignInError, or that of the store.
//
// The same password of the same account costs no hash again for five minutes, unless it was changed, the
// account was blocked, or the user name is paused; such a sign-in is not audited again either.
func (p *Provider) CheckPassword(ctx context.Context, b Basic) (*Principal, error) {
	p.init()
	a := &attempt{tenant: org.SystemTenant, upn: b.User, password: b.Password, address: b.Address, apps: true}
	if known, err := p.remembered(ctx, a); known != nil || err != nil {
		return known, err
	}
	account, info, err := p.login(ctx, a, "", b.Client)
	if err != nil {
		return nil, signInError(err)
	}
	who := actor{tenant: info.ID, id: account.ID, upn: account.UPN, client: b.Client, address: b.Address}
	policy, err := p.policy(ctx, info.ID)
	if err != nil {
		return nil, err
	}
	if f := p.needsMore(account, a.app, policy); f != nil {
		p.auditFailure(ctx, who, opFailed, f.Number)
		return nil, signInError(f)
	}
	if err := p.befriend(ctx, info.ID, account.UPN, b.Address); err != nil {
		return nil, err
	}
	if err := p.noteUse(ctx, info.ID, account.ID, a.app); err != nil {
		return nil, err
	}
	p.auditSuccess(ctx, who, basicType(a.app))
	p.keepProven(info.ID, account, a)
	return basicPrincipal(info.ID, account, a.app), nil
}

// Says why an account whose password, or app password, was right cannot sign in without a browser; nil where
// it can.
func (p *Provider) needsMore(a *org.Account, app string, policy Policy) *fault {
	switch {
	case app == "":
		return p.needsBrowser(a)
	case !a.Enabled:
		return fail(oidc.Disabled, "")
	case !policy.AppPasswords:
		return fail(oidc.BlockedByPolicy, "")
	}
	return nil
}

func basicType(app string) string {
	if app == "" {
		return "Basic:Password"
	}
	return "Basic:AppPassword " + app
}

func basicPrincipal(tenant org.ID, a *org.Account, app string) *Principal {
	amr := flow.Password
	if app != "" {
		amr = amrApp
	}
	return &Principal{Tenant: tenant, ObjectID: a.ID, UPN: a.UPN, Name: or(a.DisplayName, a.UPN), AMR: []string{amr}}
}

// Turns a fault into what a door without pages is told; other errors stay.
func signInError(err error) error {
	var f *fault
	if !errors.As(err, &f) || f.Number == oidc.Internal {
		return err
	}
	return &SignInError{Number: f.Number, Reason: fmt.Sprintf("AADSTS%d", f.Number)}
}
