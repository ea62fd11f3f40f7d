package format

import (
	"fmt"
	"strings"
	"time"

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

// The views of what the shell itself has.
func shellView(name string) *view {
	switch name {
	case "System.Management.Automation.CmdletInfo", "System.Management.Automation.FunctionInfo",
		"System.Management.Automation.AliasInfo", "System.Management.Automation.CommandInfo",
		"System.Management.Automation.ApplicationInfo", "System.Management.Automation.ExternalScriptInfo":
		return sized("command", column{header: "CommandType", width: 15}, column{header: "Name", width: 50, value: commandName},
			column{header: "Version", width: 10}, column{header: "Source"})
	case "System.Management.Automation.PSModuleInfo", "ModuleInfoGrouping":
		return sized("Module", column{header: "ModuleType", width: 10}, column{header: "Version", width: 10},
			column{header: "PreRelease", width: 10, value: preRelease}, column{header: "Name", width: 35}, column{header: "ExportedCommands", value: exported})
	case "System.IO.FileInfo", "System.IO.DirectoryInfo":
		v := sized("children", column{header: "Mode", width: 7}, column{header: "LastWriteTime", width: 26, align: AlignRight, value: writeTime},
			column{header: "Length", width: 14, align: AlignRight}, column{header: "Name"})
		v.group = &groupBy{prop: "Directory", value: folder, label: "Directory", left: 4}
		return v
	case "Microsoft.PowerShell.Commands.GroupInfo":
		return sized("GroupInfo", column{header: "Count", width: 5, align: AlignRight}, column{header: "Name", width: 25}, column{header: "Group"})
	case "Microsoft.PowerShell.Commands.GroupInfoNoElement":
		return sized("GroupInfo", column{header: "Count", width: 5, align: AlignRight}, column{header: "Name"})
	case "Microsoft.PowerShell.Commands.MemberDefinition":
		v := sized("MemberDefinition", column{header: "Name"}, column{header: "MemberType"}, column{header: "Definition"})
		v.group = &groupBy{prop: "TypeName", label: "TypeName", left: 3}
		return v
	case "Microsoft.PowerShell.Commands.GenericMeasureInfo":
		return listView("GenericMeasureInfo", "Count", "Average", "Sum", "Maximum", "Minimum", "StandardDeviation", "Property")
	case "Microsoft.PowerShell.Commands.TextMeasureInfo":
		return tableView("TextMeasureInfo", "Lines", "Words", "Characters", "Property")
	case "Microsoft.PowerShell.Commands.MatchInfo":
		return &view{name: "MatchInfo", shape: Custom, line: matchLine}
	case "Microsoft.PowerShell.Commands.HistoryInfo":
		return sized("history", column{header: "Id", width: 4, align: AlignRight}, column{header: "CommandLine"})
	case "Microsoft.PowerShell.Commands.PSRepositoryItemInfo":
		return tableView("PSRepositoryItemInfo", "Version", "Name", "Repository", "Description")
	}
	return systemView(name)
}

// The views of plain .NET types.
func systemView(name string) *view {
	switch name {
	case "System.TimeSpan", "Microsoft.Exchange.Data.EnhancedTimeSpan":
		return listView("System.TimeSpan", "Days", "Hours", "Minutes", "Seconds", "Milliseconds", "Ticks", "TotalDays",
			"TotalHours", "TotalMinutes", "TotalSeconds", "TotalMilliseconds")
	case dictionaryEntry:
		return sized("Dictionary", column{header: "Name", width: 30}, column{header: "Value"})
	case "System.Guid":
		return &view{name: "System.Guid", shape: Table, columns: []column{{header: "Guid", value: itself}}}
	case "System.Version":
		return sized("System.Version", right("Major"), right("Minor"), right("Build"), right("Revision"))
	case "System.Management.Automation.PSCredential":
		return tableView("PSCredential", "UserName", "Password")
	case "System.Management.Automation.SwitchParameter":
		return tableView("SwitchParameter", "IsPresent")
	case "System.RuntimeType", "System.Type":
		return tableView("System.RuntimeType", "Name", "FullName")
	case "System.Management.Automation.PathInfo":
		return tableView("PathInfo", "Path")
	case "System.Management.Automation.PSVariable":
		return sized("PSVariable", column{header: "Name", width: 30}, column{header: "Value"})
	case "System.Management.Automation.ErrorCategoryInfo":
		return listView("ErrorCategoryInfo", "Category", "Activity", "Reason", "TargetName", "TargetType")
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

// An alias shows what it stands for.
func commandName(v object.Value) object.Value {
	name, _ := object.Get(v, "Name")
	if kind, _ := object.Get(v, "CommandType"); object.String(kind) != "Alias" {
		return name
	}
	target, ok := object.Get(v, "Definition")
	if !ok || target == nil {
		return name
	}
	return object.String(name) + " -> " + object.String(target)
}

// A match in a file is shown with its place, one in the pipeline's text without.
func matchLine(v object.Value) string {
	text, _ := object.Get(v, "Line")
	path, _ := object.Get(v, "Path")
	if path == nil || object.String(path) == "InputStream" {
		return object.String(text)
	}
	number, _ := object.Get(v, "LineNumber")
	return object.String(path) + ":" + object.String(number) + ":" + object.String(text)
}

func preRelease(v object.Value) object.Value {
	p, _ := object.Get(v, "PreRelease")
	return p
}

// The commands of a module, by their names.
func exported(v object.Value) object.Value {
	commands, _ := object.Get(v, "ExportedCommands")
	d, ok := commands.(*object.Dict)
	if !ok {
		return commands
	}
	return d.Keys()
}

func writeTime(v object.Value) object.Value {
	t, _ := object.Get(v, "LastWriteTime")
	when, ok := t.(time.Time)
	if !ok {
		return t
	}
	date, err := object.FormatValue(when, "d")
	if err != nil {
		return t
	}
	clock, err := object.FormatValue(when, "t")
	if err != nil {
		return t
	}
	return fmt.Sprintf("%10s %8s", date, clock)
}

// The folder that a file or folder lies in.
func folder(v object.Value) object.Value {
	for _, name := range [...]string{"DirectoryName", "PSParentPath", "Directory"} {
		if d, ok := object.Get(v, name); ok && d != nil {
			s := object.String(d)
			if _, path, found := strings.Cut(s, "::"); found {
				return path
			}
			return s
		}
	}
	full, _ := object.Get(v, "FullName")
	s := object.String(full)
	if i := strings.LastIndexAny(s, `/\`); i > 0 {
		return s[:i]
	}
	return s
}
