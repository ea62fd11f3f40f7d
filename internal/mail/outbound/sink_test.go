package outbound

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// A sink is another server: it takes what comes, within what its fields say.
type sink struct {
	*smtp.Server
	address string

	mu     sync.Mutex
	got    []received
	mails  int
	conns  int
	refuse func(recipient string) *smtp.SMTPError // at RCPT
	final  func() error                           // at the end of a message
	mail   func(n int) error                      // at the n-th MAIL of all
}

// A received is a message that a sink took.
type received struct {
	from    string
	to      []string
	raw     string
	options smtp.MailOptions
	rcpt    []smtp.RcptOptions
	tls     bool
	hello   string
}

func newSink(t testing.TB, change func(*sink)) *sink {
	t.Helper()
	s := &sink{}
	s.Server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.conns++
		return &sinkSession{sink: s, conn: c}, nil
	}))
	s.Domain, s.MaxLineLength = "sink.example", 2000
	s.EnableSMTPUTF8, s.EnableDSN = true, true
	s.ErrorLog = quiet{}
	if change != nil {
		change(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *sink) messages() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

type sinkSession struct {
	sink *sink
	conn *smtp.Conn
	now  received
}

func (x *sinkSession) Reset()        { x.now = received{} }
func (x *sinkSession) Logout() error { return nil }

func (x *sinkSession) Mail(from string, o *smtp.MailOptions) error {
	x.sink.mu.Lock()
	defer x.sink.mu.Unlock()
	x.sink.mails++
	_, secure := x.conn.TLSConnectionState()
	x.now = received{from: from, options: *o, tls: secure, hello: x.conn.Hostname()}
	if x.sink.mail != nil {
		return x.sink.mail(x.sink.mails)
	}
	return nil
}

func (x *sinkSession) Rcpt(to string, o *smtp.RcptOptions) error {
	if x.sink.refuse != nil {
		if err := x.sink.refuse(to); err != nil {
			return err
		}
	}
	x.now.to, x.now.rcpt = append(x.now.to, to), append(x.now.rcpt, *o)
	return nil
}

func (x *sinkSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if x.sink.final != nil {
		if err := x.sink.final(); err != nil {
			return err
		}
	}
	x.now.raw = string(raw)
	x.sink.mu.Lock()
	defer x.sink.mu.Unlock()
	x.sink.got = append(x.sink.got, x.now)
	return nil
}

// outgoing returns a message on its way out.
func outgoing(raw string, to ...string) *queue.Outgoing {
	o := &queue.Outgoing{
		Tenant: org.ID{1}, Message: mail.Message{ID: org.ID{2}, Size: int64(len(raw))},
		Envelope: mail.Envelope{Sender: "amara@contoso.example"},
		Open:     func() io.Reader { return strings.NewReader(raw) },
	}
	for _, a := range to {
		o.Envelope.Recipients = append(o.Envelope.Recipients, mail.Recipient{Address: a})
	}
	return o
}

const plainMessage = "From: amara@contoso.example\r\nTo: sam@tailspin.example\r\nSubject: Toner\r\n\r\n.The toner is low.\r\n..\r\n"

// relay returns a sender whose smart host is the sink.
func relay(s *sink) *Sender {
	return &Sender{Default: s.address, AllowPrivate: true, Host: "mail.contoso.example"}
}

func dial(t testing.TB, s *Sender) queue.Link {
	t.Helper()
	l, err := s.Dial(t.Context(), org.ID{1}, hostPrefix+s.Default)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func send(t testing.TB, l queue.Link, o *queue.Outgoing) []queue.Outcome {
	t.Helper()
	got, err := l.Send(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
