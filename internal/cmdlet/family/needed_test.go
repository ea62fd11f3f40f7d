package family_test

import (
	"slices"

	"example.org/exosh/catalog"
)

// needed returns arguments of Contoso with which the cmdlet can be called: what is written down here, else
// what is mandatory in its first set.
func needed(name string) []any {
	if args, ok := written()[name]; ok {
		return slices.Clone(args)
	}
	var args []any
	meta := catalog.Must(name)
	for _, param := range meta.Sets[0].Mandatory {
		p, _ := meta.Param(param)
		args = append(args, param, sample(p))
	}
	return args
}

// written lists arguments by cmdlet. A change is one that would change something.
func written() map[string][]any {
	return map[string][]any{
		"Set-Mailbox":    {"Identity", "olivia", "CustomAttribute1", "x"},
		"Set-User":       {"Identity", "olivia", "City", "x"},
		"Remove-Mailbox": {"Identity", "olivia"},
		"Set-CASMailbox": {"Identity", "olivia", "OWAEnabled", false},

		"Enable-Mailbox":          {"Identity", "olivia", "Archive", true},
		"Disable-Mailbox":         {"Identity", "victor", "Archive", true},
		"Undo-SoftDeletedMailbox": {"SoftDeletedObject", "Felix Arden"},

		"Get-MessageTraceDetail":   {"MessageTraceId", "0198f5a0-0000-7000-8000-000000000001", "RecipientAddress", "olivia@contoso.com"},
		"Get-MessageTraceDetailV2": {"MessageTraceId", "0198f5a0-0000-7000-8000-000000000001", "RecipientAddress", "olivia@contoso.com"},

		"Get-MailboxAutoReplyConfiguration": {"Identity", "olivia"},
		"Get-CalendarProcessing":            {"Identity", "olivia"},
		"Set-MailboxAutoReplyConfiguration": {"Identity", "olivia", "AutoReplyState", "Enabled"},
		"Set-CalendarProcessing":            {"Identity", "olivia", "AllowConflicts", true},
		"Set-MailboxRegionalConfiguration":  {"Identity", "olivia", "TimeZone", "UTC"},
		"Get-MailboxRegionalConfiguration":  {"Identity", "olivia"},

		"Set-DistributionGroup":              {"Identity", "all.sales", "MailTip", "x"},
		"Set-Group":                          {"Identity", "all.sales", "Notes", "x"},
		"Remove-DistributionGroup":           {"Identity", "all.sales"},
		"Get-DistributionGroupMember":        {"Identity", "all.sales"},
		"Add-DistributionGroupMember":        {"Identity", "all.sales", "Member", "hana", "BypassSecurityGroupManagerCheck", true},
		"Remove-DistributionGroupMember":     {"Identity", "all.sales", "Member", "peter", "BypassSecurityGroupManagerCheck", true},
		"Update-DistributionGroupMember":     {"Identity", "all.sales", "Members", "hana", "BypassSecurityGroupManagerCheck", true},
		"Get-DynamicDistributionGroupMember": {"Identity", "london"},
		"New-DynamicDistributionGroup":       {"Name", "x", "IncludedRecipients", "AllRecipients"},
		"Set-DynamicDistributionGroup":       {"Identity", "london", "Notes", "x"},
		"Remove-DynamicDistributionGroup":    {"Identity", "london"},
		"Get-UnifiedGroupLinks":              {"Identity", "lighthouse", "LinkType", "Members"},
		"New-DistributionGroup":              {"Name", "x"},

		"New-UnifiedGroup":             {"DisplayName", "x", "Owner", "hana"},
		"Set-UnifiedGroup":             {"Identity", "lighthouse", "Notes", "x"},
		"Remove-UnifiedGroup":          {"Identity", "lighthouse"},
		"Undo-SoftDeletedUnifiedGroup": {"SoftDeletedObject", "lighthouse"},
		"Add-UnifiedGroupLinks":        {"Identity", "lighthouse", "LinkType", "Members", "Links", "hana"},
		"Remove-UnifiedGroupLinks":     {"Identity", "lighthouse", "LinkType", "Members", "Links", "navin"},

		"New-MailContact":    {"Name", "x", "ExternalEmailAddress", "x@fabrikam.example"},
		"Set-MailContact":    {"Identity", "printshop", "MailTip", "x"},
		"Remove-MailContact": {"Identity", "printshop"},
		"Set-Contact":        {"Identity", "printshop", "City", "x"},
		"New-MailUser":       {"Name", "x", "ExternalEmailAddress", "x@fabrikam.example"},
		"Set-MailUser":       {"Identity", "hugo", "MailTip", "x"},
		"Remove-MailUser":    {"Identity", "hugo"},

		"Get-MailboxPermission":      {"Identity", "invoices"},
		"Add-MailboxPermission":      {"Identity", "invoices", "User", "hana", "AccessRights", "FullAccess"},
		"Remove-MailboxPermission":   {"Identity", "invoices", "User", "grace", "AccessRights", "FullAccess"},
		"Add-RecipientPermission":    {"Identity", "invoices", "Trustee", "hana", "AccessRights", "SendAs"},
		"Remove-RecipientPermission": {"Identity", "invoices", "Trustee", "grace", "AccessRights", "SendAs"},

		"New-Mailbox":                     {"Name", "x", "Shared", true},
		"Set-RoleGroup":                   {"Identity", "Help Desk", "Description", "x"},
		"Remove-RoleGroup":                {"Identity", "x"},
		"Add-RoleGroupMember":             {"Identity", "Help Desk", "Member", "olivia"},
		"Remove-RoleGroupMember":          {"Identity", "Help Desk", "Member", "hana"},
		"Update-RoleGroupMember":          {"Identity", "Help Desk", "Members", "olivia"},
		"New-ManagementRoleAssignment":    {"Role", "Reset Password", "User", "olivia"},
		"Set-ManagementRoleAssignment":    {"Identity", "Reset Password-Help Desk", "Enabled", false},
		"Remove-ManagementRoleAssignment": {"Identity", "Reset Password-Help Desk"},
		"New-ManagementRole":              {"Name", "x", "Parent", "Mail Recipients"},
		"Remove-ManagementRole":           {"Identity", "x"},
		"Add-ManagementRoleEntry":         {"Identity", `x\Set-User`},
		"Set-ManagementRoleEntry":         {"Identity", `x\Get-Mailbox`, "Parameters", "Identity"},
		"Remove-ManagementRoleEntry":      {"Identity", `x\Get-Mailbox`},
		"New-ManagementScope":             {"Name", "x", "RecipientRestrictionFilter", "City -eq 'London'"},
		"Set-ManagementScope":             {"Identity", "x", "RecipientRestrictionFilter", "City -eq 'London'"},
		"Remove-ManagementScope":          {"Identity", "x"},
		"Set-RoleAssignmentPolicy":        {"Identity", "Default Role Assignment Policy", "Description", "x"},
		"Remove-RoleAssignmentPolicy":     {"Identity", "x"},

		"Get-MailboxStatistics":       {"Identity", "olivia"},
		"Get-MailboxFolderStatistics": {"Identity", "olivia"},

		"Get-InboxRule": {"Mailbox", "olivia"},
		"New-InboxRule": {"Mailbox", "olivia", "Name", "x", "DeleteMessage", true},
		"Set-InboxRule": {"Mailbox", "olivia", "Identity", "Fabrikam", "DeleteMessage", true},

		"Enable-InboxRule":  {"Mailbox", "olivia", "Identity", "Newsletters"},
		"Disable-InboxRule": {"Mailbox", "olivia", "Identity", "Fabrikam"},
		"Remove-InboxRule":  {"Mailbox", "olivia", "Identity", "Fabrikam"},

		"Get-MobileDevice":           {"Mailbox", "olivia"},
		"Get-MobileDeviceStatistics": {"Mailbox", "olivia"},
		"Remove-MobileDevice":        {"Identity", "ApplDNPXK1L0FRC4"},
		"Clear-MobileDevice":         {"Identity", "ApplDNPXK1L0FRC4"},

		"Get-MailboxFolderPermission":    {"Identity", "olivia"},
		"Add-MailboxFolderPermission":    {"Identity", "olivia", "User", "hana", "AccessRights", "Reviewer"},
		"Set-MailboxFolderPermission":    {"Identity", "olivia", "User", "Default", "AccessRights", "Reviewer"},
		"Remove-MailboxFolderPermission": {"Identity", `olivia:\Calendar`, "User", "marcus"},
		"Get-MailboxFolder":              {"Identity", "olivia"},
		"New-MailboxFolder":              {"Parent", "olivia", "Name", "x"},
		"Get-MailboxCalendarFolder":      {"Identity", `olivia:\Calendar`},
		"Set-MailboxCalendarFolder":      {"Identity", `olivia:\Calendar`, "PublishEnabled", true},

		"New-ServicePrincipal":    {"AppId", "0f7a1c57-3b4e-4c31-9a51-6a1f7d8e2b10", "ObjectId", "5d0c9f0e-2f0b-4a64-8f0a-9a3c5b7d1e20"},
		"Set-ServicePrincipal":    {"Identity", "x", "DisplayName", "y"},
		"Remove-ServicePrincipal": {"Identity", "x"},

		"Get-TenantAllowBlockListItems":    {"ListType", "Sender"},
		"New-TenantAllowBlockListItems":    {"ListType", "Sender", "Entries", "x.example", "Block", true},
		"Set-TenantAllowBlockListItems":    {"ListType", "Sender", "Entries", "x.example", "Notes", "x"},
		"Remove-TenantAllowBlockListItems": {"ListType", "Sender", "Entries", "x.example"},

		"Remove-BlockedSenderAddress": {"SenderAddress", "kofi@contoso.com"},

		"Set-MailboxPlan":         {"Identity", "ExchangeOnline", "MaxSendSize", "20MB"},
		"Set-AdminAuditLogConfig": {"UnifiedAuditLogIngestionEnabled", false},
		"Search-UnifiedAuditLog":  {"StartDate", "2026-01-01", "EndDate", "2026-12-31"},
	}
}

