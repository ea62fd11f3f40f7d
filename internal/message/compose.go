package message

import (
	"io"
	"time"
)

// A Draft is a message to be written. No value of it can begin a header line of its own.
type Draft struct {
	From      []Address
	Sender    *Address // nil where From says it
	ReplyTo   []Address
	To, Cc    []Address // Bcc belongs to the envelope only
	Subject   string
	Date      time.Time
	MessageID string  // with its brackets; "" leaves it to the server
	Extra     []Field // further fields, made by NewField

	Text        string // plain text, any line ends; "" without
	HTML        string // "" without
	Attachments []Attachment
}

// An Attachment is a file of a message.
type Attachment struct {
	Name      string // file name
	Type      string // media type; "" is application/octet-stream
	ContentID string // without brackets: the part that HTML shows by "cid:"; "" for a file of its own
	Data      io.Reader
}

// A Report tells a sender what became of a message: multipart/report of delivery-status (RFC 6522, RFC 3464).
type Report struct {
	From, To  Address
	Subject   string
	Date      time.Time
	MessageID string
	Extra     []Field

	Text, HTML string    // for the person; HTML may be ""
	Message    []Field   // per-message fields: Reporting-MTA, Arrival-Date, ...
	Recipients [][]Field // per-recipient fields: Final-Recipient, Action, Status, ...
	// Original is the message that it is about, nil where it is not returned. Header says that only its header
	// follows (RET=HDRS): text/rfc822-headers.
	Original io.Reader
	Header   bool
}
