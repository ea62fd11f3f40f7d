// Package mail is the vocabulary of the organisation's mail: the rows that are kept of messages, of the queue,
// of folders and of what happened, and the interface of the store that keeps them. Package submit accepts a
// message, route decides where it goes, queue gets it there, box is where it lies.
//
// The bytes of a message are stored once, whoever holds it. A message lives as long as the queue, a folder or
// the trace of the last days needs it; the store sweeps it afterwards.
package mail

import (
	"fmt"
	"io"
	"iter"
	"time"

	"example.org/exosh/internal/org"
)

// ChunkSize is the most bytes of a message that are read at a time, and that one row of the store holds.
const ChunkSize = 256 << 10

// A Tx is what a transaction of the organisation's store also offers for mail. Like org.Tx it sees one tenant.
// Absence is org.ErrNotFound.
type Tx interface {
	// PutMessage stores a new message with its bytes; it reads raw to the end. Message.ID, Received and Size
	// are set if they are zero; a Size that differs from what raw has is an error.
	PutMessage(m *Message, raw io.Reader) error
	Message(id org.ID) (*Message, error)
	// Messages returns at most limit messages, the newest first: those with ids smaller than one given, the zero
	// id meaning all.
	Messages(before org.ID, limit int) ([]*Message, error)
	// Chunk returns the bytes of a message from an offset on, at most ChunkSize; none at the end. From a multiple of
	// ChunkSize on they are ChunkSize, or all that is left. The error is of org.ErrDamaged where they are not what was written; the transaction can go on without them.
	Chunk(id org.ID, offset int64) ([]byte, error)

	// Enqueue adds a new item to the queue; Queued.ID and Created are set if they are zero.
	Enqueue(q *Queued) error
	// Queued returns an item without a lease, whoever holds it.
	Queued(id org.ID) (*Queued, error)
	// Queue yields what is queued in order of ID, which is that of Created, without leases. QueueOf yields what is
	// queued of one message.
	Queue() iter.Seq2[*Queued, error]
	QueueOf(message org.ID) iter.Seq2[*Queued, error]
	// Lease takes due items, those that have waited longest first: items whose Due has come and that nobody holds.
	// They are held until the time given. A damaged item is logged and left where it is.
	Lease(l Lease) ([]*Queued, error)
	// ReleaseAll ends all leases of the tenant, as a worker does that starts: whoever held them is gone.
	ReleaseAll() (int64, error)
	// Requeue stores a changed item and ends its lease. It is org.ErrConflict where the lease was lost: the item
	// was leased anew, or is gone. An item that was read without a lease can be stored while nobody holds it.
	Requeue(q *Queued) error
	// Dequeue removes an item; org.ErrConflict as for Requeue.
	Dequeue(q *Queued) error
	// Destinations returns the destinations of a stage that have due items which nobody leased and that are not
	// held, at most limit, those that have waited longest first.
	Destinations(stage Stage, limit int) ([]Destination, error)
	// Hold puts off everything that waits for a destination until Destination.Held, by one row. The zero time
	// forgets that it was ever held.
	Hold(d Destination) error
	// Held returns a destination that was put off; its Due is not set. It is org.ErrNotFound for one that was not.
	Held(name string) (*Destination, error)
	// QueueState sums the queue up. It costs little, however long the queue is.
	QueueState() (QueueState, error)

	// PutItem puts a message into a folder; Item.UID is set, and the folder's counts follow.
	PutItem(i *Item) error
	// Items yields the messages of a folder whose UID is below one given, last in first out; 0 means all.
	Items(box org.ID, folder, below int64) iter.Seq2[*Item, error]
	Item(box org.ID, folder, uid int64) (*Item, error)
	// MarkItem says whether a message in a folder was read; the folder's counts follow.
	MarkItem(box org.ID, folder, uid int64, read bool) error
	// DeleteItem takes a message out of a folder; the folder's counts follow.
	DeleteItem(box org.ID, folder, uid int64) error
	// EraseBox takes everything out of all folders of a store.
	EraseBox(box org.ID) error
	// Counts returns what the folders of a store hold; folders without messages are absent.
	Counts(box org.ID) (map[int64]Count, error)
	// Holds says whether a store holds a message in a folder; 0 means in any.
	Holds(box, message org.ID, folder int64) (bool, error)
	// Holders returns the items of all folders that hold a message, at most 10,000.
	Holders(message org.ID) ([]*Item, error)

	// PutTrace stores the state of a message for one recipient, new or changed.
	PutTrace(t *Trace) error
	Trace(message org.ID, recipient string) (*Trace, error)
	// Traces yields what a query selects, newest first, those of the same time in order of their recipients.
	Traces(q TraceQuery) iter.Seq2[*Trace, error]
	// PutEvent appends what happened to a message.
	PutEvent(e *Event) error
	// Events yields what happened to a message for one recipient in order of time, with what concerns all of
	// them; "" yields everything.
	Events(message org.ID, recipient string) iter.Seq2[*Event, error]

	// PutSubmission records that a mailbox submitted a message. Submissions are kept for 25 hours.
	PutSubmission(s *Submission) error
	// Submitted sums up what a mailbox submitted after a time. It costs little, however much that is.
	Submitted(mailbox org.ID, after time.Time) (Total, error)
	// SubmittedByAll sums up the external recipients of all mailboxes after a time.
	SubmittedByAll(after time.Time) (external int64, err error)
}

