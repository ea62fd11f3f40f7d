package change

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// Find returns the recipient that an identity names, among those that keep holds for. It is read again by
// Begin; this one serves the question before.
func Find(ctx context.Context, store org.Store, identity string, keep func(*org.Entry) bool) (*org.Entry, error) {
	var found *org.Entry
	err := store.View(ctx, func(tx org.Tx) (err error) {
		found, err = directory.Resolve(tx, identity, keep)
		return err
	})
	return found, err
}

// Begin begins a change of the recipient that Find found by the arguments' Identity.
func Begin(ctx context.Context, tx org.Tx, args command.Args, id org.ID) (*Change, error) {
	e, err := directory.Resolve(tx, args.Text("Identity"), func(e *org.Entry) bool { return e.ID == id })
	if err != nil {
		return nil, err
	}
	o, err := directory.Load(tx)
	if err != nil {
		return nil, err
	}
	c := &Change{Tx: tx, Org: o, Entry: e, Args: args, Caller: Actor(ctx)}
	if caller, ok := org.CallerFrom(ctx); ok {
		c.Actor = caller.ActorID
	}
	return c, nil
}

// Actor returns who calls.
func Actor(ctx context.Context) string {
	if caller, ok := org.CallerFrom(ctx); ok {
		return caller.Actor
	}
	return ""
}
