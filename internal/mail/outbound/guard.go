package outbound

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// A dialer connects to an address, an IP with a port.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// guarded returns a dialer that refuses to connect to this machine and to its private neighbourhood: the names of
// mail servers come from anybody (S-84). What counts is the address that is connected to, not a look-up before.
func guarded(allowPrivate bool) dialer {
	d := net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if allowPrivate {
			return nil
		}
		a, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("connect to %s: %w", address, err)
		}
		return checkPublic(a.Addr())
	}}
	return d.DialContext
}

// checkPublic returns a *mail.Status for addresses that are not of the public internet.
func checkPublic(a netip.Addr) error {
	if isPublic(a) {
		return nil
	}
	return refuse(451, "4.4.4", fmt.Sprintf("%s is not an address of the public internet, and mail does not go there: allow it with exosh serve --outbound-allow-private", a))
}

func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range special() {
		if p.Contains(a) {
			return false
		}
	}
	if inner, ok := embedded(a); ok {
		return isPublic(inner)
	}
	return true
}

// special are networks that the IANA registries of special-purpose addresses (RFC 6890) keep out of the public
// internet, beside those that package netip knows.
func special() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
		netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
		netip.MustParsePrefix("::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
		netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"),
		netip.MustParsePrefix("fec0::/10"),
	}
}

// embedded returns the IPv4 address that an IPv6 address leads to: NAT64 (RFC 6052) and 6to4 (RFC 3056).
func embedded(a netip.Addr) (netip.Addr, bool) {
	b := a.As16()
	switch {
	case a.Is4():
		return a, false
	case netip.MustParsePrefix("64:ff9b::/96").Contains(a):
		return netip.AddrFrom4([4]byte(b[12:])), true
	case netip.MustParsePrefix("2002::/16").Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return a, false
}