// In returns the mail of a transaction. Mail rows have no scope of their own: who may see them is decided
// before they are asked for.
func In(tx org.Tx) (Tx, error) {
	if t, ok := org.Unscoped(tx).(Tx); ok {
		return t, nil
	}
	return nil, fmt.Errorf("a transaction of type %T keeps no mail", tx)
}

// A Message is what is known of a message beside its bytes.
type Message struct {
	// ID is the message's number in the organisation: NetworkMessageId of the vendor's headers, MessageTraceId
	// of the trace. It is a UUID of version 7 (RFC 9562), so that ids grow with time.
	ID        org.ID
	MessageID string    // Message-ID with its brackets (RFC 5322, 3.6.4)
	Subject   string    // decoded
	From      string    // address of the From header, of its first mailbox where it has several
	Size      int64     // bytes
	Received  time.Time // by us
	FromIP    string    // of the client that submitted it, "" for our own
	Submitter org.ID    // recipient (Guid) whose mailbox submitted it; zero for our own
}

// A Stage says what has to be done with a queued item.
type Stage string

// The stages.
const (
	Accepted Stage = "accepted" // acknowledged; its recipients are still to be routed
	Outgoing Stage = "outgoing" // one destination of it, to be sent there
)

// Queued is an item of the queue: a message with those of its recipients that still have to be served.
type Queued struct {
	ID          org.ID // UUID of version 7
	Message     org.ID
	Stage       Stage
	Destination string // of Outgoing: what a worker connects to, "mx:tailspin.example", "host:relay.example:25", "lab"; "" otherwise
	Envelope    Envelope

	Created   time.Time
	Due       time.Time // not before
	Expires   time.Time // afterwards it is given up
	Tries     int       // so far
	Warned    bool      // the sender was told of the delay
	LastError string    // of the last try; "" before it

	LeaseID org.ID // of the lease that the item was read with; zero without one
}

// An Envelope is what SMTP says of a message (RFC 5321, 2.3.1; RFC 3461).
type Envelope struct {
	Sender     string // MAIL FROM; "" for notifications
	Recipients []Recipient
	ID         string // ENVID as it was given, decoded; "" without one
	Return     string // RET: "FULL", "HDRS", or "" where it was not said
	UTF8       bool   // SMTPUTF8 was asked for
	Body       string // BODY: "7BIT", "8BITMIME", "BINARYMIME", or ""
	// Outside says that another organisation handed the message over. One without a sender is then somebody else's
	// notification, and not our own.
	Outside bool `json:",omitempty"`
}

// A Recipient is one RCPT TO.
type Recipient struct {
	Address  string
	Notify   []string // NOTIFY: "NEVER", or of "SUCCESS", "FAILURE", "DELAY"; nil where it was not said
	Original string   // ORCPT as type;address, "" without one
	// Trail are the folded addresses of the groups and forwarders that led here, the first one first. It ends
	// loops and explains itself in notifications.
	Trail []string
}

