package queue

import (
	"context"
	"io"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A Sender gets messages out of the organisation. Its methods may be used concurrently.
type Sender interface {
	// Destination says where mail for a domain that is not ours goes: a text that Dial understands and that is
	// the same for all that may share a connection, "mx:tailspin.example", "host:relay.example:25", "lab". It
	// looks at the organisation and at the sender's settings, never at the network: it is called within a
	// transaction, perhaps again and again. An error that is (or wraps) a *mail.Status is the recipient's end:
	// nothing leaves this server, the domain is no name.
	Destination(tx org.Tx, domain string) (string, error)
	// Dial connects to a destination. If it fails, everything that waits for the destination is put off, unless
	// the error is (or wraps) a *mail.Status that is not Temporary: then it fails.
	Dial(ctx context.Context, tenant org.ID, destination string) (Link, error)
}

// A Link is a connection to a destination, used for one message after another and by one goroutine.
type Link interface {
	// Send sends a message. It returns what became of each recipient, in the order of the envelope. With an
	// error the link is broken and is only closed; the outcomes count none the less. A recipient whose outcome
	// is missing or has no Status is tried again: nobody knows whether the message arrived.
	Send(ctx context.Context, o *Outgoing) ([]Outcome, error)
	Close() error
}

// An Outgoing is a message on its way out. Its bytes are stored as they are to be sent, with CRLF lines.
type Outgoing struct {
	Tenant      org.ID
	Destination string
	Message     mail.Message
	Envelope    mail.Envelope
	Open        func() io.Reader // its bytes from the beginning, every time
}

// An Outcome is what became of one recipient.
type Outcome struct {
	Status  *mail.Status // what the other server said; nil where nobody knows
	Address string       // network address of the server, "" where there is none
	TLS     string       // "TLS1.3" and the like for the trace; "" for a connection in clear
	// Relayed says that the other server does not know notifications (RFC 3461): who asked for one of success is
	// told by us that the message was relayed.
	Relayed bool
}
