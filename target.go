package exosh

import (
	"fmt"
	"net/url"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
)

// A target is where a connect goes: the addresses of the options and of the environment, checked.
type target struct {
	env       Environment
	base      *url.URL // https://host[:port]
	authority *url.URL
	email     string // routing hint of the connection address, "" for none

	compliance bool // it is Security & Compliance
	searchOnly bool
}

// The part of a host name by which the vendor's module knows Security & Compliance.
const complianceHost = "ps.compliance.protection"

// searchHost stands in for the host of Security & Compliance in the scope of a search-only session, in the
// worldwide cloud (protocol section 1.1).
const searchHost = "dataservice.o365filtering.com"

// serves is the environment that is there, as far as the address tells.
func (t target) serves() catalog.Env {
	if t.compliance {
		return catalog.SCC
	}
	return catalog.EXO
}

// named says whether the host has the name of Security & Compliance.
func (t target) named() bool { return strings.Contains(t.base.Hostname(), complianceHost) }

// resource is what the token is for: the service without its region.
func (t target) resource() *url.URL {
	u := *t.base
	if t.searchOnly && u.Host == complianceHost+".outlook.com" {
		u.Host = searchHost
	}
	return &u
}

// global takes the region off a host of Security & Compliance: nam12b.ps.compliance.protection... is
// ps.compliance.protection....
func global(host string) string {
	first, rest, ok := strings.Cut(host, ".")
	if ok && first != "" && strings.HasPrefix(rest, complianceHost) {
		return rest
	}
	return host
}

func (t target) clientID() string {
	if t.env.ClientID != "" {
		return t.env.ClientID
	}
	return ClientID
}

// target works out the addresses, protocol sections 1.2 and 1.3; unlike the vendor's module it keeps
// the port of the connection address.
func (o Options) target() (target, error) {
	t := target{env: o.Environment}
	if t.env.ConnectionURI == "" && t.env.Name == "" {
		t.env = Environments()[0]
	}
	if o.ConnectionURI != "" || o.AuthorizationURI != "" {
		t.env.Trusted = trustedOf(o.ConnectionURI, t.env)
	}
	if err := o.checkNames(); err != nil {
		return target{}, err
	}
	if o.Compliance && o.ConnectionURI == "" && t.env.ComplianceURI == "" {
		return target{}, &command.Error{Category: command.InvalidArgument, ID: "NoCompliance", Target: t.env.Name,
			Message: fmt.Sprintf("The environment %q has no address of Security & Compliance.", t.env.Name),
			Advice:  "Give one with ConnectionURI, or as the environment's ComplianceURI."}
	}
	var err error
	if t.base, err = address("ConnectionUri", first(o.ConnectionURI, o.service(t.env))); err != nil {
		return target{}, err
	}
	t.email = t.base.Query().Get("email")
	t.base = &url.URL{Scheme: "https", Host: global(strings.ToLower(t.base.Host))}
	if err := o.checkService(&t); err != nil {
		return target{}, err
	}
	if t.authority, err = address("AzureADAuthorizationEndpointUri", first(o.AuthorizationURI, t.env.AuthorizationURI)); err != nil {
		return target{}, err
	}
	if o.DelegatedOrganization != "" && o.AuthorizationURI == "" {
		t.authority = &url.URL{Scheme: "https", Host: t.authority.Host, Path: "/" + o.DelegatedOrganization}
	}
	return t, nil
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// trustedOf keeps the hosts that an environment trusts only where its service is the one connected to.
func trustedOf(connection string, env Environment) []string {
	if connection == "" {
		return env.Trusted
	}
	for _, e := range append(Environments(), env) {
		if sameHost(connection, e.ConnectionURI) || sameHost(connection, e.ComplianceURI) {
			return e.Trusted
		}
	}
	return nil
}

// address reads an address that a token or a password will go to.
func address(parameter, value string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(value))
	if err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil {
		return u, nil
	}
	return nil, &command.Error{Category: command.InvalidArgument, ID: "InvalidUri", Target: value,
		Type:    "System.ArgumentException",
		Message: fmt.Sprintf("-%s is %q, which is not an absolute https address.", parameter, value),
		Advice:  "Give it as https://HOST, with :PORT where that is not 443. Nothing is sent over plain http."}
}

func (o Options) checkNames() error {
	if o.PageSize < 0 || o.PageSize > 1000 {
		return &command.Error{Category: command.InvalidArgument, ID: "InvalidPageSize", Target: int32(o.PageSize),
			Message: fmt.Sprintf("The page size is %d; it can be 1 to 1000.", o.PageSize), Advice: "Give -PageSize a number from 1 to 1000."}
	}
	if d := o.DelegatedOrganization; strings.ContainsAny(d, "/?#\\ @") {
		return &command.Error{Category: command.InvalidArgument, ID: "InvalidOrganization", Target: d,
			Message: fmt.Sprintf("-DelegatedOrganization is %q, which is neither a domain nor a tenant id.", d),
			Advice:  "Give the customer's domain, for example adatum.onmicrosoft.com."}
	}
	return nil
}

// service is the environment's address of what is connected to.
func (o Options) service(e Environment) string {
	if o.Compliance {
		return e.ComplianceURI
	}
	return e.ConnectionURI
}

// checkService settles whether the target is Security & Compliance, and refuses an address that is known to
// be the other service's.
func (o Options) checkService(t *target) error {
	base := t.base.String()
	t.compliance = o.Compliance || t.named() || !sameHost(base, t.env.ConnectionURI) && sameHost(base, t.env.ComplianceURI)
	if o.Compliance && !t.named() && knownService(t.base.Host) {
		return &command.Error{Category: command.InvalidArgument, ID: "InvalidUri", Target: base, Type: "System.ArgumentException",
			Message: fmt.Sprintf("-ConnectionUri is %s, which is Exchange Online, not Security & Compliance.", base),
			Advice:  "Leave it out, or connect there with Connect-ExchangeOnline."}
	}
	if t.searchOnly = o.SearchOnly; o.SearchOnly && !t.compliance {
		return &command.Error{Category: command.InvalidArgument, ID: "InvalidSearchOnly", Target: base,
			Message: "A search-only session is one of Security & Compliance.", Advice: "Leave SearchOnly out, or set Compliance."}
	}
	return nil
}
