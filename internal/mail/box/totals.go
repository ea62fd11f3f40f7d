package box

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Totals are the sums over folders.
type Totals struct {
	Items, Size          int64 // of the visible tree, in messages and in bytes
	Deleted, DeletedSize int64 // of what was deleted and can be recovered
	Hidden               int64 // messages that are not shown, of all folders
	Folders              int
}

// Totals returns the sums over all folders of the store.
func (b *Box) Totals() Totals {
	var t Totals
	for _, f := range b.folders {
		t.Folders++
		t.Hidden += f.Hidden
		c := f.Count()
		if f.Recoverable() {
			t.Deleted += c.Items
			t.DeletedSize += c.Size
			continue
		}
		t.Items += c.Items
		t.Size += c.Size
	}
	return t
}

// The values of StorageLimitStatus.
const (
	BelowLimit       = "BelowLimit"
	IssueWarning     = "IssueWarning"
	ProhibitSend     = "ProhibitSend"
	MailboxDisabled  = "MailboxDisabled" // it takes no mail either
	archiveQuota     = "ArchiveQuota"
	archiveWarning   = "ArchiveWarningQuota"
	quotaWarning     = "IssueWarningQuota"
	quotaSend        = "ProhibitSendQuota"
	quotaSendReceive = "ProhibitSendReceiveQuota"
)

// Limits are the sizes from which on a store warns, sends no more, and takes no more. Unlimited ones have
// no value.
type Limits struct{ Warning, Send, Receive object.Unlimited }

// Limits returns the limits of the store.
func (b *Box) Limits() Limits {
	if b.Which == Archive {
		full := limit(b.Owner, archiveQuota)
		return Limits{limit(b.Owner, archiveWarning), full, full}
	}
	return Limits{limit(b.Owner, quotaWarning), limit(b.Owner, quotaSend), limit(b.Owner, quotaSendReceive)}
}

func limit(e *org.Entry, name string) object.Unlimited {
	v, ok := e.Props.Get(name)
	if !ok {
		v = directory.Presets()[name]
	}
	u, _ := v.(object.Unlimited)
	return u
}

// Status says which of the limits a size has reached.
func (l Limits) Status(size int64) string {
	reached := func(u object.Unlimited) bool {
		q, ok := u.Value.(object.ByteQuantifiedSize)
		return ok && uint64(size) >= uint64(q)
	}
	switch {
	case reached(l.Receive):
		return MailboxDisabled
	case reached(l.Send):
		return ProhibitSend
	case reached(l.Warning):
		return IssueWarning
	}
	return BelowLimit
}
