// Package submit decides who may submit mail, as whom, and how much of it, and accepts a message by one
// transaction. The SMTP door calls it; so does whatever else lets people send.
package submit

import (
	"io"
	"log/slog"
	"net/netip"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A Principal is who signed in.
type Principal struct {
	Tenant  org.ID
	Account org.ID // object id
	UPN     string
	Method  string // "LOGIN" or "XOAUTH2"
	Client  string // client id of a token, "" for a password
	Address netip.Addr
}

// A Service accepts mail. All methods may be used concurrently.
type Service struct {
	Store  org.Store
	Now    func() time.Time    // nil means time.Now
	Log    *slog.Logger        // nil discards
	Accept func(tenant org.ID) // told of every message that became durable, to wake the queue; may be nil
}

// A Submission is a message that was taken from a connection and checked (package message).
type Submission struct {
	Envelope mail.Envelope
	Raw      io.Reader // stamped: with Received, Message-ID and Date
	Message  mail.Message
}

// The methods of the contract, to be written by the package's owner (smtpd calls them in this order):
//
//	func (s *Service) Admit(ctx context.Context, p Principal) (*Sender, error)
//	    switches, plan, blocked account, connections; the error is a *smtpreply.Error or the store's
//	func (x *Sender) Mail(ctx context.Context, e *mail.Envelope, size int64) error
//	func (x *Sender) Recipient(ctx context.Context, e *mail.Envelope, r mail.Recipient) error
//	func (x *Sender) Submit(ctx context.Context, e *mail.Envelope, m *message.Received) (org.ID, error)
//	    identity headers, limits, stamps, one Update; returns Message.ID
//	func (x *Sender) Close()
