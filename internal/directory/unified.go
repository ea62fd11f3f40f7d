package directory

import (
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// Retention is how long a removed mailbox or Microsoft 365 group can be restored.
const Retention = 30 * 24 * time.Hour

// LiveUnified says whether the recipient is a Microsoft 365 group that has not been removed.
func LiveUnified(e *org.Entry) bool { return Live(e) && Details(e) == UnifiedGroup }

// SoftDeleteGroup takes a Microsoft 365 group out of use: its addresses and names are free again and nothing
// refers to it any more. It keeps what is needed to restore it.
func SoftDeleteGroup(tx org.Tx, e *org.Entry) error {
	if err := Forget(tx, e.ID); err != nil {
		return err
	}
	MarkRemoved(e, tx.Now())
	return Save(tx, e)
}

// RestoreGroup brings a removed Microsoft 365 group back with its members. It fails if one of its names was
// given away since, and after the time for which it is kept.
func RestoreGroup(tx org.Tx, e *org.Entry) error {
	if err := Revive(tx, e); err != nil {
		return err
	}
	return Save(tx, e)
}

// Revive takes back that a recipient was removed; nothing is stored. It fails after the time for which
// removed ones are kept.
func Revive(tx org.Tx, e *org.Entry) error {
	v, _ := e.Props.Get("WhenSoftDeleted")
	if gone, ok := v.(time.Time); ok && tx.Now().Sub(gone) > Retention {
		return &command.Error{
			Category: command.InvalidOperation, ID: "RecipientTaskException",
			Type:    "Microsoft.Exchange.Configuration.Tasks.RecipientTaskException",
			Message: "\"" + org.EntryName(e) + "\" was removed more than 30 days ago and can't be restored any more.",
			Target:  org.EntryName(e),
		}
	}
	for _, name := range []string{propSoftDeleted, "RecipientSoftDeletedStatus", "WhenSoftDeleted"} {
		e.Props.Delete(name)
	}
	return nil
}