// A Lease asks for due items, those that are due longest first. Items of a destination that is held count as due.
// Leases of a process that is gone end by ReleaseAll of the next.
type Lease struct {
	Stage       Stage
	Destination string // "" for Accepted
	Limit       int
	Until       time.Time
	Expired     bool      // only items whose Expires has come, whether or not they are due
	Late        time.Time // only items that are not Warned and were Created until then, whether or not they are due; zero for all
}

// A Destination is one that has due items.
type Destination struct {
	Name      string
	Due       time.Time // of the item that has waited longest; Hold ignores it
	Held      time.Time // until when it was, or is, put off as a whole; zero for one that was not
	Tries     int       // that failed one after another, as Hold was told
	LastError string    // as Hold was told
}

// QueueState sums a queue up.
type QueueState struct {
	Items  int64
	Oldest time.Time // Created of the oldest item; zero where there is none
	// Next is the first time later than now at which an item becomes due, a lease ends, or the holding of a
	// destination that has items; zero where there is none. What is due already is found by asking.
	Next     time.Time
	Expires  time.Time // of the item of stage Outgoing that expires first; zero where there is none
	Unwarned time.Time // Created of the oldest item of stage Outgoing that is not Warned; zero where there is none
}

// An Item is a message in a folder.
type Item struct {
	Box      org.ID // ExchangeGuid or ArchiveGuid
	Folder   int64  // number within the box
	UID      int64  // within the folder; grows, and is never given again
	Message  org.ID
	Size     int64
	Received time.Time
	Read     bool
	For      string // address that it was delivered for; the sender's for Sent Items
}

// A Count is what a folder holds.
type Count struct {
	Items, Unread, Size int64
	Oldest, Newest      time.Time
}

// The values of Trace.Status, as Get-MessageTrace has them.
const (
	Delivered     = "Delivered"
	Failed        = "Failed"
	Pending       = "Pending"
	Expanded      = "Expanded"
	GettingStatus = "GettingStatus"
	Quarantined   = "Quarantined"
)

// A Trace is the state of a message for one recipient.
type Trace struct {
	Message   org.ID
	Recipient string // address
	Sender    string // envelope sender, or the From address of notifications
	MessageID string
	Subject   string
	Size      int64
	Received  time.Time // of the message: all its traces have the same
	Status    string
	FromIP    string
	ToIP      string // of the server it was sent to, "" for local delivery
}

// A TraceQuery selects traces.
type TraceQuery struct {
	From, To   time.Time // of Received; From inclusive, To inclusive
	Message    org.ID
	MessageID  string
	Senders    []string // folded addresses; "*@domain" stands for a domain; nil for all
	Recipients []string
	Statuses   []string
	Match      func(*Trace) bool // what else has to hold; nil for nothing
	After      *TracePlace       // only what comes behind this place; nil for all
	Limit      int               // 0 means all
	// Looks is how many rows may be looked at, 0 for all. Where it ends the search, the last thing that comes is a
	// *MoreError.
	Looks int
}

// A TracePlace is where a trace comes in the order of traces: the newest first, those of a time in the order of
// their folded recipients, those of a time and a recipient in the order of their messages.
type TracePlace struct {
	Received  time.Time
	Recipient string // folded
	Message   org.ID
}

// A MoreError says that a query looked at as many traces as it may, and which one was the last.
type MoreError struct{ TracePlace }

func (e *MoreError) Error() string { return "there are more traces to look at" }

// An Event is something that happened to a message.
type Event struct {
	Message   org.ID
	Recipient string // folded address; "" for all of them
	Time      time.Time
	Name      string // as Get-MessageTraceDetail has it: "Receive", "Submit", "Deliver", "Send external", "Expand", "Fail", "Defer", "Transfer", "Resolve", ...
	Action    string
	Detail    string            // one sentence for a person
	Data      map[string]string // further facts, of Get-MessageTraceDetail's Data
}

// A Submission is one message that a mailbox submitted, for limits over time.
type Submission struct {
	Mailbox    org.ID // Guid of the recipient
	Message    org.ID
	Time       time.Time
	Recipients int64 // as the limit of a day counts them: a group is one
	External   int64 // of them outside the organisation
}

// A Total sums submissions up.
type Total struct{ Messages, Recipients, External int64 }
