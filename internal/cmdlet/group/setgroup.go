package group

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
)

// setGroupTable says what each parameter of Set-Group does: what a group has without regard to mail.
func setGroupTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Set-Group", Rows: change.Join(
		change.Read("Identity", "BypassSecurityGroupManagerCheck"),
		change.Names(),
		change.Text(256, "SimpleDisplayName", "PhoneticDisplayName"),
		change.Text(1024, "Notes"),
		change.Words(1024, 1, "Description"),
		change.Numbers(0, 1_000_000, "SeniorityIndex"),
		change.Kept(change.Flags("IsHierarchicalGroup")),
		change.Addresses("WindowsEmailAddress")[1:], // the list itself belongs to Set-DistributionGroup
		change.Recipients(manager, "ManagedBy"),
	)}
}

// setGroup carries out Set-Group.
func (g *groups) setGroup(ctx context.Context, c *command.Call) error {
	return change.Setter{
		Store: g.Store, Table: setGroupTable(), View: g.group, Keep: directory.LiveDistribution, May: mayChange, Check: checkGroup,
	}.Run(ctx, c)
}
