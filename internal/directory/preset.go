package directory

import (
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Presets returns what properties of a recipient are where its entry has no value of its own, by name.
// They are the values of a new mailbox.
func Presets() map[string]object.Value {
	p := map[string]object.Value{}
	fill(p, false, offByDefault)
	fill(p, true, onByDefault)
	fill(p, "", emptyByDefault)
	fill(p, "None", noneByDefault)
	fill(p, object.GUID{}, "ArchiveDatabaseGuid ArchiveGuid DisabledArchiveGuid")
	for name, v := range valuePresets() {
		p[name] = v
	}
	return p
}

func fill(p map[string]object.Value, v object.Value, names string) {
	for _, name := range strings.Fields(names) {
		p[name] = v
	}
}

const offByDefault = `IsMonitoringMailbox UseDatabaseRetentionDefaults RetainDeletedItemsUntilBackup
	DeliverToMailboxAndForward IsExcludedFromServingHierarchy IsHierarchyReady IsHierarchySyncEnabled
	IsPublicFolderSystemMailbox HasSnackyAppData LitigationHoldEnabled RetentionHoldEnabled
	ElcProcessingDisabled ComplianceTagHoldApplied WasInactiveMailbox DelayHoldApplied DelayReleaseHoldApplied
	PitrEnabled PitrPaused CalendarRepairDisabled DowngradeHighPriorityMessagesEnabled ImListMigrationCompleted
	IsLinked IsRootPublicFolderMailbox AntispamBypassEnabled UseDatabaseQuotaDefaults UMEnabled
	AutoExpandingArchiveEnabled DisabledMailboxLocations QueryBaseDNRestrictionEnabled
	IsPersonToPersonTextMessagingEnabled IsMachineToPersonTextMessagingEnabled CalendarVersionStoreDisabled
	SKUAssigned IsSoftDeletedByRemove IsSoftDeletedByDisable IsInactiveMailbox IncludeInGarbageCollection
	HasPicture HasSpokenName IsDirSynced HiddenFromAddressListsEnabled ModerationEnabled
	EmailAddressPolicyEnabled RequireSenderAuthenticationEnabled MessageCopyForSentAsEnabled
	MessageCopyForSendOnBehalfEnabled IsCloudCache IsCloudCacheBlocked PublicFolder CanHaveCloudCache
	BlockCloudCache HasActiveSyncDevicePartnership ActiveSyncMailboxPolicyIsDefaulted Vip`

const onByDefault = `MessageRecallProcessingEnabled SingleItemRecoveryEnabled MessageTrackingReadStatusEnabled
	IsMailboxEnabled AuditEnabled IsValid MessageCopyForSMTPClientSubmissionEnabled IsSecurityPrincipal
	ShouldUseDefaultRetentionPolicy IsValidSecurityPrincipal`

const emptyByDefault = `RetentionComment RetentionUrl LitigationHoldOwner LinkedMasterAccount Office NetID
	JournalArchiveAddress MailboxMoveRemoteHostName MailboxMoveBatchName ArchiveRelease ImmutableId
	SourceAnchor EnforcedTimestamps SharedEmailDomainTenant SharedWithTargetSmtpAddress SimpleDisplayName
	MailboxRelease CustomAttribute1 CustomAttribute2 CustomAttribute3 CustomAttribute4 CustomAttribute5
	CustomAttribute6 CustomAttribute7 CustomAttribute8 CustomAttribute9 CustomAttribute10 CustomAttribute11
	CustomAttribute12 CustomAttribute13 CustomAttribute14 CustomAttribute15 AssistantName City Company
	Department Fax FirstName LastName HomePhone Initials MobilePhone Notes Pager Phone PhoneticDisplayName
	PostalCode StateOrProvince StreetAddress Title WebPage TelephoneAssistant`

const noneByDefault = `ArchiveStatus ArchiveState MailboxMoveFlags MailboxMoveStatus MailboxRegionSuffix PitrState
	RemoteRecipientType SharedEmailDomainState`

// valuePresets holds the defaults that are neither a flag nor a word.
func valuePresets() map[string]object.Value {
	return map[string]object.Value{
		"AdminDisplayVersion":          "Version 15.20 (Build 7587.36)",
		"ArchiveQuota":                 Size(100 * GB),
		"ArchiveWarningQuota":          Size(90 * GB),
		"AuditLogAgeLimit":             Days(90),
		"AuditAdmin":                   words("Update MoveToDeletedItems SoftDelete HardDelete SendAs SendOnBehalf Create UpdateFolderPermissions UpdateInboxRules UpdateCalendarDelegation ApplyRecord"),
		"AuditDelegate":                words("Update MoveToDeletedItems SoftDelete HardDelete SendAs SendOnBehalf Create UpdateFolderPermissions UpdateInboxRules ApplyRecord"),
		"AuditOwner":                   words("Update MoveToDeletedItems SoftDelete HardDelete UpdateFolderPermissions UpdateInboxRules UpdateCalendarDelegation ApplyRecord"),
		"DefaultAuditSet":              words("Admin Delegate Owner"),
		"CalendarLoggingQuota":         Size(6 * GB),
		"ExchangeSecurityDescriptor":   "System.Security.AccessControl.RawSecurityDescriptor",
		"ExchangeUserAccountControl":   "None",
		"ExchangeVersion":              "0.20 (15.0.0.0)",
		"ExternalOofOptions":           "External",
		"LitigationHoldDuration":       object.Unlimited{},
		"OriginatingServer":            org.DirectoryServer,
		"PitrCopyIntervalInSeconds":    int16(0),
		"RecipientLimits":              object.Unlimited{Value: int32(500)},
		"RecipientSoftDeletedStatus":   int32(0),
		"RecipientThrottlingThreshold": "Standard",
		"RetainDeletedItemsFor":        Days(14),
		"RulesQuota":                   object.ByteQuantifiedSize(256 * KB),
		"SendModerationNotifications":  "Always",
		"MaxSendSize":                  Size(35 * MB),
		"MaxReceiveSize":               Size(36 * MB),
		"UserAccountControl":           "NormalAccount",
		"UpgradeStatus":                "None",
		"UpgradeRequest":               "None",
		"MailboxWorkloads":             "None",
		"ObjectState":                  "Unchanged",
	}
}

// The units of sizes, in bytes.
const (
	KB = 1 << 10
	MB = 1 << 20
	GB = 1 << 30
)

// Size returns a size as a limit.
func Size(bytes uint64) object.Unlimited {
	return object.Unlimited{Value: object.ByteQuantifiedSize(bytes)}
}

// Days returns a number of days.
func Days(n int) object.EnhancedTimeSpan {
	return object.EnhancedTimeSpan(n) * 24 * 60 * 60 * 10_000_000
}

func words(text string) []any { return Anys(strings.Fields(text)) }
