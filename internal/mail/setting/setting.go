// Package setting keeps how a mailbox behaves by itself: its automatic replies, its answers to meeting
// requests, its language and time zone. They are kept beside the recipient, so that listings stay fast,
// and belong to it: they are seen, changed and removed with it, and are there again when it is restored.
package setting

import (
	"fmt"
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The kinds of entries.
const (
	KindAutoReply = "autoreply"          // properties of Get-MailboxAutoReplyConfiguration
	KindCalendar  = "calendarprocessing" // of Get-CalendarProcessing; recipients as lists of their Guids
	KindRegional  = "regional"           // of Get-MailboxRegionalConfiguration
)

// Of returns what is kept of a kind for a mailbox; an entry without properties where nothing is.
func Of(tx org.Tx, kind string, mailbox *org.Entry) (*org.Entry, error) {
	e, err := tx.Get(kind, id(kind, mailbox))
	if org.IsNotFound(err) {
		return &org.Entry{
			Kind: kind, ID: id(kind, mailbox), Sort: org.IDText(mailbox.ID), Props: &object.Object{},
			Keys: []org.Key{org.OwnedBy(mailbox.ID)},
		}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a setting of a mailbox: %w", err)
	}
	return e, nil
}

func id(kind string, mailbox *org.Entry) org.ID { return org.SeedID(mailbox.ID, kind) }

// Page returns an automatic reply as the page of HTML that it is kept as; "" stays "".
func Page(text string) string {
	if text == "" || strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), "<html") {
		return text
	}
	return "<html>\n<body>\n" + text + "\n</body>\n</html>\n"
}
