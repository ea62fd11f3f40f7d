// Package smtpclient submits mail over SMTP (RFC 6409), one command at a time, so that a program can tell what
// each one was answered. A connection that asks for TLS never goes on without it, and a password or a token is
// never sent in clear text.
package smtpclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"time"
)

// Security says how a connection is encrypted.
type Security string

// How a connection is encrypted.
const (
	StartTLS Security = ""         // by STARTTLS, which the server has to offer (RFC 3207)
	Implicit Security = "implicit" // from the first byte on (RFC 8314)
	Offered  Security = "offered"  // by STARTTLS where the server offers it; nobody signs in without it
)

// Options say what to connect to.
type Options struct {
	Address  string // host:port
	Security Security
	Roots    *x509.CertPool // nil means the system's
	Name     string         // that the certificate has to carry; "" means the host of Address
	Hello    string         // host name that the client gives of itself; "localhost" where it is none
	Timeout  time.Duration  // of each command; 0 means a minute
	// Trace is told of each line that goes over the connection, without secrets; may be nil.
	Trace func(Line)
	// Now is the clock by which certificates are judged; nil means time.Now.
	Now func() time.Time
}

// A Line is one line of a conversation.
type Line struct {
	FromServer bool
	Text       string // without its end; secrets are replaced
}

const (
	defaultTimeout = time.Minute
	dataTimeout    = 10 * time.Minute // for the reply to a whole message (RFC 5321, 4.5.3.2.6)
)

func (o Options) host() string {
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil {
		return o.Address
	}
	return host
}

func (o Options) timeout() time.Duration {
	if o.Timeout > 0 {
		return o.Timeout
	}
	return defaultTimeout
}

func (o Options) hello() string {
	if o.Hello == "" || len(o.Hello) > 255 || strings.ContainsFunc(o.Hello, notOfHost) {
		return "localhost"
	}
	return o.Hello
}

func notOfHost(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.'
}

func (o Options) tls() *tls.Config {
	name := o.Name
	if name == "" {
		name = o.host()
	}
	return &tls.Config{ServerName: name, RootCAs: o.Roots, MinVersion: tls.VersionTLS12, Time: o.Now}
}

// A Reply is what a server answered to a command.
type Reply struct {
	Code     int      // three digits
	Enhanced string   // "5.7.60", "" without one (RFC 2034)
	Lines    []string // without the codes
}

// Text is the reply in one line, without its codes.
func (r Reply) Text() string { return strings.TrimSpace(strings.Join(r.Lines, " ")) }

// Errors of a server that does not do what a safe connection needs.
var (
	// ErrNoStartTLS is the error of a connection that has to be encrypted where the server offers no STARTTLS.
	ErrNoStartTLS = errors.New("the server offers no STARTTLS")
	// ErrClearText is the error of signing in over a connection that is not encrypted.
	ErrClearText = errors.New("the connection is not encrypted")
	// ErrEarly is the error of a server, or of somebody in between, that sends more than it was asked before
	// the connection is encrypted (STARTTLS injection).
	ErrEarly = errors.New("the server sent something before it was asked")
	// ErrNoMechanism is the error of signing in by a way that the server does not offer.
	ErrNoMechanism = errors.New("the server does not offer this way to sign in")
	// ErrProtocol is the error of an answer that is not one of SMTP.
	ErrProtocol = errors.New("the answer is not SMTP")
)

// A Refusal is a reply that is not the one that was hoped for.
type Refusal struct {
	Command string // "MAIL FROM:<olivia@contoso.com>", without secrets; "" for the greeting
	Reply
}

func (r *Refusal) Error() string {
	what := r.Command
	if what == "" {
		what = "the greeting"
	}
	return what + ": " + r.String()
}

// Address is that of a MAIL or RCPT that was refused, "" for other commands.
func (r *Refusal) Address() string { return strings.Trim(path(r.Command), "<>") }

// String is the reply as the server wrote it, in one line.
func (r Reply) String() string {
	parts := []string{itoa(r.Code), r.Enhanced, r.Text()}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
