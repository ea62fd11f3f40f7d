package smtpclient

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"slices"
	"strings"
	"time"
)

// names lists the names and addresses of a certificate, a few of them.
func names(c *x509.Certificate) string {
	const shown = 3
	list := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	switch {
	case len(list) == 0 && c.Subject.CommonName == "":
		return "no name"
	case len(list) == 0:
		return c.Subject.CommonName
	case len(list) > shown:
		return fmt.Sprintf("%s and %d more names", strings.Join(list[:shown], ", "), len(list)-shown)
	}
	return strings.Join(list, ", ")
}

// described says whose a certificate is, who signed it, and until when it is valid.
func described(c *x509.Certificate) string {
	return fmt.Sprintf("for %s, issued by %s, valid until %s", names(c), issuer(c.Issuer), c.NotAfter.Format(time.DateOnly))
}

// issuer names who signed a certificate.
func issuer(n pkix.Name) string {
	if n.CommonName != "" {
		return n.CommonName
	}
	if len(n.Organization) > 0 {
		return n.Organization[0]
	}
	return "nobody by name"
}
