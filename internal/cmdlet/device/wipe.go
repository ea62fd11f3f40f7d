package device

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// clear carries out Clear-MobileDevice: it notes that the device is to be erased, or takes that back.
func (v *devices) clear(ctx context.Context, c *command.Call) error {
	cancel, accountOnly := c.Args.Flag("Cancel"), c.Args.Flag("AccountOnly")
	what := "all data on "
	switch {
	case cancel:
		what = "the request to erase "
	case accountOnly:
		what = "the mailbox's data on "
	}
	return v.change(ctx, c, what, func(tx org.Tx, i *item) error {
		if cancel && i.Wipe == nil {
			return change.Refuse(i.identity(), "Nobody asked that the device \""+i.identity()+"\" be erased.", "There is nothing to cancel.")
		}
		i.Wipe = nil
		if !cancel {
			i.Wipe = &box.Wipe{At: tx.Now(), By: change.Actor(ctx), AccountOnly: accountOnly}
		}
		return box.PutDevice(tx, i.owner, i.Device)
	})
}
