package catalog_test

import (
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// TestSetsBind holds that the parameter sets of the facts lead the binder to the right set.
func TestSetsBind(t *testing.T) {
	t.Parallel()
	password := &object.SecureString{Plain: "x"}
	for _, c := range []struct {
		cmdlet string
		args   []any // names without a value end in a colon; "" is a positional argument
		set    string
	}{
		{"Get-Mailbox", nil, "Identity"},
		{"Get-Mailbox", []any{"", "navin"}, "Identity"},
		{"Get-Mailbox", []any{"Anr", "nav"}, "AnrSet"},
		{"Get-Mailbox", []any{"MailboxPlan", "x"}, "MailboxPlanSet"},
		{"Get-Mailbox", []any{"Filter", "Alias -eq 'x'", "ResultSize", "Unlimited"}, "Identity"},
		{"Get-Recipient", []any{"RecipientPreviewFilter", "x"}, "RecipientPreviewFilterSet"},
		{"Get-User", []any{"Anr", "x"}, "AnrSet"},
		{"Set-Mailbox", []any{"", "navin", "ProhibitSendQuota", "10GB"}, "Identity"},
		{"Set-Mailbox", []any{"", "navin", "RemoveDelayHoldApplied:", nil}, "RemoveDelayHoldApplied"},
		{"Remove-Mailbox", []any{"", "navin"}, "Default"},
		{"New-Mailbox", []any{"Name", "x", "MicrosoftOnlineServicesID", "x@contoso.com", "Password", password}, "MicrosoftOnlineServicesID"},
		{"New-Mailbox", []any{"", "x", "Shared:", nil}, "Shared"},
		{"New-Mailbox", []any{"", "x", "Room:", nil}, "Room"},
		{"New-Mailbox", []any{"", "x", "Room:", nil, "EnableRoomMailboxAccount", true, "RoomMailboxPassword", password, "MicrosoftOnlineServicesID", "x@contoso.com"}, "EnableRoomMailboxAccount"},
		{"New-Mailbox", []any{"", "x", "Equipment:", nil, "PrimarySmtpAddress", "x@contoso.com"}, "Equipment"},
		{"Get-ManagementRole", []any{"Cmdlet", "Get-Mailbox", "CmdletParameters", "Identity"}, "Identity"},
		{"Get-ManagementRole", []any{"", "x", "GetChildren:", nil}, "GetChildren"},
		{"Get-ManagementRoleAssignment", []any{"Role", "x", "Delegating", false}, "RoleAssignee"},
		{"Get-ManagementRoleAssignment", []any{"", "x"}, "Identity"},
		{"Add-RoleGroupMember", []any{"", "x", "Member", "y"}, "__AllParameterSets"},
		{"Search-UnifiedAuditLog", []any{"StartDate", "1/1/2026", "EndDate", "1/2/2026"}, "__AllParameterSets"},
		{"New-Mailbox", []any{"", "x"}, "error"},                                            // an address and a password are missing
		{"Get-Mailbox", []any{"Anr", "x", "MailboxPlan", "y"}, "error"},                     // two sets
		{"Get-ManagementRole", []any{"Recurse:", nil}, "error"},                             // of which role
		{"Set-Mailbox", []any{"", "navin", "NoSuchParameter", 1}, "error"},                  // unknown
		{"Set-Mailbox", []any{"", "navin", "Alias", strings.Repeat("x", 65)}, "error"},      // too long
		{"Add-RoleGroupMember", []any{"", "x"}, "error"},                                    // of whom
		{"Get-Mailbox", []any{"Database", "x"}, "error"},                                    // on premises only
		{"Search-UnifiedAuditLog", []any{"StartDate", "soon", "EndDate", "later"}, "error"}, // no dates
	} {
		args, err := command.Bind(catalog.Must(c.cmdlet).In(catalog.EXO), raw(c.args))
		got := args.ParameterSet()
		if err != nil {
			got = "error"
		}
		if got != c.set {
			t.Errorf("%s %v: set %q, %v; want %q", c.cmdlet, c.args, got, err, c.set)
		}
	}
}

func raw(pairs []any) []command.Arg {
	var list []command.Arg
	for i := 0; i < len(pairs); i += 2 {
		name, alone := strings.CutSuffix(pairs[i].(string), ":")
		list = append(list, command.Arg{Name: name, Value: pairs[i+1], HasValue: !alone})
	}
	return list
}
