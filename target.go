package exosh

import (
	"fmt"
	"net/url"
	"strings"

	"example.org/exosh/command"
)

// A target is where a connect goes: the addresses of the options and of the environment, checked.
type target struct {
	env       Environment
	base      *url.URL // https://host[:port]
	authority *url.URL
	email     string // routing hint of the connection address, "" for none
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
	var err error
	if t.base, err = address("ConnectionUri", first(o.ConnectionURI, t.env.ConnectionURI)); err != nil {
		return target{}, err
	}
	t.email = t.base.Query().Get("email")
	t.base = &url.URL{Scheme: "https", Host: strings.ToLower(t.base.Host)}
	if err := refuseCompliance(t.base); err != nil {
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
		a, errA := url.Parse(connection)
		b, errB := url.Parse(e.ConnectionURI)
		if errA == nil && errB == nil && strings.EqualFold(a.Host, b.Host) {
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

// refuseCompliance refuses Security & Compliance hosts by name: their connect differs (protocol
// section 4.1) and is not built.
func refuseCompliance(base *url.URL) error {
	if !strings.Contains(base.Hostname(), "ps.compliance.protection") {
		return nil
	}
	return &command.Error{Category: command.NotImplemented, ID: "NotSupported", Target: base.Host,
		Message: "Connections to Security & Compliance PowerShell are not supported yet.",
		Advice:  "Connect to Exchange Online with Connect-ExchangeOnline."}
}
