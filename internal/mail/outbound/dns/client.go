package dns

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// A Client asks name servers. Its zero value asks those of the system. Its methods may be used concurrently.
type Client struct {
	Servers  []string      // host:port; nil means those of /etc/resolv.conf
	TrustAD  bool          // the servers' word on DNSSEC is believed; that of servers on loopback always is
	Timeout  time.Duration // of one try; 0 means 5 seconds, or what /etc/resolv.conf says
	Attempts int           // at every server; 0 means 2, or what /etc/resolv.conf says
	// Dial connects to a name server; nil means a net.Dialer's DialContext.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// typeTLSA is the number of TLSA records (RFC 6698, 7.1).
const typeTLSA dnsmessage.Type = 52

// MX returns the mail servers of a domain, as they come.
func (c *Client) MX(ctx context.Context, domain string) (MXAnswer, error) {
	records, origin, err := c.lookup(ctx, domain, dnsmessage.TypeMX)
	a := MXAnswer{Origin: origin}
	for _, r := range records {
		if mx, ok := r.Body.(*dnsmessage.MXResource); ok {
			a.Hosts = append(a.Hosts, MX{Host: plain(mx.MX), Preference: mx.Pref})
		}
	}
	return a, err
}

// Addresses returns the addresses of a host. It fails if it knows none and one of the two families could not be
// asked for; the answer is secure if what was said of both families is.
func (c *Client) Addresses(ctx context.Context, host string) (AddressAnswer, error) {
	type half struct {
		records []dnsmessage.Resource
		origin  Origin
		err     error
	}
	six := make(chan half, 1)
	go func() {
		var h half
		h.records, h.origin, h.err = c.lookup(ctx, host, dnsmessage.TypeAAAA)
		six <- h
	}()
	var four half
	four.records, four.origin, four.err = c.lookup(ctx, host, dnsmessage.TypeA)
	other := <-six
	a := AddressAnswer{Origin: Origin{Canonical: four.origin.Canonical}}
	a.Addresses = append(addresses(other.records), addresses(four.records)...)
	a.Secure = four.err == nil && other.err == nil && four.origin.Secure && other.origin.Secure
	if len(a.Addresses) > 0 {
		return a, nil
	}
	return a, errors.Join(four.err, other.err)
}

func addresses(records []dnsmessage.Resource) []netip.Addr {
	var list []netip.Addr
	for _, r := range records {
		switch a := r.Body.(type) {
		case *dnsmessage.AResource:
			list = append(list, netip.AddrFrom4(a.A))
		case *dnsmessage.AAAAResource:
			list = append(list, netip.AddrFrom16(a.AAAA))
		}
	}
	return list
}

// TLSA returns the records of a name like _25._tcp.mx.tailspin.example.
func (c *Client) TLSA(ctx context.Context, name string) (TLSAAnswer, error) {
	records, origin, err := c.lookup(ctx, name, typeTLSA)
	a := TLSAAnswer{Origin: origin}
	for _, r := range records {
		if u, ok := r.Body.(*dnsmessage.UnknownResource); ok && len(u.Data) > 3 {
			a.Records = append(a.Records, TLSA{Usage: u.Data[0], Selector: u.Data[1], Matching: u.Data[2], Data: u.Data[3:]})
		}
	}
	return a, err
}

// TXT returns the texts of a name.
func (c *Client) TXT(ctx context.Context, name string) (TXTAnswer, error) {
	records, origin, err := c.lookup(ctx, name, dnsmessage.TypeTXT)
	a := TXTAnswer{Origin: origin}
	for _, r := range records {
		if t, ok := r.Body.(*dnsmessage.TXTResource); ok {
			a.Texts = append(a.Texts, strings.Join(t.TXT, ""))
		}
	}
	return a, err
}

// lookup asks one server after another until one answers.
func (c *Client) lookup(ctx context.Context, name string, kind dnsmessage.Type) ([]dnsmessage.Resource, Origin, error) {
	fail := func(err error) ([]dnsmessage.Resource, Origin, error) {
		return nil, Origin{Canonical: name}, &Error{Name: name, Type: typeName(kind), Err: err}
	}
	q, err := newQuestion(name, kind)
	if err != nil {
		return fail(errors.Join(ErrNoDomain, err))
	}
	set, err := c.settings()
	if err != nil {
		return fail(errors.Join(ErrNoAnswer, err))
	}
	last := ErrNoAnswer
	for range set.attempts {
		for _, server := range set.servers {
			m, err := c.exchange(ctx, set, server, q)
			if err == nil {
				records, origin, err := q.read(m)
				origin.Secure = origin.Secure && set.trusts(server)
				if err == nil {
					return records, origin, nil
				}
				last = err
				if errors.Is(err, ErrNoDomain) {
					return fail(err)
				}
				continue
			}
			last = errors.Join(ErrNoAnswer, err)
			if ctx.Err() != nil {
				return fail(last)
			}
		}
	}
	return fail(last)
}

func typeName(t dnsmessage.Type) string {
	if t == typeTLSA {
		return "TLSA"
	}
	return strings.TrimPrefix(t.String(), "Type")
}

// plain returns a name as people write it.
func plain(n dnsmessage.Name) string { return strings.ToLower(strings.TrimSuffix(n.String(), ".")) }
