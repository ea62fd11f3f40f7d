// Package smtpd is the SMTP door of the organisation: message submission (RFC 6409) as the vendor's service
// offers it on port 587. It speaks the protocol and asks package submit about everything else.
//
// A connection begins in the lobby (lobby.go), which knows EHLO, STARTTLS and AUTH only and is all that somebody
// who has not signed in ever meets. Signed in, it is handed to go-smtp, which reads the commands of mail
// transactions; the wire (wire.go) stands in between and lets only whole, clean lines and messages through.
package smtpd

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/submit"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// A Sender is a mailbox that is signed in on one connection. *submit.Sender is one; its documentation says what
// the methods do.
type Sender interface {
	Mail(ctx context.Context, e *mail.Envelope, size int64) error
	Recipient(ctx context.Context, e *mail.Envelope, r mail.Recipient) error
	Data(ctx context.Context, e *mail.Envelope) error
	Submit(ctx context.Context, e *mail.Envelope, c *submit.Content) (org.ID, error)
	Close()
}

// A SignIn checks a credential and says who it belongs to. The error is a *smtpreply.Error for the client, or a
// fault that the client hears of as AuthTemporary.
type SignIn func(ctx context.Context, c submit.Credential) (submit.Principal, Sender, error)

// By lets a service sign people in.
func By(s *submit.Service) SignIn {
	return func(ctx context.Context, c submit.Credential) (submit.Principal, Sender, error) {
		x, err := s.SignIn(ctx, c)
		if err != nil {
			return submit.Principal{}, nil, err
		}
		return x.Principal, x, nil
	}
}

// A Server is the door. Fill in the fields, then serve listeners; it must not be copied or changed afterwards.
type Server struct {
	Host string // name of this server in what it says: "smtp.contoso.com"
	// TLS has the certificate. Versions before 1.2 and weak suites are refused whatever it says.
	TLS    *tls.Config
	SignIn SignIn

	Limits  Limits         // zero means DefaultLimits
	Content message.Limits // zero means message.DefaultLimits

	// Record is told what is said, for the lab; nil records nothing. It is called when a message was accepted
	// and when the connection ends, with the same ID, and must not change or keep hold of what it gets beyond
	// a copy of the struct: Lines only grow.
	Record func(mail.Conversation)
	// Refused is told the name of every refusal (package smtpreply), "" for one that the table does not have;
	// nil for nothing.
	Refused func(name string)
	// What metrics count, nil for nothing: a connection that was let in, and its end; a TLS handshake, with its
	// version as package tls has it; a message that was answered 250, with its size as it came.
	Opened   func(implicit bool)
	Closed   func(after time.Duration)
	Secured  func(version uint16)
	Accepted func(size int64, recipients int)

	// Known says who a client is by its address alone, without TLS and AUTH; nil means nobody. It is for tests
	// and benchmarks over loopback.
	Known func(client netip.Addr) (submit.Principal, Sender, bool)

	Now   func() time.Time                           // nil means time.Now
	Sleep func(ctx context.Context, d time.Duration) // nil waits
	Log   *slog.Logger                               // nil discards

	begin sync.Once
	state
}

// What a server has once it serves.
type state struct {
	stopping atomic.Bool
	tls      *tls.Config
	engine   *engine
	crowd    *crowd
	ctx      context.Context // ends when connections are closed by force
	cancel   context.CancelFunc

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	conns     map[*conn]struct{}
	none      chan struct{} // closed when stopping and no connection is left
}

func (s *Server) start() {
	s.begin.Do(func() {
		if s.Limits == (Limits{}) {
			s.Limits = DefaultLimits()
		}
		if s.Content == (message.Limits{}) {
			s.Content = message.DefaultLimits()
		}
		if s.Now == nil {
			s.Now = time.Now
		}
		if s.Sleep == nil {
			s.Sleep = sleep
		}
		if s.Log == nil {
			s.Log = slog.New(slog.DiscardHandler)
		}
		s.tls = strict(s.TLS)
		s.ctx, s.cancel = context.WithCancel(context.Background())
		s.crowd = newCrowd(s.Limits)
		s.listeners, s.conns = map[net.Listener]struct{}{}, map[*conn]struct{}{}
		s.none = make(chan struct{})
		s.engine = newEngine(s)
	})
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// ErrClosed is what Serve returns after Shutdown or Close.
var ErrClosed = errors.New("SMTP server closed")

// Serve accepts connections that begin in clear and offer STARTTLS, until Shutdown or Close, or until the
// listener fails. It closes the listener.
func (s *Server) Serve(l net.Listener) error { return s.serve(l, false) }

// ServeTLS is Serve for connections that begin with TLS (RFC 8314).
func (s *Server) ServeTLS(l net.Listener) error { return s.serve(l, true) }

func (s *Server) serve(l net.Listener, implicit bool) error {
	s.start()
	defer l.Close()
	if !s.track(l) {
		return ErrClosed
	}
	defer s.untrack(l)
	pause := time.Duration(0)
	for {
		nc, err := l.Accept()
		switch {
		case err == nil:
			pause = 0
			s.admit(nc, implicit)
		case s.isStopping():
			return ErrClosed
		case errors.Is(err, net.ErrClosed):
			return err
		default: // too many open files, a connection that is gone again: both pass (F-07)
			pause = min(max(5*time.Millisecond, 2*pause), time.Second)
			s.Log.Warn("accept SMTP connection", "err", err, "again", pause)
			sleep(s.ctx, pause)
		}
	}
}

func (s *Server) track(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isStopping() {
		return false
	}
	s.listeners[l] = struct{}{}
	return true
}

func (s *Server) untrack(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

func (s *Server) isStopping() bool { return s.stopping.Load() }
