package smtpd

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/localca"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/submit"
	"example.org/exosh/internal/org"
)

// The account of the tests, and the token that stands for it.
const (
	user   = "hana@contoso.com"
	secret = "Granite-Meadow-17"
	token  = "eyJ0eXAi.token.of-hana"
)

const loginArg = "aGFuYUBjb250b3NvLmNvbQ==" // user

var certificate = sync.OnceValue(func() *localca.Authority {
	a, err := localca.New(localca.Options{Name: "Contoso", Hosts: []string{"127.0.0.1", "localhost"}, Now: time.Now, Rand: rand.Reader})
	if err != nil {
		panic(err)
	}
	return a
})

// A desk is what takes mail in the tests: it keeps what it was given, and refuses what it is told to refuse.
type desk struct {
	mu       sync.Mutex
	tried    []submit.Credential
	accepted []letter
	open     int // senders that are not closed

	refuse map[string]error // by method: "SignIn", "Mail", "Recipient", "Data", "Submit"
	submit func()           // called by Submit before it accepts
}

// A letter is a message that was accepted.
type letter struct {
	envelope mail.Envelope
	content  string
	hello    string
}

func (d *desk) signIn(_ context.Context, c submit.Credential) (submit.Principal, Sender, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tried = append(d.tried, c)
	if err := d.refuse["SignIn"]; err != nil {
		return submit.Principal{}, nil, err
	}
	good := c.Method == submit.Login && c.Secret == secret || c.Method == submit.XOAuth2 && c.Secret == token
	if c.User != user || !good {
		return submit.Principal{}, nil, reply("WrongCredentials")
	}
	d.open++
	return submit.Principal{UPN: c.User, Method: c.Method, Address: c.Address}, &clerk{desk: d}, nil
}

// A clerk is the sender of one connection.
type clerk struct{ desk *desk }

func (c *clerk) refusal(method string) error {
	c.desk.mu.Lock()
	defer c.desk.mu.Unlock()
	return c.desk.refuse[method]
}

func (c *clerk) Mail(context.Context, *mail.Envelope, int64) error { return c.refusal("Mail") }

func (c *clerk) Recipient(_ context.Context, _ *mail.Envelope, r mail.Recipient) error {
	if strings.HasPrefix(r.Address, "nobody@") {
		return reply("RecipientNotFound", "address", r.Address)
	}
	return c.refusal("Recipient")
}

func (c *clerk) Data(context.Context, *mail.Envelope) error { return c.refusal("Data") }

func (c *clerk) Submit(_ context.Context, e *mail.Envelope, m *submit.Content) (org.ID, error) {
	if err := c.refusal("Submit"); err != nil {
		return org.ID{}, err
	}
	c.desk.mu.Lock()
	before := c.desk.submit
	c.desk.mu.Unlock()
	if before != nil {
		before()
	}
	b, err := io.ReadAll(m.Message.Open())
	if err != nil {
		return org.ID{}, err
	}
	c.desk.mu.Lock()
	defer c.desk.mu.Unlock()
	c.desk.accepted = append(c.desk.accepted, letter{*e, string(b), m.Hello})
	return org.NewID(rand.Reader)
}

func (c *clerk) Close() {
	c.desk.mu.Lock()
	defer c.desk.mu.Unlock()
	c.desk.open--
}

func (d *desk) letters() []letter {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]letter(nil), d.accepted...)
}

func (d *desk) attempts() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.tried)
}

func (d *desk) senders() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open
}

// A world is a server on loopback with its desk, log and records.
type world struct {
	*Server
	desk    *desk
	address string
	log     *safeBuffer
	blind   bool // clients do not look at the certificate

	mu      sync.Mutex
	records map[org.ID]mail.Conversation
}

