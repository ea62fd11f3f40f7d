package group

import (
	"context"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"

	"example.org/exosh/command"
)

func isSecurity(e *org.Entry) bool { return directory.Details(e) == directory.SecurityGroup }

// mayChange fails if the group is a security group and the caller neither manages it nor passes the
// managers over.
func mayChange(ctx context.Context, tx org.Tx, e *org.Entry, args command.Args) error {
	if !isSecurity(e) || args.Flag("BypassSecurityGroupManagerCheck") {
		return nil
	}
	ok, err := manages(ctx, tx, e)
	if err == nil && !ok {
		return change.NotManager(directory.Text(e, "Name"))
	}
	return err
}

// manages says whether the caller is one of the group's managers, or belongs to a group that is.
func manages(ctx context.Context, tx org.Tx, e *org.Entry) (bool, error) {
	me, err := caller(ctx, tx)
	if me == nil || err != nil {
		return false, err
	}
	return directory.Within(org.Unscoped(tx), me.ID, directory.References(e, "ManagedBy"))
}

// caller returns the recipient of who calls, nil where it has none.
func caller(ctx context.Context, tx org.Tx) (*org.Entry, error) {
	c, ok := org.CallerFrom(ctx)
	if !ok {
		return nil, org.ErrNoCaller
	}
	me, err := org.One(org.Unscoped(tx), org.KindRecipient, org.SpaceOID, org.IDText(c.ActorID))
	if org.IsNotFound(err) {
		return nil, nil
	}
	return me, err
}
