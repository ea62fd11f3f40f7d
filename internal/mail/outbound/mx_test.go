package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/outbound/dns"
	"example.org/exosh/internal/org"
)

// A zone is the domain name system of a test.
type zone struct {
	mu     sync.Mutex
	mx     map[string][]dns.MX
	hosts  map[string][]string // addresses
	tlsa   map[string][]dns.TLSA
	txt    map[string][]string
	errs   map[string]error // by "MX a.example"
	secure bool
	asked  []string
}

func (z *zone) note(kind, name string) error {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.asked = append(z.asked, kind+" "+name)
	if err := z.errs[kind+" "+name]; err != nil {
		return &dns.Error{Name: name, Type: kind, Err: err}
	}
	return nil
}

func (z *zone) origin(name string) dns.Origin { return dns.Origin{Canonical: name, Secure: z.secure} }

func (z *zone) MX(_ context.Context, domain string) (dns.MXAnswer, error) {
	err := z.note("MX", domain)
	return dns.MXAnswer{Origin: z.origin(domain), Hosts: slices.Clone(z.mx[domain])}, err
}

func (z *zone) Addresses(_ context.Context, host string) (dns.AddressAnswer, error) {
	a := dns.AddressAnswer{Origin: z.origin(host)}
	for _, ip := range z.hosts[host] {
		a.Addresses = append(a.Addresses, netip.MustParseAddr(ip))
	}
	return a, z.note("A", host)
}

func (z *zone) TLSA(_ context.Context, name string) (dns.TLSAAnswer, error) {
	err := z.note("TLSA", name)
	return dns.TLSAAnswer{Origin: z.origin(name), Records: z.tlsa[name]}, err
}

func (z *zone) TXT(_ context.Context, name string) (dns.TXTAnswer, error) {
	err := z.note("TXT", name)
	return dns.TXTAnswer{Origin: z.origin(name), Texts: z.txt[name]}, err
}

// TestServersOfADomain: F-24 and RFC 5321, 5.1: which servers are tried, or what follows for the message.
func TestServersOfADomain(t *testing.T) {
	t.Parallel()
	const domain = "tailspin.example"
	mx := func(hosts ...dns.MX) *zone { return &zone{mx: map[string][]dns.MX{domain: hosts}} }
	failing := func(err error) *zone { return &zone{errs: map[string]error{"MX " + domain: err}} }
	for name, c := range map[string]struct {
		zone   *zone
		want   []string
		status string // beginning
	}{
		"by preference":        {zone: mx(dns.MX{Host: "b", Preference: 20}, dns.MX{Host: "a", Preference: 10}), want: []string{"a", "b"}},
		"none":                 {zone: mx(), want: []string{domain}},
		"null MX":              {zone: mx(dns.MX{Host: ""}), status: "556 5.1.10"},
		"null MX among others": {zone: mx(dns.MX{Host: ""}, dns.MX{Host: "a", Preference: 1}), want: []string{"a"}},
		"we are the best":      {zone: mx(dns.MX{Host: "Mail.Contoso.example", Preference: 5}, dns.MX{Host: "a", Preference: 5}), status: "550 5.4.6"},
		"we are the second":    {zone: mx(dns.MX{Host: "mail.contoso.example", Preference: 5}, dns.MX{Host: "a", Preference: 1}, dns.MX{Host: "b", Preference: 9}), want: []string{"a"}},
		"SERVFAIL":             {zone: failing(dns.ErrFailed), status: "451 4.4.3"},
		"no answer":            {zone: failing(dns.ErrNoAnswer), status: "451 4.4.3"},
		"circle of aliases":    {zone: failing(dns.ErrBadAnswer), status: "451 4.4.3"},
		"NXDOMAIN once":        {zone: failing(dns.ErrNoDomain), status: "451 4.4.3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &Sender{Resolver: c.zone, Host: "mail.contoso.example"}
			got, err := s.servers(t.Context(), domain)
			if !says(err, c.status) {
				t.Fatalf("got %v", err)
			}
			var hosts []string
			for _, h := range got.Hosts {
				hosts = append(hosts, h.Host)
			}
			if err == nil && !slices.Equal(hosts, c.want) {
				t.Errorf("got %v", hosts)
			}
		})
	}
}

