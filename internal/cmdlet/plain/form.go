package plain

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
)

// A form is what a text has to look like.
type form uint8

const (
	formAny form = iota
	formDomain
	formAddress
	formIP
	formURL
	formFilter // a recipient filter
	formHost   // a server, perhaps with a port
)

// formOf returns what the texts of a parameter have to look like: as the row says, or the type.
func (r *rule) formOf(p *catalog.Param) form {
	if r.form != formAny {
		return r.form
	}
	switch strings.TrimSuffix(p.Type, "[]") {
	case "SmtpAddress":
		return formAddress
	case "SmtpDomain":
		return formDomain
	}
	return formAny
}

// check returns an error unless the text has the form.
func (f form) check(param, text string) error {
	switch f {
	case formDomain:
		if text == "*" {
			return nil
		}
		return org.CheckDomain(param, strings.TrimPrefix(text, "*."))
	case formAddress:
		return org.CheckSMTP(param, text)
	case formIP:
		return checkIP(param, text)
	case formHost:
		return checkHost(param, text)
	case formFilter:
		_, err := opath.Parse(text)
		return opath.Visible(param, text, err)
	case formURL:
		u, err := url.Parse(text)
		if err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" {
			return org.Invalid(param, text, "it must be an address such as https://www.contoso.com/page")
		}
	}
	return nil
}

// checkHost takes a name or an address, perhaps in brackets, and perhaps with a port.
func checkHost(param, text string) error {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = text, "25"
		if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
			host = text[1 : len(text)-1]
		}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err == nil && n > 0 {
		if _, err := netip.ParseAddr(host); err == nil || org.CheckDomain(param, "x."+host) == nil {
			return nil
		}
	}
	return org.Invalid(param, text, "it must be a server such as relay.contoso.com, [192.0.2.1], or relay.contoso.com:2525")
}

// checkIP takes an address, a range "192.0.2.1-192.0.2.9" and a network "192.0.2.0/24".
func checkIP(param, text string) error {
	bad := org.Invalid(param, text, "it must be an IP address, a range such as 192.0.2.1-192.0.2.9, or a network such as 192.0.2.0/24")
	if strings.Contains(text, "/") {
		if _, err := netip.ParsePrefix(text); err != nil {
			return bad
		}
		return nil
	}
	low, high, isRange := strings.Cut(text, "-")
	a, err := netip.ParseAddr(strings.TrimSpace(low))
	if err != nil {
		return bad
	}
	if !isRange {
		return nil
	}
	b, err := netip.ParseAddr(strings.TrimSpace(high))
	if err != nil || b.Less(a) || a.Is4() != b.Is4() {
		return bad
	}
	return nil
}
