package change

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// A Creator is a cmdlet that makes one recipient and shows it.
type Creator struct {
	Store org.Store
	Table project.Table[*Change]
	View  *project.View[*directory.Item]
	Name  string // what the question calls the new recipient
	// Begin makes the recipient in memory. It runs in the transaction and may run again, so it takes its ids
	// from outside.
	Begin func(org.Tx, *directory.Organisation) (*Change, error)
	// Check completes the recipient after the rows and holds the rules that look at several properties.
	Check func(*Change) error
}

// Run carries out the cmdlet: it asks, makes the recipient, carries the rows into it, stores it and
// shows it.
func (k Creator) Run(ctx context.Context, c *command.Call) error {
	if ok, err := c.ShouldProcess(ctx, k.Name, k.Table.Cmdlet); err != nil || !ok {
		return err
	}
	return k.Store.Update(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		if unit := strings.TrimSpace(c.Args.Text("OrganizationalUnit")); unit != "" && !home.IsUnit(unit) {
			return org.NotFound(unit)
		}
		ch, err := k.Begin(tx, home)
		if err != nil {
			return err
		}
		ch.Tx, ch.Org, ch.Args, ch.Caller = tx, home, c.Args, Actor(ctx)
		if err := k.Table.Apply(ch, c.Args); err != nil {
			return err
		}
		if k.Check != nil {
			if err := k.Check(ch); err != nil {
				return err
			}
		}
		if err := ch.Save(); err != nil {
			return err
		}
		return c.Output(k.View.Object(&directory.Item{Tx: tx, Org: home, Entry: ch.Entry}))
	})
}
