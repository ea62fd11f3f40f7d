package smtpclient

import (
	"crypto/x509/pkix"
	"fmt"
	"strings"
)

// names lists the names of a certificate, a few of them.
func names(dns []string, common string) string {
	const shown = 2
	switch {
	case len(dns) == 0 && common == "":
		return "no name"
	case len(dns) == 0:
		return common
	case len(dns) > shown:
		return fmt.Sprintf("%s and %d more names", strings.Join(dns[:shown], ", "), len(dns)-shown)
	}
	return strings.Join(dns, ", ")
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
