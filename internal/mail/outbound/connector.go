package outbound

import (
	"cmp"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// kindConnector is the kind of outbound connectors; package cmdlet/plain keeps them.
const kindConnector = "outboundconnector"

// A Connector is an outbound connector: how mail for some domains leaves the organisation.
type Connector struct {
	ID          org.ID
	Name        string
	Enabled     bool
	Domains     []string // RecipientDomains: names, "*.contoso.com", "*"
	SmartHosts  []string // names or addresses, perhaps with a port; none for the servers of the domain
	RuleScoped  bool     // IsTransportRuleScoped: only transport rules choose it
	Everything  bool     // RouteAllMessagesViaOnPremises: all mail for outside goes through it
	AllAccepted bool     // AllAcceptedDomains: it takes the organisation's own domains
	TLS         TLSMode
	TLSDomain   string // with DomainValidation, the name in the certificate; "" for the smart host's own
	DANE        string // SmtpDaneMode: "Opportunistic", "Mandatory", "None"
	STS         string // MtaStsMode: "Opportunistic", "None"
}

// A TLSMode is a value of TlsSettings: what a connector asks of TLS. "" takes what is offered.
type TLSMode string

// The values of TlsSettings.
const (
	EncryptionOnly        TLSMode = "EncryptionOnly"        // no message in clear
	CertificateValidation TLSMode = "CertificateValidation" // and a certificate of a trusted authority
	DomainValidation      TLSMode = "DomainValidation"      // and the right name in it
)

// connectors reads the organisation's outbound connectors in order of their names.
func connectors(tx org.Tx) ([]Connector, error) {
	entries, err := org.All(tx, kindConnector, nil)
	if err != nil {
		return nil, err
	}
	list := make([]Connector, len(entries))
	for i, e := range entries {
		list[i] = connectorOf(e)
	}
	return list, nil
}

// connectorOf reads a connector. What was never set is what package cmdlet/plain shows then: on, by MX, and
// with both policies of the recipient's domain.
func connectorOf(e *org.Entry) Connector {
	c := Connector{
		ID: e.ID, Name: directory.Text(e, "Name"), Enabled: flagOr(e, "Enabled", true),
		Domains: directory.Texts(e, "RecipientDomains"), SmartHosts: directory.Texts(e, "SmartHosts"),
		RuleScoped: directory.Flag(e, "IsTransportRuleScoped"), Everything: directory.Flag(e, "RouteAllMessagesViaOnPremises"),
		AllAccepted: directory.Flag(e, "AllAcceptedDomains"),
		TLS:         TLSMode(directory.Text(e, "TlsSettings")), TLSDomain: directory.Text(e, "TlsDomain"),
		DANE: directory.Text(e, "SmtpDaneMode"), STS: directory.Text(e, "MtaStsMode"),
	}
	return c
}

// flagOr returns a switch, or what it is where nobody set it.
func flagOr(e *org.Entry, name string, unset bool) bool {
	if v, _ := e.Props.Get(name); v == nil {
		return unset
	}
	return directory.Flag(e, name)
}

// policy returns what the connector asks of TLS with a server.
func (c *Connector) policy(host string) policy {
	p := policy{by: "the outbound connector " + c.Name, encrypt: true}
	switch c.TLS {
	case EncryptionOnly:
	case CertificateValidation:
		p.trusted = true
	case DomainValidation:
		p.trusted, p.names = true, [][]string{{cmp.Or(c.TLSDomain, host)}}
	default:
		return policy{}
	}
	return p
}
