package route

import (
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// The kinds of the objects that say what may be forwarded outside, as their cmdlets keep them.
const (
	kindOutboundPolicy = "hostedoutboundspamfilterpolicy"
	kindRemoteDomain   = "remotedomain"
)

// MayForward says whether mail may be forwarded automatically to an address outside: the default outbound spam
// policy has to allow it (AutoForwardingMode On; Automatic is off), and so has the remote domain of the address
// (AutoForwardEnabled).
func (d *Directory) MayForward(address string) (bool, error) {
	policies, err := org.All(d.Tx, kindOutboundPolicy, func(e *org.Entry) bool {
		return directory.Flag(e, "IsDefault") && strings.EqualFold(directory.Text(e, "AutoForwardingMode"), "On")
	})
	if err != nil || len(policies) == 0 {
		return false, err
	}
	remotes, err := org.All(d.Tx, kindRemoteDomain, nil)
	if err != nil {
		return false, err
	}
	domain, _ := domainOf(address)
	best := nearest(remotes, domain)
	return best == nil || flag(best, "AutoForwardEnabled", true), nil
}

// nearest returns the remote domain that says most about a domain, nil where none says anything: its own, then
// that of "*.parent" with the longest parent, then "*".
func nearest(remotes []*org.Entry, domain string) *org.Entry {
	var best *org.Entry
	length := -1
	for _, e := range remotes {
		name := org.Fold(directory.Text(e, "DomainName"))
		parent, wild := strings.CutPrefix(name, "*.")
		fits := name == domain || name == "*" || wild && strings.HasSuffix(domain, "."+parent)
		if fits && len(name) > length {
			best, length = e, len(name)
		}
	}
	return best
}
