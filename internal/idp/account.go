package idp

import (
	"context"
	"errors"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/org"
)

// The types of factors.
const (
	typeTOTP = "totp"
	typeText = "sms"
)

// Finds an account by its object id; nil where there is none.
func (p *Provider) accountByID(ctx context.Context, tenant, id org.ID) (*org.Account, error) {
	return p.account(ctx, tenant, func(tx org.Tx) (*org.Account, *org.Entry, error) { return org.AccountByID(tx, id) })
}

// Finds an account by its user name; nil where there is none.
func (p *Provider) accountByUPN(ctx context.Context, tenant org.ID, upn string) (*org.Account, error) {
	return p.account(ctx, tenant, func(tx org.Tx) (*org.Account, *org.Entry, error) { return org.AccountByUPN(tx, upn) })
}

func (p *Provider) account(ctx context.Context, tenant org.ID, find func(org.Tx) (*org.Account, *org.Entry, error)) (a *org.Account, err error) {
	err = p.view(ctx, tenant, func(tx org.Tx) error {
		a, _, err = find(tx)
		return err
	})
	if errors.Is(err, org.ErrNotFound) {
		return nil, nil
	}
	return a, err
}

// Returns what the state machine knows an account by.
func (p *Provider) named(tenant org.ID, a *org.Account) flow.Account {
	return flow.Account{UPN: a.UPN, Name: or(a.DisplayName, a.UPN), Tenant: org.IDText(tenant), ID: org.IDText(a.ID)}
}

// Returns what decides how an account signs in.
func (p *Provider) facts(a *org.Account) flow.Facts {
	f := flow.Facts{
		Blocked: !a.Enabled, MustChange: a.MustChange,
		MFA: a.MFARequired || len(a.Factors) > 0, Enrolled: len(a.Factors) > 0,
	}
	for _, x := range a.Factors {
		if label, ok := p.label(x); ok {
			f.Factors = append(f.Factors, flow.Factor{ID: x.ID, Type: x.Type, Label: label})
		}
	}
	return f
}

const textTo = "Text message to "

// Returns how a factor is shown. ok is false for one that cannot be used here.
func (p *Provider) label(f org.Factor) (string, bool) {
	switch f.Type {
	case typeTOTP:
		return "Code from the authenticator app", f.Secret != ""
	case typeText:
		return textTo + factor.Masked(f.Phone), p.SMS != nil && f.Phone != ""
	}
	return "", false
}

func factorByID(a *org.Account, id string) (org.Factor, bool) {
	for _, f := range a.Factors {
		if f.ID == id {
			return f, true
		}
	}
	return org.Factor{}, false
}
