package change

import (
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// errUnmodified rolls a change back that changes nothing, so that it leaves no trace.
var errUnmodified = errors.New("no setting was modified")

// Update runs change in one transaction, all or nothing. Where it modifies nothing, nothing is stored and
// no audit record is left; a warning says so of the target.
func Update(ctx context.Context, store org.Store, c *command.Call, target string, change func(org.Tx) (modified bool, err error)) error {
	err := store.Update(ctx, func(tx org.Tx) error {
		modified, err := change(tx)
		if err == nil && !modified {
			return errUnmodified
		}
		return err
	})
	if errors.Is(err, errUnmodified) {
		return c.Warn("The command completed successfully but no settings of '" + target + "' have been modified.")
	}
	return err
}
