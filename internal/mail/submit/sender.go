package submit

import (
	"context"
	"io"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/smtpreply"
)

// A Sender is a mailbox that is signed in on one connection. Its methods are called one after the other, as
// a connection's commands are; it must be closed when the connection ends.
type Sender struct {
	Principal
}

// SignIn checks a credential and whether the mailbox behind it may submit mail. The error is a
// *smtpreply.Error for the client, or the fault of a store, which the client hears of as Deferred.
func (s *Service) SignIn(ctx context.Context, c Credential) (*Sender, error) {
	return nil, smtpreply.Refuse("Deferred")
}

// Mail begins a message: MAIL FROM with the size that the client declared, 0 where it did not.
func (x *Sender) Mail(ctx context.Context, e *mail.Envelope, size int64) error {
	return smtpreply.Refuse("Deferred")
}

// Recipient judges one more RCPT TO of a message; e holds those that were accepted so far, without r.
func (x *Sender) Recipient(ctx context.Context, e *mail.Envelope, r mail.Recipient) error {
	return smtpreply.Refuse("Deferred")
}

// Data says before the content is transferred whether Submit could accept it at all.
func (x *Sender) Data(ctx context.Context, e *mail.Envelope) error {
	return smtpreply.Refuse("Deferred")
}

// A Content is a message as it arrived and was checked.
type Content struct {
	Raw  io.Reader // with its header, lines ended by CRLF
	Size int64
	// What Received tells of the connection.
	Hello  string // argument of EHLO
	Cipher string // "TLS1_3, cipher TLS_AES_128_GCM_SHA256"; "" without TLS
}

// Submit accepts a message: when it returns, the message is durable, or the error says why not. It returns
// Message.ID.
func (x *Sender) Submit(ctx context.Context, e *mail.Envelope, c *Content) (org.ID, error) {
	return org.ID{}, smtpreply.Refuse("Deferred")
}

// Close ends the connection.
func (x *Sender) Close() {

}
