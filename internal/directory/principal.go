package directory

import (
	"context"

	"example.org/exosh/internal/org"
)

// IsPrincipal says whether permissions can be given to a recipient: to users and security groups.
func IsPrincipal(e *org.Entry) bool { return IsUser(Details(e)) || Details(e) == SecurityGroup }

// OwnMailbox returns the mailbox of who calls. The error is that of org.NotFound where they have none.
func OwnMailbox(ctx context.Context, tx org.Tx) (*org.Entry, error) {
	c, ok := org.CallerFrom(ctx)
	if !ok {
		return nil, org.ErrNoCaller
	}
	e, err := org.One(tx, org.KindRecipient, org.SpaceOID, org.IDText(c.ActorID))
	if org.IsNotFound(err) || err == nil && !LiveMailbox(e) {
		return nil, org.NotFound(c.Actor)
	}
	return e, err
}

// MailboxOr returns the mailbox that an identity names, and that of who calls where it names none.
func MailboxOr(ctx context.Context, tx org.Tx, identity string) (*org.Entry, error) {
	if identity == "" {
		return OwnMailbox(ctx, tx)
	}
	return Resolve(tx, identity, LiveMailbox)
}
