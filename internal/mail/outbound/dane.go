package outbound

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"example.org/exosh/internal/mail/outbound/dns"
)

// The values of TLSA records that mail uses (RFC 7672, 3.1; RFC 7218).
const (
	usageTA  = 2 // the record names an authority
	usageEE  = 3 // the record names the server's own certificate or key
	fullCert = 0
	fullKey  = 1 // SubjectPublicKeyInfo
	exact    = 0
	sha256d  = 1
	sha512d  = 2
)

// usable returns the records that can be used. Where there are records and none can be, the server is to be
// spoken to over TLS without authentication (RFC 7672, 2.2).
func usable(records []dns.TLSA) []dns.TLSA {
	list := []dns.TLSA{}
	for _, r := range records {
		if (r.Usage == usageTA || r.Usage == usageEE) && r.Selector <= fullKey && r.Matching <= sha512d {
			list = append(list, r)
		}
	}
	return list
}

// matchDANE checks the certificates that a server shows against the records. One that names the server's own
// certificate is enough by itself, whatever the names and the dates in it (RFC 7672, 3.1.1); one that names an
// authority needs a chain to it and one of the names (3.1.2).
func matchDANE(records []dns.TLSA, shown []*x509.Certificate, names []string, now time.Time) error {
	if len(records) == 0 {
		return nil
	}
	for _, r := range records {
		if r.Usage == usageEE && matches(r, shown[0]) {
			return nil
		}
		if r.Usage != usageTA {
			continue
		}
		if a := authority(r, shown); a != nil && leadsTo(shown, a, now) && hasName(shown[0], names) {
			return nil
		}
	}
	return errors.New("no TLSA record (DANE) of the server fits the certificate that it shows")
}

// authority returns the certificate that a record names: one that the server shows, or the one in the record.
func authority(r dns.TLSA, shown []*x509.Certificate) *x509.Certificate {
	for _, c := range shown {
		if matches(r, c) {
			return c
		}
	}
	if r.Selector == fullCert && r.Matching == exact {
		if c, err := x509.ParseCertificate(r.Data); err == nil {
			return c
		}
	}
	return nil
}

func leadsTo(shown []*x509.Certificate, a *x509.Certificate, now time.Time) bool {
	root := x509.NewCertPool()
	root.AddCert(a)
	return chain(shown, root, now) == nil
}

func matches(r dns.TLSA, c *x509.Certificate) bool {
	data := c.Raw
	if r.Selector == fullKey {
		data = c.RawSubjectPublicKeyInfo
	}
	switch r.Matching {
	case sha256d:
		sum := sha256.Sum256(data)
		data = sum[:]
	case sha512d:
		sum := sha512.Sum512(data)
		data = sum[:]
	}
	return bytes.Equal(data, r.Data)
}

// A daneMode is a value of SmtpDaneMode: how much the TLSA records of a domain's servers count.
type daneMode string

// The values of SmtpDaneMode.
const (
	daneOpportunistic daneMode = "Opportunistic" // they are kept to where there are any
	daneMandatory     daneMode = "Mandatory"     // and mail waits where there are none
	daneNone          daneMode = "None"
)

func daneModeOf(text string) daneMode {
	if m := daneMode(text); m == daneMandatory || m == daneNone {
		return m
	}
	return daneOpportunistic
}

// danePolicy returns what the TLSA records of a server ask for (RFC 7672, 2.2). Only what a validating name
// server vouches for counts. If it fails to answer for a server whose addresses it vouched for, the message waits:
// somebody may have suppressed the answer (2.1.2).
func (s *Sender) danePolicy(ctx context.Context, w way, host string, secure bool, a dns.AddressAnswer) (policy, error) {
	none := func(why string) (policy, error) {
		if w.dane == daneMandatory {
			return policy{}, refuse(451, "4.7.324", fmt.Sprintf("the outbound connector asks for DANE, and %s", why))
		}
		return policy{}, nil
	}
	switch {
	case w.dane == daneNone:
		return policy{}, nil
	case !secure || !a.Secure:
		return none(fmt.Sprintf("the name server does not vouch (DNSSEC) for the records of %s", w.domain))
	}
	records, base, err := s.tlsa(ctx, w.port, host, a.Canonical)
	if err != nil {
		return policy{}, refuse(451, "4.7.324", fmt.Sprintf("the TLSA records (DANE) of %s cannot be looked up: %v", host, err))
	}
	if len(records) == 0 {
		return none(fmt.Sprintf("%s has no TLSA records", host))
	}
	p := policy{by: "the TLSA record (DANE) of " + host, encrypt: true}
	if p.dane = usable(records); len(p.dane) > 0 {
		p.daneNames = []string{base, w.domain}
	} else if w.dane == daneMandatory {
		return none(fmt.Sprintf("no TLSA record of %s can be used", host))
	}
	return p, nil
}

// tlsa returns the TLSA records of a server and the name that they stand under: that at the end of its aliases,
// else its own (RFC 7672, 2.2.2).
func (s *Sender) tlsa(ctx context.Context, port, host, canonical string) ([]dns.TLSA, string, error) {
	names := []string{canonical, host}
	if canonical == host {
		names = names[:1]
	}
	for _, name := range names {
		a, err := s.resolver().TLSA(ctx, "_"+port+"._tcp."+name)
		if errors.Is(err, dns.ErrNoDomain) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		if a.Secure && len(a.Records) > 0 {
			return a.Records, name, nil
		}
	}
	return nil, host, nil
}
