package idp

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/internal/idp/keys"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Returns the origin of Base, "https://host:port".
func (p *Provider) base() string { return p.Base.Scheme + "://" + p.Base.Host }

// Returns the origin of the browser's pages.
func (p *Provider) pageBase() string {
	if p.PageBase == nil {
		return p.base()
	}
	return p.PageBase.Scheme + "://" + p.PageBase.Host
}

// Returns the issuer of ID tokens of a tenant.
func (p *Provider) issuer(tenant org.ID) string { return p.base() + "/" + org.IDText(tenant) + "/v2.0" }

// Returns the issuer of access tokens of a tenant.
func (p *Provider) accessIssuer(tenant org.ID) string {
	return p.base() + "/" + org.IDText(tenant) + "/"
}

// Returns what stands in the tenant's place of the endpoints, and of the issuer: for "organizations" and
// "common" the issuer is Entra's template.
func (p *Provider) place(ctx context.Context, name string) (segment, issuer string, err error) {
	if anyTenant(name) {
		return strings.ToLower(name), p.base() + "/{tenantid}/v2.0", nil
	}
	t, ok, err := p.tenant(ctx, name)
	if err != nil {
		return "", "", err
	}
	if !ok {
		return "", "", fail(oidc.UnknownTenant, "")
	}
	return org.IDText(t.ID), p.issuer(t.ID), nil
}

func (p *Provider) serveDiscovery(w http.ResponseWriter, r *http.Request, tenant string) {
	segment, issuer, err := p.place(r.Context(), tenant)
	if err != nil {
		p.answerFault(w, r, err)
		return
	}
	at, page := p.base()+"/"+segment, p.pageBase()+"/"+segment
	answerJSON(w, http.StatusOK, oidc.Discovery{
		Issuer:                issuer,
		AuthorizationEndpoint: page + "/oauth2/v2.0/authorize",
		TokenEndpoint:         at + "/oauth2/v2.0/token",
		DeviceEndpoint:        at + "/oauth2/v2.0/devicecode",
		EndSessionEndpoint:    page + "/oauth2/v2.0/logout",
		JWKSURI:               at + "/discovery/v2.0/keys",
		ResponseModes:         []string{modeQuery, modeFormPost},
		ResponseTypes:         []string{"code"},
		GrantTypes:            []string{oidc.GrantCode, oidc.GrantRefresh, oidc.GrantDevice, oidc.GrantPassword},
		Scopes:                []string{"openid", "profile", "email", "offline_access"},
		SubjectTypes:          []string{"pairwise"},
		IDTokenAlgs:           []string{string(keys.Alg)},
		EndpointAuthMethods:   []string{"none"},
		CodeChallengeMethods:  []string{"S256"},
		Claims:                []string{"sub", "iss", "aud", "exp", "iat", "nbf", "auth_time", "nonce", "preferred_username", "name", "tid", "oid", "upn", "amr", "sid", "ver"},
		IssInResponse:         true,
		ClaimsParameter:       true,
		CloudInstanceName:     p.Base.Hostname(),
	})
}

func (p *Provider) serveKeys(w http.ResponseWriter, r *http.Request, tenant string) {
	if _, _, err := p.place(r.Context(), tenant); err != nil {
		p.answerFault(w, r, err)
		return
	}
	set, err := p.Keys.Public(r.Context())
	if err != nil {
		p.answerFault(w, r, err)
		return
	}
	answerJSON(w, http.StatusOK, set)
}

// Answers instance discovery: the one cloud that this service knows is itself.
func (p *Provider) serveInstance(w http.ResponseWriter, r *http.Request, _ string) {
	q, err := queryForm(r)
	if err != nil {
		p.answerFault(w, r, err)
		return
	}
	asked, err := url.Parse(q.Get("authorization_endpoint"))
	if err != nil || !strings.EqualFold(asked.Host, p.Base.Host) {
		f := fail(oidc.UnknownTenant, "The authority is not this service.")
		f.OAuth = "invalid_instance"
		p.answerFault(w, r, f)
		return
	}
	segment, _, _ := strings.Cut(strings.TrimPrefix(asked.Path, "/"), "/")
	if segment, _, err = p.place(r.Context(), segment); err != nil {
		p.answerFault(w, r, err)
		return
	}
	answerJSON(w, http.StatusOK, oidc.InstanceDiscovery{
		TenantDiscoveryEndpoint: p.base() + "/" + segment + "/v2.0/.well-known/openid-configuration",
		APIVersion:              "1.1",
		Metadata:                []oidc.InstanceMetadata{{PreferredNetwork: p.Base.Host, PreferredCache: p.Base.Host, Aliases: []string{p.Base.Host}}},
	})
}

// Tells whether the passwords of a user name's domain are kept here. It knows domains only: whether
// the account exists does not show.
func (p *Provider) serveRealm(w http.ResponseWriter, r *http.Request, _ string) {
	upn := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	t, ok, err := p.tenantOf(r.Context(), upn)
	if err != nil {
		p.answerFault(w, r, err)
		return
	}
	realm := oidc.UserRealm{Version: "1.0", AccountType: "Unknown", CloudInstanceName: p.Base.Hostname()}
	if ok {
		realm.AccountType, realm.CloudAudienceURN = "Managed", "urn:federation:MicrosoftOnline"
		realm.DomainName = domainOf(t, upn)
	}
	answerJSON(w, http.StatusOK, realm)
}

func domainOf(t org.TenantInfo, upn string) string {
	_, domain, _ := strings.Cut(upn, "@")
	for _, d := range t.Domains {
		if org.Matches(d, domain) {
			return d
		}
	}
	return ""
}
