package smtpclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Envelope says from whom and to whom a message goes, whatever its header says.
type Envelope struct {
	From string
	To   []string
	// Notify asks for notifications about each recipient: "NEVER", or of "SUCCESS", "FAILURE", "DELAY"; nil
	// leaves it to the server. Where the server has no DSN (RFC 3461), nothing is asked for.
	Notify []string
	Return string // of the message in a notification: "FULL", "HDRS", or "" for what the server does
	Size   int64  // of the message in bytes, 0 where it is not known
	Wide   bool   // the message has bytes beyond ASCII (8BITMIME)
}

// ErrTooLarge is the error of a message that is larger than the server says that it takes.
var ErrTooLarge = errors.New("the message is larger than the server takes")

// ErrNoUTF8 is the error of an address beyond ASCII where the server has no SMTPUTF8 (RFC 6531).
var ErrNoUTF8 = errors.New("the server takes no addresses beyond ASCII")

// Mail begins a message.
func (c *Conn) Mail(ctx context.Context, e Envelope) (Reply, error) {
	line, err := c.mailLine(e)
	if err != nil {
		return Reply{}, err
	}
	return c.command(ctx, line, 250)
}

func (c *Conn) mailLine(e Envelope) (string, error) {
	line := "MAIL FROM:<" + e.From + ">"
	if err := checkPath(e.From); err != nil {
		return "", err
	}
	if limit, ok := c.Keyword("SIZE"); ok && e.Size > 0 {
		if n, err := strconv.ParseInt(limit, 10, 64); err == nil && n > 0 && e.Size > n {
			return "", fmt.Errorf("%d bytes of at most %d: %w", e.Size, n, ErrTooLarge)
		}
		line += " SIZE=" + strconv.FormatInt(e.Size, 10)
	}
	if _, ok := c.Keyword("8BITMIME"); ok && e.Wide {
		line += " BODY=8BITMIME"
	}
	if !ascii(strings.Join(append([]string{e.From}, e.To...), "")) {
		if _, ok := c.Keyword("SMTPUTF8"); !ok {
			return "", ErrNoUTF8
		}
		line += " SMTPUTF8"
	}
	if _, ok := c.Keyword("DSN"); ok && e.Return != "" {
		line += " RET=" + e.Return
	}
	return line, nil
}

// Recipient names one recipient of the message.
func (c *Conn) Recipient(ctx context.Context, e Envelope, to string) (Reply, error) {
	if err := checkPath(to); err != nil {
		return Reply{}, err
	}
	line := "RCPT TO:<" + to + ">"
	if _, ok := c.Keyword("DSN"); ok && e.Notify != nil {
		line += " NOTIFY=" + strings.Join(e.Notify, ",")
	}
	return c.command(ctx, line, 250, 251, 252)
}

// checkPath refuses an address that would end the command it stands in.
func checkPath(address string) error {
	if strings.ContainsAny(address, "<>\r\n\x00 ") {
		return fmt.Errorf("%q cannot be an address: %w", address, ErrProtocol)
	}
	return nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Data sends the message. Lines end with CR LF on the wire whatever they end with in message.
func (c *Conn) Data(ctx context.Context, message io.Reader) (Reply, error) {
	if r, err := c.command(ctx, "DATA", 354); err != nil {
		return r, err
	}
	defer c.begin(ctx, dataTimeout)()
	w := textproto.NewWriter(c.out).DotWriter()
	n, err := io.Copy(w, message)
	if err != nil { // no final dot: what is there of the message is dropped
		c.broken = true
		return Reply{}, cancelled(ctx, fmt.Errorf("send message: %w", err))
	}
	if err := w.Close(); err != nil {
		c.broken = true
		return Reply{}, cancelled(ctx, fmt.Errorf("send message: %w", err))
	}
	c.trace(false, fmt.Sprintf("(the message, %d bytes)", n))
	c.trace(false, ".")
	r, err := c.read(ctx)
	if err == nil && r.Code != 250 {
		err = &Refusal{Command: "DATA", Reply: r}
	}
	return r, err
}

// Reset gives up the message that was begun.
func (c *Conn) Reset(ctx context.Context) error {
	_, err := c.command(ctx, "RSET", 250)
	return err
}

// An Outcome is what became of a message.
type Outcome struct {
	Reply   Reply      // to the whole message
	Refused []*Refusal // recipients that were refused while others were taken
}

// Refuses says whether a recipient was refused.
func (o *Outcome) Refuses(address string) bool {
	return slices.ContainsFunc(o.Refused, func(r *Refusal) bool { return strings.EqualFold(r.Address(), address) })
}

// Send opens a connection, signs in where login is not nil, and sends one message. It is an error where nobody
// got it; refused recipients besides others are in the outcome.
func Send(ctx context.Context, o Options, login *Login, e Envelope, message io.Reader) (*Outcome, error) {
	c, err := Open(ctx, o, login)
	if err != nil {
		return nil, err
	}
	out, err := c.Deliver(ctx, e, message)
	if qerr := c.leave(ctx); err == nil && out == nil {
		err = qerr
	}
	return out, err
}

// leave says goodbye: what it is answered matters to nobody.
func (c *Conn) leave(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	return c.Quit(ctx)
}

// Open opens a connection up to where a message can be sent.
func Open(ctx context.Context, o Options, login *Login) (*Conn, error) {
	c, err := Dial(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := c.prepare(ctx, login); err != nil {
		_ = c.Close() // the error says what matters
		return nil, err
	}
	return c, nil
}

func (c *Conn) prepare(ctx context.Context, login *Login) error {
	if _, err := c.Greeting(ctx); err != nil {
		return err
	}
	if _, err := c.Hello(ctx); err != nil {
		return err
	}
	if err := c.protect(ctx); err != nil {
		return err
	}
	if login == nil {
		return nil
	}
	_, err := c.SignIn(ctx, *login)
	return err
}

// protect encrypts the connection as its options ask for.
func (c *Conn) protect(ctx context.Context) error {
	if _, offered := c.Keyword("STARTTLS"); c.secure || c.o.Security == Offered && !offered {
		return nil
	}
	if err := c.StartTLS(ctx); err != nil {
		return err
	}
	_, err := c.Hello(ctx)
	return err
}

// Deliver sends one message over a connection that is ready for it.
func (c *Conn) Deliver(ctx context.Context, e Envelope, message io.Reader) (*Outcome, error) {
	if _, err := c.Mail(ctx, e); err != nil {
		return nil, err
	}
	out := &Outcome{}
	for _, to := range e.To {
		_, err := c.Recipient(ctx, e, to)
		refusal := (*Refusal)(nil)
		if errors.As(err, &refusal) && !c.broken {
			out.Refused = append(out.Refused, refusal)
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	if len(out.Refused) == len(e.To) && len(e.To) > 0 {
		return nil, out.Refused[0]
	}
	var err error
	out.Reply, err = c.Data(ctx, message)
	return out, err
}