// TestDomainThatDoesNotExist: F-24. It is believed when it is said again a minute later, and forgotten when the
// domain is there in between.
func TestDomainThatDoesNotExist(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	z := &zone{errs: map[string]error{"MX gone.example": dns.ErrNoDomain}}
	s := &Sender{Resolver: z, Now: func() time.Time { return now }}
	ask := func(want string) {
		t.Helper()
		if _, err := s.servers(t.Context(), "gone.example"); !says(err, want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	ask("451 4.4.3")
	now = now.Add(59 * time.Second)
	ask("451 4.4.3")
	now = now.Add(time.Second)
	ask("550 5.1.2 the domain gone.example does not exist")
	z.errs = nil
	ask("")
	z.errs = map[string]error{"MX gone.example": dns.ErrNoDomain}
	ask("451 4.4.3")
}

// TestServersWithTheSamePreferenceShareTheLoad: RFC 5321, 5.1.
func TestServersWithTheSamePreferenceShareTheLoad(t *testing.T) {
	t.Parallel()
	first := map[string]int{}
	for range 200 {
		first[order([]dns.MX{{Host: "a", Preference: 1}, {Host: "b", Preference: 1}, {Host: "c", Preference: 2}})[0].Host]++
	}
	if first["a"] == 0 || first["b"] == 0 || first["c"] > 0 {
		t.Errorf("first were %v", first)
	}
}

// byMX returns a sender that finds servers by a zone, with the port of a sink.
func byMX(t testing.TB, z *zone, s *sink) *Sender {
	t.Helper()
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	return &Sender{Default: MX, Resolver: z, AllowPrivate: true, Port: port, Host: "mail.contoso.example"}
}

func dialMX(t testing.TB, s *Sender) (string, error) {
	t.Helper()
	l, err := s.Dial(t.Context(), org.ID{1}, "mx:tailspin.example")
	if err != nil {
		return "", err
	}
	defer l.Close()
	got := send(t, l, outgoing(plainMessage, "sam@tailspin.example"))
	return got[0].Status.Remote, nil
}

// TestNextServerIsTried where the first one has no address, or does not answer.
func TestNextServerIsTried(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	z := &zone{
		mx:    map[string][]dns.MX{"tailspin.example": {{Host: "nowhere", Preference: 1}, {Host: "lost", Preference: 2}, {Host: "dead", Preference: 3}, {Host: "good", Preference: 4}}},
		hosts: map[string][]string{"dead": {"127.0.0.99"}, "good": {"127.0.0.98", "127.0.0.1"}},
		errs:  map[string]error{"A lost": dns.ErrFailed},
	}
	if host, err := dialMX(t, byMX(t, z, sink)); err != nil || host != "good" {
		t.Errorf("got %s, %v", host, err)
	}
}

// TestDomainWithDeadServersOnly is put off.
func TestDomainWithDeadServersOnly(t *testing.T) {
	t.Parallel()
	z := &zone{mx: map[string][]dns.MX{"tailspin.example": {{Host: "dead"}}}, hosts: map[string][]string{"dead": {"127.0.0.99"}}}
	if _, err := dialMX(t, byMX(t, z, newSink(t, nil))); !says(err, "451 4.4.1 cannot connect to 127.0.0.99") {
		t.Errorf("got %v", err)
	}
}

// TestDialIsBounded: the servers of a domain, however many and however slow, are tried for some minutes.
func TestDialIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(2 * time.Hour)
		z := &zone{mx: map[string][]dns.MX{}, hosts: map[string][]string{}}
		for i := range 50 {
			host := fmt.Sprintf("mx%d", i)
			z.mx["tailspin.example"] = append(z.mx["tailspin.example"], dns.MX{Host: host})
			z.hosts[host] = []string{"192.0.2.1", "192.0.2.2"}
		}
		s := piped(script{"": silent})
		s.Default, s.Resolver = MX, z
		began := time.Now()
		_, err := s.Dial(t.Context(), org.ID{1}, "mx:tailspin.example")
		if asStatus(err) == nil || time.Since(began) != DefaultTimeouts().Dial {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}

// TestMXToPrivateAddresses: S-84.
func TestMXToPrivateAddresses(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	z := &zone{mx: map[string][]dns.MX{"tailspin.example": {{Host: "inside"}}}, hosts: map[string][]string{"inside": {"127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1"}}}
	s := byMX(t, z, sink)
	s.AllowPrivate = false
	if _, err := dialMX(t, s); !says(err, "451 4.4.4") || sink.conns != 0 {
		t.Errorf("got %v, %d connections", err, sink.conns)
	}
}

func TestFamiliesOfAddressesTakeTurns(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "::1": "::1", "1.0.0.1": "1.0.0.1", "::1 ::2 ::3 1.0.0.1": "::1 1.0.0.1 ::2 ::3",
		"1.0.0.1 1.0.0.2 ::ffff:1.0.0.3 ::1": "::1 1.0.0.1 1.0.0.2 1.0.0.3",
	} {
		var ips []netip.Addr
		for a := range strings.FieldsSeq(in) {
			ips = append(ips, netip.MustParseAddr(a))
		}
		if got := strings.Trim(fmt.Sprint(byTurns(ips)), "[]"); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

func TestNameInEHLO(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{"": "localhost", "mail.contoso.example": "mail.contoso.example", "192.0.2.1": "[192.0.2.1]", "2001:db8::1": "[IPv6:2001:db8::1]"} {
		if got := (&Sender{Host: host}).host(); got != want {
			t.Errorf("%s: %s", host, got)
		}
	}
}

// TestTriesAreBounded: a domain can name any number of servers, with any number of addresses (S-84).
func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	z := &many{}
	tried := 0
	s := &Sender{Default: MX, Resolver: z, Host: "mail.contoso.example", connect: func(context.Context, string, string) (net.Conn, error) {
		tried++
		return nil, errors.New("nobody is there")
	}}
	if _, err := s.Dial(t.Context(), org.ID{1}, "mx:tailspin.example"); err == nil || tried != maxHosts*maxAddresses {
		t.Errorf("%d tries, %v", tried, err)
	}
}

// A many is a name server that names many servers with many addresses.
type many struct{ Resolver }

func (many) MX(context.Context, string) (a dns.MXAnswer, err error) {
	for i := range 50 {
		a.Hosts = append(a.Hosts, dns.MX{Host: fmt.Sprintf("mx%d.tailspin.example", i), Preference: uint16(i)})
	}
	return a, nil
}

func (many) Addresses(context.Context, string) (a dns.AddressAnswer, err error) {
	for i := range 50 {
		a.Addresses = append(a.Addresses, netip.AddrFrom4([4]byte{8, 8, 8, byte(i)}))
	}
	return a, nil
}

func (many) TXT(context.Context, string) (dns.TXTAnswer, error) {
	return dns.TXTAnswer{}, dns.ErrNoDomain
}

// TestEnvelopeIDs: what cannot be written into a command is left out of it (S-76).
func TestEnvelopeIDs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"QQ+1=": "QQ+1=", "a\r\nRSET": "", "ü": "", "": ""} {
		d := delivery{envelope: &mail.Envelope{ID: id}, content: &content{}}
		if got := d.mailOptions().EnvelopeID; got != want {
			t.Errorf("%q became %q", id, got)
		}
	}
}
