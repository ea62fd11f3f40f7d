package group

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
)

// remove carries out Remove-DistributionGroup. A group is gone for good; its members stay.
func (g *groups) remove(ctx context.Context, c *command.Call) error {
	return change.Remover{
		Store: g.Store, Table: reader(c.Meta.Name), Keep: directory.LiveDistribution, What: "group", May: mayChange,
		Remove: directory.RemoveGroup,
	}.Run(ctx, c)
}
