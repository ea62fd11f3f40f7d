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

		"Set-DistributionGroup":              {"Identity", "all.sales", "MailTip", "x"},
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

		"New-Mailbox":            {"Name", "x"},
		"Search-UnifiedAuditLog": {"StartDate", "2026-01-01", "EndDate", "2026-12-31"},
	}
}

// with returns arguments in which a parameter has a value.
func with(args []any, param string, value any) []any {
	if at := slices.Index(args, any(param)); at >= 0 {
		args[at+1] = value
		return args
	}
	return append(args, param, value)
}
