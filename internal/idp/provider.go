// Package idp is the sign-in service of an organisation: an OpenID provider with the paths, forms,
// claims and error numbers that clients of Entra expect.
//
// A [Provider] keeps nothing in memory that matters: sign-ins under way, codes, refresh tokens, single
// sign-on sessions, used codes and counters are tickets of an org.Store, so any number of providers
// may serve one store. What a person has to do next is decided by package flow alone; the pages only
// deliver events to it. [Provider.Verify] is what the other doors ask who sent a request.
//
// What belongs to no single tenant yet (a sign-in that has not named its account, a device code, a
// browser's single sign-on session, the failures of a network address, the signing keys) is kept under
// org.SystemTenant; everything else under the account's tenant.
package idp

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/keys"
	"example.org/exosh/internal/idp/page"
	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// A Provider is the sign-in service of one realm. Fill in the fields, then use it; it must not be
// copied or changed afterwards. All methods may be used concurrently.
type Provider struct {
	Store     org.Store
	Directory org.Directory
	Realm     string // only tenants of this realm are served; "" serves all

	// Base is the https address of authority, token endpoint and resource: scheme, host and port. It
	// alone names the issuer; what a request says about its host does not count.
	Base *url.URL
	// PageBase is where the browser's pages are served, if not at Base. Only then may it be http, and
	// its host must be "localhost": the demo avoids certificate warnings so.
	PageBase *url.URL
	// Resources are further audiences for which tokens are issued: "https://outlook.example.com", or
	// an application id. Base and oidc.ResourceExchange always are.
	Resources []string

	Clients []Client // nil means DefaultClients(Base)
	Hasher  *password.Hasher
	SMS     factor.Sender // nil: factors of type "sms" cannot be used
	Keys    *keys.Ring    // nil: a ring over Store

	// Policies returns what a tenant allows. nil means DefaultPolicy for all.
	Policies func(ctx context.Context, tenant org.ID) (Policy, error)
	Limits   Limits         // of failed attempts; zero fields have defaults
	Proxies  []netip.Prefix // whose X-Forwarded-For is believed

	// SignedIn is told of every sign-in, with the number of its error, 0 for one that succeeded; nil means that
	// nobody counts. It must not block.
	SignedIn func(number int)

	Now  func() time.Time // nil means time.Now
	Rand io.Reader        // nil means crypto/rand
	Log  *slog.Logger     // nil discards

	once sync.Once
	state
}

// Parts that a Provider makes of its fields on first use.
type state struct {
	set     *page.Set
	pages   http.Handler
	signer  token.Signer
	tenants tenantCache
	seen    seenCache
	proven  provenCache
}

// A Policy is what a tenant allows.
type Policy struct {
	PasswordGrant bool          // user name and password without a browser (RFC 6749, 4.3)
	DeviceCode    bool          // sign-in with a device code (RFC 8628)
	AppPasswords  bool          // sign-in of a program with an app password
	Lifetime      time.Duration // of access tokens
	LifetimeCAE   time.Duration // of access tokens for clients that answer claims challenges
	Session       time.Duration // of single sign-on, from the sign-in on, and of a refresh token, from its issue on: it rolls with use
	MFAEvery      time.Duration // age at which single sign-on asks for the second factor again
}

// DefaultPolicy returns the policy of a tenant that set none: everything allowed, tokens of an hour
// (a day with claims challenges), sessions of 90 days, the second factor asked for again after one.
func DefaultPolicy() Policy {
	return Policy{
		PasswordGrant: true, DeviceCode: true, AppPasswords: true,
		Lifetime: time.Hour, LifetimeCAE: 24 * time.Hour,
		Session: 90 * 24 * time.Hour, MFAEvery: 24 * time.Hour,
	}
}

func (p *Provider) init() {
	p.once.Do(func() {
		if p.Now == nil {
			p.Now = time.Now
		}
		if p.Rand == nil {
			p.Rand = rand.Reader
		}
		if p.Log == nil {
			p.Log = slog.New(slog.DiscardHandler)
		}
		if p.Clients == nil {
			p.Clients = DefaultClients(p.Base)
		}
		if p.Hasher == nil {
			p.Hasher = new(password.Hasher)
		}
		if p.Keys == nil {
			p.Keys = &keys.Ring{Store: p.Store, Now: p.Now}
		}
		p.signer.Keys = p.Keys
		p.Limits = p.Limits.withDefaults()
		p.set = page.Load()
		p.pages = p.protected(http.HandlerFunc(p.servePage))
	})
}

// Start makes the signing key if the store has none, so that the first sign-in need not wait for it.
func (p *Provider) Start(ctx context.Context) error {
	p.init()
	_, err := p.Keys.Signer(ctx)
	return err
}
