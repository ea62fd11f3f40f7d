package idp

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/internal/oidc"
)

// A tokenRequest is a request to the token endpoint, checked as far as all grants have in common.
type tokenRequest struct {
	form    url.Values
	client  Client
	spelled string // the client id as it was given
	tenant  string // id of the path's tenant; "" where that is open
	cae     bool
	http    *http.Request
}

// Serves the token endpoint (RFC 6749, 3.2).
func (p *Provider) serveToken(w http.ResponseWriter, r *http.Request, tenant string) {
	res, err := p.token(w, r, tenant)
	if err != nil {
		p.answerFault(w, r, err)
		return
	}
	answerJSON(w, http.StatusOK, res)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request, tenant string) (*oidc.TokenResponse, error) {
	t, err := p.tokenRequest(w, r, tenant)
	if err != nil {
		return nil, err
	}
	switch kind := t.form.Get("grant_type"); kind {
	case oidc.GrantCode:
		return p.codeGrant(r.Context(), t)
	case oidc.GrantRefresh:
		return p.refreshGrant(r.Context(), t)
	case oidc.GrantDevice, oidc.GrantDeviceShort:
		return p.deviceGrant(r.Context(), t)
	case oidc.GrantPassword:
		return p.passwordGrant(r.Context(), t)
	case "":
		return nil, fail(oidc.BadRequest, "The parameter %q is missing.", "grant_type")
	default:
		return nil, fail(oidc.BadGrantType, "The grant type is %q.", kind)
	}
}

func (p *Provider) tokenRequest(w http.ResponseWriter, r *http.Request, tenant string) (t tokenRequest, err error) {
	t.http = r
	if err := credentialsInQuery(r); err != nil {
		return t, err
	}
	if t.form, err = bodyForm(w, r); err != nil {
		return t, err
	}
	if t.client, err = p.publicClient(r, t.form); err != nil {
		return t, err
	}
	t.spelled = t.form.Get("client_id")
	if t.tenant, err = p.askTenant(r.Context(), tenant); err != nil {
		return t, err
	}
	t.cae, err = capable(t.form.Get("claims"))
	return t, err
}

// Refuses credentials in the address, where logs would keep them (RFC 6749, 2.3.1). Other parameters
// there, such as MSAL's client-request-id, are ignored.
func credentialsInQuery(r *http.Request) error {
	q, err := queryForm(r)
	if err != nil {
		return err
	}
	for name := range q {
		switch strings.ToLower(name) {
		case "password", "client_secret", "client_assertion", "assertion", "code", "code_verifier", "refresh_token", "device_code", "username", "grant_type":
			return fail(oidc.BadRequest, "The parameter %q belongs into the body.", name)
		}
	}
	return nil
}

// Returns the client of a request, which must not prove itself: all clients are public.
func (p *Provider) publicClient(r *http.Request, form url.Values) (Client, error) {
	id, err := required(form, "client_id")
	if err != nil {
		return Client{}, err
	}
	methods := 0
	for _, name := range []string{"client_secret", "client_assertion"} {
		if form.Has(name) {
			methods++
		}
	}
	if r.Header.Get("Authorization") != "" {
		methods++
	}
	if methods > 1 {
		return Client{}, fail(oidc.BadRequest, "The client presents more than one credential.")
	}
	c, ok := p.client(id)
	if !ok {
		return Client{}, fail(oidc.BadClient, "The application is %q.", id)
	}
	if methods > 0 {
		f := fail(oidc.PublicClient, "")
		f.status = http.StatusUnauthorized
		return Client{}, f
	}
	return c, nil
}

// Completes an order with what all grants take from the request and issues it.
func (p *Provider) fill(ctx context.Context, t tokenRequest, o order) (*oidc.TokenResponse, error) {
	o.audience, o.info = t.spelled, t.form.Get("client_info") == "1"
	o.CAE = o.CAE || t.cae
	return p.issue(ctx, o)
}

// Returns the scope of a request, or the one that was granted where the request names none.
func (p *Provider) scopeOr(t tokenRequest, granted scope) (scope, error) {
	if strings.TrimSpace(t.form.Get("scope")) == "" {
		return granted, nil
	}
	s, err := p.scope(t.client, t.form.Get("scope"))
	if err != nil {
		return s, err
	}
	if !s.within(granted) {
		return s, fail(oidc.BadScope, "It asks for more than was granted.")
	}
	return s, nil
}

// Returns the actor of a grant for the audit trail.
func (p *Provider) actorOf(r *http.Request, g grant) actor {
	tenant, id := mustID(g.Account.Tenant), mustID(g.Account.ID)
	return actor{tenant: tenant, id: id, upn: g.Account.UPN, client: g.Client, address: p.address(r), session: g.Session}
}
