package restclient

import (
	"fmt"
	"net/url"
	"strings"

	"example.org/exosh/command"
)

// trusts says whether a bearer may be sent to the address: over https, to the host of the environment
// or one of the suffixes that the environment names (checks.md S-54). The port of another host must
// be the default one.
func (c *Client) trusts(u *url.URL) bool {
	if u.Scheme != "https" || u.User != nil {
		return false
	}
	if strings.EqualFold(u.Hostname(), c.Base.Hostname()) && port(u) == port(c.Base) {
		return true
	}
	if port(u) != "443" {
		return false
	}
	for _, suffix := range c.Trusted {
		if strings.HasSuffix(strings.ToLower(u.Hostname()), strings.ToLower(suffix)) {
			return true
		}
	}
	return false
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// follow parses an address that the service gave and refuses one that a bearer may not go to. The
// vendor's cloud names the port of its own back ends, 446, which is reached as 443.
func (c *Client) follow(from *url.URL, address string) (*url.URL, error) {
	u, err := from.Parse(address)
	if err == nil && u.Port() == "446" {
		u.Host = u.Hostname()
	}
	if err != nil || !c.trusts(u) {
		return nil, &command.Error{
			Category: command.SecurityError, ID: "UntrustedRedirect", Type: "System.Security.SecurityException",
			Message: fmt.Sprintf("The service at %s wants its client to go on at %q, which the environment does not name.", c.Base.Host, shown(u, address)),
			Advice:  "The sign-in token is not sent there. Check the address given with -ConnectionUri; where both hosts are yours, name the second one under trusted in the environments file.",
			Target:  c.Base.Host,
		}
	}
	return u, nil
}

// shown is an address without its query, which may hold what others should not read.
func shown(u *url.URL, raw string) string {
	if u == nil {
		return raw
	}
	return u.Scheme + "://" + u.Host + u.Path
}
