package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/lab/mailroom"
	"example.org/exosh/internal/mail/outbound"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/mail/submit"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpd"
)

// smtpClient is what the audit trail calls submission.
const smtpClient = "Authenticated SMTP"

// A post is the mail half of a server: one door, of the first realm, and one worker for the queues of all
// tenants.
type post struct {
	out    *outbound.Sender
	worker *queue.Worker
	door   *smtpd.Server  // nil where nobody can submit
	room   *mailroom.Room // nil without lab pages

	smtp, smtps string // host:port for clients, "" where there is none

	listeners []mailListener
	stopWork  context.CancelFunc
	worked    chan error // gets what the worker ended with
}

// A mailListener is an address of submission.
type mailListener struct {
	net.Listener
	serve func(net.Listener) error
}

// buildPost makes the rooms of mail and takes their addresses.
func (s *Server) buildPost(context.Context) error {
	r := s.realms[0]
	p := &post{}
	s.post = p
	p.out = &outbound.Sender{
		Store: s.store, Directory: s.store, Default: s.o.outbound(), Host: s.o.Host, AllowPrivate: s.o.OutboundPrivate,
		Now: s.o.Now, Log: s.o.Log,
	}
	p.worker = &queue.Worker{
		Store: s.store, Directory: s.store, Sender: p.out, Host: s.o.Host, Dynamic: group.Matching(),
		Now: s.o.Now, Log: s.o.Log,
	}
	p.out.Accepted = p.worker.Accepted
	if r.lab != nil {
		p.room = &mailroom.Room{Store: s.store, Tenant: r.tenant.ID, Organization: r.tenant.Display, Now: s.o.Now, Log: s.o.Log}
		r.lab.Mail = p.room
		p.worker.Delivered = p.room.Arrived
	}
	if envOf(r.tenant.Kind) == envOf(kindEOP) {
		return nil // standalone EOP has no mailboxes to submit from
	}
	p.door = s.smtpDoor(r, p)
	return s.openSMTP(p)
}

// smtpDoor makes the door of submission.
func (s *Server) smtpDoor(r *realm, p *post) *smtpd.Server {
	service := &submit.Service{
		Store: s.store, Directory: s.store, Identity: identity{r.idp}, Outside: p.out, Host: s.o.Host,
		Now: s.o.Now, Rand: s.o.Rand, Log: s.o.Log, Accepted: p.worker.Accepted,
	}
	door := &smtpd.Server{
		Host: s.o.Host, TLS: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: s.cert},
		SignIn: smtpd.By(service), Known: s.knownSender(service), Now: s.o.Now, Log: s.o.Log,
	}
	if p.room != nil {
		door.Record = p.room.Record
	}
	return door
}

// openSMTP takes the addresses of submission.
func (s *Server) openSMTP(p *post) error {
	listen, err := s.o.smtpListen()
	if err != nil {
		return err
	}
	if p.smtp, err = s.openMail(p, "smtp", listen, p.door.Serve); err != nil {
		return err
	}
	p.smtps, err = s.openMail(p, "smtps", s.o.SMTPS, p.door.ServeTLS)
	return err
}

func (s *Server) openMail(p *post, flag, listen string, serve func(net.Listener) error) (string, error) {
	if listen == "" {
		return "", nil
	}
	l, err := net.Listen("tcp", listen)
	if err != nil && s.o.SMTPElse {
		host, _, _ := net.SplitHostPort(listen)
		l, err = net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return "", fmt.Errorf("listen on %s for mail: %w (name another address with --%s%s)", listen, err, flag, map[string]string{"smtp": ", or off"}[flag])
	}
	p.listeners = append(p.listeners, mailListener{l, serve})
	_, port, err := net.SplitHostPort(l.Addr().String())
	return net.JoinHostPort(s.o.Host, port), err
}

// startPost begins to take and to move mail.
func (s *Server) startPost(ctx context.Context) error {
	if err := s.holdCopied(ctx); err != nil {
		return err
	}
	p := s.post
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.stopWork, p.worked = cancel, make(chan error, 1)
	go func() { p.worked <- p.worker.Run(work) }()
	for _, l := range p.listeners {
		go func() {
			if err := l.serve(l.Listener); err != nil && !s.stopping.Load() {
				s.failed <- fmt.Errorf("submission at %s: %w", l.Addr(), err)
			}
		}()
	}
	return nil
}

// close lets connections finish what they are sending and the worker what it is moving. What was accepted and
// not moved stays in the queue.
func (p *post) close(ctx context.Context) error {
	if p == nil {
		return nil
	}
	if p.room != nil {
		p.room.Close() // whoever waits for a message need not wait any longer
	}
	var errs []error
	if p.door != nil {
		errs = append(errs, p.door.Shutdown(ctx))
	}
	for _, l := range p.listeners {
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if p.stopWork != nil {
		p.stopWork()
		if err := <-p.worked; !errors.Is(err, context.Canceled) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// An identity asks a realm's sign-in service who presents a credential to the door of mail.
type identity struct{ idp *idp.Provider }

// Authenticate implements submit.Identity.
func (i identity) Authenticate(ctx context.Context, c submit.Credential) (submit.Principal, error) {
	who, err := i.check(ctx, c)
	if refused := (*idp.SignInError)(nil); errors.As(err, &refused) {
		return submit.Principal{}, fmt.Errorf("%w: %w", submit.ErrCredential, err)
	}
	if err != nil {
		return submit.Principal{}, err
	}
	return submit.Principal{
		Tenant: who.Tenant, Account: who.ObjectID, UPN: who.UPN, Method: c.Method, Client: who.ClientID, Address: c.Address,
	}, nil
}

func (i identity) check(ctx context.Context, c submit.Credential) (*idp.Principal, error) {
	if c.Method == submit.XOAuth2 {
		return i.idp.CheckMailToken(ctx, idp.Bearer{User: c.User, Token: c.Secret, Client: smtpClient, Address: c.Address})
	}
	return i.idp.CheckPassword(ctx, idp.Basic{User: c.User, Password: c.Secret, Client: smtpClient, Address: c.Address})
}

// knownSender lets programs on this machine submit as one user, where that was asked for.
func (s *Server) knownSender(like *submit.Service) func(netip.Addr) (submit.Principal, smtpd.Sender, bool) {
	if s.o.SMTPKnown == "" {
		return nil
	}
	service := &submit.Service{
		Store: like.Store, Directory: like.Directory, Identity: trust{s}, Outside: like.Outside, Host: like.Host,
		Now: like.Now, Rand: like.Rand, Log: like.Log, Accepted: like.Accepted,
	}
	signIn := smtpd.By(service)
	return func(from netip.Addr) (submit.Principal, smtpd.Sender, bool) {
		if !from.IsLoopback() {
			return submit.Principal{}, nil, false
		}
		p, x, err := signIn(context.Background(), submit.Credential{Method: submit.Login, User: s.o.SMTPKnown, Address: from})
		return p, x, err == nil
	}
}

// trust takes a user name for a credential; see MailOptions.SMTPKnown.
type trust struct{ server *Server }

// Authenticate implements submit.Identity.
func (t trust) Authenticate(ctx context.Context, c submit.Credential) (submit.Principal, error) {
	p := submit.Principal{Tenant: t.server.realms[0].tenant.ID, UPN: c.User, Method: c.Method, Address: c.Address}
	ctx = org.WithCaller(ctx, &org.Caller{Tenant: p.Tenant, Actor: "system"})
	err := t.server.store.View(ctx, func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, c.User)
		if err == nil {
			p.Account = a.ID
		}
		return err
	})
	return p, err
}
