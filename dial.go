package exosh

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// Dial signs in, opens a session and learns which cmdlets the account may run. Errors are
// *command.Error, but for that of a cancelled ctx.
func Dial(ctx context.Context, o Options) (*Conn, error) {
	t, err := o.target()
	if err != nil {
		return nil, err
	}
	d := dialing{o: o, target: t, http: o.client(t.env)}
	return d.run(ctx)
}

// A dialing is a connect under way.
type dialing struct {
	o      Options
	target target
	http   *http.Client
	tokens TokenSource
	token  Token
}

func (d *dialing) run(ctx context.Context) (*Conn, error) {
	d.step("Signing in", 10)
	if err := d.signIn(ctx); err != nil {
		return nil, err
	}
	c, err := d.conn()
	if err != nil {
		return nil, err
	}
	if d.target.named() {
		if err := c.findRegion(ctx); err != nil {
			c.forget()
			return nil, err
		}
	}
	if d.o.Banner != nil { // a missing banner is no reason to fail
		d.step("Reading the banner", 40)
		if text, err := c.rest.Banner(ctx); err == nil && text != "" {
			d.o.Banner(text)
		}
	}
	d.step("Importing cmdlets", 60)
	m, err := c.rest.Module(ctx, d.o.Commands)
	if errors.Is(err, restclient.ErrTooManySessions) {
		m, err = d.makeRoom(ctx, c, err)
	}
	if err == nil {
		d.step("Importing cmdlets", 90)
		err = c.learn(m)
	}
	if err != nil {
		c.forget()
		return nil, err
	}
	d.step("Connected", 100)
	return c, nil
}

// makeRoom ends the session that the program chooses and tries again; full is the refusal.
func (d *dialing) makeRoom(ctx context.Context, c *Conn, full error) (*restclient.Module, error) {
	if d.o.Full == nil {
		return nil, full
	}
	open, err := c.rest.Sessions(ctx)
	if err != nil || len(open) == 0 {
		return nil, full
	}
	end, err := d.o.Full(ctx, open)
	if err != nil {
		return nil, err
	}
	if end == "" {
		return nil, full
	}
	if err := c.rest.EndSession(ctx, end); err != nil {
		return nil, err
	}
	return c.rest.Module(ctx, d.o.Commands)
}

func (d *dialing) step(text string, percent int) {
	if d.o.Progress != nil {
		d.o.Progress(Step{Text: text, Percent: percent})
	}
}

func (d *dialing) signIn(ctx context.Context) error {
	begin := d.o.SignIn
	if begin == nil {
		begin = Browser(BrowserOptions{})
	}
	if d.o.Connect != nil {
		d.o.Connect(d.target.authority.Host)
	}
	var err error
	d.tokens, err = begin(Realm{
		Authority: d.target.authority.String(), Resource: d.target.resource().String(), ClientID: d.target.clientID(),
		Hint: d.o.UserPrincipalName, HTTP: d.http, KnownCloud: knownLogin(d.target.authority.Host),
	})
	if err != nil {
		return err
	}
	if d.token, err = d.tokens.Token(ctx, ""); err != nil {
		return err
	}
	return d.checkAudience()
}

// checkAudience refuses to send a token to a host that it was not made for (checks.md S-54). Audiences
// that are ids of applications belong to the vendor's cloud.
func (d *dialing) checkAudience() error {
	aud := d.token.Audience
	if aud == "" {
		return nil
	}
	u, err := url.Parse(aud)
	named := err == nil && u.Host != ""
	switch {
	case named && (strings.EqualFold(u.Hostname(), d.target.base.Hostname()) || strings.EqualFold(u.Hostname(), d.target.resource().Hostname())):
		return nil
	case !named && knownService(d.target.base.Host):
		return nil
	}
	return &command.Error{Category: command.SecurityError, ID: "TokenForAnotherHost", Target: d.target.base.Host,
		Message: fmt.Sprintf("The access token was made for %s, not for %s.", aud, d.target.base.Host),
		Advice:  "It was not sent. Get a token for https://" + d.target.base.Host + "/.default, or correct -ConnectionUri."}
}

