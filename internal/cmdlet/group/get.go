package group

import (
	"cmp"
	"context"
	"slices"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// get carries out Get-DistributionGroup.
func (g *groups) get(ctx context.Context, c *command.Call) error {
	return selection.Source{
		Store: g.Store, View: g.distribution, Table: reader(c.Meta.Name), Shows: directory.IsDistribution, Narrow: managed,
	}.Get(ctx, c)
}

// getGroup carries out Get-Group. A dynamic group has a filter in place of members and is none here.
func (g *groups) getGroup(ctx context.Context, c *command.Call) error {
	shows := func(details string) bool {
		return directory.IsDistribution(details) || details == directory.UnifiedGroup
	}
	return selection.Source{Store: g.Store, View: g.group, Table: reader(c.Meta.Name), Shows: shows}.Get(ctx, c)
}

// managed reads -ManagedBy: groups that the recipient itself manages.
func managed(tx org.Tx, args command.Args) (selection.Rule, error) {
	identity := args.Text("ManagedBy")
	if identity == "" {
		return nil, nil
	}
	manager, err := directory.Resolve(tx, identity, directory.Live)
	if err != nil {
		return nil, err
	}
	return selection.When(func(i *directory.Item) bool {
		return holds(directory.References(i.Entry, "ManagedBy"), manager.ID)
	}), nil
}

func holds(list []object.ADObjectID, id org.ID) bool {
	return slices.ContainsFunc(list, func(r object.ADObjectID) bool { return r.ID == id })
}

// getMember carries out Get-DistributionGroupMember: direct members in order of their names. A member
// that is a group is one member.
func (g *groups) getMember(ctx context.Context, c *command.Call) error {
	return g.list(ctx, c, "Members", directory.LiveDistribution)
}

// list shows the recipients that a property of the group named by -Identity refers to.
func (g *groups) list(ctx context.Context, c *command.Call, property string, keep func(*org.Entry) bool) error {
	if err := reader(c.Meta.Name).Check(c.Args); err != nil {
		return err
	}
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	var page project.Result
	err = g.Store.View(ctx, func(tx org.Tx) error {
		page, err = g.linked(tx, c, property, keep, most)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

func (g *groups) linked(
	tx org.Tx, c *command.Call, property string, keep func(*org.Entry) bool, most int,
) (page project.Result, err error) {
	o, err := directory.Load(tx)
	if err != nil {
		return page, err
	}
	e, err := directory.Resolve(tx, c.Args.Text("Identity"), keep)
	if err != nil {
		return page, err
	}
	found, err := present(tx, e, property)
	if err != nil {
		return page, err
	}
	part, more, err := project.Cut(found, c.Page, most)
	page.More = more
	for _, m := range part {
		page.Objects = append(page.Objects, g.member.Object(&directory.Item{Tx: tx, Org: o, Entry: m}))
	}
	return page, err
}

// present lists those recipients that a property refers to which the caller may see, in order of their
// names.
func present(tx org.Tx, group *org.Entry, property string) ([]*org.Entry, error) {
	var list []*org.Entry
	for _, r := range directory.References(group, property) {
		m, err := tx.Get(org.KindRecipient, r.ID)
		if org.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if directory.Live(m) {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b *org.Entry) int {
		return cmp.Or(cmp.Compare(org.Fold(a.Sort), org.Fold(b.Sort)), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return list, nil
}
