package idp

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"example.org/exosh/internal/oidc"
)

// A Client is an application that may ask for tokens. All are public: they have no secret and must
// use PKCE.
type Client struct {
	ID   string // GUID, compared without regard to case
	Name string // shown to the person who signs in
	// Redirects are the registered redirect addresses, compared exactly. Of a loopback address
	// ("http://localhost", "http://localhost/", "http://127.0.0.1") the port is free (RFC 8252, 7.3).
	Redirects []string
	// LogoutRedirects are where a browser may be sent after sign-out, compared exactly.
	LogoutRedirects []string
}

// DefaultClients returns the public clients that every organisation knows: the vendor's module by its
// two ids, and exosh.
func DefaultClients(base *url.URL) []Client {
	redirects := []string{"http://localhost", "http://localhost/"}
	for _, host := range slices.Compact([]string{base.Host, base.Hostname()}) {
		redirects = append(redirects, base.Scheme+"://"+host+"/organizations/oauth2/nativeclient", base.Scheme+"://"+host+"/common/oauth2/nativeclient")
	}
	return []Client{
		{ID: oidc.ClientExchangeModule, Name: "Exchange Online PowerShell", Redirects: redirects},
		{ID: oidc.ClientExchangeModuleV1, Name: "Exchange Online PowerShell (V1)", Redirects: redirects},
		{ID: oidc.ClientExosh, Name: "exosh", Redirects: redirects},
	}
}

func (p *Provider) client(id string) (Client, bool) {
	for _, c := range p.Clients {
		if strings.EqualFold(c.ID, id) {
			return c, true
		}
	}
	return Client{}, false
}

// A loopback redirect address, exactly as it may be written: no user, no dots, no query.
var loopback = regexp.MustCompile(`^(http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?(/?)$`)

// Reports whether the client registered the address (RFC 9700, 2.1).
func (c Client) redirects(to string) bool {
	if slices.Contains(c.Redirects, to) {
		return true
	}
	m := loopback.FindStringSubmatch(to)
	return m != nil && slices.Contains(c.Redirects, m[1]+m[2])
}
