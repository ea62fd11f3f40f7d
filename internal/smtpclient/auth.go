package smtpclient

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

const secret = "(not shown)"

// A Login signs in to a server; nil means that nobody does.
type Login struct {
	User     string
	Password string
	Bearer   string // an access token in place of the password
}

// Mechanism is how the login signs in: "LOGIN" with a password (the only way with one that Exchange Online
// takes), "XOAUTH2" with a token.
func (l Login) Mechanism() string {
	if l.Bearer != "" {
		return "XOAUTH2"
	}
	return "LOGIN"
}

// SignIn signs in. It does so over an encrypted connection only.
func (c *Conn) SignIn(ctx context.Context, l Login) (Reply, error) {
	if !c.secure {
		return Reply{}, ErrClearText
	}
	m := l.Mechanism()
	switch {
	case m == "LOGIN" && !c.Offers(m) && c.Offers("PLAIN"):
		return c.plain(ctx, l)
	case !c.Offers(m):
		return Reply{}, fmt.Errorf("%s: %w", m, ErrNoMechanism)
	case m == "XOAUTH2":
		return c.bearer(ctx, l)
	}
	return c.login(ctx, l)
}

// login is LOGIN: name and password one after the other, both in base64.
func (c *Conn) login(ctx context.Context, l Login) (Reply, error) {
	if r, err := c.command(ctx, "AUTH LOGIN", 334); err != nil {
		return r, err
	}
	if r, err := c.send(ctx, encode(l.User), encode(l.User), 334); err != nil {
		return r, named(err, "AUTH LOGIN")
	}
	r, err := c.send(ctx, encode(l.Password), secret, 235)
	return r, named(err, "AUTH LOGIN")
}

// plain is PLAIN (RFC 4616), for servers of others that have no LOGIN.
func (c *Conn) plain(ctx context.Context, l Login) (Reply, error) {
	r, err := c.send(ctx, "AUTH PLAIN "+encode("\x00"+l.User+"\x00"+l.Password), "AUTH PLAIN "+secret, 235)
	return r, named(err, "AUTH PLAIN")
}

// bearer is XOAUTH2. A refusal comes as a challenge with a status in JSON, which is answered by an empty line;
// the reply follows.
func (c *Conn) bearer(ctx context.Context, l Login) (Reply, error) {
	first := encode("user=" + l.User + "\x01auth=Bearer " + l.Bearer + "\x01\x01")
	r, err := c.send(ctx, "AUTH XOAUTH2 "+first, "AUTH XOAUTH2 "+secret, 235, 334)
	if err != nil || r.Code == 235 {
		return r, named(err, "AUTH XOAUTH2")
	}
	challenge := r.Text()
	r, err = c.command(ctx, "", 235)
	if refusal, ok := err.(*Refusal); ok {
		refusal.Command = "AUTH XOAUTH2"
		return r, &ChallengeError{Refusal: refusal, Status: status(challenge)}
	}
	return r, err
}

// A ChallengeError is the refusal of a token, with the status that the server gave before it.
type ChallengeError struct {
	*Refusal
	Status string // "400", "401"; "" where it said none
}

// Unwrap returns the refusal.
func (e *ChallengeError) Unwrap() error { return e.Refusal }

func status(challenge string) string {
	b, err := base64.StdEncoding.DecodeString(challenge)
	var body struct {
		Status string `json:"status"`
	}
	if err != nil || json.Unmarshal(b, &body) != nil {
		return ""
	}
	return body.Status
}

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// named says of a refusal which command began what was refused.
func named(err error, command string) error {
	if r, ok := err.(*Refusal); ok {
		r.Command = command
	}
	return err
}
