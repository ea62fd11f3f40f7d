package permission

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// An edit changes a recipient's permissions in memory. It runs before the question, and again in the
// transaction.
type edit struct {
	keep  func(*org.Entry) bool // which recipients -Identity may name
	apply func(org.Tx, *org.Entry, command.Args) (outcome, error)
}

// An outcome is what an edit did.
type outcome struct {
	target  string // what is asked about
	changed bool
	warning string         // what is said where nothing changed
	shown   *object.Object // what the cmdlet writes, nil for nothing
}

// change carries out an edit. One that would change nothing warns, and leaves no trace.
func (p *permissions) change(ctx context.Context, c *command.Call, d edit) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	var e *org.Entry
	var o outcome
	run := func(tx org.Tx) (err error) {
		if e, err = directory.Resolve(tx, c.Args.Text("Identity"), d.keep); err != nil {
			return err
		}
		o, err = d.apply(tx, e, c.Args)
		return err
	}
	if err := p.Store.View(ctx, run); err != nil {
		return err
	}
	if !o.changed {
		return c.Warn(o.warning)
	}
	if ok, err := c.ShouldProcess(ctx, o.target, c.Meta.Name); err != nil || !ok {
		return err
	}
	return p.Store.Update(ctx, func(tx org.Tx) error {
		if err := run(tx); err != nil {
			return err
		}
		if err := directory.Save(tx, e); err != nil {
			return err
		}
		if o.shown == nil {
			return nil
		}
		return c.Output(o.shown)
	})
}
