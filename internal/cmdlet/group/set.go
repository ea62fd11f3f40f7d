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

// setTable says what each parameter of Set-DistributionGroup does. No naming policy exists here, so
// -IgnoreNamingPolicy passes none over.
func setTable() project.Table[*change.Change] {
	const name = "Set-DistributionGroup"
	return project.Table[*change.Change]{Cmdlet: name, Rows: change.Join(
		change.Read("Identity", "BypassSecurityGroupManagerCheck", "IgnoreNamingPolicy"),
		change.MailEnabled(name),
		change.Addresses("PrimarySmtpAddress", "WindowsEmailAddress"),
		change.Words(1024, 1, "Description"),
		change.Flags("HiddenGroupMembershipEnabled", "BccBlocked", "BypassNestedModerationEnabled"),
		change.Do("RoomList", setRoomList),
		management(),
	)}
}

// management returns the rows of who manages the group, and who joins and leaves it.
func management() change.Rows {
	return change.Join(
		change.Recipients(manager, "ManagedBy"),
		change.Choice("MemberJoinRestriction", "Open", "Closed", "ApprovalRequired"),
		change.Choice("MemberDepartRestriction", "Open", "Closed"),
	)
}

// manager says whether a recipient can manage groups: a user, or a security group of them.
func manager(e *org.Entry) bool {
	return directory.LiveUser(e) || directory.Live(e) && isSecurity(e)
}

func (g *groups) set(ctx context.Context, c *command.Call) error {
	return change.Setter{
		Store: g.Store, Table: setTable(), View: g.distribution, Keep: directory.LiveDistribution, May: mayChange, Check: checkGroup,
	}.Run(ctx, c)
}

// checkGroup holds the rules that look at several properties of a changed group.
func checkGroup(c *change.Change) error {
	name := directory.Text(c.Entry, "Name")
	if c.Args.Has("ManagedBy") && len(directory.References(c.Entry, "ManagedBy")) == 0 {
		return change.Refuse(name, "The group \""+name+"\" would be left without a manager.", "Give -ManagedBy at least one.")
	}
	for _, rule := range []string{"MemberJoinRestriction", "MemberDepartRestriction"} {
		if isSecurity(c.Entry) && strings.EqualFold(directory.Text(c.Entry, rule), "Open") {
			return org.Invalid(rule, "Open", "a security group opens more than mail and can't be open to everybody")
		}
	}
	return change.CheckModeration(c)
}

// setRoomList makes a distribution group of rooms a room list, or a room list a distribution group. Members
// outside of what the caller may see are left alone: a refusal would tell of them.
func setRoomList(c *change.Change, v object.Value) error {
	if !object.Truth(v) {
		if directory.Details(c.Entry) == directory.RoomList {
			c.Entry.Props.Set("RecipientTypeDetails", directory.DistributionGroup)
		}
		return nil
	}
	name := directory.Text(c.Entry, "Name")
	if isSecurity(c.Entry) {
		return change.Refuse(name, "The security group \""+name+"\" can't be a room list.", "Make a distribution group for the rooms.")
	}
	c.Entry.Props.Set("RecipientTypeDetails", directory.RoomList)
	members, err := present(c.Tx, c.Entry, "Members")
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := fits(c.Entry, m); err != nil {
			return change.Refuse(name, "The group \""+name+"\" has members that are no rooms, so it can't be a room list.",
				"Remove them first; Get-DistributionGroupMember lists them.")
		}
	}
	return nil
}
