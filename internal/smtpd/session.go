package smtpd

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/emersion/go-smtp"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/submit"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A session is what go-smtp calls for the mail transactions of a connection. With BDAT, go-smtp calls Data from a
// goroutine of its own.
type session struct {
	wire   *wire
	sender Sender
	left   sync.Once

	mu       sync.Mutex
	envelope *mail.Envelope // of the transaction, nil outside of one
	checked  bool           // ready was asked
	chunked  bool           // the content comes by BDAT
	refusals map[string]*refusal
	reading  chan struct{} // closed when Data began to read the transaction's content
}

// A refusal is what was said to go-smtp, by the line that go-smtp makes of it.
type refusal struct {
	*smtpreply.Error
	drop bool // the connection ends with it
}

// Mail implements smtp.Session.
func (s *session) Mail(from string, o *smtp.MailOptions) error {
	e := &mail.Envelope{Sender: from, ID: o.EnvelopeID, Return: string(o.Return), UTF8: o.UTF8, Body: string(o.Body)}
	if o.Size > s.wire.server.Content.Size {
		return s.refuse(reply("TooLarge"), false)
	}
	if err := s.sender.Mail(s.wire.server.ctx, e, o.Size); err != nil {
		return s.fail(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.envelope, s.checked, s.reading = e, false, make(chan struct{})
	s.wire.begin()
	return nil
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, o *smtp.RcptOptions) error {
	r := mail.Recipient{Address: to}
	for _, n := range o.Notify {
		r.Notify = append(r.Notify, string(n))
	}
	if o.OriginalRecipient != "" {
		if printable(o.OriginalRecipient) != o.OriginalRecipient {
			return s.refuse(reply("InvalidArguments"), false)
		}
		r.Original = string(o.OriginalRecipientType) + ";" + o.OriginalRecipient
	}
	if err := s.sender.Recipient(s.wire.server.ctx, s.envelope, r); err != nil {
		return s.fail(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.envelope.Recipients = append(s.envelope.Recipients, r)
	return nil
}

// expect says how the content comes.
func (s *session) expect(chunked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chunked = chunked
}

// awaitReading waits until Data was called: with BDAT, go-smtp does so from a goroutine that would find no session
// if the connection ended before it ran.
func (s *session) awaitReading() {
	s.mu.Lock()
	reading := s.reading
	s.mu.Unlock()
	<-reading
}

// ready asks, before any content, whether the message could be accepted at all.
func (s *session) ready() error {
	s.mu.Lock()
	e, checked := s.envelope, s.checked
	s.checked = true
	s.mu.Unlock()
	if checked || e == nil {
		return nil
	}
	return s.sender.Data(s.wire.server.ctx, e)
}

// Data implements smtp.Session.
func (s *session) Data(r io.Reader) error {
	s.mu.Lock()
	e := s.envelope
	if !s.chunked {
		r = content{s.wire}
		defer func() { _, _ = io.Copy(io.Discard, r) }() // what was not read is not a command
	}
	close(s.reading)
	s.mu.Unlock()
	if err := s.ready(); err != nil {
		return s.fail(err)
	}
	limits := s.wire.server.Content
	limits.UTF8, limits.Binary = e.UTF8, e.Body == string(smtp.BodyBinaryMIME)
	m, err := message.Receive(r, limits)
	if err != nil {
		return s.fail(err)
	}
	defer m.Close()
	id, err := s.sender.Submit(s.wire.server.ctx, e, &submit.Content{
		Message: m, Hello: s.wire.hello, Cipher: s.wire.cipher,
	})
	if err != nil {
		return s.fail(err)
	}
	s.wire.record.accepted(id)
	if accepted := s.wire.server.Accepted; accepted != nil {
		accepted(m.Size, len(e.Recipients))
	}
	return &smtp.SMTPError{
		Code: 250, EnhancedCode: smtp.EnhancedCode{2, 0, 0},
		Message: fmt.Sprintf("OK <%s> [Hostname=%s]", org.IDText(id), s.wire.server.Host),
	}
}

// Reset implements smtp.Session.
func (s *session) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.envelope, s.checked, s.refusals = nil, false, nil
}

// Logout implements smtp.Session.
func (s *session) Logout() error {
	s.leave()
	return nil
}

func (s *session) leave() { s.left.Do(s.sender.Close) }

// state says whether a transaction has begun, and how many recipients it has.
func (s *session) state() (begun bool, recipients int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.envelope == nil {
		return false, 0
	}
	return true, len(s.envelope.Recipients)
}

// utf8 says whether the transaction asked for SMTPUTF8.
func (s *session) utf8() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.envelope != nil && s.envelope.UTF8
}

// fail refuses for the reason of an error.
func (s *session) fail(err error) error {
	if errors.Is(err, smtp.ErrDataReset) { // nobody is there to hear it
		return err
	}
	e := s.wire.asReply(err, "Deferred")
	return s.refuse(e, ambiguous(err))
}

// refuse makes the error that go-smtp passes on, and keeps what it stands for.
func (s *session) refuse(e *smtpreply.Error, drop bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusals == nil {
		s.refusals = map[string]*refusal{}
	}
	s.refusals[e.Error()] = &refusal{e, drop}
	return &smtp.SMTPError{Code: e.Code, EnhancedCode: enhanced(e.Enhanced), Message: e.Text}
}

// take returns the refusal that a line of go-smtp's is, or nil.
func (s *session) take(line string) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.refusals[line]
	delete(s.refusals, line)
	return r
}

func enhanced(code string) smtp.EnhancedCode {
	var c smtp.EnhancedCode
	for i, n := range strings.SplitN(code, ".", 3) {
		c[i], _ = strconv.Atoi(n)
	}
	return c
}
