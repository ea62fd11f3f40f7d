package group

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// newTable says what each parameter of New-DistributionGroup does. No naming policy exists here, so
// -IgnoreNamingPolicy passes none over.
func newTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "New-DistributionGroup", Rows: change.Join(
		change.Read("Name", "Alias", "PrimarySmtpAddress", "Type", "RoomList", "OrganizationalUnit", "CopyOwnerToMember", "IgnoreNamingPolicy"),
		change.DisplayName(),
		change.Words(1024, 1, "Description"),
		change.Text(1024, "Notes"),
		change.Flags("BccBlocked", "BypassNestedModerationEnabled", "HiddenGroupMembershipEnabled", "RequireSenderAuthenticationEnabled"),
		management(),
		change.Do("Members", func(c *change.Change, v object.Value) error { return setMembers(c.Tx, c.Entry, v) }),
		change.Moderation()[:2], // ModerationEnabled and ModeratedBy
		change.Moderation()[3:],
	)}
}

func (g *groups) create(ctx context.Context, c *command.Call) error {
	table := newTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	spec, err := g.order(c.Args)
	if err != nil {
		return err
	}
	return change.Creator{
		Store: g.Store, Table: table, View: g.distribution, Name: spec.Name,
		Begin: func(tx org.Tx, home *directory.Organisation) (*change.Change, error) { return begin(tx, home, spec) },
		Check: func(ch *change.Change) error {
			if err := owned(ctx, ch); err != nil {
				return err
			}
			return checkGroup(ch)
		},
	}.Run(ctx, c)
}

// order returns the group that the arguments ask for, as far as it is known before the transaction.
func (g *groups) order(args command.Args) (directory.NewGroup, error) {
	n := directory.NewGroup{
		Details: directory.DistributionGroup, Name: args.Text("Name"), Alias: args.Text("Alias"), Primary: args.Text("PrimarySmtpAddress"),
	}
	kind := args.Text("Type")
	switch {
	case strings.EqualFold(kind, "Security"):
		n.Details = directory.SecurityGroup
	case kind != "" && !strings.EqualFold(kind, "Distribution"):
		return n, org.Invalid("Type", kind, "it must be Distribution or Security")
	}
	if args.Flag("RoomList") {
		if n.Details == directory.SecurityGroup {
			return n, org.Invalid("Type", kind, "a room list is a distribution group")
		}
		n.Details = directory.RoomList
	}
	var err error
	for _, id := range []*org.ID{&n.ID, &n.ObjectID} {
		if *id, err = org.NewID(g.Random); err != nil {
			break
		}
	}
	return n, err
}

// begin makes the group in memory.
func begin(tx org.Tx, home *directory.Organisation, spec directory.NewGroup) (*change.Change, error) {
	e, err := directory.MakeGroup(tx, home, spec)
	if err != nil {
		return nil, err
	}
	e.Props.Set("Members", []any{})
	return &change.Change{Entry: e}, nil
}

// owned lets the caller manage a group for which no manager is named, and makes the managers members if
// -CopyOwnerToMember says so.
func owned(ctx context.Context, c *change.Change) error {
	if !c.Args.Has("ManagedBy") {
		me, err := caller(ctx, c.Tx)
		if err != nil {
			return err
		}
		if me != nil {
			c.Entry.Props.Set("ManagedBy", []any{directory.Reference(me)})
		}
	}
	if !c.Args.Flag("CopyOwnerToMember") {
		return nil
	}
	for _, r := range directory.References(c.Entry, "ManagedBy") {
		m, err := org.Unscoped(c.Tx).Get(org.KindRecipient, r.ID)
		if err != nil {
			return err
		}
		if err := join(c.Entry, m); err != nil {
			return err
		}
	}
	return nil
}
