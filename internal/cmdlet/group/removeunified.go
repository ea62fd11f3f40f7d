package group

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// removeUnified carries out Remove-UnifiedGroup. The group can be restored for 30 days.
func (g *groups) removeUnified(ctx context.Context, c *command.Call) error {
	return change.Remover{
		Store: g.Store, Table: reader(c.Meta.Name), Keep: directory.LiveUnified, What: "Microsoft 365 group", Remove: directory.SoftDeleteGroup,
	}.Run(ctx, c)
}

// restoreUnified carries out Undo-SoftDeletedUnifiedGroup.
func (g *groups) restoreUnified(ctx context.Context, c *command.Call) error {
	if err := reader(c.Meta.Name).Check(c.Args); err != nil {
		return err
	}
	var target *org.Entry
	find := func(tx org.Tx) (err error) {
		target, err = directory.Resolve(tx, c.Args.Text("SoftDeletedObject"), func(e *org.Entry) bool {
			return directory.SoftDeleted(e) && isUnified(directory.Details(e)) && (target == nil || e.ID == target.ID)
		})
		if err != nil {
			return err
		}
		return org.Writable(tx, target)
	}
	if err := g.Store.View(ctx, find); err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, directory.Text(target, "Name"), c.Meta.Name); err != nil || !ok {
		return err
	}
	return g.Store.Update(ctx, func(tx org.Tx) error {
		if err := find(tx); err != nil {
			return err
		}
		return directory.RestoreGroup(tx, target)
	})
}
