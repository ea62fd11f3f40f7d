package family_test

// needed returns what a cmdlet can't be called without.
func needed(name string) []any {
	switch name {
	case "Set-Mailbox", "Set-User", "Remove-Mailbox", "Set-CASMailbox":
		return []any{"Identity", "olivia"}
	case "Set-DistributionGroup", "Remove-DistributionGroup", "Get-DistributionGroupMember", "Add-DistributionGroupMember",
		"Remove-DistributionGroupMember", "Update-DistributionGroupMember":
		return []any{"Identity", "all.sales"}
	case "Get-DynamicDistributionGroupMember":
		return []any{"Identity", "london"}
	case "Get-UnifiedGroupLinks":
		return []any{"Identity", "lighthouse", "LinkType", "Members"}
	case "Get-MailboxPermission":
		return []any{"Identity", "invoices"}
	case "Add-MailboxPermission", "Remove-MailboxPermission":
		return []any{"Identity", "invoices", "User", "hana", "AccessRights", "FullAccess"}
	case "Add-RecipientPermission", "Remove-RecipientPermission":
		return []any{"Identity", "invoices", "Trustee", "hana", "AccessRights", "SendAs"}
	case "New-Mailbox", "New-DistributionGroup":
		return []any{"Name", "x"}
	case "Search-UnifiedAuditLog":
		return []any{"StartDate", "2026-01-01", "EndDate", "2026-12-31"}
	}
	return nil
}
