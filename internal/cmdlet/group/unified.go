package group

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func isUnified(details string) bool { return details == directory.UnifiedGroup }

// getUnified carries out Get-UnifiedGroup. It shows all properties, with -IncludeAllProperties and
// without.
func (g *groups) getUnified(ctx context.Context, c *command.Call) error {
	return selection.Source{Store: g.Store, View: g.unified, Table: reader(c.Meta.Name), Shows: isUnified}.Get(ctx, c)
}

func unifiedView() *project.View[*directory.Item] {
	return newView("Get-UnifiedGroup", map[string]func(*directory.Item) object.Value{
		"ServerName":               func(i *directory.Item) object.Value { return i.Org.PlaceOf(i.Entry.ID).Server },
		"GroupMemberCount":         func(i *directory.Item) object.Value { return int32(len(directory.References(i.Entry, "Members"))) },
		"GroupExternalMemberCount": func(i *directory.Item) object.Value { return guests(i) },
		"AccessType": func(i *directory.Item) object.Value {
			if v := directory.Text(i.Entry, "AccessType"); v != "" {
				return v
			}
			return "Private"
		},
		"MailTipTranslations":                    change.TipTranslations,
		"AcceptMessagesOnlyFromSendersOrMembers": directory.Together("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers"),
		"RejectMessagesFromSendersOrMembers":     directory.Together("RejectMessagesFrom", "RejectMessagesFromDLMembers"),
	})
}

// guests counts the members from outside.
func guests(i *directory.Item) int32 {
	var n int32
	for _, r := range directory.References(i.Entry, "Members") {
		if m, err := i.Tx.Get(org.KindRecipient, r.ID); err == nil && directory.Details(m) == directory.GuestMailUser {
			n++
		}
	}
	return n
}
