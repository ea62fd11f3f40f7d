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
	remote, err := d.remote(address)
	return err == nil && (remote == nil || flag(remote, "AutoForwardEnabled", true)), err
}

// MayReport says whether an address outside is told what became of a message: of failures (NDREnabled of its
// remote domain), or of success and delays (DeliveryReportEnabled).
func (d *Directory) MayReport(address string, failure bool) (bool, error) {
	remote, err := d.remote(address)
	name := "DeliveryReportEnabled"
	if failure {
		name = "NDREnabled"
	}
	return err == nil && (remote == nil || flag(remote, name, true)), err
}

// Ours says whether an address is in one of the organisation's domains.
func (d *Directory) Ours(address string) (bool, error) {
	domain, ok := domainOf(address)
	if !ok {
		return false, nil
	}
	_, ours, err := d.Accepts(domain)
	return ours, err
}

// remote returns what the organisation has set for the domain of an address outside, nil for nothing.
func (d *Directory) remote(address string) (*org.Entry, error) {
	remotes, err := org.All(d.Tx, kindRemoteDomain, nil)
	if err != nil {
		return nil, err
	}
	domain, _ := domainOf(address)
	return nearest(remotes, domain), nil
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
