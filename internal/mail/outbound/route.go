package outbound

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// Rules are what decides where mail for a domain goes.
type Rules struct {
	Connectors []Connector // of the organisation, in order of their names
	Accepted   bool        // the domain is one of the organisation's own
	Neighbour  org.ID      // the organisation of this server that has the domain; zero for none
	Default    string      // see Sender.Default
}

// Route returns the destination of mail for a domain: by the connector whose rule fits it best, else to another
// organisation of this server, else where the server's own setting says. The error is a *mail.Status.
func Route(r *Rules, domain string) (string, error) {
	name, err := asciiDomain(domain)
	if err != nil {
		return "", err
	}
	if c := choose(r, name); c != nil {
		return c.destination(name), nil
	}
	if r.Neighbour != (org.ID{}) {
		return tenantPrefix + org.IDText(r.Neighbour), nil
	}
	switch r.Default {
	case None, "":
		return "", switchedOff(domain)
	case Lab:
		return Lab, nil
	case MX:
		return mxPrefix + name, nil
	}
	return hostPrefix + r.Default, nil
}

// choose returns the connector that takes mail for a domain, nil where none does: of those that fit, the one
// whose pattern says most.
func choose(r *Rules, domain string) *Connector {
	var best *Connector
	most := 0
	for i := range r.Connectors {
		c := &r.Connectors[i]
		if fit := c.fits(domain, r.Accepted); fit > most {
			best, most = c, fit
		}
	}
	return best
}

// fits says how well a connector fits a domain: 0 for not at all.
func (c *Connector) fits(domain string, accepted bool) int {
	if !c.Enabled || c.RuleScoped {
		return 0
	}
	const most = 1 << 20
	if c.Everything && !accepted {
		return most
	}
	best := 0
	if c.AllAccepted && accepted {
		best = 1
	}
	for _, pattern := range c.Domains {
		best = max(best, fit(pattern, domain))
	}
	return best
}

// fit says how well a pattern fits a domain: "*" all of them, "*.contoso.com" those below it. A longer one says
// more, and a name more than a pattern.
func fit(pattern, domain string) int {
	if pattern == "*" {
		return 1
	}
	below, wild := strings.CutPrefix(pattern, "*.")
	name, err := asciiDomain(below)
	switch {
	case err != nil:
	case wild && strings.HasSuffix(domain, "."+name):
		return 1 + len(name)
	case !wild && name == domain:
		return 2 + len(name)
	}
	return 0
}

// The beginnings of destinations.
const (
	mxPrefix        = "mx:"
	hostPrefix      = "host:"
	tenantPrefix    = "tenant:"
	connectorPrefix = "connector:"
)

// destination returns what the connector makes of a domain.
func (c *Connector) destination(domain string) string {
	d := connectorPrefix + org.IDText(c.ID)
	if len(c.SmartHosts) == 0 {
		d += "/" + domain
	}
	return d
}

// asciiDomain returns a domain as the domain name system has it: folded, with A-labels (RFC 5890).
func asciiDomain(domain string) (string, error) {
	if strings.HasPrefix(domain, "[") {
		return "", refuse(501, "5.1.2", fmt.Sprintf("mail is not sent to an address literal like %s: use a domain", domain))
	}
	name, err := org.Fold(strings.TrimSuffix(domain, ".")), error(nil)
	if !ascii(name) { // others are as they are: idna refuses some that are in use, such as ab--cd.example
		name, err = idna.Lookup.ToASCII(name)
	}
	if err != nil || len(name) > 253 || net.ParseIP(name) != nil || slices.ContainsFunc(strings.Split(name, "."), badLabel) {
		return "", refuse(501, "5.1.2", fmt.Sprintf("%q is not the name of a domain", domain))
	}
	return name, nil
}

func badLabel(label string) bool {
	return label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool {
		return r != '-' && r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// switchedOff is the refusal where nothing leaves this server: the vendor's words for it, and what to do.
func switchedOff(domain string) *mail.Status {
	return refuse(550, "5.7.54", fmt.Sprintf("SMTP; Unable to relay recipient in non-accepted domain. Mail for %s does not leave this server: "+
		"switch that on with exosh serve --outbound mx or --outbound HOST:PORT, or add a connector for the domain with New-OutboundConnector", domain))
}
