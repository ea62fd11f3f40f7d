package dns

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
)

// resolvConf is where the system says which name servers it has.
const resolvConf = "/etc/resolv.conf"

// settings are those of a client, with what the system says filled in.
type settings struct {
	servers  []string
	timeout  time.Duration
	attempts int
	trustAD  bool
}

func (c *Client) settings() (settings, error) {
	s := settings{servers: c.Servers, trustAD: c.TrustAD, timeout: 5 * time.Second, attempts: 2}
	if len(s.servers) == 0 {
		text, err := os.ReadFile(resolvConf)
		if err != nil {
			return s, fmt.Errorf("no name servers are known: %w", err)
		}
		s.read(string(text))
	}
	if c.Timeout > 0 {
		s.timeout = c.Timeout
	}
	if c.Attempts > 0 {
		s.attempts = c.Attempts
	}
	if len(s.servers) == 0 {
		return s, errors.New("no name servers are known: " + resolvConf + " names none")
	}
	return s, nil
}

// read takes over what resolv.conf(5) says. Unknown lines and options are skipped, as by the system.
func (s *settings) read(text string) {
	const most = 3
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) < 2:
		case words[0] == "nameserver" && len(s.servers) < most:
			if a, err := netip.ParseAddr(words[1]); err == nil {
				s.servers = append(s.servers, net.JoinHostPort(a.String(), "53"))
			}
		case words[0] == "options":
			for _, o := range words[1:] {
				s.option(o)
			}
		}
	}
}

func (s *settings) option(text string) {
	name, value, _ := strings.Cut(text, ":")
	n, err := strconv.Atoi(value)
	switch {
	case name == "trust-ad":
		s.trustAD = true
	case err != nil || n < 1:
	case name == "timeout":
		s.timeout = time.Duration(min(n, 30)) * time.Second
	case name == "attempts":
		s.attempts = min(n, 5)
	}
}

// trusts says whether a server's word on DNSSEC is believed. What others say passes a network that anybody on
// the way could have changed (RFC 7672, 2.1).
func (s *settings) trusts(server string) bool {
	if s.trustAD {
		return true
	}
	a, err := netip.ParseAddrPort(server)
	return err == nil && a.Addr().Unmap().IsLoopback()
}