// first lists calls that make what a cmdlet is called with, where Contoso has no such thing.
func first(name string) [][]any {
	app := []any{"New-ServicePrincipal", "AppId", "0f7a1c57-3b4e-4c31-9a51-6a1f7d8e2b10", "ObjectId", "5d0c9f0e-2f0b-4a64-8f0a-9a3c5b7d1e20", "DisplayName", "x"}
	item := []any{"New-TenantAllowBlockListItems", "ListType", "Sender", "Entries", "x.example", "Block", true}
	role := []any{"New-ManagementRole", "Name", "x", "Parent", "Mail Recipients", "EnabledCmdlets", "Get-Mailbox"}
	return map[string][][]any{
		"Remove-RoleGroup":             {{"New-RoleGroup", "Name", "x"}},
		"Undo-SoftDeletedUnifiedGroup": {{"Remove-UnifiedGroup", "Identity", "lighthouse"}},
		"Set-ServicePrincipal":         {app},

		"Set-TenantAllowBlockListItems":    {item},
		"Remove-TenantAllowBlockListItems": {item},
		"Remove-ServicePrincipal":          {app},
		"Remove-ManagementRole":            {role},
		"Add-ManagementRoleEntry":          {role},
		"Set-ManagementRoleEntry":          {role},
		"Remove-ManagementRoleEntry":       {role},
		"Set-ManagementScope":              {{"New-ManagementScope", "Name", "x", "RecipientRestrictionFilter", "City -eq 'Bern'"}},
		"Remove-ManagementScope":           {{"New-ManagementScope", "Name", "x", "RecipientRestrictionFilter", "City -eq 'Bern'"}},
		"Remove-RoleAssignmentPolicy":      {{"New-RoleAssignmentPolicy", "Name", "x"}},
	}[name]
}

// with returns arguments in which a parameter has a value.
func with(args []any, param string, value any) []any {
	if at := slices.Index(args, any(param)); at >= 0 {
		args[at+1] = value
		return args
	}
	return append(args, param, value)
}
