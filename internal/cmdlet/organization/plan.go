package organization

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func planTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-MailboxPlan", Rows: project.Reads[struct{}](
		"Identity", "Filter", "ResultSize", "SortBy", "AllMailboxPlanReleases",
	)}
}

// getPlan shows mailbox plans. There is one release of each, so -AllMailboxPlanReleases shows the same.
func (o *organization) getPlan(ctx context.Context, c *command.Call) error {
	if err := planTable().Check(c.Args); err != nil {
		return err
	}
	match, err := o.planFilter(c.Args)
	if err != nil {
		return err
	}
	return o.list(ctx, c, org.KindMailboxPlan, o.plan, match)
}

func (o *organization) planFilter(args command.Args) (func(*directory.Item) (bool, error), error) {
	text := args.Text("Filter")
	if text == "" {
		return nil, nil
	}
	node, err := opath.ParseFor(text, o.plan.Has)
	if err != nil {
		return nil, opath.Visible("Filter", text, err)
	}
	return func(i *directory.Item) (bool, error) {
		ok, err := node.Match(func(name string) (object.Value, bool) { return o.plan.Get(i, name) })
		return ok, opath.Visible("Filter", text, err)
	}, nil
}

// planView shows what the catalog knows of plans and, behind that, what decides about mailboxes, in the
// order in which mailboxes show it.
func planView() *project.View[*directory.Item] {
	known, _ := catalog.ObjectFor("Get-MailboxPlan")
	shape := *known
	shape.Props = append([]catalog.Prop(nil), known.Props...)
	for _, p := range []catalog.Prop{
		{Name: "RetainDeletedItemsFor", Type: "EnhancedTimeSpan"},
		{Name: "ProhibitSendQuota", Type: "Unlimited<ByteQuantifiedSize>"},
		{Name: "ProhibitSendReceiveQuota", Type: "Unlimited<ByteQuantifiedSize>"},
		{Name: "RecoverableItemsQuota", Type: "Unlimited<ByteQuantifiedSize>"},
		{Name: "RecoverableItemsWarningQuota", Type: "Unlimited<ByteQuantifiedSize>"},
		{Name: "IssueWarningQuota", Type: "Unlimited<ByteQuantifiedSize>"},
		{Name: "RetentionPolicy", Type: "ADObjectId"}, {Name: "RoleAssignmentPolicy", Type: "ADObjectId"},
		{Name: "IsDefault", Type: "Boolean"}, {Name: "MailboxPlanRelease", Type: "String", Enum: true},
		{Name: "Alias", Type: "String"}, {Name: "RecipientTypeDetails", Type: "String", Enum: true},
		{Name: "Name", Type: "String"}, {Name: "DistinguishedName", Type: "String"}, {Name: "Id", Type: "ADObjectId"},
		{Name: "IsValid", Type: "Boolean"}, {Name: "WhenChanged", Type: "DateTime"}, {Name: "WhenCreated", Type: "DateTime"},
		{Name: "WhenChangedUTC", Type: "DateTime"}, {Name: "WhenCreatedUTC", Type: "DateTime"},
		{Name: "OrganizationId", Type: "String"}, {Name: "Guid", Type: "Guid"},
	} {
		if !has(&shape, p.Name) {
			shape.Props = append(shape.Props, p)
		}
	}
	return view(&shape, map[string]func(*directory.Item) object.Value{
		"RetentionPolicy": func(i *directory.Item) object.Value {
			if list := directory.References(i.Org.Entry, directory.PropRetention); len(list) > 0 {
				return list[0]
			}
			return nil
		},
	}, map[string]object.Value{"MailboxPlanRelease": "CurrentRelease", "RecipientTypeDetails": "MailboxPlan"})
}

func has(shape *catalog.ObjectType, name string) bool {
	for _, p := range shape.Props {
		if p.Name == name {
			return true
		}
	}
	return false
}
