package exosh

import (
	"crypto/x509"
	"net/url"
	"strings"
)

// ClientID is the public client id of the vendor's module, which services expect by default.
const ClientID = "fb78d390-0c51-40cd-8e17-fdbfab77341b"

// An Environment says where a service lives and where one signs in to it.
type Environment struct {
	Name             string         // "O365Default", or a name of one's own
	ConnectionURI    string         // https address of Exchange Online; its path is ignored, its port is kept
	ComplianceURI    string         // the same of Security & Compliance; "" where the environment has none
	AuthorizationURI string         // https address of the authority, with at least one path segment
	ClientID         string         // "" means ClientID
	RootCAs          *x509.CertPool // trusted in place of the system's; nil means the system's
	// Trusted are further host suffixes (".outlook.office365.com") that the service may send a client
	// on to. A bearer token goes to the host that it is for and to these, and nowhere else.
	Trusted []string
}

// Environments returns the vendor's five clouds, in the order of its enumeration.
func Environments() []Environment {
	return []Environment{
		vendor("O365Default", "outlook.office365.com", "ps.compliance.protection.outlook.com", "login.microsoftonline.com", ".outlook.office365.com", ".ps.compliance.protection.outlook.com"),
		vendor("O365GermanyCloud", "outlook.office.de", "", "login.microsoftonline.de"),
		vendor("O365USGovGCCHigh", "outlook.office365.us", "ps.compliance.protection.office365.us", "login.microsoftonline.us", ".outlook.office365.us", ".ps.compliance.protection.office365.us"),
		vendor("O365USGovDoD", "outlook-dod.office365.us", "l5.ps.compliance.protection.office365.us", "login.microsoftonline.us", ".outlook-dod.office365.us", ".ps.compliance.protection.office365.us"),
		vendor("O365China", "partner.outlook.cn", "ps.compliance.protection.partner.outlook.cn", "login.chinacloudapi.cn"),
	}
}

func vendor(name, service, compliance, login string, trusted ...string) Environment {
	e := Environment{
		Name:             name,
		ConnectionURI:    "https://" + service,
		AuthorizationURI: "https://" + login + "/organizations",
		Trusted:          trusted,
	}
	if compliance != "" {
		e.ComplianceURI = "https://" + compliance
	}
	return e
}

// knownLogin says whether the host is one of the vendor's sign-in hosts, for which MSAL's instance
// discovery means something.
func knownLogin(host string) bool {
	for _, e := range Environments() {
		u, err := url.Parse(e.AuthorizationURI)
		if err == nil && strings.EqualFold(u.Host, host) {
			return true
		}
	}
	return false
}

// sameHost says whether two addresses name one host and port.
func sameHost(a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	return errA == nil && errB == nil && u.Host != "" && strings.EqualFold(u.Host, v.Host)
}

// knownService says whether the host is that of one of the vendor's clouds.
func knownService(host string) bool {
	for _, e := range Environments() {
		if sameHost("https://"+host, e.ConnectionURI) || sameHost("https://"+host, e.ComplianceURI) {
			return true
		}
		for _, suffix := range e.Trusted {
			if strings.HasSuffix(strings.ToLower(host), suffix) {
				return true
			}
		}
	}
	return false
}
