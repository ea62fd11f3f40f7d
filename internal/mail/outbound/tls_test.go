package outbound

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"example.org/exosh/internal/mail/outbound/dns"
	"example.org/exosh/internal/org"
)

// A testAuthority signs certificates for tests.
type testAuthority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *testAuthority {
	t.Helper()
	a := &testAuthority{pool: x509.NewCertPool()}
	a.cert, a.key = issue(t, nil, &x509.Certificate{Subject: pkix.Name{CommonName: "Test authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	a.pool.AddCert(a.cert)
	return a
}

func issue(t testing.TB, by *testAuthority, c *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	if c.NotAfter.IsZero() {
		c.NotAfter = time.Now().Add(time.Hour)
	}
	c.NotBefore = time.Now().Add(-2 * time.Hour)
	parent, signer := c, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	raw, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

// server returns the settings of a server with a certificate for some names; it shows the authority's too.
func (a *testAuthority) server(t testing.TB, change func(*x509.Certificate), names ...string) *tls.Config {
	t.Helper()
	c := &x509.Certificate{DNSNames: names, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	if change != nil {
		change(c)
	}
	cert, key := issue(t, a, c)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw, a.cert.Raw}, PrivateKey: key, Leaf: cert}}}
}

// secured returns a change of a sink that makes it offer TLS.
func secured(c *tls.Config) func(*sink) { return func(s *sink) { s.TLSConfig = c } }

// openTo connects to a sink as to the server mx.tailspin.example, with a policy.
func openTo(t testing.TB, s *sink, roots *x509.CertPool, p policy) (*session, error) {
	t.Helper()
	host, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	sender := &Sender{AllowPrivate: true, Roots: roots, Host: "mail.contoso.example"}
	x, err := sender.open(t.Context(), peer{host: "mx.tailspin.example", ip: host, port: port, policy: p})
	if err == nil {
		t.Cleanup(x.quit)
	}
	return x, err
}

// TestPolicies: what the values of TlsSettings ask for, and DANE (S-84: never in clear where TLS is asked for).
func TestPolicies(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	const name = "mx.tailspin.example"
	good := a.server(t, nil, name)
	expired := a.server(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }, name)
	stranger := other.server(t, nil, name)
	wrong := a.server(t, nil, "mx.fabrikam.example")
	ancient := good.Clone()
	ancient.MinVersion, ancient.MaxVersion = tls.VersionTLS10, tls.VersionTLS11

	short := good.Clone() // it does not show its authority
	short.Certificates = []tls.Certificate{good.Certificates[0]}
	short.Certificates[0].Certificate = short.Certificates[0].Certificate[:1]

	connector := func(mode TLSMode, domain string) policy {
		return (&Connector{Name: "To Tailspin", TLS: mode, TLSDomain: domain}).policy(name)
	}
	dane := func(records ...dns.TLSA) policy {
		return policy{by: "DANE", encrypt: true, dane: usable(records), daneNames: []string{name, "tailspin.example"}}
	}
	leaf := good.Certificates[0].Leaf
	key := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	ca, long := sha256.Sum256(a.cert.Raw), sha512.Sum512(leaf.Raw)
	sts, err := (&stsPolicy{mode: "enforce", hosts: []string{"*.tailspin.example"}}).policy("tailspin.example", name)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		server *tls.Config
		policy policy
		want   string // enhanced code of the status; "" where it connects
		clear  bool
	}{
		"nothing asked, nothing offered":      {nil, policy{}, "", true},
		"nothing asked, good":                 {good, policy{}, "", false},
		"nothing asked, expired":              {expired, policy{}, "", false},
		"nothing asked, TLS 1.1":              {ancient, policy{}, "", true},
		"encryption, nothing offered":         {nil, connector(EncryptionOnly, ""), "4.7.321", false},
		"encryption, TLS 1.1":                 {ancient, connector(EncryptionOnly, ""), "4.7.5", false},
		"encryption, of a stranger":           {stranger, connector(EncryptionOnly, ""), "", false},
		"certificate, good":                   {good, connector(CertificateValidation, ""), "", false},
		"certificate, of a stranger":          {stranger, connector(CertificateValidation, ""), "4.7.325", false},
		"certificate, expired":                {expired, connector(CertificateValidation, ""), "4.7.322", false},
		"certificate, another name":           {wrong, connector(CertificateValidation, ""), "", false},
		"domain, good":                        {good, connector(DomainValidation, ""), "", false},
		"domain, another name":                {wrong, connector(DomainValidation, ""), "4.7.325", false},
		"domain, another name that was meant": {wrong, connector(DomainValidation, "mx.fabrikam.example"), "", false},
		"domain, one below":                   {good, connector(DomainValidation, "*.tailspin.example"), "", false},
		"domain, not below":                   {good, connector(DomainValidation, "*.fabrikam.example"), "4.7.325", false},
		"MTA-STS, good":                       {good, sts, "", false},
		"MTA-STS, of a stranger":              {stranger, sts, "4.7.325", false},
		"MTA-STS, nothing offered":            {nil, sts, "4.7.321", false},
		"MTA-STS and a connector":             {good, sts.and(connector(DomainValidation, "mx.fabrikam.example")), "4.7.325", false},
		"3 1 1":                               {good, dane(dns.TLSA{Usage: 3, Selector: 1, Matching: 1, Data: key[:]}), "", false},
		"3 0 0":                               {good, dane(dns.TLSA{Usage: 3, Data: leaf.Raw}), "", false},
		"3 1 1, another key":                  {stranger, dane(dns.TLSA{Usage: 3, Selector: 1, Matching: 1, Data: key[:]}), "4.7.323", false},
		"3 1 1, nothing offered":              {nil, dane(dns.TLSA{Usage: 3, Selector: 1, Matching: 1, Data: key[:]}), "4.7.321", false},
		"one of two":                          {good, dane(dns.TLSA{Usage: 3, Selector: 1, Matching: 1, Data: ca[:]}, dns.TLSA{Usage: 3, Selector: 1, Matching: 1, Data: key[:]}), "", false},
		"2 0 1":                               {good, dane(dns.TLSA{Usage: 2, Matching: 1, Data: ca[:]}), "", false},
		"2 0 0":                               {good, dane(dns.TLSA{Usage: 2, Data: a.cert.Raw}), "", false},
		"2 0 0, not shown":                    {short, dane(dns.TLSA{Usage: 2, Data: a.cert.Raw}), "", false},
		"2 0 1, not shown":                    {short, dane(dns.TLSA{Usage: 2, Matching: 1, Data: ca[:]}), "4.7.323", false},
		"2 0 0, nonsense":                     {short, dane(dns.TLSA{Usage: 2, Data: []byte{1}}), "4.7.323", false},
		"3 0 2":                               {good, dane(dns.TLSA{Usage: 3, Matching: 2, Data: long[:]}), "", false},
		"2 0 1, another name":                 {wrong, dane(dns.TLSA{Usage: 2, Matching: 1, Data: ca[:]}), "4.7.323", false},
		"2 0 1, another authority":            {stranger, dane(dns.TLSA{Usage: 2, Matching: 1, Data: ca[:]}), "4.7.323", false},
		"2 0 1, expired":                      {expired, dane(dns.TLSA{Usage: 2, Matching: 1, Data: ca[:]}), "4.7.323", false},
		"1 1 1, which mail does not use":      {stranger, dane(dns.TLSA{Usage: 1, Selector: 1, Matching: 1, Data: key[:]}), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, err := openTo(t, newSink(t, secured(c.server)), a.pool, c.policy)
			if s := asStatus(err); (s == nil) != (c.want == "") || s != nil && (s.Enhanced != c.want || !s.Temporary() || s.Remote != "mx.tailspin.example") {
				t.Fatalf("got %v (%+v), want %s", err, s, c.want)
			}
			if err == nil && (x.tls == "") != c.clear {
				t.Errorf("TLS is %q", x.tls)
			}
		})
	}
}

