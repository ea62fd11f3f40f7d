package change

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
)

// MailEnabled returns the rows that the Set- cmdlets of groups, contacts and mail users share, as far as
// the cmdlet has their parameters.
func MailEnabled(cmdlet string) Rows {
	return Of(cmdlet, Join(
		Names(),
		Text(256, "SimpleDisplayName", "PhoneticDisplayName"),
		Alias(),
		Text(1024, Numbered("CustomAttribute", 15)...),
		Words(1024, 1300, Numbered("ExtensionCustomAttribute", 5)...),
		Flags("HiddenFromAddressListsEnabled", "RequireSenderAuthenticationEnabled",
			"ReportToManagerEnabled", "ReportToOriginatorEnabled", "SendOofMessageToOriginatorEnabled"),
		Recipients(directory.LiveRecipient, "GrantSendOnBehalfTo"),
		Restrictions("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers", "AcceptMessagesOnlyFromSendersOrMembers"),
		Restrictions("RejectMessagesFrom", "RejectMessagesFromDLMembers", "RejectMessagesFromSendersOrMembers"),
		Moderation(),
		Tips(),
	))
}

// Of returns those of the rows whose parameters the cmdlet has.
func Of(cmdlet string, rows Rows) Rows {
	meta := catalog.Must(cmdlet)
	return slices.DeleteFunc(rows, func(r Row) bool {
		p, ok := meta.Param(r.Param)
		return !ok || p.Env == 0
	})
}
