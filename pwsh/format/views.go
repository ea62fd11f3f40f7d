package format

import (
	"example.org/exosh/object"
)

// Finds a view by a type's name.
func viewOfType(name string) *view {
	for _, table := range [...]func(string) *view{exchangeView, shellView} {
		if v := table(name); v != nil {
			return v
		}
	}
	return nil
}

const (
	management = "Microsoft.Exchange.Data.Directory.Management."
	systemConf = "Microsoft.Exchange.Data.Directory.SystemConfiguration."
)

// The views of Exchange's objects, as the vendor's tables have them. The Get-EXO cmdlets have none there: their
// objects are shown as lists.
func exchangeView(name string) *view {
	switch name {
	case management + "Mailbox", "Exosh.Get.Mailbox":
		return tableView(name, "Name", "Alias", "Database", "ProhibitSendQuota", "ExternalDirectoryObjectId")
	case management + "User", management + "ReducedRecipient", "Exosh.Get.User", "Exosh.Get.Recipient",
		"Exosh.Get.RoleGroupMember":
		return tableView(name, "Name", "RecipientType")
	case management + "CASMailbox", "Exosh.Get.CASMailbox":
		return tableView(name, "Name", "ActiveSyncEnabled", "OWAEnabled", "PopEnabled", "ImapEnabled", "MapiEnabled", "SmtpClientAuthenticationDisabled")
	case management + "MailboxPlan", "Exosh.Get.MailboxPlan":
		return tableView(name, "DisplayName", "IsDefault", "ProhibitSendQuota", "MaxSendSize", "MaxReceiveSize")
	case management + "DistributionGroup", "Exosh.Get.DistributionGroup":
		return tableView(name, "Name", "DisplayName", "GroupType", "PrimarySmtpAddress")
	case management + "WindowsGroup":
		return tableView(name, "Name", "DisplayName", "SamAccountName", "GroupType")
	case management + "UnifiedGroup":
		return tableView(name, "Name", "Alias", "ServerName", "AccessType")
	case management + "DynamicDistributionGroup":
		return tableView(name, "Name", "ManagedBy")
	case management + "MailContact", management + "MailUser":
		return tableView(name, "Name", "Alias", "RecipientType")
	case management + "Contact":
		return tableView(name, "Name", "RecipientType")
	case "Exosh.Get.SecurityPrincipal":
		return tableView(name, "Name", "DisplayName", "Type")
	case systemConf + "AcceptedDomain", "Exosh.Get.AcceptedDomain":
		return tableView(name, "Name", "DomainName", "DomainType", "Default")
	case management + "OrganizationConfig":
		return tableView(name, "Name", "DisplayName", "IsDehydrated")
	case "Microsoft.Exchange.Data.Storage.Management.MailboxRegionalConfiguration":
		return tableView(name, "Identity", "Language", "DateFormat", "TimeFormat", "TimeZone")
	case "Microsoft.Exchange.Management.RecipientTasks.MailboxAcePresentationObject", "Exosh.Get.MailboxPermission":
		return tableView(name, "Identity", "User", "AccessRights", "IsInherited", "Deny")
	case "Microsoft.Exchange.Management.RecipientTasks.RecipientPermission", "Exosh.Get.RecipientPermission":
		v := tableView(name, "Identity", "Trustee", "AccessControlType", "AccessRights", "Inherited")
		v.columns[4].prop = "IsInherited"
		return v
	case "Microsoft.Exchange.Management.MapiTasks.Presentation.MailboxStatistics", "Exosh.Get.MailboxStatistics":
		return tableView(name, "DisplayName", "ItemCount", "StorageLimitStatus", "LastLogonTime")
	}
	if v := contentView(name); v != nil {
		return v
	}
	if v := settingView(name); v != nil {
		return v
	}
	return roleView(name)
}

// The views of what is inside a mailbox.
func contentView(name string) *view {
	const storage = "Microsoft.Exchange.Data.Storage.Management."
	switch name {
	case "Microsoft.Exchange.Management.StoreTasks.MailboxFolderPermission", "Exosh.Get.MailboxFolderPermission", "Exosh.Get.EXOMailboxFolderPermission":
		return tableView(name, "FolderName", "User", "AccessRights", "SharingPermissionFlags")
	case storage + "MailboxFolder", "Exosh.Get.MailboxFolder":
		return tableView(name, "Name", "ParentFolder", "FolderSize", "HasSubfolders")
	case "Microsoft.Exchange.Management.Common.InboxRule", "Exosh.Get.InboxRule":
		return tableView(name, "Name", "Enabled", "Priority", "RuleIdentity")
	case "Microsoft.Exchange.Management.FfoReporting.MessageTrace", "Exosh.Get.MessageTraceV2":
		v := tableView(name, "Received", "Sender Address", "Recipient Address", "Subject", "Status")
		v.columns[1].prop, v.columns[2].prop = "SenderAddress", "RecipientAddress"
		return v
	case "Microsoft.Exchange.Management.FfoReporting.MessageTraceDetail", "Exosh.Get.MessageTraceDetailV2":
		return tableView(name, "Date", "Event", "Detail")
	case systemConf + "MobileDevice", "Exosh.Get.MobileDevice":
		return tableView(name, "DeviceId", "DeviceType", "DeviceOS", "UserDisplayName", "DeviceAccessState")
	}
	return nil
}