// TestExpiredIsGoodEnoughForDANE: RFC 7672, 3.1.1.
func TestExpiredIsGoodEnoughForDANE(t *testing.T) {
	t.Parallel()
	expired := newAuthority(t).server(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }, "x.example")
	key := sha256.Sum256(expired.Certificates[0].Leaf.RawSubjectPublicKeyInfo)
	p := policy{by: "DANE", encrypt: true, dane: []dns.TLSA{{Usage: 3, Selector: 1, Matching: 1, Data: key[:]}}}
	if _, err := openTo(t, newSink(t, secured(expired)), nil, p); err != nil {
		t.Error(err)
	}
}

// TestMessageGoesOverTLS: the sink sees TLS, and a second EHLO behind it (RFC 3207, 4.2).
func TestMessageGoesOverTLS(t *testing.T) {
	t.Parallel()
	sink := newSink(t, secured(newAuthority(t).server(t, nil, "x.example")))
	got := send(t, dial(t, relay(sink)), outgoing(plainMessage, "sam@tailspin.example"))
	m := sink.messages()
	if len(m) != 1 || !m[0].tls || m[0].raw != plainMessage || m[0].hello != "mail.contoso.example" || got[0].TLS != "TLS1.3" {
		t.Errorf("the sink got %+v; %+v", m, got)
	}
}

