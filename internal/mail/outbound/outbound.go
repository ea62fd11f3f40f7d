// Package outbound gets mail out of the organisation: over SMTP to a smart host or to the servers that the
// recipient's domain names, to another organisation of this server, or into the lab's outbox. It implements
// queue.Sender; the queue decides when, and what follows from the outcome.
//
// A destination is a text, because the queue keeps it:
//
//	mx:tailspin.example                 the servers of a domain (RFC 5321, 5.1)
//	host:relay.example:25               a relay
//	connector:GUID                      the smart hosts of an outbound connector
//	connector:GUID/tailspin.example     the servers of a domain, by the rules of an outbound connector
//	tenant:GUID                         another organisation of this server
//	lab                                 the lab's outbox
//
// Settings change while mail waits. So Dial looks at them anew, and what a destination stands for no longer is
// sent where its recipients' domains go now.
package outbound

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"example.org/exosh/internal/mail/outbound/dns"
	"example.org/exosh/internal/org"
)

// The values of Sender.Default beside HOST:PORT.
const (
	None = "none" // nothing leaves this server
	Lab  = "lab"  // mail is kept in the lab's outbox
	MX   = "mx"   // mail goes to the servers of the recipients' domains
)

// A Sender sends for all organisations of a store. Its methods may be used concurrently; its fields are set
// before the first of them.
type Sender struct {
	Store     org.Store
	Directory org.Directory // names the organisations of this server; nil for this one only
	// Default says where mail goes that no connector takes and that is for no other organisation of this server: None,
	// Lab, MX or HOST:PORT. "" means None.
	Default string
	Host    string // name of this server, or its address, for EHLO; "" means "localhost"
	// AllowPrivate lets mail go to servers on loopback and private addresses (S-84).
	AllowPrivate bool
	// Accepted is told of every organisation of this server that has a new message in its queue; nil means that
	// nobody is.
	Accepted func(tenant org.ID)
	Resolver Resolver          // nil means a *dns.Client with the system's name servers
	Roots    *x509.CertPool    // of certificates of other servers; nil means the system's
	Port     string            // of the servers of a domain; "" means "25"
	Timeouts Timeouts          // zero values mean those of DefaultTimeouts
	Policies http.RoundTripper // fetches MTA-STS policies; nil means one that goes to public addresses only
	Now      func() time.Time  // nil means time.Now
	Log      *slog.Logger      // nil discards

	neighbours neighbours
	missing    missing
	failed     failures
	once       sync.Once
	own        Resolver
	connect    dialer // instead of the network; nil but in tests
}

// A Resolver asks the domain name system. Names are ASCII, without a final dot. The errors are *dns.Error.
type Resolver interface {
	MX(ctx context.Context, domain string) (dns.MXAnswer, error)
	Addresses(ctx context.Context, host string) (dns.AddressAnswer, error)
	TLSA(ctx context.Context, name string) (dns.TLSAAnswer, error)
	TXT(ctx context.Context, name string) (dns.TXTAnswer, error)
}

// Timeouts are how long a step of a connection may take (RFC 5321, 4.5.3.2).
type Timeouts struct {
	Dial     time.Duration // for all servers of a destination together, until one is ready
	Connect  time.Duration // to one address
	TLS      time.Duration // for a handshake
	Greeting time.Duration
	Command  time.Duration // for the reply to MAIL, RCPT and the like
	Data     time.Duration // for the reply to DATA
	Block    time.Duration // for a block of a message
	Final    time.Duration // for the reply to the end of a message
	Quit     time.Duration // for the reply to QUIT
}

// DefaultTimeouts returns the timeouts of RFC 5321, 4.5.3.2. Connecting and QUIT, of which it says nothing, are
// shorter: what is lost by giving up is a connection. So is all that comes before a message, taken together.
func DefaultTimeouts() Timeouts {
	return Timeouts{
		Dial: 6 * time.Minute, Connect: 30 * time.Second, TLS: time.Minute, Greeting: 5 * time.Minute, Command: 5 * time.Minute,
		Data: 2 * time.Minute, Block: 3 * time.Minute, Final: 10 * time.Minute, Quit: 5 * time.Second,
	}
}

// timeouts returns the timeouts with the defaults filled in.
func (s *Sender) timeouts() Timeouts {
	t, d := s.Timeouts, DefaultTimeouts()
	for _, f := range []struct{ is, or *time.Duration }{
		{&t.Dial, &d.Dial}, {&t.Connect, &d.Connect}, {&t.TLS, &d.TLS}, {&t.Greeting, &d.Greeting}, {&t.Command, &d.Command},
		{&t.Data, &d.Data}, {&t.Block, &d.Block}, {&t.Final, &d.Final}, {&t.Quit, &d.Quit},
	} {
		if *f.is == 0 {
			*f.is = *f.or
		}
	}
	return t
}

func (s *Sender) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Sender) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.New(slog.DiscardHandler)
}

// host is how this server calls itself. An address is put in brackets (RFC 5321, 4.1.3).
func (s *Sender) host() string {
	ip, err := netip.ParseAddr(s.Host)
	switch {
	case s.Host == "":
		return "localhost"
	case err != nil:
		return s.Host
	case ip.Is4():
		return "[" + s.Host + "]"
	}
	return "[IPv6:" + s.Host + "]"
}

func (s *Sender) port() string {
	if s.Port != "" {
		return s.Port
	}
	return "25"
}

func (s *Sender) resolver() Resolver {
	if s.Resolver != nil {
		return s.Resolver
	}
	s.once.Do(func() { s.own = &dns.Client{} })
	return s.own
}
