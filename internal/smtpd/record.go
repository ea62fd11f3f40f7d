package smtpd

import (
	"crypto/rand"
	"fmt"
	"strings"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/submit"
	"example.org/exosh/internal/org"
)

// maxRecorded is how many bytes of a conversation are kept, maxRecordedLine how many of a line.
const (
	maxRecorded     = 64 << 10
	maxRecordedLine = 1000
)

// A recorder keeps what is said on a connection; nil keeps nothing.
type recorder struct {
	server       *Server
	conversation mail.Conversation
	size         int
	fresh        bool // a message was accepted that the conversation was not given for
	closed       bool
}

func newRecorder(c *conn) *recorder {
	s := c.server
	if s.Record == nil {
		return nil
	}
	id, err := org.NewID(rand.Reader)
	if err != nil {
		s.Log.Warn("record SMTP conversation", "err", err)
		return nil
	}
	return &recorder{server: s, conversation: mail.Conversation{
		ID: id, Client: c.client, Server: c.tcp.LocalAddr().String(), Began: c.began,
	}}
}

func (r *recorder) add(from, text, refusal string) {
	if r == nil {
		return
	}
	if r.size >= maxRecorded {
		r.conversation.Cut++
		return
	}
	text = printable(text)
	r.size += len(text) + 16
	r.conversation.Lines = append(r.conversation.Lines, mail.Line{Time: r.server.Now(), From: from, Text: text, Refusal: refusal})
}

func (r *recorder) said(text, refusal string) { r.add("S", text, refusal) }

func (r *recorder) heard(text string) { r.add("C", text, "") }

// heardSecret keeps that something was sent that nobody may read.
func (r *recorder) heardSecret(before string, n int, what string) {
	if r != nil {
		r.add("C", fmt.Sprintf("%s(%d bytes%s)", before, n, what), "")
	}
}

// recordLong keeps that a line was too long.
func (c *conn) recordLong() {
	c.record.heardSecret("", c.server.Limits.Line, " and more, a line that is too long")
}

func (r *recorder) event(text string) { r.add("", text, "") }

func (r *recorder) secure(cipher string) {
	if r == nil {
		return
	}
	r.conversation.TLS = cipher
	r.event("(" + cipher + ")")
}

func (r *recorder) greeted(hello string) {
	if r != nil {
		r.conversation.Hello = printable(hello)
	}
}

func (r *recorder) tried(c submit.Credential) {
	if r != nil {
		r.conversation.User, r.conversation.Method = printable(c.User), c.Method
	}
}

func (r *recorder) signedIn(p submit.Principal) {
	if r != nil {
		r.conversation.User, r.conversation.Tenant = p.UPN, p.Tenant
	}
}

func (r *recorder) accepted(message org.ID) {
	if r != nil {
		r.conversation.Messages, r.fresh = append(r.conversation.Messages, message), true
	}
}

// replied gives the conversation out if a message was accepted since the last time.
func (r *recorder) replied() {
	if r != nil && r.fresh {
		r.give()
	}
}

func (r *recorder) close(why string) {
	if r == nil || r.closed {
		return
	}
	r.closed = true
	r.conversation.Ended, r.conversation.End = r.server.Now(), why
	r.give()
}

// give hands out the conversation as it is; what is appended later does not change it.
func (r *recorder) give() {
	r.fresh = false
	c := r.conversation
	c.Lines = c.Lines[:len(c.Lines):len(c.Lines)]
	c.Messages = c.Messages[:len(c.Messages):len(c.Messages)]
	r.server.Record(c)
}

// printable describes what cannot be shown.
func printable(text string) string {
	if len(text) > maxRecordedLine {
		return fmt.Sprintf("%s (and %d bytes more)", strings.ToValidUTF8(printable(text[:maxRecordedLine]), "?"), len(text)-maxRecordedLine)
	}
	if strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) < 0 {
		return text
	}
	return fmt.Sprintf("%+q", text)
}
