package mail

import (
	"net/netip"
	"time"

	"example.org/exosh/internal/org"
)

// A Conversation is what was said on one connection to the SMTP door, for the lab. Secrets and the content of
// messages are not in it: what stands for them begins with "(" in its Text.
type Conversation struct {
	ID     org.ID // UUID of version 7
	Tenant org.ID // of who signed in; zero where nobody did
	Client netip.AddrPort
	Server string // address that the client connected to
	TLS    string // "TLS1.3, TLS_AES_128_GCM_SHA256"; "" in clear
	Hello  string // name of EHLO
	User   string // who signed in, or tried to; "" where nobody did
	Method string // "LOGIN", "XOAUTH2", ""

	Began, Ended time.Time // Ended is zero while it lasts
	End          string    // why it ended: "quit", "client went away", "timeout", "too many errors", ...
	Lines        []Line
	Cut          int      // lines that were left out at the end because there were too many
	Messages     []org.ID // that were accepted
}

// A Line is one line of a conversation.
type Line struct {
	Time time.Time
	From string // "C" the client, "S" the server, "" an event: TLS began, bytes of a message were read
	Text string // without its line end; of control characters and of long lines there is a description
	// Refusal is the name of the reply (package smtpreply) of a refusal, "" for others, and for refusals of the
	// protocol's that the table does not have.
	Refusal string
}

// Refused says whether the server refused something by the line: the last one of a reply of 4xx or 5xx.
func (l Line) Refused() bool {
	return l.From == "S" && len(l.Text) > 3 && (l.Text[0] == '4' || l.Text[0] == '5') && l.Text[3] != '-'
}

// LabBox is the store of messages that were sent to the lab's outbox ("--outbound lab"): they are items of folder
// 1 of this box, each For the recipient that it was addressed to. No mailbox has this id.
var LabBox = org.ID{0: 0x1a, 1: 0xb0, 15: 1}
