package mailbox

import (
	"strings"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxMessage is the largest message that a mailbox may be allowed to send or take.
const maxMessage = 150 * directory.MB

// setTable says what each parameter of Set-Mailbox does, in the order in which they take effect.
func setTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Set-Mailbox", Rows: change.Join(
		change.Read("Identity", "Force", "InactiveMailbox"),
		change.Do("Type", convert),
		change.Names(),
		change.Text(256, "SimpleDisplayName"),
		change.Alias(),
		change.Addresses("WindowsEmailAddress"),
		change.Do("MicrosoftOnlineServicesID", setUPN),
		change.Text(1024, change.Numbered("CustomAttribute", 15)...),
		change.Words(1024, 1300, change.Numbered("ExtensionCustomAttribute", 5)...),
		change.Text(128, "Office"),
		change.Text(256, "ImmutableId"),
		change.Flags("HiddenFromAddressListsEnabled", "RequireSenderAuthenticationEnabled",
			"MessageCopyForSentAsEnabled", "MessageCopyForSendOnBehalfEnabled", "MessageCopyForSMTPClientSubmissionEnabled",
			"MessageTrackingReadStatusEnabled", "MessageRecallProcessingEnabled",
			"CalendarRepairDisabled", "CalendarVersionStoreDisabled"),
		change.Do("ArchiveName", setArchiveName),
		quotas(),
		forwarding(),
		delivery(),
		change.Moderation(),
		retention(),
		auditing(),
		resource(),
		change.Tips(),
		change.Words(20, 20, "Languages"),
		change.Do("AccountDisabled", func(c *change.Change, v object.Value) error { return c.Enable(!object.Truth(v)) }),
		change.Do("Password", func(c *change.Change, _ object.Value) error { return c.SetPassword() }),
		accountRows("StsRefreshTokensValidFrom"),
		change.Stored("RoleAssignmentPolicy", org.KindRolePolicy),
		change.Policy("SharingPolicy", directory.PropSharing),
	)}
}

func accountRows(params ...string) change.Rows {
	var rows change.Rows
	for _, r := range change.Account() {
		if directory.HasWord(params, r.Param) {
			rows = append(rows, r)
		}
	}
	return rows
}

func quotas() change.Rows {
	const most = 1024 * directory.GB
	return change.Join(
		change.Sizes(most, "IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"),
		change.Sizes(maxMessage, "MaxSendSize", "MaxReceiveSize"),
		change.Do("RecipientLimits", setRecipientLimits),
		change.Do("RulesQuota", setRulesQuota),
		ownOnly("UseDatabaseQuotaDefaults", "UseDatabaseRetentionDefaults"),
	)
}

// ownOnly returns the rows of switches between a mailbox's own limits and those of its database. Here
// mailboxes have their own ones always.
func ownOnly(params ...string) change.Rows {
	var rows change.Rows
	for _, p := range params {
		rows = append(rows, change.Do(p, func(_ *change.Change, v object.Value) error {
			if object.Truth(v) {
				return org.Invalid(p, "True", "databases have no defaults here; a mailbox has its own limits")
			}
			return nil
		})...)
	}
	return rows
}

func setRecipientLimits(c *change.Change, v object.Value) error {
	if u, ok := v.(object.Unlimited); ok {
		v = u.Value
	}
	if v == nil || strings.EqualFold(object.String(v), "Unlimited") {
		c.Entry.Props.Set("RecipientLimits", object.Unlimited{})
		return nil
	}
	n, err := object.Convert(v, "Int32")
	if i, ok := n.(int32); err == nil && ok && i >= 1 && i <= 1000 {
		c.Entry.Props.Set("RecipientLimits", object.Unlimited{Value: i})
		return nil
	}
	return org.Invalid("RecipientLimits", object.String(v), "it must be a number from 1 to 1000, or Unlimited")
}

func setRulesQuota(c *change.Change, v object.Value) error {
	s, err := object.Convert(v, "ByteQuantifiedSize")
	size, ok := s.(object.ByteQuantifiedSize)
	if err != nil || !ok || size < 32*directory.KB || size > 256*directory.KB {
		return org.Invalid("RulesQuota", object.String(v), "it must be a size from 32 KB to 256 KB")
	}
	c.Entry.Props.Set("RulesQuota", size)
	return nil
}

func setArchiveName(c *change.Change, v object.Value) error {
	if !hasArchive(c.Entry) {
		name := directory.Text(c.Entry, "Name")
		return change.Refuse(name, "The mailbox \""+name+"\" has no archive that could be named.", "")
	}
	return change.Words(128, 1, "ArchiveName")[0].Apply(c, v)
}

func setUPN(c *change.Change, v object.Value) error {
	return c.SetUPN("MicrosoftOnlineServicesID", object.String(v))
}

func forwarding() change.Rows {
	return change.Join(
		change.Recipient(directory.LiveRecipient, "ForwardingAddress"),
		change.Do("ForwardingSmtpAddress", setForwardingSMTP),
		change.Flags("DeliverToMailboxAndForward"),
	)
}

func setForwardingSMTP(c *change.Change, v object.Value) error {
	text := ""
	if v != nil {
		text = strings.TrimSpace(object.String(v))
	}
	if text == "" {
		c.Set("ForwardingSmtpAddress", nil)
		return nil
	}
	a, err := org.ParseProxyAddress(text)
	if err != nil {
		return org.Invalid("ForwardingSmtpAddress", text, "an e-mail address has the form \"user@contoso.com\"")
	}
	if a.Prefix != "smtp" {
		return org.Invalid("ForwardingSmtpAddress", text, "only an SMTP address can be forwarded to")
	}
	c.Set("ForwardingSmtpAddress", "smtp:"+a.Address)
	return nil
}

func delivery() change.Rows {
	return change.Join(
		change.Recipients(directory.LiveRecipient, "GrantSendOnBehalfTo"),
		change.Restrictions("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers", "AcceptMessagesOnlyFromSendersOrMembers"),
		change.Restrictions("RejectMessagesFrom", "RejectMessagesFromDLMembers", "RejectMessagesFromSendersOrMembers"),
		change.Choice("ExternalOofOptions", "External", "InternalOnly"),
	)
}
