package idp

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/org"
)

// How many accounts a browser may be signed in to.
const maxKnown = 8

// An ssoAccount is one account that a browser is signed in to.
type ssoAccount struct {
	Tenant   string    `json:"tenant"`
	ID       string    `json:"id"`
	Password time.Time `json:"password"`     // when it was typed
	MFA      time.Time `json:"mfa,omitzero"` // when a second factor was proved
}

type ssoSession struct {
	Accounts []ssoAccount `json:"accounts"`
}

// Reads the accounts that the browser is signed in to; none where its cookie is not known.
func (p *Provider) ssoAccounts(ctx context.Context, r *http.Request) ([]ssoAccount, error) {
	key := p.cookieKey(r, cookieSSO)
	if key == "" {
		return nil, nil
	}
	var s ssoSession
	err := p.view(ctx, org.SystemTenant, func(tx org.Tx) error {
		_, err := readTicket(tx, classSSO, key, &s)
		return err
	})
	if errors.Is(err, org.ErrNotFound) {
		return nil, nil
	}
	return s.Accounts, err
}

// Returns those of the browser's accounts that may still be used for the request: enabled, not revoked
// since, of the right organisation, young enough. The second factor counts only while it is fresh.
func (p *Provider) known(ctx context.Context, r *http.Request, a ask) ([]flow.Known, error) {
	list, err := p.ssoAccounts(ctx, r)
	if err != nil {
		return nil, err
	}
	var out []flow.Known
	for _, s := range list {
		if a.Tenant != "" && a.Tenant != s.Tenant {
			continue
		}
		k, ok, err := p.knownAccount(ctx, s, a)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, k)
		}
	}
	return out, nil
}

func (p *Provider) knownAccount(ctx context.Context, s ssoAccount, a ask) (k flow.Known, ok bool, err error) {
	tenant, err1 := org.ParseID(s.Tenant)
	id, err2 := org.ParseID(s.ID)
	if errors.Join(err1, err2) != nil {
		return k, false, nil
	}
	if ok, err := p.serves(ctx, tenant); err != nil || !ok {
		return k, false, err
	}
	policy, err := p.policy(ctx, tenant)
	if err != nil {
		return k, false, err
	}
	account, err := p.accountByID(ctx, tenant, id)
	if err != nil || account == nil || !account.Enabled {
		return k, false, err
	}
	age := p.Now().Sub(s.Password)
	if s.Password.Before(account.TokensValidFrom) || age > policy.Session || a.MaxAge > 0 && age > a.MaxAge {
		return k, false, nil
	}
	k = flow.Known{Account: p.named(tenant, account), Facts: p.facts(account), AMR: []string{flow.Password}, Since: s.Password}
	if !s.MFA.IsZero() && p.Now().Sub(s.MFA) <= policy.MFAEvery {
		k.AMR = append(k.AMR, flow.MFA)
	}
	return k, true, nil
}

// Remembers in the browser that the account signed in, under a new cookie: the old one is dead, so that
// an id known before a sign-in is worth nothing after it.
func (p *Provider) remember(ctx context.Context, w http.ResponseWriter, r *http.Request, s signIn) error {
	old := p.cookieKey(r, cookieSSO)
	key, err := p.newCookie(w, cookieSSO)
	if err != nil {
		return err
	}
	now := p.Now()
	return p.update(ctx, org.SystemTenant, func(tx org.Tx) error {
		var session ssoSession
		if old != "" {
			if _, err := readTicket(tx, classSSO, old, &session); err != nil && !errors.Is(err, org.ErrNotFound) {
				return err
			}
			if err := dropTicket(tx, classSSO, old); err != nil {
				return err
			}
		}
		session.merge(s, now)
		return writeTicket(tx, &org.Ticket{Class: classSSO, Key: key, Owner: s.Account.ID}, session, now.Add(DefaultPolicy().Session))
	})
}

// Puts the account of a finished sign-in first. A second factor that was not proved in this sign-in
// keeps its time.
func (s *ssoSession) merge(done signIn, now time.Time) {
	entry := ssoAccount{Tenant: done.Account.Tenant, ID: done.Account.ID, Password: done.Since}
	if slices.Contains(done.Fresh, flow.MFA) {
		entry.MFA = now
	}
	at := slices.IndexFunc(s.Accounts, func(a ssoAccount) bool { return a.ID == entry.ID && a.Tenant == entry.Tenant })
	if at >= 0 {
		if entry.MFA.IsZero() {
			entry.MFA = s.Accounts[at].MFA
		}
		s.Accounts = slices.Delete(s.Accounts, at, at+1)
	}
	s.Accounts = append([]ssoAccount{entry}, s.Accounts...)
	s.Accounts = s.Accounts[:min(len(s.Accounts), maxKnown)]
}

// Ends single sign-on in this browser, on all nodes. Sign-ins under way lose their browser: their pages
// may still offer the accounts that were known.
func (p *Provider) forget(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	p.setCookie(w, cookieSSO, "")
	p.setCookie(w, cookieFlow, "")
	key := p.cookieKey(r, cookieSSO)
	if key == "" {
		return nil
	}
	return p.update(ctx, org.SystemTenant, func(tx org.Tx) error { return dropTicket(tx, classSSO, key) })
}
