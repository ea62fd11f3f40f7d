package idp

import (
	"net/url"
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
	// Permissions are the delegated permissions that it may ask for; nil means all.
	Permissions []string
	// LogoutRedirects are where a browser may be sent after sign-out, compared exactly.
	LogoutRedirects []string
}

// DefaultClients returns the public clients that every organisation knows: the vendor's module by its
// two ids, exosh, and one for mail programs.
func DefaultClients(base *url.URL) []Client {
	redirects := []string{"http://localhost", "http://localhost/"}
	for _, host := range slices.Compact([]string{base.Host, base.Hostname()}) {
		redirects = append(redirects, base.Scheme+"://"+host+"/organizations/oauth2/nativeclient", base.Scheme+"://"+host+"/common/oauth2/nativeclient")
	}
	return []Client{
		{ID: oidc.ClientExchangeModule, Name: "Exchange Online PowerShell", Redirects: redirects, Permissions: adminPermissions()},
		{ID: oidc.ClientExchangeModuleV1, Name: "Exchange Online PowerShell (V1)", Redirects: redirects, Permissions: adminPermissions()},
		{ID: oidc.ClientExosh, Name: "exosh", Redirects: redirects},
		{ID: oidc.ClientMail, Name: "Mail program", Redirects: redirects, Permissions: mailPermissions()},
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

// Takes the port out of a loopback redirect address, which has to be written exactly so: no user, no
// dots, no query. It returns "" for any other address.
func portless(to string) string {
	for _, host := range []string{"http://localhost", "http://127.0.0.1", "http://[::1]"} {
		rest, ok := strings.CutPrefix(to, host)
		if !ok {
			continue
		}
		port := strings.TrimSuffix(rest, "/")
		if digits, ok := strings.CutPrefix(port, ":"); port == "" || ok && len(digits) >= 1 && len(digits) <= 5 && strings.Trim(digits, "0123456789") == "" {
			return host + rest[len(port):]
		}
	}
	return ""
}

// Reports whether the client registered the address (RFC 9700, 2.1).
func (c Client) redirects(to string) bool {
	if slices.Contains(c.Redirects, to) {
		return true
	}
	loopback := portless(to)
	return loopback != "" && slices.Contains(c.Redirects, loopback)
}
