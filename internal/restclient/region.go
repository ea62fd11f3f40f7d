package restclient

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// Region asks a global address of Security & Compliance which region has the organisation, and returns the
// address to go on at: Base, where the service sends nobody on (protocol section 4.1). Of the address that
// it names only the first label of the host counts, put before the host of Base, so that the bearer stays
// below the name that it was given for (checks.md S-54).
func (c *Client) Region(ctx context.Context) (*url.URL, error) {
	u := c.v1("EXOModuleFile")
	u.RawQuery = "Version=" + c.ModuleVersion
	bearer, err := c.Bearer(ctx, "")
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+bearer)
	for name, value := range map[string]string{"X-AnchorMailbox": c.Anchor, "connection-id": c.ConnectionID} {
		if value != "" { // the connection, so that a service does not open a session for the question alone
			req.Header.Set(name, value)
		}
	}
	res, err := c.client().Do(req)
	if err != nil {
		return nil, c.unreached(err)
	}
	defer res.Body.Close()
	to, err := res.Location()
	if res.StatusCode != http.StatusFound || err != nil {
		return c.Base, nil
	}
	label, _, _ := strings.Cut(to.Hostname(), ".")
	if !isLabel(label) || strings.EqualFold(to.Host, c.Base.Host) {
		return c.Base, nil
	}
	regional := *c.Base
	regional.Host = strings.ToLower(label) + "." + c.Base.Host
	return &regional, nil
}

// isLabel says whether a text is one label of a host name.
func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}
