package route

import (
	"strings"

	"example.org/exosh/internal/org"
)

// A Kind says how a recipient takes mail.
type Kind int

// The kinds.
const (
	Nothing Kind = iota // an account without mail
	Mailbox
	Outside // a mail contact or a mail user: mail goes to External
	Group   // distribution and security groups, room lists, dynamic groups: mail goes to the members
	Unified // a Microsoft 365 group: mail goes into its mailbox and to its subscribers
)

// A Recipient is what routing knows of a recipient of the organisation.
type Recipient struct {
	ID        org.ID
	Kind      Kind
	Details   string // RecipientTypeDetails
	Address   string // primary address
	Box       org.ID // store of Mailbox and Unified
	External  string // address outside, of Outside; "" where there is none
	Discovery bool   // a mailbox that takes no mail
	Forward   Forward
	Copies    Copies // of a mailbox
	Restricts Restrictions
	Reports   Reports
	Managers  []org.ID // of a group
	// NestedApproved says that who may send to this moderated group may send to those inside it
	// (BypassNestedModerationEnabled).
	NestedApproved bool
	NoBcc          bool // a group that the organisation's senders have to name in To or Cc (BccBlocked)
}

// A Forward says where a mailbox forwards its mail.
type Forward struct {
	To      org.ID // ForwardingAddress; zero for none
	Address string // ForwardingSmtpAddress; it counts where To is zero
	Keep    bool   // DeliverToMailboxAndForward
}

// None says whether the mailbox does not forward.
func (f Forward) None() bool { return f.To == (org.ID{}) && f.Address == "" }

// Copies say what a mailbox has in its Sent Items.
type Copies struct {
	Own    bool // what it submits (MessageCopyForSMTPClientSubmissionEnabled)
	As     bool // what others send as the mailbox (MessageCopyForSentAsEnabled)
	Behalf bool // what others send on its behalf (MessageCopyForSendOnBehalfEnabled)
}

// Restrictions say from whom a recipient takes messages. The lists of recipients hold Guids.
type Restrictions struct {
	Only, OnlyOf   []org.ID // AcceptMessagesOnlyFrom, AcceptMessagesOnlyFromDLMembers; both empty for everybody
	Never, NeverOf []org.ID // RejectMessagesFrom, RejectMessagesFromDLMembers
	Inside         bool     // RequireSenderAuthenticationEnabled
	MaxSize        int64    // MaxReceiveSize in bytes; 0 for any size
	Moderated      bool     // ModerationEnabled
	Moderators     []org.ID // ModeratedBy, or ManagedBy where nobody is named
	Unmoderated    []org.ID // BypassModerationFromSendersOrMembers: senders, or groups of them
}

// Reports says who is told of failures behind a group.
type Reports int

// Where reports of a group's members go.
const (
	ToSender  Reports = iota // ReportToOriginatorEnabled
	ToManager                // ReportToManagerEnabled
	ToNobody
)

// domainOf returns the domain of an address, folded.
func domainOf(address string) (string, bool) {
	at := strings.LastIndexByte(address, '@')
	if at <= 0 || at == len(address)-1 {
		return "", false
	}
	return org.Fold(address[at+1:]), true
}

// untagged returns the address without the tag of its local part, and whether it has one.
func untagged(address string) (string, bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "", false
	}
	base, _, tagged := strings.Cut(address[:at], "+")
	return base + address[at:], tagged && base != ""
}
