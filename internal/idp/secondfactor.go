package idp

import (
	"context"
	"crypto/subtle"
	"errors"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// A sentText is a code that was sent by text message, as it is stored.
type sentText struct {
	Hash   string `json:"hash"`
	Factor string `json:"factor"`
}

// Checks a code of the second factor that the sign-in asks for, and uses it up. The account's counter
// of wrong codes is the same for all its factors, browsers and nodes.
func (p *Provider) checkCode(ctx context.Context, o *openSignIn, typed string) (flow.Event, error) {
	tenant, account, f, err := p.currentFactor(ctx, o)
	if err != nil {
		return nil, err
	}
	number, err := p.useCode(ctx, o, tenant, account, f, factor.Clean(typed))
	if err != nil {
		return nil, err
	}
	return p.codeEvent(ctx, o, number, flow.CodeRight{}), nil
}

// Turns what became of a code into an event: 0 means that it was right.
func (p *Provider) codeEvent(ctx context.Context, o *openSignIn, number int, right flow.Event) flow.Event {
	if number == 0 {
		return right
	}
	who := actor{tenant: mustID(o.Account.Tenant), id: mustID(o.Account.ID), upn: o.Account.UPN, client: o.Ask.Client}
	if number == oidc.FactorLocked {
		p.auditFailure(ctx, who, opFailed, number)
		return flow.FactorPaused{}
	}
	if number == codesUsedUp {
		p.auditFailure(ctx, who, opFactor, oidc.FactorLocked)
		return flow.FactorPaused{}
	}
	p.auditFailure(ctx, who, opFailed, number)
	return flow.Refused{Number: number}
}

func (p *Provider) currentFactor(ctx context.Context, o *openSignIn) (tenant org.ID, a *org.Account, f org.Factor, err error) {
	tenant = mustID(o.Account.Tenant)
	a, err = p.accountByID(ctx, tenant, mustID(o.Account.ID))
	if err != nil {
		return tenant, nil, f, err
	}
	if a == nil {
		return tenant, nil, f, fail(oidc.UnknownAccount, "")
	}
	f, ok := factorByID(a, o.Factor)
	if !ok {
		return tenant, nil, f, fail(oidc.WrongFactorCode, "The second factor was removed meanwhile.")
	}
	return tenant, a, f, nil
}

// Counts the try, compares the code and, if it is right, remembers that it was used: all in one change,
// so that of any number of tries with one code, on any node, one succeeds. It returns 0 for a right code.
func (p *Provider) useCode(ctx context.Context, o *openSignIn, tenant org.ID, a *org.Account, f org.Factor, typed string) (number int, err error) {
	err = p.update(ctx, tenant, func(tx org.Tx) (err error) {
		number, err = p.countCode(tx, a.ID)
		if err != nil || number == oidc.FactorLocked {
			return err
		}
		right, err := p.consume(tx, o, a.ID, f, typed)
		if err != nil {
			return err
		}
		if !right {
			return nil
		}
		number = 0
		return dropTicket(tx, classFactor, org.IDText(a.ID))
	})
	return number, err
}

// Counts a try of a second factor. It returns FactorLocked where tries are paused, else what a wrong
// code is answered with: the fifth one begins a pause.
func (p *Provider) countCode(tx org.Tx, account org.ID) (number int, err error) {
	var c counter
	t, err := openTicket(tx, classFactor, org.IDText(account), &c)
	if err != nil {
		return 0, err
	}
	now := p.Now()
	if c.paused(now) {
		return oidc.FactorLocked, nil
	}
	began := c.count("", p.Limits.Codes, p.Limits.CodePause, p.Limits.MaxPause, now)
	t.Owner = org.IDText(account)
	if err := writeTicket(tx, t, c, c.expires(now)); err != nil || !began {
		return oidc.WrongFactorCode, err
	}
	return codesUsedUp, nil
}

// The last wrong code before a pause. It is no number of the catalogue.
const codesUsedUp = -1

func (p *Provider) consume(tx org.Tx, o *openSignIn, account org.ID, f org.Factor, typed string) (bool, error) {
	switch f.Type {
	case typeTOTP:
		return p.consumeStep(tx, account, f, typed)
	case typeText:
		return p.consumeText(tx, o, typed)
	}
	return false, nil
}

// A usedStep is the last step in which an authenticator app's code was accepted.
type usedStep struct {
	Last int64 `json:"last"`
}

func (p *Provider) consumeStep(tx org.Tx, account org.ID, f org.Factor, typed string) (bool, error) {
	var used usedStep
	t, err := openTicket(tx, classTOTP, org.IDText(account)+":"+f.ID, &used)
	if err != nil {
		return false, err
	}
	now := p.Now()
	step, ok, err := factor.Match(f.Secret, typed, now, used.Last)
	if err != nil || !ok {
		return false, err
	}
	t.Owner = org.IDText(account)
	return true, writeTicket(tx, t, usedStep{Last: step}, now.Add(10*factor.Period))
}

func (p *Provider) consumeText(tx org.Tx, o *openSignIn, typed string) (bool, error) {
	var sent sentText
	_, err := readTicket(tx, classText, o.key, &sent)
	if errors.Is(err, org.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	want := token.Hash(o.key + ":" + typed)
	if sent.Factor != o.Factor || subtle.ConstantTimeCompare([]byte(want), []byte(sent.Hash)) != 1 {
		return false, nil
	}
	return true, tx.DeleteTicket(classText, o.key)
}