// TestStartTLSIsRefused: TLS that is offered and then refused is none.
func TestStartTLSIsRefused(t *testing.T) {
	t.Parallel()
	offer := say("250-other.example\r\n250 STARTTLS")
	for name, c := range map[string]struct {
		script script
		policy policy
		want   string
	}{
		"nobody minds":            {script{"EHLO": offer, "STARTTLS": say("454 4.7.0 not now")}, policy{}, ""},
		"a connector minds":       {script{"EHLO": offer, "STARTTLS": say("454 4.7.0 not now")}, policy{by: "it", encrypt: true}, "4.7.321"},
		"words put behind (S-74)": {script{"EHLO": offer, "STARTTLS": say("220 go on\r\n250 2.0.0 injected")}, policy{by: "it", encrypt: true}, "4.7.5"},
		"end of the connection":   {script{"EHLO": offer, "STARTTLS": hangUp}, policy{by: "it", encrypt: true}, "4.4.2"},
		"end of it in clear":      {script{"EHLO": offer, "STARTTLS": hangUp}, policy{}, "4.4.2"},
		"no reply":                {script{"EHLO": offer, "STARTTLS": say("what?")}, policy{}, "4.4.2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := piped(c.script)
				x, err := s.open(t.Context(), peer{host: "mx.tailspin.example", ip: "192.0.2.1", port: "25", policy: c.policy})
				if st := asStatus(err); (st == nil) != (c.want == "") || st != nil && st.Enhanced != c.want {
					t.Fatalf("got %v", err)
				}
				if err == nil {
					x.quit()
				}
			})
		})
	}
}

// TestNothingGoesToPrivateAddresses: S-84. What is looked at is the address that is connected to.
func TestNothingGoesToPrivateAddresses(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	s := relay(sink)
	s.AllowPrivate = false
	_, err := s.Dial(t.Context(), org.ID{1}, hostPrefix+s.Default)
	if st := asStatus(err); st == nil || st.Enhanced != "4.4.4" || sink.conns != 0 {
		t.Errorf("got %v, %d connections", err, sink.conns)
	}
}

// TestPoliciesTogether: two policies ask for what each of them does, whichever comes first.
func TestPoliciesTogether(t *testing.T) {
	t.Parallel()
	weak := policy{by: "weak", names: [][]string{{"a"}}}
	strong := policy{by: "strong", encrypt: true, trusted: true, names: [][]string{{"b"}}, dane: []dns.TLSA{{}}, daneNames: []string{"b"}}
	for _, p := range []policy{weak.and(strong), strong.and(weak)} {
		if !p.encrypt || !p.trusted || len(p.names) != 2 || len(p.dane) != 1 || len(p.daneNames) != 1 {
			t.Errorf("%+v", p)
		}
	}
}

// An unsigned is a name server that vouches for everything but TLSA records.
type unsigned struct{ Resolver }

func (unsigned) TLSA(context.Context, string) (dns.TLSAAnswer, error) {
	return dns.TLSAAnswer{Records: []dns.TLSA{{Usage: 3, Selector: 1, Matching: 1, Data: []byte("x")}}}, nil
}

// TestForgedTLSA: records that nobody vouches for count for nothing, or anybody could stop the mail (S-84).
func TestForgedTLSA(t *testing.T) {
	t.Parallel()
	s := &Sender{Resolver: unsigned{}}
	a := dns.AddressAnswer{Origin: dns.Origin{Canonical: "mx.tailspin.example", Secure: true}}
	p, err := s.danePolicy(t.Context(), way{domain: "tailspin.example", port: "25", dane: daneOpportunistic}, "mx.tailspin.example", true, a)
	if err != nil || p.encrypt || p.dane != nil {
		t.Errorf("%+v, %v", p, err)
	}
}
