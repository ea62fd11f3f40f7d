package outbound

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"example.org/exosh/internal/mail"
)

// A session is a connection to a server that has said EHLO, and STARTTLS where that was due.
type session struct {
	client *smtp.Client
	conn   net.Conn
	host   string // name of the server
	ip     string
	tls    string // "TLS1.3"; "" in clear
	times  Timeouts
	sent   int // messages that the server heard of
}

// A peer is a server that is connected to.
type peer struct {
	host    string // its name, or its address where it has none
	ip      string
	port    string
	policy  policy
	inClear bool // the handshake failed before, and the policy allows clear text
}

// open connects to a server and greets it. The error is or wraps a *mail.Status.
func (s *Sender) open(ctx context.Context, p peer) (*session, error) {
	x, err := s.greet(ctx, p)
	var h *handshakeError
	if errors.As(err, &h) && !p.policy.encrypt {
		s.log().Warn("TLS failed, going on in clear", "server", p.host, "address", p.ip, "error", h.err)
		p.inClear = true
		x, err = s.greet(ctx, p)
	}
	return x, err
}

// A handshakeError is a TLS handshake that failed. It is a temporary fault: *mail.Status is what it wraps.
type handshakeError struct {
	err    error
	status *mail.Status
}

func (e *handshakeError) Error() string { return e.status.Error() }
func (e *handshakeError) Unwrap() error { return e.status }

func (s *Sender) greet(ctx context.Context, p peer) (*session, error) {
	x := &session{host: p.host, ip: p.ip, times: s.timeouts()}
	if err := x.connect(ctx, s.dialer(), net.JoinHostPort(p.ip, p.port)); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = x.conn.Close() })
	defer stop()
	err := x.hello(s.host())
	if err == nil {
		err = s.secure(ctx, x, p)
	}
	if err != nil {
		_ = x.conn.Close()
		return nil, err
	}
	return x, nil
}

func (x *session) connect(ctx context.Context, dial dialer, address string) error {
	ctx, cancel := context.WithTimeout(ctx, x.times.Connect)
	defer cancel()
	conn, err := dial(ctx, "tcp", address)
	if err != nil {
		var s *mail.Status
		if errors.As(err, &s) {
			return s
		}
		return x.fault("4.4.1", "cannot connect to %s: %v", address, err)
	}
	x.conn = &wire{Conn: conn, block: x.times.Block}
	x.client = smtp.NewClient(x.conn)
	return nil
}

// hello waits for the greeting and says EHLO, or HELO to servers that do not know it.
func (x *session) hello(name string) error {
	x.client.CommandTimeout = x.times.Greeting
	err := x.client.Hello(name)
	x.client.CommandTimeout, x.client.SubmissionTimeout = x.times.Command, x.times.Final
	if s := statusOf(err, x.host); s != nil {
		// A server that does not talk to us today may have a brother that does: no message fails by it.
		return x.fault("4.4.0", "the server does not talk to us: %v", s)
	}
	if err != nil {
		return x.fault("4.4.2", "the connection broke at the greeting: %v", err)
	}
	return nil
}

// secure starts TLS where the server offers it.
func (s *Sender) secure(ctx context.Context, x *session, p peer) error {
	offered, _ := x.client.Extension("STARTTLS")
	if p.inClear || !offered {
		if p.policy.encrypt {
			return p.policy.unencrypted(x.host, "the server does not offer it")
		}
		return nil
	}
	code, text, err := x.startTLS()
	if err != nil {
		return x.fault("4.4.2", "the connection broke at STARTTLS: %v", err)
	}
	if code != 220 {
		if p.policy.encrypt {
			return p.policy.unencrypted(x.host, fmt.Sprintf("the server refuses it with %d %s", code, text))
		}
		return nil
	}
	return x.shake(ctx, p.policy.config(x.host, s.Roots, s.now), s.host())
}

// startTLS sends the command and reads the reply byte by byte: what follows it belongs to the handshake, and what
// somebody on the way put behind it in clear fails there.
func (x *session) startTLS() (code int, text string, err error) {
	if err := x.conn.SetDeadline(time.Now().Add(x.times.Command)); err != nil {
		return 0, "", err
	}
	if _, err := io.WriteString(x.conn, "STARTTLS\r\n"); err != nil {
		return 0, "", err
	}
	r := bufio.NewReaderSize(oneByte{x.conn}, 16)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return 0, "", err
		}
		line = strings.TrimRight(line, "\r\n")
		if _, err := fmt.Sscanf(line, "%3d", &code); err != nil {
			return 0, "", fmt.Errorf("the server replied %q", oneLine(line))
		}
		if len(line) < 4 || line[3] != '-' {
			return code, oneLine(line[3:]), nil
		}
	}
}

// A oneByte reader never reads ahead.
type oneByte struct{ io.Reader }

func (r oneByte) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }

// shake does the handshake and says EHLO again (RFC 3207, 4.2).
func (x *session) shake(ctx context.Context, config *tls.Config, name string) error {
	ctx, cancel := context.WithTimeout(ctx, x.times.TLS)
	defer cancel()
	if err := x.conn.SetDeadline(time.Time{}); err != nil {
		return x.fault("4.4.2", "%v", err)
	}
	conn := tls.Client(x.conn, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		var s *mail.Status
		if !errors.As(err, &s) {
			s = x.fault("4.7.5", "the TLS handshake failed: %v", err)
		}
		s.Remote = x.host
		return &handshakeError{err: err, status: s}
	}
	x.tls = strings.ReplaceAll(tls.VersionName(conn.ConnectionState().Version), " ", "")
	x.client = smtp.NewClient(&greeted{Conn: conn, greeting: strings.NewReader("220 ready\r\n")})
	return x.hello(name)
}

// fault returns the status of a connection that failed.
func (x *session) fault(enhanced, format string, a ...any) *mail.Status {
	s := refuse(451, enhanced, fmt.Sprintf(format, a...))
	s.Remote = x.host
	return s
}

// quit ends the session. Whether the server says goodbye does not matter.
func (x *session) quit() {
	x.client.CommandTimeout = x.times.Quit
	_ = x.client.Quit()
	_ = x.conn.Close()
}