// conn makes the connection, without asking the service anything.
func (d *dialing) conn() (*Conn, error) {
	id, err := newGUID()
	if err != nil {
		return nil, err
	}
	account := d.account()
	c := &Conn{
		tokens: d.tokens, threads: d.o.Threads,
		info: Info{
			ConnectionID: id, Environment: d.target.env.Name, Env: d.target.serves(),
			ConnectionURI: d.target.base.String(), AuthorizationURI: d.target.authority.String(),
			UserPrincipalName: account, Organization: d.o.Organization,
			DelegatedOrganization: d.o.DelegatedOrganization,
			TenantID:              d.token.TenantID, TokenExpires: d.token.Expires, PageSize: d.o.PageSize,
		},
	}
	if c.info.PageSize == 0 {
		c.info.PageSize = restclient.PageSize
	}
	c.rest = d.rest(c)
	return c, nil
}

func (d *dialing) rest(c *Conn) *restclient.Client {
	r := &restclient.Client{
		Base: d.target.base, TenantID: d.tenant(c.info.UserPrincipalName), Bearer: c.bearer, HTTP: d.http,
		Trusted: d.target.env.Trusted, ConnectionID: c.info.ConnectionID, ModuleVersion: ModuleVersion,
		Anchor: d.anchor(c.info.UserPrincipalName), Language: d.o.Language, UserAgent: d.o.Program, Page: d.o.PageSize,
		ProcessID: os.Getpid(), OSVersion: runtime.GOOS + "/" + runtime.GOARCH, Now: d.o.Now,
		RequestID: func() string { id, _ := newGUID(); return id },
	}
	if r.Language == "" {
		r.Language = "en-US"
	}
	if r.UserAgent == "" {
		r.UserAgent = "exosh/" + Version
	}
	if !knownService(d.target.base.Host) { // the vendor's clouds have no use for it
		r.Host = d.o.Host
	}
	return r
}

// account is who is connected, as the vendor's module names it (protocol section 2.8).
func (d *dialing) account() string {
	switch {
	case d.token.Account != "":
		return d.token.Account
	case d.o.UserPrincipalName != "":
		return d.o.UserPrincipalName
	case d.o.Organization != "":
		return "OAuthUser@" + d.o.Organization
	case d.o.DelegatedOrganization != "":
		return "OAuthUser@" + d.o.DelegatedOrganization
	}
	return "OAuthUser"
}

// tenant is what stands for the organisation in addresses (protocol section 2.8). A partner names the
// customer's, so that a token for another organisation is refused and does not land in its own.
func (d *dialing) tenant(account string) string {
	for _, t := range []string{d.o.DelegatedOrganization, d.token.TenantID, d.o.Organization} {
		if t != "" {
			return t
		}
	}
	_, domain, _ := strings.Cut(account, "@")
	return domain
}

func newGUID() (string, error) {
	g, err := object.NewGUID(rand.Reader)
	if err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return g.String(), nil
}

// client is the program's HTTP client, or one that follows the system's proxy settings and trusts the
// environment's certificates.
func (o Options) client(env Environment) *http.Client {
	if o.HTTPClient != nil {
		return o.HTTPClient
	}
	return NewHTTPClient(env, http.ProxyFromEnvironment)
}

// NewHTTPClient returns a client for an environment: its certificates are trusted in place of the
// system's where it has some, and proxy chooses the way, as in http.Transport.
func NewHTTPClient(env Environment, proxy func(*http.Request) (*url.URL, error)) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = proxy
	t.MaxConnsPerHost = 14
	t.ResponseHeaderTimeout = 16 * time.Minute // the service works for up to 15
	if env.RootCAs != nil {
		t.TLSClientConfig.RootCAs = env.RootCAs
	}
	return &http.Client{Transport: t}
}