// The views of the organisation's settings: rules, connectors, lists, policies.
func settingView(name string) *view {
	switch name {
	case "Exosh.Get.TransportRule":
		return tableView(name, "Name", "State", "Mode", "Priority", "Comments")
	case "Exosh.Get.HostedContentFilterRule", "Exosh.Get.HostedOutboundSpamFilterRule", "Exosh.Get.MalwareFilterRule", "Exosh.Get.AntiPhishRule",
		"Exosh.Get.SafeLinksRule", "Exosh.Get.SafeAttachmentRule":
		return tableView(name, "Name", "State", "Priority", "Comments")
	case "Exosh.Get.InboundConnector":
		return tableView(name, "Name", "SenderDomains", "SenderIPAddresses", "Enabled")
	case "Exosh.Get.OutboundConnector":
		return tableView(name, "Name", "RecipientDomains", "SmartHosts", "Enabled")
	case "Exosh.Get.RemoteDomain":
		return tableView(name, "Name", "DomainName", "AllowedOOFType")
	case "Exosh.Get.SharingPolicy":
		return tableView(name, "Name", "Domains", "Enabled", "Default")
	case "Exosh.Get.RetentionPolicy":
		return tableView(name, "Name", "RetentionPolicyTagLinks")
	case "Exosh.Get.AddressList":
		return tableView(name, "Name", "DisplayName", "RecipientFilter")
	case "Exosh.Get.GlobalAddressList":
		return tableView(name, "Name", "RecipientFilter")
	case "Exosh.Get.OfflineAddressBook":
		return tableView(name, "Name", "Versions", "AddressLists")
	case "Exosh.Get.EmailAddressPolicy":
		return tableView(name, "Name", "Priority", "RecipientFilter")
	case "Exosh.Get.RetentionPolicyTag":
		return tableView(name, "Name", "Type", "AgeLimitForRetention", "RetentionAction")
	case "Exosh.Get.HostedContentFilterPolicy":
		return tableView(name, "Name", "SpamAction", "HighConfidenceSpamAction", "IsDefault")
	}
	return complianceView(name)
}

// The views of Security & Compliance.
func complianceView(name string) *view {
	switch name {
	case "Exosh.Get.RetentionCompliancePolicy", "Exosh.Get.AppRetentionCompliancePolicy", "Exosh.Get.HoldCompliancePolicy",
		"Exosh.Get.CaseHoldPolicy", "Exosh.Get.LabelPolicy", "Exosh.Get.AutoSensitivityLabelPolicy", "Exosh.Get.DlpCompliancePolicy":
		return tableView(name, "Name", "Enabled", "Mode", "Comment")
	case "Exosh.Get.RetentionComplianceRule", "Exosh.Get.AppRetentionComplianceRule", "Exosh.Get.HoldComplianceRule",
		"Exosh.Get.CaseHoldRule", "Exosh.Get.AutoSensitivityLabelRule", "Exosh.Get.DlpComplianceRule", "Exosh.Get.ProtectionAlert":
		return tableView(name, "Name", "Disabled", "Mode", "Comment")
	case "Exosh.Get.Label":
		return tableView(name, "Name", "DisplayName", "Priority", "ParentLabelDisplayName")
	case "Exosh.Get.ComplianceTag":
		return tableView(name, "Name", "RetentionAction", "RetentionDuration", "RetentionType")
	case "Exosh.Get.ComplianceSearch":
		return tableView(name, "Name", "RunBy", "JobEndTime", "Status")
	case "Exosh.Get.ComplianceCase":
		return tableView(name, "Name", "Status", "CreatedBy")
	}
	return nil
}

// The views of role based access control.
func roleView(name string) *view {
	switch name {
	case management + "ExchangeRole", systemConf + "ExchangeRole", "Exosh.Get.ManagementRole":
		return tableView(name, "Name", "RoleType")
	case management + "ExchangeRoleEntryPresentation", "Exosh.Get.ManagementRoleEntry":
		return tableView(name, "Name", "Role", "Parameters")
	case management + "ExchangeRoleAssignmentPresentation", "Exosh.Get.ManagementRoleAssignment":
		return tableView(name, "Name", "Role", "RoleAssigneeName", "RoleAssigneeType", "AssignmentMethod", "EffectiveUserName")
	case management + "RoleGroup", "Exosh.Get.RoleGroup":
		v := tableView(name, "Name", "AssignedRoles", "RoleAssignments", "ManagedBy")
		v.columns[1].prop = "Roles"
		return v
	case management + "ServicePrincipal", "Exosh.Get.ServicePrincipal":
		return tableView(name, "DisplayName", "ObjectId", "AppId")
	case systemConf + "ManagementScope", "Exosh.Get.ManagementScope":
		return tableView(name, "Name", "ScopeRestrictionType", "Exclusive", "RecipientRoot", "RecipientFilter")
	case "Exosh.Get.RoleAssignmentPolicy":
		return tableView(name, "Name", "IsDefault", "Description", "AssignedRoles")
	}
	return nil
}

func tableView(name string, headers ...string) *view {
	return &view{name: name, shape: Table, columns: named(headers)}
}

// A list view leaves out what the object has no value for.
func listView(name string, headers ...string) *view {
	return &view{name: name, shape: List, columns: named(headers)}
}

func sized(name string, columns ...column) *view {
	return &view{name: name, shape: Table, columns: columns}
}

func right(header string) column {
	return column{header: header, align: AlignRight, width: len(header)}
}

func itself(v object.Value) object.Value { return object.String(v) }
