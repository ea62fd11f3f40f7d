package group

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// remove carries out Remove-DistributionGroup. A group is gone for good; its members stay.
func (g *groups) remove(ctx context.Context, c *command.Call) error {
	if err := reader(c.Meta.Name).Check(c.Args); err != nil {
		return err
	}
	target, err := g.find(ctx, c.Args)
	if err != nil {
		return err
	}
	what := "group " + directory.Text(target, "Name") + " (" + directory.Primary(target) + ")"
	if ok, err := c.ShouldProcess(ctx, what, "Remove-DistributionGroup"); err != nil || !ok {
		return err
	}
	return g.Store.Update(ctx, func(tx org.Tx) error {
		e, err := directory.Resolve(tx, c.Args.Text("Identity"), func(e *org.Entry) bool { return e.ID == target.ID })
		if err != nil {
			return err
		}
		if err := mayChange(ctx, tx, e, c.Args); err != nil {
			return err
		}
		return directory.RemoveGroup(tx, e)
	})
}
