package outbound

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"testing"

	"example.org/exosh/internal/mail"
)

// asStatus returns the status that an error is or wraps; nil for none.
func asStatus(err error) *mail.Status {
	var s *mail.Status
	errors.As(err, &s)
	return s
}

// TestPublicAddresses: S-84.
func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "223.255.255.255",
		"2606:4700:4700::1111", "2a00:1450::5", "64:ff9b::808:808", "2002:808:808::1"} {
		if !isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s is of the public internet", a)
		}
	}
	for _, a := range []string{"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1",
		"192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:100.64.0.1", "::ffff:192.0.2.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1",
		"2001:db8::1", "2001::1", "3fff::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "100::1"} {
		if isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s is not of the public internet", a)
		}
	}
}

// S-84: where a policy is fetched is a domain's to say, so the same guard stands before it.
func TestPoliciesComeFromPublicAddresses(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for private, want := range map[bool]bool{false: false, true: true} {
		web, ok := (&Sender{AllowPrivate: private}).policies().(*http.Transport)
		if !ok {
			t.Fatal("policies are fetched by something else")
		}
		c, err := web.DialContext(t.Context(), "tcp", l.Addr().String())
		if (err == nil) != want {
			t.Errorf("with AllowPrivate %v: %v", private, err)
		}
		if err == nil {
			c.Close()
		}
	}
}
