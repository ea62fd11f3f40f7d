package format_test

import (
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
)

// The views of Exchange's objects have the vendor's columns, by the type names that the catalog gives
// to what the cmdlets return.
func TestExchangeViews(t *testing.T) {
	t.Parallel()
	for cmdlet, want := range map[string]string{
		"Get-Mailbox":                   "Name Alias Database ProhibitSendQuota ExternalDirectoryObjectId",
		"Get-User":                      "Name RecipientType",
		"Get-Recipient":                 "Name RecipientType",
		"Get-RoleGroupMember":           "Name RecipientType",
		"Get-MailboxPlan":               "DisplayName IsDefault ProhibitSendQuota MaxSendSize MaxReceiveSize",
		"Get-AcceptedDomain":            "Name DomainName DomainType Default",
		"Get-ManagementRole":            "Name RoleType",
		"Get-ManagementRoleEntry":       "Name Role Parameters",
		"Get-ManagementRoleAssignment":  "Name Role RoleAssigneeName RoleAssigneeType AssignmentMethod EffectiveUserName",
		"Get-RoleGroup":                 "Name AssignedRoles RoleAssignments ManagedBy",
		"Get-CASMailbox":                "Name ActiveSyncEnabled OWAEnabled PopEnabled ImapEnabled MapiEnabled SmtpClientAuthenticationDisabled",
		"Get-DistributionGroup":         "Name DisplayName GroupType PrimarySmtpAddress",
		"Get-DistributionGroupMember":   "Name RecipientType",
		"Get-DynamicDistributionGroup":  "Name ManagedBy",
		"Get-UnifiedGroup":              "Name Alias ServerName AccessType",
		"Get-UnifiedGroupLinks":         "Name RecipientType",
		"Get-MailContact":               "Name Alias RecipientType",
		"Get-MailUser":                  "Name Alias RecipientType",
		"Get-Group":                     "Name DisplayName SamAccountName GroupType",
		"Get-MailboxPermission":         "Identity User AccessRights IsInherited Deny",
		"Get-RecipientPermission":       "Identity Trustee AccessControlType AccessRights Inherited",
		"Get-HostedContentFilterPolicy": "Name SpamAction HighConfidenceSpamAction IsDefault",
		"Get-Label":                     "Name DisplayName Priority ParentLabelDisplayName",
		"Get-DlpComplianceRule":         "Name Disabled Mode Comment",
	} {
		shape, ok := catalog.ObjectFor(cmdlet)
		if !ok {
			t.Errorf("%s: the catalog has no object", cmdlet)
			continue
		}
		o := &object.Object{Types: []string{"Deserialized." + shape.Types[0]}}
		for _, p := range shape.Props {
			o.Set(p.Name, "x")
		}
		lines := strings.Split(render(t, format.Options{Width: 500}, out(o)...), "\n")
		if got := strings.Join(strings.Fields(lines[1]), " "); got != want {
			t.Errorf("%s (%s): got %q, want %q", cmdlet, shape.Types[0], got, want)
		}
	}
}

// The objects of the Get-EXO cmdlets have no view: they are lists.
func TestEXOObjectsAreLists(t *testing.T) {
	t.Parallel()
	for _, cmdlet := range []string{"Get-EXOMailbox", "Get-EXORecipient", "Get-EXOCasMailbox", "Get-EXOMailboxStatistics", "Get-EXOMailboxPermission"} {
		shape, _ := catalog.ObjectFor(cmdlet)
		o := &object.Object{Types: shape.Types}
		for _, name := range []string{"Name", "Alias", "Identity", "User", "Deny"} {
			o.Set(name, "x")
		}
		if got := render(t, format.Options{}, out(o)...); !strings.Contains(got, "Name     : x\nAlias    : x\n") {
			t.Errorf("%s: %q", cmdlet, got)
		}
	}
}

// A role group's roles stand below another name in the table.
func TestRoleGroupTable(t *testing.T) {
	t.Parallel()
	o := typed("Deserialized.Microsoft.Exchange.Data.Directory.Management.RoleGroup", "Name", "Help Desk", "Roles", []any{"User Options"}, "RoleAssignments", nil, "ManagedBy", nil)
	if got := render(t, format.Options{}, out(o)...); !strings.Contains(got, "Help Desk {User Options}") {
		t.Error(got)
	}
}

// The views of the shell's own objects.
func TestShellViews(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   *object.Object
		want string
	}{
		{typed("System.Management.Automation.AliasInfo", "CommandType", "Alias", "Name", "fl", "Definition", "Format-List", "Version", nil, "Source", nil),
			"CommandType     Name                                               Version    Source\n" +
				"-----------     ----                                               -------    ------\n" +
				"Alias           fl -> Format-List\n"},
		{typed("System.Management.Automation.PSModuleInfo", "ModuleType", "Script", "Version", "1.0", "Name", "tmpEXO_1", "ExportedCommands", object.NewDict("Get-Mailbox", int32(1))),
			"ModuleType Version    PreRelease Name                                ExportedCommands\n" +
				"---------- -------    ---------- ----                                ----------------\n" +
				"Script     1.0                   tmpEXO_1                            {Get-Mailbox}\n"},
		{typed("Microsoft.PowerShell.Commands.GroupInfo", "Count", int32(2), "Name", "a", "Group", []any{"x", "y"}),
			"Count Name                      Group\n----- ----                      -----\n    2 a                         {x, y}\n"},
		{typed("Microsoft.PowerShell.Commands.GenericMeasureInfo", "Count", int32(3), "Sum", 6.0),
			"Count             : 3\nAverage           :\nSum               : 6\nMaximum           :\nMinimum           :\nStandardDeviation :\nProperty          :\n"},
		{typed("Microsoft.PowerShell.Commands.MemberDefinition", "TypeName", "System.String", "Name", "Length", "MemberType", "Property", "Definition", "int Length {get;}"),
			"   TypeName: System.String\n\nName   MemberType Definition\n----   ---------- ----------\nLength Property   int Length {get;}\n"},
	} {
		want := "\n" + c.want + "\n"
		if got := render(t, format.Options{}, out(c.in)...); got != want {
			t.Errorf("%s\n got %q\nwant %q", c.in.Types[0], got, want)
		}
	}
}
