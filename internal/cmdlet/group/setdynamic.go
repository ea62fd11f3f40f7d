package group

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// newDynamicTable says what each parameter of New-DynamicDistributionGroup does.
func newDynamicTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "New-DynamicDistributionGroup", Rows: change.Join(
		change.Read("Name", "Alias", "PrimarySmtpAddress", "OrganizationalUnit"),
		change.DisplayName(),
		change.Text(1024, "Notes"),
		change.Recipient(manager, "ManagedBy"),
		change.Do("RecipientContainer", setContainer),
		filterRows(),
		change.Of("New-DynamicDistributionGroup", change.Moderation()),
	)}
}

// setDynamicTable says what each parameter of Set-DynamicDistributionGroup does.
func setDynamicTable() project.Table[*change.Change] {
	const name = "Set-DynamicDistributionGroup"
	return project.Table[*change.Change]{Cmdlet: name, Rows: change.Join(
		change.Read("Identity"),
		change.MailEnabled(name),
		change.Addresses("PrimarySmtpAddress", "WindowsEmailAddress"),
		change.Text(1024, "Notes"),
		change.Recipient(manager, "ManagedBy"),
		change.Do("RecipientContainer", setContainer),
		filterRows(),
	)}
}

// setContainer takes the organisational unit whose recipients the filter looks at. There is one.
func setContainer(c *change.Change, v object.Value) error {
	unit := ""
	if v != nil {
		unit = object.String(v)
	}
	if unit != "" && !c.Org.IsUnit(unit) {
		return org.NotFound(unit)
	}
	c.Entry.Props.Set("RecipientContainer", directory.Text(c.Entry, "OrganizationalUnit"))
	return nil
}

// createDynamic carries out New-DynamicDistributionGroup.
func (g *groups) createDynamic(ctx context.Context, c *command.Call) error {
	table := newDynamicTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	spec := directory.NewGroup{
		Details: directory.DynamicGroup, Name: c.Args.Text("Name"), Alias: c.Args.Text("Alias"), Primary: c.Args.Text("PrimarySmtpAddress"),
	}
	var err error
	if spec.ID, err = org.NewID(g.Random); err != nil {
		return err
	}
	return change.Creator{
		Store: g.Store, Table: table, View: g.dynamic, Name: spec.Name, Check: checkDynamic,
		Begin: func(tx org.Tx, home *directory.Organisation) (*change.Change, error) {
			e, err := directory.MakeGroup(tx, home, spec)
			if err != nil {
				return nil, err
			}
			e.Props.Set("ExternalDirectoryObjectId", "") // it opens nothing, so it is none of the accounts' directory
			e.Props.Delete("SamAccountName")
			return &change.Change{Entry: e}, nil
		},
	}.Run(ctx, c)
}

// setDynamic carries out Set-DynamicDistributionGroup.
func (g *groups) setDynamic(ctx context.Context, c *command.Call) error {
	return change.Setter{
		Store: g.Store, Table: setDynamicTable(), View: g.dynamic, Keep: liveDynamic, Check: checkDynamic,
	}.Run(ctx, c)
}

// removeDynamic carries out Remove-DynamicDistributionGroup.
func (g *groups) removeDynamic(ctx context.Context, c *command.Call) error {
	return change.Remover{
		Store: g.Store, Table: reader(c.Meta.Name), Keep: liveDynamic, What: "dynamic group", Remove: directory.RemoveGroup,
	}.Run(ctx, c)
}

func liveDynamic(e *org.Entry) bool { return directory.Live(e) && isDynamic(directory.Details(e)) }

// checkDynamic holds the rules that look at several properties of a dynamic group.
func checkDynamic(c *change.Change) error {
	if err := checkFilter(c); err != nil {
		return err
	}
	return change.CheckModeration(c)
}
