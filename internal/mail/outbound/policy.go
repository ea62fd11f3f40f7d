package outbound

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/outbound/dns"
)

// A policy is what is asked of a connection before a message goes over it. The zero policy takes what it gets:
// encryption where it is offered, clear text where it is not (RFC 7435).
type policy struct {
	by      string     // who asks, for a person: "the connector To Fabrikam", "the MTA-STS policy of tailspin.example"
	encrypt bool       // nothing in clear
	trusted bool       // the certificate comes from an authority that we trust
	names   [][]string // it has one name of each of these lists
	dane    []dns.TLSA // it is what one of these says (RFC 7672)
	// daneNames are the names of which a certificate needs one if its authority is named by TLSA.
	daneNames []string
}

// and returns the policy that asks for what both do.
func (p policy) and(q policy) policy {
	switch {
	case p.by == "":
		return q
	case q.by == "":
		return p
	}
	p.by += " and " + q.by
	p.encrypt, p.trusted, p.names = p.encrypt || q.encrypt, p.trusted || q.trusted, slices.Concat(p.names, q.names)
	if q.dane != nil {
		p.dane, p.daneNames = q.dane, q.daneNames
	}
	return p
}

// unencrypted returns the status of a message that would have to go in clear although that is forbidden.
func (p policy) unencrypted(server, why string) *mail.Status {
	s := refuse(451, "4.7.321", fmt.Sprintf("%s asks for TLS, and %s", p.by, why))
	s.Remote = server
	return s
}

// config returns the settings of a handshake. Certificates are judged by verify, because what is asked of them is
// not what a browser asks.
func (p policy) config(host string, roots *x509.CertPool, now func() time.Time) *tls.Config {
	return &tls.Config{
		ServerName: host, MinVersion: tls.VersionTLS12, Time: now,
		InsecureSkipVerify: true, // see VerifyConnection; without a policy any certificate is better than none
		VerifyConnection: func(c tls.ConnectionState) error {
			return p.verify(c.PeerCertificates, roots, now())
		},
	}
}

// verify judges the certificates that a server shows, its own first. The error is a *mail.Status.
func (p policy) verify(shown []*x509.Certificate, roots *x509.CertPool, now time.Time) error {
	if len(shown) == 0 {
		return p.failed("4.7.325", "the server shows no certificate")
	}
	if p.dane != nil {
		if err := matchDANE(p.dane, shown, p.daneNames, now); err != nil {
			return p.failed("4.7.323", err.Error())
		}
	}
	if p.trusted {
		if err := chain(shown, roots, now); err != nil {
			return p.chainFailed(err)
		}
	}
	for _, names := range p.names {
		if !hasName(shown[0], names) {
			return p.failed("4.7.325", fmt.Sprintf("the certificate is for %s, not for %s", strings.Join(shown[0].DNSNames, ", "), strings.Join(names, " or ")))
		}
	}
	return nil
}

func (p policy) failed(enhanced, why string) *mail.Status {
	return refuse(451, enhanced, fmt.Sprintf("%s is not kept: %s", p.by, why))
}

func (p policy) chainFailed(err error) *mail.Status {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return p.failed("4.7.322", "the certificate has expired: "+err.Error())
	}
	return p.failed("4.7.325", "the certificate is not trusted: "+err.Error())
}

// chain checks that the certificates lead to an authority that we trust.
func chain(shown []*x509.Certificate, roots *x509.CertPool, now time.Time) error {
	between := x509.NewCertPool()
	for _, c := range shown[1:] {
		between.AddCert(c)
	}
	_, err := shown[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

// hasName says whether a certificate is for one of the names. A name like *.contoso.com stands for the names below
// it, and for the certificate that says the same.
func hasName(c *x509.Certificate, names []string) bool {
	for _, name := range names {
		below, wild := strings.CutPrefix(strings.ToLower(name), "*.")
		if !wild && c.VerifyHostname(name) == nil {
			return true
		}
		for _, has := range c.DNSNames {
			if wild && strings.HasSuffix(strings.ToLower(has), "."+below) {
				return true
			}
		}
	}
	return false
}
