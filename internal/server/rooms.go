package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/release"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/sqlstore"
)

// The store lies in a directory of its own below the data directory.
const storeFile = "store/exosh.db"

// openStore takes the data directory for this server and opens the store below it.
func (s *Server) openStore(ctx context.Context) error {
	lock, err := sqlstore.LockDir(s.dir)
	if err != nil {
		return err
	}
	s.lock = lock
	s.store, err = sqlstore.Open(ctx, sqlstore.Options{
		Path: filepath.Join(s.dir, filepath.FromSlash(storeFile)), Now: s.o.Now, Rand: s.o.Rand, Log: s.o.Log, Shared: true,
	})
	return err
}

// buildRooms makes the session service and the doors of every realm.
func (s *Server) buildRooms(ctx context.Context) error {
	s.sessions = &session.Service{
		Store: s.store, Commands: s.commands(), Roles: roles{}, Known: known,
		Now: s.o.Now, Log: s.o.Log, Limit: s.o.SessionLimit, Idle: s.o.SessionIdle,
	}
	key, err := adminapi.LoadKey(ctx, s.store)
	if err != nil {
		return err
	}
	for _, r := range s.realms {
		if err := s.address(r); err != nil {
			return err
		}
		s.buildDoors(r, key)
		if err := r.idp.Start(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) buildDoors(r *realm, key []byte) {
	r.idp = &idp.Provider{
		Store: s.store, Directory: s.store, Realm: r.name, Base: r.base, PageBase: r.pages,
		Resources: r.complianceAudiences(), Proxies: s.o.Proxies, Hasher: s.hasher, SMS: s.textMessages(), Policies: s.policy, Now: s.o.Now, Rand: s.o.Rand, Log: s.o.Log,
	}
	r.admin = s.door(r.base, s.sign(r, r.exchangeAudiences(), s.exchange(r)), key)
	if r.compliance != nil {
		r.scc = s.door(r.compliance, s.sign(r, r.complianceAudiences(), compliance), key)
		r.scc.Banner = "Connected to Security & Compliance of an exosh organization, version " + release.Version + "."
	}
	if s.o.Lab {
		r.lab = &lab.Page{Organization: r.tenant.Display, Accounts: r.accounts, Inbox: s.inbox, Now: s.o.Now}
	}
}

// door makes the admin endpoint of one address.
func (s *Server) door(base *url.URL, sign func(*http.Request) (session.Identity, error), key []byte) *adminapi.Handler {
	return &adminapi.Handler{
		Sessions: s.sessions, Sign: sign, Directory: s.store, Key: key, Version: release.Version, Now: s.o.Now, Log: s.o.Log,
		Base: func(*http.Request) string { return base.String() },
	}
}

// textMessages is who delivers codes: the lab's inbox. Without a lab there is no sender yet, and text
// messages cannot be chosen as a second factor.
func (s *Server) textMessages() factor.Sender {
	if s.o.Lab {
		return s.inbox
	}
	return nil
}

// policy is what the organisation allows: the default, less what its administrators forbid.
func (s *Server) policy(ctx context.Context, tenant org.ID) (idp.Policy, error) {
	p := idp.DefaultPolicy()
	ctx = org.WithCaller(ctx, &org.Caller{Tenant: tenant, Actor: "system"})
	err := s.store.View(ctx, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err == nil {
			p.PasswordGrant = !directory.Flag(o.Entry, directory.PropNoPassword)
			p.DeviceCode = !directory.Flag(o.Entry, directory.PropNoDeviceCode)
			p.AppPasswords = !directory.Flag(o.Entry, directory.PropNoAppPassword)
		}
		return err
	})
	return p, err
}

// sign tells an admin endpoint who calls: the realm's sign-in service verifies the bearer token, which has
// to be for one of the endpoint's audiences. env says which environment the endpoint is for a tenant.
func (s *Server) sign(r *realm, audiences []string, env func(context.Context, org.ID) (catalog.Env, error)) func(*http.Request) (session.Identity, error) {
	return func(q *http.Request) (session.Identity, error) {
		p, err := r.idp.Verify(q.Context(), bearer(q), audiences)
		if err != nil {
			return session.Identity{}, refusal(err)
		}
		where, err := env(q.Context(), p.Tenant)
		if err != nil {
			return session.Identity{}, err
		}
		return session.Identity{
			Tenant: p.Tenant, Env: where, User: p.ObjectID, UPN: p.UPN, ClientID: p.ClientID, Scopes: p.Scopes,
			Address: addressOf(r.idp.Address(q)), IssuedAt: p.IssuedAt, Expires: p.Expires,
		}, nil
	}
}

// addressOf is an address as audit records have it.
func addressOf(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// bearer is the token of the request, "" where it carries none (RFC 6750, 2.1).
func bearer(q *http.Request) string {
	scheme, token, _ := strings.Cut(q.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// refusal turns what the sign-in service says of a token into what the admin endpoint answers: the
// error's name only, and the claims challenge where a new token would do.
func refusal(err error) error {
	var a *idp.AuthError
	if !errors.As(err, &a) {
		return err
	}
	e := &command.Error{Category: command.AuthenticationError, ID: "InvalidAuthenticationToken", Message: "The access token is not valid here.", Err: err}
	if a.Claims != "" {
		e.ID, e.Message = session.IDTokenRevoked, "The access token was revoked."
	}
	return e
}

// address opens the listeners of a realm and so settles its URLs.
func (s *Server) address(r *realm) error {
	listen := s.o.Listen
	if r != s.realms[0] {
		host, _, _ := net.SplitHostPort(listen)
		listen = net.JoinHostPort(host, "0")
	}
	var err error
	if r.base, err = r.open(listen, s.o.Host, "https", (*Server).serve); err != nil {
		return fmt.Errorf("listen on %s: %w (name another address with --listen)", listen, err)
	}
	if err := s.addressCompliance(r); err != nil {
		return err
	}
	if !s.o.Pages {
		return nil
	}
	if r.pages, err = r.open("127.0.0.1:0", portalHost, "http", (*Server).servePages); err != nil {
		return fmt.Errorf("listen for the sign-in pages: %w", err)
	}
	return nil
}

// listen serves what address has opened.
func (s *Server) listen(context.Context) error {
	for _, r := range s.realms {
		for _, l := range r.listeners {
			r.start(l, s.newHTTP(l.serve(s, r)), s.failed)
		}
	}
	return nil
}

// announce writes the ready file once everything listens.
func (s *Server) announce(context.Context) error {
	if s.o.ReadyFile == "" {
		return nil
	}
	return s.Ready().Write(s.o.ReadyFile)
}

// known finds a cmdlet that the service has, built by exosh or not.
func known(name string) (*catalog.Cmdlet, bool) {
	c, ok := catalog.Lookup(name)
	if !ok || c.Module {
		return nil, false
	}
	return c, true
}
