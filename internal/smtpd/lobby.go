package smtpd

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/exosh/internal/mail/submit"
)

// A lobby is where a connection is until its client has signed in. It knows nothing but EHLO, STARTTLS and AUTH;
// what was learnt before TLS is forgotten with it (RFC 3207, 4.2).
type lobby struct {
	*conn
	failures int // sign-ins that failed
}

func newLobby(c *conn) *lobby { return &lobby{conn: c} }

// An outcome is what becomes of a connection after a command.
type outcome int

const (
	stays outcome = iota
	ends          // everything was said
	moves         // go-smtp has it now
)

// serve returns true where the connection was handed over.
func (l *lobby) serve() bool {
	l.answer(l.greeting())
	if o := l.known(); o != stays {
		return o == moves
	}
	for {
		text, err := l.readLine(l.server.Limits.Credential, time.Time{})
		o := stays
		switch {
		case errors.Is(err, errLineLength):
			o = l.long(string(text))
		case err != nil:
			l.fail(err)
			return false
		case len(text)+len("\r\n") > l.server.Limits.Line && !isAuth(string(text)):
			l.long("")
		default:
			o = l.command(string(text))
		}
		if o != stays {
			return o == moves
		}
		if l.worn() {
			l.last("TooManyErrors", "too many errors")
			return false
		}
	}
}

// greeting has the form of the vendor's, without the vendor's name.
func (c *conn) greeting() string {
	return fmt.Sprintf("220 %s ESMTP MAIL Service ready at %s", c.server.Host, c.server.Now().UTC().Format(time.RFC1123Z))
}

// verbs are the commands there are; everything else is unknown, and may be a secret that went astray.
var verbs = map[string]bool{
	"EHLO": true, "HELO": true, "STARTTLS": true, "AUTH": true, "MAIL": true, "RCPT": true, "DATA": true, "BDAT": true,
	"RSET": true, "NOOP": true, "QUIT": true, "VRFY": true, "EXPN": true, "HELP": true,
}

// parse takes a line apart and records it. The verb is "" for what is no command.
func (c *conn) parse(text string) (verb, arg string) {
	verb, arg, _ = strings.Cut(text, " ")
	verb = strings.ToUpper(verb)
	switch {
	case !verbs[verb]:
		c.record.heardSecret("", len(text), ", no command")
		return "", ""
	case verb == "AUTH":
		c.recordAuth(arg)
	default:
		c.record.heard(text)
	}
	return verb, strings.TrimSpace(arg)
}

// recordAuth keeps the mechanism and how long the initial response is.
func (c *conn) recordAuth(arg string) {
	mechanism, initial, ok := strings.Cut(strings.TrimSpace(arg), " ")
	if !ok {
		c.record.heardSecret("AUTH "+printableMechanism(mechanism), 0, "")
		return
	}
	c.record.heardSecret("AUTH "+printableMechanism(mechanism)+" ", len(initial), " of a credential")
}

func isAuth(line string) bool { return len(line) > 4 && strings.EqualFold(line[:5], "AUTH ") }

// long answers a line that is too long, by how it begins.
func (l *lobby) long(head string) outcome {
	if !isAuth(head) {
		l.recordLong()
		l.say("LineTooLong")
		return stays
	}
	l.recordAuth(head[5:])
	mechanism, _, _ := strings.Cut(head[5:], " ")
	return l.auth(mechanism, func() (string, error) { return "", reply("AuthTooLong") })
}

func (l *lobby) command(text string) outcome {
	verb, arg := l.parse(text)
	switch {
	case verb == "":
		l.say("Unrecognized")
	case !clean(text):
		l.say("InvalidCharacters")
	case verb == "EHLO" || verb == "HELO":
		l.greet(verb, arg)
	case verb == "STARTTLS":
		return l.secure(arg)
	case verb == "AUTH":
		return l.auth(initial(arg))
	case verb == "RSET" && arg == "":
		l.answer(resetting)
	case verb == "BDAT": // its content follows, and would be taken for commands
		l.last("NotAuthenticated", "content without sign-in")
		return ends
	default:
		return l.early(verb, arg)
	}
	return stays
}

