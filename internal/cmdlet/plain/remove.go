package plain

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// remove takes an object away, unless every organisation has it or something uses it.
func (f *family) remove(n *noun, ctx context.Context, c *command.Call) error {
	return f.change(n, ctx, c, func(ch *change.Change) error {
		name := directory.Text(ch.Entry, "Name")
		switch {
		case n.sole != "" && directory.Flag(ch.Entry, n.sole):
			return refuse(name, "The object '"+name+"' is the default one and can't be removed.", "Make another one the default first.")
		case n.isFresh(ch.Org, ch.Entry.ID):
			return refuse(name, "The object '"+name+"' belongs to every organization and can't be removed.", "Change it instead.")
		}
		return n.discard(ch.Tx, ch.Org, ch.Entry)
	})
}

// discard takes an object away with what goes with it, and moves the others up.
func (n *noun) discard(tx org.Tx, home *directory.Organisation, e *org.Entry) error {
	if err := n.release(tx, home, e); err != nil {
		return err
	}
	if err := tx.Delete(n.kind, e.ID); err != nil {
		return err
	}
	if err := n.list(tx, home, e, false); err != nil {
		return err
	}
	return n.closeGap(tx, home, e.ID)
}

func (f *family) enable(n *noun, ctx context.Context, c *command.Call) error {
	return f.toggle(n, ctx, c, true)
}

func (f *family) disable(n *noun, ctx context.Context, c *command.Call) error {
	return f.toggle(n, ctx, c, false)
}

// toggle switches an object on or off.
func (f *family) toggle(n *noun, ctx context.Context, c *command.Call, on bool) error {
	return f.change(n, ctx, c, func(ch *change.Change) error {
		ch.Entry.Props.Set(n.toggle, n.toggled(on))
		return n.save(ch.Tx, ch.Org, ch.Entry)
	})
}

// toggled returns the value of the noun's switch.
func (n *noun) toggled(on bool) object.Value {
	if n.toggle == "State" {
		return state(on)
	}
	return on
}
