package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"example.org/exosh/internal/mail"
)

// splitHost splits "relay.example", "relay.example:2525", "[192.0.2.1]" or "[2001:db8::1]:2525".
func splitHost(text string) (host, port string) {
	if host, port, err := net.SplitHostPort(text); err == nil {
		return host, port
	}
	return strings.Trim(text, "[]"), "25"
}

// openHost connects to a relay at one of its addresses.
func (s *Sender) openHost(ctx context.Context, w way) (*session, error) {
	ips, err := s.lookHost(ctx, w.domain)
	if err != nil {
		return nil, err
	}
	return s.openAny(ctx, peer{host: w.domain, port: w.port, policy: w.ask(w.domain)}, ips)
}

// openSecure connects to a relay by its TLSA records.
func (s *Sender) openSecure(ctx context.Context, w way) (*session, error) {
	return s.openServer(ctx, w, w.domain, true, nil)
}

// openAny connects to the first address that answers.
func (s *Sender) openAny(ctx context.Context, p peer, ips []netip.Addr) (*session, error) {
	var last error
	ips = byTurns(ips)
	for _, ip := range ips[:min(len(ips), maxAddresses)] {
		p.ip = ip.String()
		x, err := s.open(ctx, p)
		if err == nil {
			return x, nil
		}
		if last = err; ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// maxAddresses is how many addresses of a host are tried.
const maxAddresses = 4

// byTurns orders addresses so that the families alternate, IPv6 first: a machine may have but one of them.
func byTurns(ips []netip.Addr) []netip.Addr {
	var six, four, list []netip.Addr
	for _, ip := range ips {
		if ip = ip.Unmap(); ip.Is4() {
			four = append(four, ip)
		} else {
			six = append(six, ip)
		}
	}
	for i := range max(len(six), len(four)) {
		list = append(list, six[min(i, len(six)):min(i+1, len(six))]...)
		list = append(list, four[min(i, len(four)):min(i+1, len(four))]...)
	}
	return list
}

// lookHost finds the addresses of a relay. The system is asked, because relays are often named in its hosts file;
// the domain name system alone knows the servers of a domain.
func (s *Sender) lookHost(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	list, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(list) == 0 {
		err = errors.New("it has no address")
	}
	if err != nil {
		return nil, noHost(host, err)
	}
	return list, nil
}

func noHost(host string, err error) *mail.Status {
	return refuse(451, "4.4.3", fmt.Sprintf("cannot find the server %s: %v", host, err))
}