// early answers what has its time after sign-in, and what has any time.
func (l *lobby) early(verb, arg string) outcome {
	switch {
	case verb != "MAIL" && verb != "RCPT" && verb != "DATA":
		return l.courtesy(verb, arg)
	case l.hello == "":
		l.say("HelloFirst")
	case verb == "MAIL":
		l.say("NotAuthenticated")
	default:
		l.say("NeedMail")
	}
	return stays
}

const (
	resetting = "250 2.0.0 Resetting"
	closing   = "221 2.0.0 Service closing transmission channel"
)

// courtesy answers commands that change nothing.
func (c *conn) courtesy(verb, arg string) outcome {
	switch verb {
	case "NOOP":
		c.answer("250 2.0.0 OK")
	case "VRFY":
		c.answer("252 2.1.5 Cannot VRFY user")
	case "HELP":
		c.answer("214 2.0.0 EHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY QUIT")
	case "QUIT":
		if arg != "" {
			c.say("InvalidArguments")
			break
		}
		c.answer(closing)
		c.ended("quit")
		c.hangUp()
		return ends
	case "RSET":
		c.say("InvalidArguments")
	default:
		c.say("Unrecognized")
	}
	return stays
}

// greet answers EHLO and HELO.
func (c *conn) greet(verb, arg string) bool {
	if !goodHello(arg) {
		c.say("InvalidDomain")
		return false
	}
	c.hello = arg
	c.record.greeted(arg)
	first := fmt.Sprintf("%s Hello [%s]", c.server.Host, c.client.Addr())
	if verb == "HELO" {
		c.answer("250 " + first)
		return true
	}
	lines := append([]string{first}, c.extensions()...)
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		c.answer("250" + sep + l)
	}
	return true
}

// extensions are what EHLO lists, in the vendor's order.
func (c *conn) extensions() []string {
	list := []string{fmt.Sprintf("SIZE %d", c.server.Content.Size), "PIPELINING", "DSN", "ENHANCEDSTATUSCODES"}
	if c.cipher != "" {
		list = append(list, "AUTH LOGIN XOAUTH2")
	} else if c.server.tls != nil {
		list = append(list, "STARTTLS")
	}
	return append(list, "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8")
}

// secure answers STARTTLS. Whatever arrived together with it is thrown away, and so is the connection: it may have
// been put in by somebody in between (S-74).
func (l *lobby) secure(arg string) outcome {
	switch {
	case arg != "":
		l.say("InvalidArguments")
		return stays
	case l.cipher != "" || l.server.tls == nil:
		l.say("BadSequence")
		return stays
	case l.in.Buffered() > 0:
		l.last("NothingAfterStartTLS", "bytes after STARTTLS")
		return ends
	}
	l.answer("220 2.0.0 SMTP server ready")
	if !l.startTLS() {
		return ends
	}
	l.hello, l.errors, l.refusals = "", 0, 0
	*l = lobby{conn: l.conn}
	return stays
}

// known hands the connection of a client over that its address is enough for.
func (l *lobby) known() outcome {
	if l.server.Known == nil {
		return stays
	}
	p, x, ok := l.server.Known(l.client.Addr())
	if !ok {
		return stays
	}
	return l.move(p, x)
}

// move hands the connection to go-smtp.
func (l *lobby) move(p submit.Principal, x Sender) outcome {
	l.record.signedIn(p)
	_ = l.tcp.SetDeadline(time.Time{})
	w := newWire(l.conn, x)
	if l.server.engine.hand(w) {
		return moves
	}
	x.Close()
	l.last("ServiceUnavailable", "server stops")
	return ends
}
