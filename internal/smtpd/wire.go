package smtpd

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/internal/smtpreply"
)

// A wire is the connection that go-smtp sees. It gives go-smtp one command at a time, and only commands that are
// whole, clean and in their place; the content of a message only as long as no line ending in it is ambiguous. It
// puts go-smtp's replies into the vendor's words, and sends them when there is nothing left to read.
type wire struct {
	*conn
	session *session

	feed    []byte           // what go-smtp reads next
	verb    string           // of the command that go-smtp has
	swallow int              // replies of go-smtp that are not for the client
	instead *smtpreply.Error // what the client hears in place of the next reply
	part    []byte           // of a reply, without its end

	mode   mode
	ender  ender     // of content by DATA
	left   int64     // of a chunk by BDAT
	wanted bool      // the chunk is for a message, and not thrown away
	total  int64     // bytes of content of the message
	since  time.Time // when its content began
	broke  error     // why its content stopped before its end; after the reply the connection ends
}

// A mode says what the next byte of the client belongs to.
type mode int

const (
	inCommand mode = iota
	inContent      // of DATA
	inChunk        // of BDAT
	isOver
)

func newWire(c *conn, x Sender) *wire {
	w := &wire{conn: c, swallow: 2} // go-smtp's own greeting, and its answer to EHLO
	w.session = &session{wire: w, sender: x}
	c.leave = w.session.leave
	hello := c.hello
	if hello == "" {
		hello = "unknown"
	}
	w.feed = []byte("EHLO " + hello + "\r\n")
	return w
}

// Read gives go-smtp what it may read next; it returns io.EOF where the connection is at its end. Within content a
// fault of the client's is an error of its own, so that nothing takes it for the end of the message.
func (w *wire) Read(p []byte) (int, error) {
	for {
		if len(w.feed) > 0 {
			n := copy(p, w.feed)
			w.feed = w.feed[n:]
			return n, nil
		}
		switch w.mode {
		case isOver:
			return 0, io.EOF
		case inContent: // the session reads it; what is left of it broke
			return 0, w.broke
		case inChunk:
			return w.readChunk(p)
		}
		w.next()
	}
}

// next reads a command, and answers it or has it fed to go-smtp.
func (w *wire) next() {
	text, err := w.readLine(w.server.Limits.Line, time.Now().Add(w.server.Limits.Idle))
	switch {
	case errors.Is(err, errLineLength):
		w.recordLong()
		w.say("LineTooLong")
	case err != nil:
		w.fail(err)
		w.mode = isOver
	default:
		w.command(string(text))
	}
	w.wear()
}

// wear ends a connection with too many errors.
func (w *wire) wear() {
	if w.mode == inCommand && w.worn() {
		w.last("TooManyErrors", "too many errors")
		w.mode = isOver
	}
}

func (w *wire) command(text string) {
	verb, arg := w.parse(text)
	w.verb = verb
	switch {
	case verb == "":
		w.say("Unrecognized")
	case !clean(text) && !(utf8Command(verb, text, w.session.utf8())):
		w.say("InvalidCharacters")
	case verb == "EHLO" || verb == "HELO":
		if w.greet(verb, arg) {
			w.pass("RSET", 1)
		}
	case verb == "AUTH":
		w.say("AlreadyAuthenticated")
	case verb == "STARTTLS":
		w.say("BadSequence")
	case verb == "RSET" && arg == "":
		w.pass("RSET", 0)
	case verb == "MAIL" || verb == "RCPT":
		w.path(verb, arg, text)
	case verb == "DATA":
		w.data(arg)
	case verb == "BDAT":
		w.bdat(arg)
	default:
		if w.courtesy(verb, arg) == ends {
			w.mode = isOver
		}
	}
}

// pass gives go-smtp a command; swallow is how many replies of it are not for the client.
func (w *wire) pass(text string, swallow int) {
	w.feed = append([]byte(text), '\r', '\n')
	w.swallow += swallow
}

func (w *wire) path(verb, arg, text string) {
	begun, _ := w.session.state()
	switch {
	case verb == "MAIL" && begun:
		w.say("SenderSpecified")
	case verb == "RCPT" && !begun:
		w.say("NeedMail")
	case verb == "MAIL" && !goodPath(arg, "FROM:", true):
		w.say("InvalidSender")
	case verb == "RCPT" && !goodPath(arg, "TO:", false):
		w.say("InvalidRecipient")
	default:
		w.pass(text, 0)
	}
}

// needs returns what a message lacks before its content may come, "" for nothing.
func (w *wire) needs() string {
	begun, recipients := w.session.state()
	switch {
	case !begun:
		return "NeedMail"
	case recipients == 0:
		return "NeedRecipient"
	}
	return ""
}

func (w *wire) data(arg string) {
	if arg != "" {
		w.say("InvalidArguments")
		return
	}
	if lacks := w.needs(); lacks != "" {
		w.say(lacks)
		return
	}
	if err := w.session.ready(); err != nil { // refused before the content is sent
		e := w.asReply(err, "Deferred")
		w.refuse(e)
		w.pass("RSET", 1)
		if e.Code == 421 {
			w.drop("refused")
		}
		return
	}
	w.session.expect(false)
	w.pass("DATA", 0)
}

// bdat takes BDAT apart, because what follows it has to be counted whatever go-smtp says to it.
func (w *wire) bdat(arg string) {
	size, last, _ := strings.Cut(arg, " ")
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil || n < 0 || strings.Trim(size, "0123456789") != "" || last != "" && !strings.EqualFold(last, "LAST") {
		w.last("InvalidArguments", "bad BDAT")
		w.mode = isOver
		return
	}
	if n > w.server.Content.Size {
		w.last("TooLarge", "message too large")
		w.mode = isOver
		return
	}
	lacks := w.needs()
	switch {
	case n == 0 && last == "" && lacks == "":
		w.answer("250 2.0.0 OK")
		return
	case lacks != "":
		w.instead = reply(lacks)
	}
	w.wanted = lacks == ""
	w.session.expect(true)
	w.pass("BDAT "+strings.TrimSpace(size+" "+last), 0)
	if n > 0 {
		w.mode, w.left = inChunk, n
	}
	if w.since.IsZero() {
		w.since = time.Now()
	}
}

// drop ends the connection after a refusal.
func (w *wire) drop(why string) {
	w.ended(why)
	w.hangUp()
	w.mode = isOver
}

// begin forgets the content of the last message.
func (w *wire) begin() {
	w.total, w.since = 0, time.Time{}
}
