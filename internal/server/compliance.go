package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// The kinds of organisations, as org.TenantInfo has them.
const (
	kindExchange = "exchange"
	kindEOP      = "eop" // standalone Exchange Online Protection: filtering, no mailboxes
)

// complianceOff is the value of --compliance-listen that serves no Security & Compliance.
const complianceOff = "off"

func (o *Options) checkCompliance() error {
	if o.ComplianceListen == "" || o.ComplianceListen == complianceOff {
		return nil
	}
	host, _, err := net.SplitHostPort(o.ComplianceListen)
	if err != nil {
		return fmt.Errorf("--compliance-listen %s: write it as host:port, or off", o.ComplianceListen)
	}
	if o.Lab && !isLoopback(host) {
		return fmt.Errorf("--lab shows secrets, so everything listens on loopback only, not on %s: change --compliance-listen", host)
	}
	return nil
}

// complianceHost is the name by which clients reach Security & Compliance.
func (o *Options) complianceHost() string {
	if o.ComplianceHost != "" {
		return o.ComplianceHost
	}
	return o.Host
}

// addressCompliance settles where Security & Compliance of a realm is. Its address differs from that of
// Exchange Online in the port or in the name, so that a token says which of them it is for.
func (s *Server) addressCompliance(r *realm) error {
	host := s.o.complianceHost()
	switch {
	case s.o.ComplianceListen == complianceOff:
		return nil
	case s.o.ComplianceListen == "" && !strings.EqualFold(host, s.o.Host):
		port := r.base.Port()
		if port == "" {
			port = "443"
		}
		r.compliance = address("https", host, port)
		return nil
	}
	listen, err := s.complianceListen(r)
	if err != nil {
		return err
	}
	if r.compliance, err = r.open(listen, host, "https", (*Server).serveCompliance); err != nil {
		return fmt.Errorf("listen on %s for Security & Compliance: %w (name another address with --compliance-listen, or off)", listen, err)
	}
	return nil
}

// complianceListen is the address to listen on: the one asked for, else the next port; a free one for every
// realm but the first.
func (s *Server) complianceListen(r *realm) (string, error) {
	listen, next := s.o.ComplianceListen, false
	if listen == "" {
		listen, next = s.o.Listen, true
	}
	host, text, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("listen on %s for Security & Compliance: %w", listen, err)
	}
	if r != s.realms[0] {
		return net.JoinHostPort(host, "0"), nil
	}
	if !next || text == "0" {
		return listen, nil
	}
	port, err := net.LookupPort("tcp", text)
	if err != nil || port == 65535 {
		return "", errors.Join(err, fmt.Errorf("there is no port after %s: name an address with --compliance-listen", text))
	}
	return net.JoinHostPort(host, strconv.Itoa(port+1)), nil
}

// shared reports whether a request to the realm's one listener is for Security & Compliance, which has a
// name of its own there.
func (r *realm) shared(q *http.Request) bool {
	return r.scc != nil && r.compliance.Port() == r.base.Port() && strings.EqualFold(hostname(q.Host), r.compliance.Hostname())
}

// serveCompliance answers requests at the address of Security & Compliance: its admin endpoint and health.
// Signing in is at the realm's own address.
func (s *Server) serveCompliance(r *realm) http.Handler {
	return r.wait(func(w http.ResponseWriter, q *http.Request) {
		switch firstSegment(q.URL.Path) {
		case "adminapi":
			r.scc.ServeHTTP(w, q)
		case "healthz":
			s.healthz(w, q)
		case "readyz":
			s.readyz(w, q)
		default:
			http.Error(w, "this is the admin endpoint of Security & Compliance; sign-in is at "+r.base.String(), http.StatusNotFound)
		}
	})
}

// complianceAudiences are those of tokens for Security & Compliance.
func (r *realm) complianceAudiences() []string {
	if r.compliance == nil {
		return nil
	}
	list := []string{r.compliance.String(), oidc.ResourceCompliance}
	if !strings.EqualFold(r.compliance.Hostname(), r.base.Hostname()) { // else it is that of Exchange Online
		list = append(list, "https://"+r.compliance.Hostname())
	}
	return slices.Compact(list)
}

// exchangeAudiences are those of tokens for Exchange Online: all that the realm issues but the others.
func (r *realm) exchangeAudiences() []string {
	return slices.DeleteFunc(r.idp.Audiences(), func(a string) bool { return slices.Contains(r.complianceAudiences(), a) })
}

// compliance is the environment of the Security & Compliance endpoint, whatever the tenant.
func compliance(context.Context, org.ID) (catalog.Env, error) { return catalog.SCC, nil }

// exchange says what a tenant has at the Exchange endpoint: Exchange Online, or standalone EOP.
func (s *Server) exchange(r *realm) func(context.Context, org.ID) (catalog.Env, error) {
	return func(ctx context.Context, tenant org.ID) (catalog.Env, error) {
		if tenant == r.tenant.ID {
			return envOf(r.tenant.Kind), nil
		}
		list, err := s.store.Tenants(ctx)
		if err != nil {
			return 0, err
		}
		for _, t := range list {
			if t.ID == tenant {
				return envOf(t.Kind), nil
			}
		}
		return catalog.EXO, nil // of no tenant: the session refuses it
	}
}

func envOf(kind string) catalog.Env {
	if kind == kindEOP {
		return catalog.EOP
	}
	return catalog.EXO
}
