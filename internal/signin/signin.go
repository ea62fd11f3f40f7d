// Package signin gets access tokens from an Entra-shaped authority: through the system's browser, by
// device code, or with a user name and a password. The protocol is MSAL's; this package adds the
// loopback page, checks what the authority says about itself, and explains what went wrong. Tokens
// are kept in memory only.
package signin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"example.org/exosh/command"
)

// A Realm is where one signs in, and for what.
type Realm struct {
	Authority  string // https://host/tenant
	Resource   string // https://host of the service
	Scope      string // what is asked for; "" means all that the client may have: Resource + "/.default"
	ClientID   string
	Hint       string       // the account wanted, "" for any
	HTTP       *http.Client // never nil
	KnownCloud bool         // the authority is one of the vendor's clouds: instance discovery stays on
}

func (r Realm) scope() string {
	if r.Scope != "" {
		return r.Scope
	}
	return strings.TrimSuffix(r.Resource, "/") + "/.default"
}

func (r Realm) host() string {
	u, err := url.Parse(r.Authority)
	if err != nil {
		return r.Authority
	}
	return u.Host
}

// A Token is an access token and what is known of it.
type Token struct {
	Bearer   string
	Expires  time.Time // zero where it is not known
	Account  string
	TenantID string
	Audience string // of a token that was given by hand; "" otherwise
}

// A Source holds the tokens of one signed-in account. It can be used from several goroutines.
type Source struct {
	realm  Realm
	method method

	mu      sync.Mutex
	client  public.Client
	gate    *gate // between client and the network
	ready   bool
	account public.Account // zero before the first sign-in
}

// A method is one way to sign in.
type method interface {
	// begin signs the account in. claims is "" or the JSON of a claims challenge.
	begin(ctx context.Context, s *Source, claims string) (public.AuthResult, error)
	// again says whether begin may be used a second time, when silent renewal has failed.
	again() bool
}

func newSource(r Realm, m method) (*Source, error) {
	u, err := url.Parse(r.Authority)
	if err != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return nil, &command.Error{Category: command.InvalidArgument, ID: "InvalidAuthority", Target: r.Authority,
			Message: fmt.Sprintf("%q is not an address to sign in at.", r.Authority),
			Advice:  "Give -AzureADAuthorizationEndpointUri as https://HOST/organizations, or with a tenant in place of organizations."}
	}
	return &Source{realm: r, method: m}, nil
}

// open makes MSAL's client at the first use: the authority is first asked then.
func (s *Source) open() error {
	if s.ready {
		return nil
	}
	s.gate = &gate{realm: s.realm, http: s.realm.HTTP}
	c, err := public.New(s.realm.ClientID,
		public.WithAuthority(s.realm.Authority),
		public.WithHTTPClient(s.gate),
		public.WithInstanceDiscovery(s.realm.KnownCloud),
		public.WithClientCapabilities([]string{"cp1"}))
	if err != nil {
		return s.explain(err)
	}
	s.client, s.ready = c, true
	return nil
}

// Token returns a valid token: a cached or silently renewed one, or that of a new sign-in. claims is
// "" or the JSON of a claims challenge that the last token did not meet. Errors are *command.Error but
// for a cancelled ctx.
func (s *Source) Token(ctx context.Context, claims string) (Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.open(); err != nil {
		return Token{}, err
	}
	if s.account.HomeAccountID != "" {
		r, err := s.client.AcquireTokenSilent(ctx, []string{s.realm.scope()},
			public.WithSilentAccount(s.account), public.WithClaims(claims))
		if err == nil {
			return s.accept(r)
		}
		if !s.method.again() {
			return Token{}, s.explain(err)
		}
	}
	r, err := s.method.begin(ctx, s, claims)
	if err != nil {
		return Token{}, s.explain(err)
	}
	return s.accept(r)
}

// accept keeps the account of a result and refuses one that was not asked for.
func (s *Source) accept(r public.AuthResult) (Token, error) {
	name := r.Account.PreferredUsername
	if s.realm.Hint != "" && name != "" && !strings.EqualFold(name, s.realm.Hint) {
		_ = s.client.RemoveAccount(context.Background(), r.Account) // memory only
		return Token{}, &command.Error{Category: command.AuthenticationError, ID: "AccountMismatch", Target: s.realm.Hint,
			Message: fmt.Sprintf("The account that signed in, %s, is not the one that was asked for, %s.", name, s.realm.Hint),
			Advice:  "Choose the right account on the sign-in page, or change -UserPrincipalName."}
	}
	s.account = r.Account
	tenant := r.IDToken.TenantID
	if tenant == "" {
		tenant = r.Account.Realm
	}
	return Token{Bearer: r.AccessToken, Expires: r.ExpiresOn, Account: name, TenantID: tenant}, nil
}

// Forget drops the tokens of the account.
func (s *Source) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready && s.account.HomeAccountID != "" {
		_ = s.client.RemoveAccount(context.Background(), s.account) // memory only
	}
	s.account, s.ready, s.client = public.Account{}, false, public.Client{}
}
