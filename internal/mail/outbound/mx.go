package outbound

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/outbound/dns"
	"example.org/exosh/internal/mail/queue"
)

// maxHosts is how many of a domain's servers are tried.
const maxHosts = 10

// A way is how mail for a domain goes to the servers of the domain, or to a relay.
type way struct {
	domain string // or the name of the relay
	port   string
	ask    func(host string) policy // what a connector asks of TLS
	sts    bool                     // the domain's MTA-STS policy is looked at
	dane   daneMode                 // and its TLSA records
}

// dialDomain connects to a server of a domain.
func (s *Sender) dialDomain(ctx context.Context, w way) (queue.Link, error) {
	return s.link(ctx, func(ctx context.Context) (*session, error) { return s.openDomain(ctx, w) })
}

// openDomain connects to the first server of a domain that can be reached and that the policies allow.
func (s *Sender) openDomain(ctx context.Context, w way) (*session, error) {
	servers, err := s.servers(ctx, w.domain)
	if err != nil {
		return nil, err
	}
	rule, err := s.stsRule(ctx, w)
	if err != nil {
		return nil, err
	}
	var last error
	for _, mx := range servers.Hosts[:min(len(servers.Hosts), maxHosts)] {
		x, err := s.openServer(ctx, w, mx.Host, servers.Secure, rule)
		if err == nil {
			return x, nil
		}
		if last = err; ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// openServer connects to one server of a domain.
func (s *Sender) openServer(ctx context.Context, w way, host string, secure bool, rule *stsPolicy) (*session, error) {
	sts, err := rule.policy(w.domain, host)
	if err != nil {
		return nil, err
	}
	a, err := s.resolver().Addresses(ctx, host)
	if err == nil && len(a.Addresses) == 0 {
		err = errors.New("it has no address")
	}
	if err != nil {
		return nil, noHost(host, err)
	}
	tlsa, err := s.danePolicy(ctx, w, host, secure, a)
	if err != nil {
		return nil, err
	}
	if len(tlsa.dane) > 0 {
		sts = policy{} // RFC 8461, 2: DANE says more
	}
	p := peer{host: host, port: w.port, policy: w.ask(host).and(sts).and(tlsa)}
	return s.openAny(ctx, p, a.Addresses)
}

// servers returns the mail servers of a domain, the ones to be tried first in front. A domain without MX records
// is its own server (RFC 5321, 5.1).
func (s *Sender) servers(ctx context.Context, domain string) (dns.MXAnswer, error) {
	a, err := s.resolver().MX(ctx, domain)
	if errors.Is(err, dns.ErrNoDomain) {
		return a, s.missing.judge(domain, s.now())
	}
	if err != nil {
		return a, refuse(451, "4.4.3", fmt.Sprintf("the mail servers of %s cannot be looked up: %v", domain, err))
	}
	s.missing.found(domain)
	if len(a.Hosts) == 0 {
		a.Hosts = []dns.MX{{Host: domain}}
		return a, nil
	}
	if slices.ContainsFunc(a.Hosts, func(m dns.MX) bool { return m.Host == "" }) {
		if len(a.Hosts) == 1 {
			return a, refuse(556, "5.1.10", fmt.Sprintf("%s takes no mail: it says so with a null MX record", domain)) // RFC 7505
		}
		a.Hosts = slices.DeleteFunc(a.Hosts, func(m dns.MX) bool { return m.Host == "" })
	}
	a.Hosts = beforeUs(order(a.Hosts), s.host())
	if len(a.Hosts) == 0 {
		return a, refuse(550, "5.4.6", fmt.Sprintf("mail for %s would come back to this server, which is its best mail server by its MX records but does not have the domain", domain))
	}
	return a, nil
}

// order sorts servers by preference, and those of the same preference by chance (RFC 5321, 5.1).
func order(hosts []dns.MX) []dns.MX {
	rand.Shuffle(len(hosts), func(i, j int) { hosts[i], hosts[j] = hosts[j], hosts[i] })
	slices.SortStableFunc(hosts, func(a, b dns.MX) int { return cmp.Compare(a.Preference, b.Preference) })
	return hosts
}

// beforeUs leaves out this server and what is not better than it: mail for them came from there (RFC 5321, 5.1).
func beforeUs(hosts []dns.MX, us string) []dns.MX {
	for _, m := range hosts {
		if strings.EqualFold(m.Host, us) {
			return slices.DeleteFunc(hosts, func(o dns.MX) bool { return o.Preference >= m.Preference })
		}
	}
	return hosts
}

// A missing remembers the domains of which the domain name system says that they do not exist. It is believed
// when it says so again, some time later: a name server that was just started may know nothing yet (F-24).
type missing struct {
	mu    sync.Mutex
	since map[string]time.Time
}

// The bounds of missing.
const (
	believedAfter = time.Minute
	maxMissing    = 10_000
)

// judge returns the status of mail for a domain that does not exist.
func (m *missing) judge(domain string, now time.Time) *mail.Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	first, known := m.since[domain]
	if known && now.Sub(first) >= believedAfter {
		return refuse(550, "5.1.2", fmt.Sprintf("the domain %s does not exist", domain))
	}
	if !known {
		if m.since == nil || len(m.since) >= maxMissing {
			m.since = map[string]time.Time{}
		}
		m.since[domain] = now
	}
	return refuse(451, "4.4.3", fmt.Sprintf("the domain %s does not seem to exist; it is looked up once more", domain))
}

func (m *missing) found(domain string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.since, domain)
}
