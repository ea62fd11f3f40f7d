package idp

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// How long things live.
const (
	codeLife   = 5 * time.Minute
	usedLife   = time.Hour // a used code is remembered, to notice a second use
	deviceLife = 15 * time.Minute
	signInLife = 30 * time.Minute
)

// A grant is what a finished sign-in gives a client; codes and refresh tokens stand for one.
type grant struct {
	Account flow.Account `json:"account"`
	Client  string       `json:"client"`
	Scope   scope        `json:"scope"`
	AMR     []string     `json:"amr"`
	Since   time.Time    `json:"since"`   // when the password was typed
	Session string       `json:"session"` // what all tokens of one sign-in share
	CAE     bool         `json:"cae,omitempty"`
	Nonce   string       `json:"nonce,omitempty"`
	Address netip.Addr   `json:"address,omitzero"`
}

func (g grant) tenant() (org.ID, error) { return org.ParseID(g.Account.Tenant) }

func (p *Provider) newSession() (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(p.Rand, b); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// A code is an authorization code as it is stored.
type code struct {
	grant
	Redirect  string    `json:"redirect"`
	Challenge string    `json:"challenge"`
	Until     time.Time `json:"until"`
	Used      bool      `json:"used,omitempty"`
}

// A refresh token as it is stored. Used ones stay, to notice a second use.
type refresh struct {
	grant
	Used bool `json:"used,omitempty"`
}

// Stores a new code for a grant and returns its text.
func (p *Provider) newCode(ctx context.Context, g grant, a ask) (string, error) {
	tenant, err := g.tenant()
	if err != nil {
		return "", err
	}
	secret, err := token.NewSecret(p.Rand, "c", tenant)
	if err != nil {
		return "", err
	}
	c := code{grant: g, Redirect: a.Redirect, Challenge: a.Challenge, Until: p.Now().Add(codeLife)}
	err = p.update(ctx, tenant, func(tx org.Tx) error {
		t := org.Ticket{Class: classCode, Key: secret.Key(), Owner: g.Account.ID}
		return writeTicket(tx, &t, c, p.Now().Add(usedLife))
	})
	return secret.Text, err
}

// Stores a new refresh token.
func (p *Provider) putRefresh(tx org.Tx, s token.Secret, g grant, life time.Duration) error {
	g.Nonce = ""
	return writeTicket(tx, &org.Ticket{Class: classRefresh, Key: s.Key(), Owner: g.Session}, refresh{grant: g}, p.Now().Add(life))
}

// Ends a session: its access tokens are refused from now on and its refresh tokens are gone.
func (p *Provider) endSession(tx org.Tx, session string, policy Policy) error {
	var none struct{}
	t, err := openTicket(tx, classRevoked, session, &none)
	if err != nil {
		return err
	}
	if err := writeTicket(tx, t, none, p.Now().Add(max(policy.Lifetime, policy.LifetimeCAE)+time.Hour)); err != nil {
		return err
	}
	var keys []string
	for t, err := range tx.Tickets(classRefresh, session) {
		if err != nil {
			return err
		}
		keys = append(keys, t.Key)
	}
	for _, key := range keys {
		if err := dropTicket(tx, classRefresh, key); err != nil {
			return err
		}
	}
	return nil
}

// Checks that the account of a grant may still have tokens, and returns it.
func (p *Provider) standing(tx org.Tx, g grant) (*org.Account, error) {
	id, err := org.ParseID(g.Account.ID)
	if err != nil {
		return nil, err
	}
	a, _, err := org.AccountByID(tx, id)
	switch {
	case errors.Is(err, org.ErrNotFound):
		return nil, fail(oidc.InvalidGrant, "")
	case err != nil:
		return nil, err
	case !a.Enabled:
		return nil, fail(oidc.Disabled, "")
	case g.Since.Before(a.TokensValidFrom):
		return nil, fail(oidc.SessionRevoked, "")
	case p.facts(a).MFA && !slices.Contains(g.AMR, flow.MFA):
		return nil, fail(oidc.MFANeeded, "")
	}
	return a, nil
}
