package group

import (
	"context"
	"encoding/hex"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// newUnifiedTable says what each parameter of New-UnifiedGroup does.
func newUnifiedTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "New-UnifiedGroup", Rows: change.Join(
		change.Read("Name", "DisplayName", "Alias", "PrimarySmtpAddress"),
		change.Addresses(),
		change.Choice("AccessType", "Public", "Private"),
		change.Flags("AlwaysSubscribeMembersToCalendarEvents", "AutoSubscribeNewMembers", "HiddenGroupMembershipEnabled",
			"RequireSenderAuthenticationEnabled", "SubscriptionEnabled"),
		change.Text(1024, "Notes"),
		change.Do("Language", setLanguage),
		change.Do("ManagedBy", addOwners),
		change.Do("Owner", addOwners),
		change.Do("Members", func(c *change.Change, v object.Value) error { return linkMembers(c.Tx, c.Entry, texts(v)) }),
	)}
}

// createUnified carries out New-UnifiedGroup.
func (g *groups) createUnified(ctx context.Context, c *command.Call) error {
	table := newUnifiedTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	spec := directory.NewGroup{
		Details: directory.UnifiedGroup, Name: c.Args.Text("Name"), DisplayName: c.Args.Text("DisplayName"),
		Alias: c.Args.Text("Alias"), Primary: c.Args.Text("PrimarySmtpAddress"),
	}
	for _, name := range []string{spec.Name, spec.Alias} {
		if spec.DisplayName == "" {
			spec.DisplayName = name
		}
	}
	if spec.DisplayName == "" {
		return change.Refuse("New-UnifiedGroup", "A Microsoft 365 group needs a name.", "Give -DisplayName.")
	}
	var err error
	for _, id := range []*org.ID{&spec.ID, &spec.ObjectID} {
		if *id, err = org.NewID(g.Random); err != nil {
			return err
		}
	}
	return change.Creator{
		Store: g.Store, Table: table, View: g.unified, Name: spec.DisplayName,
		Begin: func(tx org.Tx, home *directory.Organisation) (*change.Change, error) {
			return beginUnified(tx, home, spec)
		},
		Check: func(ch *change.Change) error { return checkUnified(ctx, ch) },
	}.Run(ctx, c)
}

// beginUnified makes the group in memory. Its name is its alias with a part of its object id, so that groups
// may share a display name.
func beginUnified(tx org.Tx, home *directory.Organisation, spec directory.NewGroup) (*change.Change, error) {
	if spec.Alias == "" {
		var err error
		if spec.Alias, err = directory.FreeAlias(tx, directory.AliasOf(spec.DisplayName), home.DefaultDomain); err != nil {
			return nil, err
		}
	}
	if spec.Name == "" {
		spec.Name = strings.ToValidUTF8(spec.Alias[:min(len(spec.Alias), 53)], "") + "_" + hex.EncodeToString(spec.ObjectID[:5])
	}
	e, err := directory.MakeGroup(tx, home, spec)
	if err != nil {
		return nil, err
	}
	e.Props.Set("AccessType", "Public")
	if access := directory.Text(home.Entry, "DefaultGroupAccessType"); access != "" { // of Set-OrganizationConfig
		e.Props.Set("AccessType", access)
	}
	e.Props.Set("Members", []any{})
	return &change.Change{Entry: e}, nil
}

// checkUnified gives a new group its owners, who are members too.
func checkUnified(ctx context.Context, c *change.Change) error {
	name := directory.Text(c.Entry, "DisplayName")
	if !c.Args.Has("ManagedBy") && !c.Args.Has("Owner") {
		me, err := caller(ctx, c.Tx)
		if err != nil {
			return err
		}
		if me != nil && owner(me) {
			c.Entry.Props.Set("ManagedBy", []any{directory.Reference(me)})
		}
	}
	owners := directory.References(c.Entry, "ManagedBy")
	if len(owners) == 0 {
		return change.Refuse(name, "The group \""+name+"\" would have no owner.", "Name one with -Owner.")
	}
	members := directory.References(c.Entry, "Members")
	for _, r := range owners {
		if !holds(members, r.ID) {
			members = append(members, r)
		}
	}
	if len(members) > maxMembers {
		return tooMany(name)
	}
	c.Entry.Props.Set("Members", values(members))
	return keepsRouting(c)
}

// addOwners takes the recipients who will own a new group.
func addOwners(c *change.Change, v object.Value) error {
	list := directory.References(c.Entry, "ManagedBy")
	for _, identity := range texts(v) {
		e, err := directory.Resolve(c.Tx, identity, directory.Live)
		if err != nil {
			return err
		}
		if !owner(e) {
			return notOwner(e)
		}
		if !holds(list, e.ID) {
			list = append(list, directory.Reference(e))
		}
	}
	c.Entry.Props.Set("ManagedBy", values(list))
	return nil
}
