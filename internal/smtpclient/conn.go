package smtpclient

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
)

// A Conn is a connection to a server. It is used by one goroutine.
type Conn struct {
	o        Options
	conn     net.Conn
	in       *bufio.Reader
	out      *bufio.Writer
	secure   bool
	keywords map[string]string // of the last EHLO, by name in upper case
	order    []string
	broken   bool // the server is no longer where the client thinks it is
}

// Dial opens the connection, without reading anything from it but what implicit TLS needs.
func Dial(ctx context.Context, o Options) (*Conn, error) {
	dialer := net.Dialer{Timeout: o.timeout()}
	raw, err := dialer.DialContext(ctx, "tcp", o.Address)
	if err != nil {
		return nil, err
	}
	c := NewConn(raw, o)
	if o.Security == Implicit {
		if err := c.encrypt(ctx); err != nil {
			raw.Close()
			return nil, err
		}
	}
	return c, nil
}

// NewConn makes a connection of one that is open.
func NewConn(raw net.Conn, o Options) *Conn {
	c := &Conn{o: o}
	c.use(raw)
	return c
}

func (c *Conn) use(conn net.Conn) {
	c.conn, c.in, c.out = conn, bufio.NewReaderSize(conn, maxLine), bufio.NewWriter(conn)
}

// Close closes the connection without a word.
func (c *Conn) Close() error { return c.conn.Close() }

// Remote is the address of the server.
func (c *Conn) Remote() string { return c.conn.RemoteAddr().String() }

// TLS describes the encryption; ok is false where there is none.
func (c *Conn) TLS() (state tls.ConnectionState, ok bool) {
	t, ok := c.conn.(*tls.Conn)
	if !ok {
		return state, false
	}
	return t.ConnectionState(), true
}

// Keyword returns the parameters of an extension that the server offers, in its spelling.
func (c *Conn) Keyword(name string) (parameters string, ok bool) {
	parameters, ok = c.keywords[name]
	return parameters, ok
}

// Keywords lists the extensions that the server offers, as it wrote them.
func (c *Conn) Keywords() []string {
	var list []string
	for _, k := range c.order {
		list = append(list, strings.TrimSpace(k+" "+c.keywords[k]))
	}
	return list
}

// Offers says whether the server offers a way to sign in: "LOGIN", "XOAUTH2".
func (c *Conn) Offers(mechanism string) bool {
	for m := range strings.FieldsSeq(c.keywords["AUTH"]) {
		if strings.EqualFold(m, mechanism) {
			return true
		}
	}
	return false
}

// begin sets the deadline of a command, and ends it early with ctx.
func (c *Conn) begin(ctx context.Context, limit time.Duration) (end func()) {
	deadline := time.Now().Add(limit)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	_ = c.conn.SetDeadline(deadline) // a closed connection fails at the next read
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}

// Greeting reads what the server says first.
func (c *Conn) Greeting(ctx context.Context) (Reply, error) {
	defer c.begin(ctx, c.o.timeout())()
	r, err := c.read(ctx)
	if err == nil && r.Code != 220 {
		err = &Refusal{Reply: r}
	}
	return r, err
}

// Hello says EHLO and learns what the server offers.
func (c *Conn) Hello(ctx context.Context) (Reply, error) {
	r, err := c.command(ctx, "EHLO "+c.o.hello(), 250)
	c.keywords, c.order = map[string]string{}, nil
	if err != nil {
		return r, err
	}
	for _, line := range r.Lines[1:] {
		k, parameters, _ := strings.Cut(line, " ")
		k = strings.ToUpper(k)
		if _, twice := c.keywords[k]; !twice && k != "" {
			c.order = append(c.order, k)
			c.keywords[k] = parameters
		}
	}
	return r, nil
}

// StartTLS encrypts the connection. What the server said before is forgotten: say Hello again.
func (c *Conn) StartTLS(ctx context.Context) error {
	if _, ok := c.keywords["STARTTLS"]; !ok {
		return ErrNoStartTLS
	}
	if _, err := c.command(ctx, "STARTTLS", 220); err != nil {
		return err
	}
	if c.in.Buffered() > 0 {
		c.broken = true
		return ErrEarly
	}
	c.keywords, c.order = nil, nil
	return c.encrypt(ctx)
}

func (c *Conn) encrypt(ctx context.Context) error {
	defer c.begin(ctx, c.o.timeout())()
	t := tls.Client(c.conn, c.o.tls())
	if err := t.HandshakeContext(ctx); err != nil {
		c.broken = true
		return err
	}
	c.use(t)
	c.secure = true
	return nil
}

// Quit ends the conversation and closes the connection.
func (c *Conn) Quit(ctx context.Context) error {
	if c.broken {
		return c.Close()
	}
	_, err := c.command(ctx, "QUIT", 221)
	return errors.Join(err, c.Close())
}

// command sends a line and wants a reply with one of the codes.
func (c *Conn) command(ctx context.Context, line string, want ...int) (Reply, error) {
	return c.send(ctx, line, line, want...)
}

// send sends a line that is shown as another one.
func (c *Conn) send(ctx context.Context, line, shown string, want ...int) (Reply, error) {
	if strings.ContainsAny(line, "\r\n\x00") {
		return Reply{}, fmt.Errorf("%q holds the end of a line: %w", shown, ErrProtocol)
	}
	defer c.begin(ctx, c.o.timeout())()
	c.trace(false, shown)
	_, err := c.out.WriteString(line + "\r\n")
	if err == nil {
		err = c.out.Flush()
	}
	if err != nil {
		c.broken = true
		return Reply{}, cancelled(ctx, err)
	}
	r, err := c.read(ctx)
	if err != nil {
		return r, err
	}
	for _, code := range want {
		if r.Code == code {
			return r, nil
		}
	}
	return r, &Refusal{Command: shown, Reply: r}
}

func (c *Conn) read(ctx context.Context) (Reply, error) {
	r, err := readReply(c.in, func(line string) { c.trace(true, line) })
	if err != nil {
		c.broken = true
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return r, cancelled(ctx, err)
	}
	c.broken = c.broken || r.Code == 421
	return r, nil
}

// cancelled prefers the reason why ctx ended over what that did to the connection.
func cancelled(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (c *Conn) trace(fromServer bool, text string) {
	if c.o.Trace != nil {
		c.o.Trace(Line{FromServer: fromServer, Text: text})
	}
}
