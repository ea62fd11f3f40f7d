package directory

import "example.org/exosh/internal/org"

// Resolve returns the recipient that an identity names, among those that keep holds for. The error is
// that of org.NotFound, or of org.Ambiguous where several match.
func Resolve(tx org.Tx, identity string, keep func(*org.Entry) bool) (*org.Entry, error) {
	return org.ResolveWhere(tx, []string{org.KindRecipient}, identity, keep)
}

// Live says whether the recipient has not been removed.
func Live(e *org.Entry) bool { return !SoftDeleted(e) }

// LiveMailbox says whether the recipient is a mailbox that has not been removed.
func LiveMailbox(e *org.Entry) bool { return Live(e) && IsMailbox(Details(e)) }

// LiveUser says whether the recipient is a user, with or without a mailbox, that has not been removed.
func LiveUser(e *org.Entry) bool { return Live(e) && IsUser(Details(e)) }

// LiveRecipient says whether mail can be sent to the entry.
func LiveRecipient(e *org.Entry) bool { return Live(e) && IsRecipient(Details(e)) }
