package idp

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// What a token request asks to be issued.
type order struct {
	grant
	account  *org.Account
	audience string // aud of the ID token: the client id as the client spelled it
	info     bool   // client_info was asked for
	refresh  string // text of the new refresh token, "" for none
}

// Issues the tokens of an order (RFC 6749, 5.1).
func (p *Provider) issue(ctx context.Context, o order) (*oidc.TokenResponse, error) {
	tenant, err := o.tenant()
	if err != nil {
		return nil, err
	}
	policy, err := p.policy(ctx, tenant)
	if err != nil {
		return nil, err
	}
	life := policy.Lifetime
	if o.CAE {
		life = policy.LifetimeCAE
	}
	access, err := p.signer.Sign(ctx, p.accessClaims(tenant, o, life))
	if err != nil {
		return nil, err
	}
	res := &oidc.TokenResponse{
		TokenType: "Bearer", Scope: o.Scope.granted(), AccessToken: access, RefreshToken: o.refresh,
		ExpiresIn: seconds(life), ExtExpiresIn: seconds(life),
	}
	if o.Scope.OpenID {
		if res.IDToken, err = p.signer.Sign(ctx, p.idClaims(tenant, o, life)); err != nil {
			return nil, err
		}
	}
	if o.info {
		res.ClientInfo, err = clientInfo(tenant, o.account.ID)
	}
	return res, err
}

func (p *Provider) accessClaims(tenant org.ID, o order, life time.Duration) oidc.AccessClaims {
	now := p.Now()
	client, _ := p.client(o.Client)
	c := oidc.AccessClaims{
		Audience: or(o.Scope.Resource, oidc.ResourceProfile), Issuer: p.accessIssuer(tenant),
		IssuedAt: now.Unix(), NotBefore: now.Unix(), Expires: now.Add(life).Unix(), AuthTime: o.Since.Unix(),
		ACR: "1", AMR: o.AMR, AppName: client.Name, AppID: o.Client, AppIDACR: "0", IDType: "user", IPAddr: text(o.Address),
		Name: or(o.account.DisplayName, o.account.UPN), ObjectID: org.IDText(o.account.ID), PUID: puid(o.account.ID),
		Scope: strings.Join(o.Scope.Names, " "), SessionID: o.Session, Subject: subject(o.account.ID, o.Client), TenantID: org.IDText(tenant),
		UniqueName: o.account.UPN, UPN: o.account.UPN, TokenID: randomID(), Version: "1.0", WIDs: token.RoleIDs(o.account.DirectoryRoles),
	}
	if o.CAE {
		c.XmsCC = []string{oidc.CapabilityCAE}
	}
	return c
}

func (p *Provider) idClaims(tenant org.ID, o order, life time.Duration) oidc.IDClaims {
	now := p.Now()
	return oidc.IDClaims{
		Audience: o.audience, Issuer: p.issuer(tenant), IssuedAt: now.Unix(), NotBefore: now.Unix(),
		Expires: now.Add(life).Unix(), AMR: o.AMR, AuthTime: o.Since.Unix(), Name: or(o.account.DisplayName, o.account.UPN),
		Nonce: o.Nonce, ObjectID: org.IDText(o.account.ID), PreferredUsername: o.account.UPN, SessionID: o.Session,
		Subject: subject(o.account.ID, o.Client), TenantID: org.IDText(tenant), UPN: o.account.UPN, TokenID: randomID(), Version: "2.0",
	}
}

// Returns what the account is called towards one client (OpenID Connect Core 1.0, 8.1).
func subject(account org.ID, client string) string {
	sum := sha256.Sum256([]byte(org.IDText(account) + "\x00" + client))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Returns the account's 64-bit id, of which Entra's begin with 1003.
func puid(account org.ID) string {
	sum := sha256.Sum256(account[:])
	return fmt.Sprintf("1003%012X", binary.BigEndian.Uint64(sum[:])>>16)
}

func clientInfo(tenant, account org.ID) (string, error) {
	b, err := json.Marshal(oidc.ClientInfo{UID: org.IDText(account), UTID: org.IDText(tenant)})
	return base64.RawURLEncoding.EncodeToString(b), err
}
