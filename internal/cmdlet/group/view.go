package group

import (
	"maps"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/object"
)

func newView(cmdlet string, derive map[string]func(*directory.Item) object.Value) *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor(cmdlet)
	derived := directory.Derived()
	maps.Copy(derived, derive)
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.Presets(), presets()},
	})
}

func distributionView() *project.View[*directory.Item] {
	return newView("Get-DistributionGroup", map[string]func(*directory.Item) object.Value{
		"GroupType":                              groupType,
		"MemberDepartRestriction":                departure,
		"MailTipTranslations":                    change.TipTranslations,
		"AcceptMessagesOnlyFromSendersOrMembers": directory.Together("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers"),
		"RejectMessagesFromSendersOrMembers":     directory.Together("RejectMessagesFrom", "RejectMessagesFromDLMembers"),
	})
}

func groupView() *project.View[*directory.Item] {
	return newView("Get-Group", map[string]func(*directory.Item) object.Value{"GroupType": groupType})
}

// memberView shows members as recipients. The members of a member are not among its properties.
func memberView() *project.View[*directory.Item] {
	return newView("Get-DistributionGroupMember", map[string]func(*directory.Item) object.Value{
		"Members": func(*directory.Item) object.Value { return nil },
	})
}

// presets are the values of a new group where they differ from those of other recipients.
func presets() map[string]object.Value {
	return map[string]object.Value{
		"MemberJoinRestriction":                  "Closed",
		"RequireSenderAuthenticationEnabled":     true,
		"ReportToOriginatorEnabled":              true,
		"ReportToManagerEnabled":                 false,
		"SendOofMessageToOriginatorEnabled":      false,
		"BypassNestedModerationEnabled":          false,
		"BccBlocked":                             false,
		"HiddenGroupMembershipEnabled":           false,
		"MigrationToUnifiedGroupInProgress":      false,
		"IsHierarchicalGroup":                    false,
		"AlwaysSubscribeMembersToCalendarEvents": false,
		"AutoSubscribeNewMembers":                false,
		"CalendarMemberReadOnly":                 false,
		"ConnectorsEnabled":                      true,
		"HiddenFromExchangeClientsEnabled":       false,
		"IsExternalResourcesPublished":           false,
		"IsMailboxConfigured":                    true,
		"IsMembershipDynamic":                    false,
		"SubscriptionEnabled":                    false,
		"WelcomeMessageEnabled":                  true,
		"MaxSendSize":                            object.Unlimited{},
		"MaxReceiveSize":                         object.Unlimited{},
	}
}

func groupType(i *directory.Item) object.Value {
	if isSecurity(i.Entry) {
		return "Universal, SecurityEnabled"
	}
	return "Universal"
}

// departure says who may leave the group. A security group is left with its managers' help only.
func departure(i *directory.Item) object.Value {
	if v := directory.Text(i.Entry, "MemberDepartRestriction"); v != "" {
		return v
	}
	if isSecurity(i.Entry) {
		return "Closed"
	}
	return "Open"
}
