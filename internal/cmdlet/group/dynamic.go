package group

import (
	"context"
	"iter"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
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
		"RecipientFilterType": filterType, "RecipientContainer": container,
		"ManagedBy": func(i *directory.Item) object.Value {
			for _, r := range directory.References(i.Entry, "ManagedBy") {
				return r
			}
			return nil
		},
		"MailTipTranslations":                    change.TipTranslations,
		"AcceptMessagesOnlyFromSendersOrMembers": directory.Together("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers"),
		"RejectMessagesFromSendersOrMembers":     directory.Together("RejectMessagesFrom", "RejectMessagesFromDLMembers"),
	})
}

func filterType(i *directory.Item) object.Value {
	if v := directory.Text(i.Entry, "RecipientFilterType"); v != "" {
		return v
	}
	return custom
}

// container returns the organisational unit whose recipients the filter looks at.
func container(i *directory.Item) object.Value {
	if v := directory.Text(i.Entry, "RecipientContainer"); v != "" {
		return v
	}
	return directory.Text(i.Entry, "OrganizationalUnit")
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
	e, err := directory.Resolve(tx, identity, liveDynamic)
	if err != nil {
		return project.Listing[*directory.Item]{View: g.member}, err
	}
	return matched(tx, g.member, e)
}

func matched(tx org.Tx, view *project.View[*directory.Item], e *org.Entry) (project.Listing[*directory.Item], error) {
	l := project.Listing[*directory.Item]{View: view, Kind: org.KindRecipient, Fast: directory.LiveRecipient}
	o, err := directory.Load(tx)
	if err != nil {
		return l, err
	}
	l.Item = func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: o, Entry: e} }
	l.Match = func(*directory.Item) (bool, error) { return false, nil }
	text := directory.Text(e, "RecipientFilter")
	if text == "" {
		return l, nil
	}
	rule, err := selection.Filter("RecipientFilter", text, view.Get)
	l.Match = func(i *directory.Item) (bool, error) {
		if i.Entry.ID == e.ID {
			return false, nil // no group is a member of itself
		}
		return rule(i)
	}
	return l, err
}

// Matching returns what yields the recipients that a dynamic group's filter matches, for the mail that is sent to
// the group.
func Matching() func(tx org.Tx, group *org.Entry) iter.Seq2[*org.Entry, error] {
	view := memberView()
	return func(tx org.Tx, group *org.Entry) iter.Seq2[*org.Entry, error] {
		return func(yield func(*org.Entry, error) bool) {
			l, err := matched(tx, view, group)
			if err != nil {
				yield(nil, err)
				return
			}
			for e, err := range tx.Find(org.Query{Kind: l.Kind, Match: l.Fast}) {
				in := false
				if err == nil {
					in, err = l.Match(l.Item(tx, e))
				}
				if (in || err != nil) && !yield(e, err) {
					return
				}
			}
		}
	}
}