// safeBuffer is a buffer that a logger may write to at any time.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func start(t testing.TB, options ...func(*Server)) *world {
	t.Helper()
	leaf, err := certificate().Leaf([]string{"127.0.0.1", "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{desk: &desk{refuse: map[string]error{}}, log: &safeBuffer{}, records: map[org.ID]mail.Conversation{}}
	w.Server = &Server{
		Host: "smtp.contoso.com", TLS: &tls.Config{Certificates: []tls.Certificate{*leaf}}, SignIn: w.desk.signIn,
		Record: w.record, Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Limits: DefaultLimits(), Sleep: func(context.Context, time.Duration) {},
	}
	for _, o := range options {
		o(w.Server)
	}
	w.address = w.listen(t, w.Serve)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) listen(t testing.TB, serve func(net.Listener) error) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if err := serve(l); !errors.Is(err, ErrClosed) {
			t.Errorf("serve: %v", err)
		}
	}()
	return l.Addr().String()
}

func (w *world) record(c mail.Conversation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.records[c.ID] = c
}

// text is all that was recorded.
func (w *world) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	for _, c := range w.records {
		for _, l := range c.Lines {
			fmt.Fprintln(&b, l.From, l.Text)
		}
		fmt.Fprintln(&b, "end:", c.End)
	}
	return b.String()
}

// A client speaks SMTP as it is told to.
type client struct {
	t     testing.TB
	conn  net.Conn
	in    *bufio.Reader
	blind bool
}

func (w *world) dial(t testing.TB) *client {
	t.Helper()
	c := dial(t, w.address)
	c.blind = w.blind
	return c
}

func dial(t testing.TB, address string) *client {
	t.Helper()
	nc, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
	return &client{t: t, conn: nc, in: bufio.NewReader(nc)}
}

// greeted is a client that was greeted; secured one after STARTTLS and EHLO; signedIn one after AUTH.
func (w *world) greeted(t testing.TB) *client {
	t.Helper()
	c := w.dial(t)
	c.want("", "220")
	return c
}

func (w *world) secured(t testing.TB) *client {
	t.Helper()
	c := w.greeted(t)
	c.want("EHLO printer.contoso.com", "250")
	c.want("STARTTLS", "220")
	c.handshake()
	c.want("EHLO printer.contoso.com", "250")
	return c
}

func (w *world) signedIn(t testing.TB) *client {
	t.Helper()
	c := w.secured(t)
	c.want("AUTH LOGIN "+loginArg, "334 UGFzc3dvcmQ6")
	c.want(base64.StdEncoding.EncodeToString([]byte(secret)), "235 2.7.0")
	return c
}

func (c *client) handshake() {
	c.t.Helper()
	tc := tls.Client(c.conn, &tls.Config{RootCAs: certificate().Pool(), ServerName: "localhost", InsecureSkipVerify: c.blind})
	if err := tc.Handshake(); err != nil {
		c.t.Fatal(err)
	}
	c.conn, c.in = tc, bufio.NewReader(tc)
}

// want sends a line, unless it is empty, and expects a reply that begins as given.
func (c *client) want(command, begins string) string {
	c.t.Helper()
	if command != "" {
		c.send(command + "\r\n")
	}
	got := c.reply()
	if !strings.HasPrefix(got, begins) {
		c.t.Fatalf("%.200q was answered %q, want %q", command, got, begins)
	}
	return got
}

func (c *client) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.conn, text); err != nil {
		c.t.Fatalf("send %.80q: %v", text, err)
	}
}

// reply reads a whole reply; it is "closed" where the connection is.
func (c *client) reply() string {
	var b strings.Builder
	for {
		l, err := c.in.ReadString('\n')
		if err != nil {
			return b.String() + "closed"
		}
		b.WriteString(l)
		if len(l) < 4 || l[3] != '-' {
			return b.String()
		}
	}
}

// rest reads until the connection is closed.
func (c *client) rest() string {
	b, err := io.ReadAll(c.in)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		c.t.Error("the connection is still open")
	}
	return string(b)
}

// transaction sends MAIL and RCPT.
func (c *client) transaction() {
	c.t.Helper()
	c.want("MAIL FROM:<"+user+">", "250 2.1.0 Sender OK")
	c.want("RCPT TO:<olivia@contoso.com>", "250 2.1.5 Recipient OK")
}

const letterText = "From: hana@contoso.com\r\nTo: olivia@contoso.com\r\nSubject: scan\r\n\r\nHello\r\n"
