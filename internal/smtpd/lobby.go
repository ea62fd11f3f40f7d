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
	l.last("ServiceUnavailable", "server stops") // which closes x
	return ends
}
