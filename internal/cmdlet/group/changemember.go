package group

import (
	"context"
	"fmt"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// An edit changes a group's members in memory and returns what is to be asked about, "" where nothing
// changes. It runs twice: before the question and in the transaction.
type edit func(ctx context.Context, tx org.Tx, group *org.Entry, args command.Args) (string, error)

// addMember carries out Add-DistributionGroupMember. Without -Member the caller joins.
func (g *groups) addMember(ctx context.Context, c *command.Call) error {
	return g.edit(ctx, c, directory.LiveDistribution, func(ctx context.Context, tx org.Tx, group *org.Entry, args command.Args) (string, error) {
		m, err := subject(ctx, tx, group, args, mayJoin)
		if err != nil {
			return "", err
		}
		if holds(directory.References(group, "Members"), m.ID) {
			return "", alreadyMember(m, group)
		}
		return fmt.Sprintf("member %s for the group %s", directory.Text(m, "Name"), directory.Text(group, "Name")),
			join(group, m)
	})
}

// removeMember carries out Remove-DistributionGroupMember. Without -Member the caller leaves.
func (g *groups) removeMember(ctx context.Context, c *command.Call) error {
	return g.edit(ctx, c, directory.LiveDistribution, func(ctx context.Context, tx org.Tx, group *org.Entry, args command.Args) (string, error) {
		m, err := subject(ctx, tx, group, args, mayLeave)
		if err != nil {
			return "", err
		}
		if !holds(directory.References(group, "Members"), m.ID) {
			return "", notMember(m, group)
		}
		leave(group, m.ID)
		return fmt.Sprintf("member %s of the group %s", directory.Text(m, "Name"), directory.Text(group, "Name")), nil
	})
}

// updateMembers carries out Update-DistributionGroupMember: a whole new list, or values to add and remove.
func (g *groups) updateMembers(ctx context.Context, c *command.Call) error {
	if !c.Args.Has("Members") {
		return change.Refuse(c.Args.Text("Identity"), "Update-DistributionGroupMember needs the members that the group is to have.",
			"Give -Members, with $null for none.")
	}
	return g.edit(ctx, c, directory.LiveDistribution, func(ctx context.Context, tx org.Tx, group *org.Entry, args command.Args) (string, error) {
		if err := mayChange(ctx, tx, group, args); err != nil {
			return "", err
		}
		v, _ := args.Get("Members")
		return "all members of the group " + directory.Text(group, "Name"), setMembers(tx, group, v)
	})
}

func (g *groups) edit(ctx context.Context, c *command.Call, keep func(*org.Entry) bool, change edit) error {
	if err := reader(c.Meta.Name).Check(c.Args); err != nil {
		return err
	}
	what := ""
	run := func(tx org.Tx) (group *org.Entry, err error) {
		if group, err = directory.Resolve(tx, c.Args.Text("Identity"), keep); err != nil {
			return nil, err
		}
		if err := org.Writable(tx, group); err != nil {
			return nil, err
		}
		what, err = change(ctx, tx, group, c.Args)
		return group, err
	}
	if err := g.Store.View(ctx, func(tx org.Tx) error { _, err := run(tx); return err }); err != nil || what == "" {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, what, c.Meta.Name); err != nil || !ok {
		return err
	}
	return g.Store.Update(ctx, func(tx org.Tx) error {
		group, err := run(tx)
		if err != nil {
			return err
		}
		return directory.Save(tx, group)
	})
}

// subject returns who joins or leaves: the recipient that -Member names, if the caller may change the
// group, else the caller, if the group's own rule allows it.
func subject(ctx context.Context, tx org.Tx, group *org.Entry, args command.Args, own func(*org.Entry) error) (*org.Entry, error) {
	if identity := args.Text("Member"); identity != "" {
		if err := mayChange(ctx, tx, group, args); err != nil {
			return nil, err
		}
		return directory.Resolve(tx, identity, directory.Live)
	}
	me, err := caller(ctx, tx)
	if err != nil {
		return nil, err
	}
	name := directory.Text(group, "Name")
	if me == nil {
		return nil, change.Refuse(name, "You are no recipient that could be a member of \""+name+"\".", "Name one with -Member.")
	}
	if ok, err := manages(ctx, tx, group); ok || err != nil {
		return me, err
	}
	return me, own(group)
}

func mayJoin(group *org.Entry) error {
	name := directory.Text(group, "Name")
	switch directory.Text(group, "MemberJoinRestriction") {
	case "Open":
		return nil
	case "ApprovalRequired":
		return change.Refuse(name, "Joining \""+name+"\" has to be approved by one of its managers, and this organization sends no requests.",
			"Ask a manager to add you.")
	}
	return change.Refuse(name, "The group \""+name+"\" is closed: nobody joins it without its managers.", "Ask a manager to add you.")
}

func mayLeave(group *org.Entry) error {
	if departure(&directory.Item{Entry: group}) == "Open" {
		return nil
	}
	name := directory.Text(group, "Name")
	return change.Refuse(name, "The group \""+name+"\" is closed: nobody leaves it without its managers.", "Ask a manager to remove you.")
}

func alreadyMember(m, group *org.Entry) error {
	e := change.Refuse(directory.Text(m, "Name"), "The recipient \""+directory.Text(m, "Name")+"\" is already a member of the group \""+
		directory.Text(group, "Name")+"\".", "")
	e.Category, e.ID = command.ResourceExists, "MemberAlreadyExistsException"
	e.Type = "Microsoft.Exchange.Management.Tasks.MemberAlreadyExistsException"
	return e
}

func notMember(m, group *org.Entry) error {
	e := change.Refuse(directory.Text(m, "Name"), "The recipient \""+directory.Text(m, "Name")+"\" isn't a member of the group \""+
		directory.Text(group, "Name")+"\".", "")
	e.Category, e.ID = command.ObjectNotFound, "MemberNotFoundException"
	e.Type = "Microsoft.Exchange.Management.Tasks.MemberNotFoundException"
	return e
}

// setMembers gives the group the members that a multi-valued parameter names.
func setMembers(tx org.Tx, group *org.Entry, v object.Value) error {
	d := change.DeltaOf(v)
	if !d.Partial {
		group.Props.Set("Members", []any{})
	}
	for _, identity := range d.Remove {
		m, err := directory.Resolve(tx, identity, directory.Live)
		if err != nil {
			return err
		}
		leave(group, m.ID)
	}
	for _, identity := range append(d.Replace, d.Add...) {
		m, err := directory.Resolve(tx, identity, directory.Live)
		if err != nil {
			return err
		}
		if err := join(group, m); err != nil {
			return err
		}
	}
	return nil
}
