package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/internal/adminapi"
	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/org"
)

// A realm is one environment: an address of its own, with its own issuer, audiences and tenants. All
// realms share the store and the sessions. A realm serves Exchange Online and Security & Compliance, each
// at an address and with an audience of its own.
type realm struct {
	name     string
	tenant   org.TenantInfo
	accounts []lab.Account
	filled   chan struct{} // closed once the tenant is there; nil where it always was
	fill     func()        // begins to make the tenant

	base       *url.URL // https
	compliance *url.URL // https, where Security & Compliance is; nil where it is not served
	pages      *url.URL // http on loopback, nil outside the demo
	idp        *idp.Provider
	admin      *adminapi.Handler // of Exchange Online, or of standalone EOP
	scc        *adminapi.Handler // of Security & Compliance, nil where it is not served
	lab        *lab.Page         // nil without lab pages

	listeners []listener
	servers   []*http.Server
}

// A listener is an address that a realm has taken, and what answers there.
type listener struct {
	net.Listener
	secure bool
	serve  func(*Server, *realm) http.Handler
}

// portalHost is the name of the realm's pages listener; browsers treat it as a secure context.
const portalHost = "localhost"

func (r *realm) info() RealmInfo {
	i := RealmInfo{
		Name: r.name, ConnectionURI: r.base.String(), AuthorityURI: r.base.String() + "/organizations",
		TenantID: r.tenant.ID.String(), Accounts: r.accounts,
	}
	if r.compliance != nil {
		i.ComplianceURI = r.compliance.String()
	}
	if r.lab != nil {
		i.LabURI = r.base.String() + "/lab"
		if r.pages != nil {
			i.LabURI = r.pages.String() + "/lab"
		}
	}
	return i
}

// wait holds a request back until the realm's organisation is there; the first one has it made.
func (r *realm) wait(next http.HandlerFunc) http.Handler {
	if r.filled == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.fill()
		select {
		case <-r.filled:
			next(w, q)
		case <-q.Context().Done():
		}
	})
}

// serve answers requests at the realm's own address.
func (s *Server) serve(r *realm) http.Handler {
	return r.wait(func(w http.ResponseWriter, q *http.Request) {
		switch firstSegment(q.URL.Path) {
		case "adminapi":
			if r.shared(q) {
				r.scc.ServeHTTP(w, q)
				return
			}
			r.admin.ServeHTTP(w, q)
		case "healthz":
			s.healthz(w, q)
		case "readyz":
			s.readyz(w, q)
		case "lab":
			s.serveLab(w, q, r)
		default:
			r.idp.Handler().ServeHTTP(w, q)
		}
	})
}

// servePages answers a browser at http://localhost: sign-in and lab pages, nothing else.
func (s *Server) servePages(r *realm) http.Handler {
	return r.wait(func(w http.ResponseWriter, q *http.Request) {
		switch {
		case !isLoopback(hostname(q.Host)):
			http.Error(w, "this address answers to localhost only", http.StatusMisdirectedRequest)
		case firstSegment(q.URL.Path) == "lab":
			s.serveLab(w, q, r)
		case firstSegment(q.URL.Path) == "adminapi":
			http.Error(w, "the admin endpoint is at "+r.base.String(), http.StatusMisdirectedRequest)
		default:
			r.idp.Handler().ServeHTTP(w, q)
		}
	})
}

// serveLab shows the lab page to this machine only: a name that somebody else points at loopback
// does not reach it.
func (s *Server) serveLab(w http.ResponseWriter, q *http.Request, r *realm) {
	if r.lab == nil || !isLoopback(hostname(q.Host)) {
		http.NotFound(w, q)
		return
	}
	r.lab.ServeHTTP(w, q)
}

func firstSegment(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return strings.ToLower(first)
}

func hostname(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return strings.Trim(hostport, "[]")
}

// open takes an address for the realm and says under which URL clients reach it.
func (r *realm) open(listen, host, scheme string, serve func(*Server, *realm) http.Handler) (*url.URL, error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, err
	}
	r.listeners = append(r.listeners, listener{l, scheme == "https", serve})
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, err
	}
	return address(scheme, host, port), nil
}

// address is the URL of a host and port; 443 goes without saying.
func address(scheme, host, port string) *url.URL {
	u := &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, port)}
	if scheme == "https" && port == "443" {
		u.Host = host
	}
	return u
}

// start serves a listener until shutdown.
func (r *realm) start(l listener, srv *http.Server, failed chan<- error) {
	r.servers = append(r.servers, srv)
	go func() {
		var err error
		if l.secure {
			err = srv.ServeTLS(l, "", "")
		} else {
			err = srv.Serve(l)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
}

// shutdown finishes what is under way; what is left when the context ends is cut off.
func (r *realm) shutdown(ctx context.Context) error {
	var errs []error
	for _, srv := range r.servers {
		if err := srv.Shutdown(ctx); err != nil {
			errs = append(errs, err, srv.Close())
		}
	}
	if len(r.servers) == 0 {
		for _, l := range r.listeners {
			errs = append(errs, l.Close())
		}
	}
	return errors.Join(errs...)
}
