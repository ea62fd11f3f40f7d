package mailroom

import (
	"context"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// empty takes everything out of a mailbox, or out of the lab's outbox. The error is org.ErrNotFound where there
// is no such mailbox.
func (r *Room) empty(ctx context.Context, mailbox string) error {
	cause := &org.Cause{Operation: "lab: empty mailbox", Silent: true}
	return r.Store.Update(r.caller(ctx, cause), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		q := query{Mailbox: mailbox}
		x := &reading{tx: tx, mail: m}
		if err := x.aim(&q); err != nil {
			return err
		}
		if q.box == (org.ID{}) {
			return org.ErrNotFound
		}
		return m.EraseBox(q.box)
	})
}
