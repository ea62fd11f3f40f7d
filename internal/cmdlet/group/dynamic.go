package group

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func isDynamic(details string) bool { return details == directory.DynamicGroup }

// getDynamic carries out Get-DynamicDistributionGroup.
func (g *groups) getDynamic(ctx context.Context, c *command.Call) error {
	return selection.Source{
		Store: g.Store, View: g.dynamic, Table: reader(c.Meta.Name), Shows: isDynamic, Narrow: managed,
	}.Get(ctx, c)
}

// dynamicView shows the one manager that a dynamic group has.
func dynamicView() *project.View[*directory.Item] {
	return newView("Get-DynamicDistributionGroup", map[string]func(*directory.Item) object.Value{
		"ManagedBy": func(i *directory.Item) object.Value {
			for _, r := range directory.References(i.Entry, "ManagedBy") {
				return r
			}
			return nil
		},
		"RecipientFilterType":                    func(*directory.Item) object.Value { return "Custom" },
		"AcceptMessagesOnlyFromSendersOrMembers": directory.Together("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers"),
	})
}

// getDynamicMember carries out Get-DynamicDistributionGroupMember: the recipients that the group's
// filter matches now.
func (g *groups) getDynamicMember(ctx context.Context, c *command.Call) error {
	if err := reader(c.Meta.Name).Check(c.Args); err != nil {
		return err
	}
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	var page project.Result
	err = g.Store.View(ctx, func(tx org.Tx) error {
		l, err := g.matching(tx, c.Args.Text("Identity"))
		if err != nil {
			return err
		}
		l.Most = most
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// matching returns the listing of the recipients that a dynamic group's filter matches. A group without
// a filter has no members.
func (g *groups) matching(tx org.Tx, identity string) (project.Listing[*directory.Item], error) {
	l := project.Listing[*directory.Item]{View: g.member, Kind: org.KindRecipient, Fast: directory.LiveRecipient}
	o, err := directory.Load(tx)
	if err != nil {
		return l, err
	}
	e, err := directory.Resolve(tx, identity, func(e *org.Entry) bool { return directory.Live(e) && isDynamic(directory.Details(e)) })
	if err != nil {
		return l, err
	}
	l.Item = func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: o, Entry: e} }
	l.Match = func(*directory.Item) (bool, error) { return false, nil }
	if text := directory.Text(e, "RecipientFilter"); text != "" {
		l.Match, err = selection.Filter("RecipientFilter", text, g.member.Get)
	}
	return l, err
}
