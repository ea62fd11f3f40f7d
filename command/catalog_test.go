package command

import (
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// plausible is a value that a parameter should take.
func plausible(p *catalog.Param) object.Value {
	if len(p.Values) > 0 && p.Closed {
		return p.Values[0]
	}
	k, element := shape(p)
	switch k {
	case flag, boolean:
		return true
	case multiple:
		if element == "" {
			return []any{"a", "b"}
		}
		one := *p
		one.Type = string(element)
		return []any{plausible(&one)}
	case block:
		return code("x")
	}
	switch name := object.TypeFullName(object.Type(p.Type)); name {
	case "System.DateTime", "ExDateTime", "System.DateTimeOffset":
		return "2024-01-31T00:00:00Z"
	case "System.Int16", "System.Int32", "System.Int64", "System.UInt16", "System.UInt32", "System.UInt64", "System.Double", "System.Byte", "UnlimitedInt":
		return "5"
	case "System.TimeSpan", "EnhancedTimeSpan", "Microsoft.Exchange.Data.EnhancedTimeSpan":
		return "1.00:00:00"
	case "System.Guid":
		return "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	case "System.Security.SecureString":
		return &object.SecureString{Plain: "x"}
	case "System.Management.Automation.PSCredential":
		return &object.Credential{UserName: "u", Password: &object.SecureString{}}
	case "System.Collections.Hashtable":
		return object.NewDict("a", "b")
	case "System.Byte[]":
		return []byte{1}
	}
	return "1"
}

// Every parameter of every cmdlet of the catalog takes a plausible value by its own name.
func TestCatalogBinds(t *testing.T) {
	t.Parallel()
	n := 0
	for _, name := range catalog.Names(catalog.EXO | catalog.SCC | catalog.EOP) {
		meta := catalog.Must(name)
		for i := range meta.Params {
			p := &meta.Params[i]
			if _, err := convert(p, plausible(p), "", true); err != nil {
				t.Errorf("%s -%s <%s>: %v", name, p.Name, p.Type, err)
			}
			if found, err := findParam(meta, p.Name); err != nil || found != p {
				t.Errorf("%s -%s: %v", name, p.Name, err)
			}
			n++
		}
	}
	if n < 5000 {
		t.Errorf("only %d parameters", n)
	}
}

// Commands as people type them choose the parameter set that the vendor's would.
func TestCatalogSets(t *testing.T) {
	t.Parallel()
	secret := &object.SecureString{Plain: "x"}
	for _, c := range []struct {
		name string
		raw  []Arg
		want string // parameter that the set is about, "" where any will do
	}{
		{"Get-Mailbox", nil, ""},
		{"Get-Mailbox", []Arg{{Value: "bob"}}, "Identity"},
		{"Get-Mailbox", named2("Anr", "b"), "Anr"},
		{"Get-Mailbox", named2("ResultSize", "Unlimited", "Filter", "Name -like 'a*'"), "Filter"},
		{"Set-Mailbox", []Arg{{Value: "bob"}, {Name: "CustomAttribute1"}, {Value: nil}}, "Identity"},
		{"Set-Mailbox", named2("Identity", "bob", "EmailAddresses", object.NewDict("add", "a@b")), "Identity"},
		{"New-Mailbox", named2("Shared", true, "Name", "x"), "Shared"},
		{"New-Mailbox", named2("Room", true, "Name", "x"), "Room"},
		{"New-Mailbox", named2("Equipment", true, "Name", "x"), "Equipment"},
		{"New-Mailbox", named2("MicrosoftOnlineServicesID", "a@b", "Name", "x", "Password", secret), "MicrosoftOnlineServicesID"},
		{"Remove-Mailbox", []Arg{{Value: "bob"}}, "Identity"},
		{"Set-User", []Arg{{Value: "bob"}, {Name: "RemotePowerShellEnabled", Value: false, HasValue: true}}, "Identity"},
		{"Get-User", named2("ResultSize", int32(5)), ""},
		{"Get-Recipient", named2("RecipientTypeDetails", []any{"UserMailbox", "SharedMailbox"}), ""},
		{"Search-UnifiedAuditLog", named2("StartDate", "1/1/2024", "EndDate", "2/1/2024", "SessionCommand", "ReturnLargeSet"), ""},
		{"Add-RoleGroupMember", []Arg{{Value: "Help Desk"}, {Name: "Member"}, {Value: "bob"}}, "Member"},
		{"Get-ManagementRoleEntry", []Arg{{Value: `*\Get-Mailbox`}}, "Identity"},
		{"Get-ManagementRoleAssignment", named2("Role", "Mail Recipients", "Delegating", false), "Role"},
		{"Get-ManagementRole", named2("Cmdlet", "Get-Mailbox"), "Cmdlet"},
		{"Get-RoleGroupMember", []Arg{{Value: "Organization Management"}}, "Identity"},
		{"Get-OrganizationConfig", nil, ""},
		{"Get-AcceptedDomain", nil, ""},
		{"Get-AdminAuditLogConfig", nil, ""},
		{"Get-MailboxPlan", nil, ""},
		{"Add-MailboxPermission", named2("Identity", "a", "User", "b", "AccessRights", "FullAccess"), "AccessRights"},
		{"Set-MailboxFolderPermission", named2("Identity", `a:\Calendar`, "User", "b", "AccessRights", "Reviewer"), "AccessRights"},
		{"New-TransportRule", named2("Name", "x", "FromScope", "NotInOrganization"), ""},
		{"Connect-ExchangeOnline", named2("UserPrincipalName", "a@b", "ShowBanner", false), ""},
		{"Disconnect-ExchangeOnline", nil, ""},
	} {
		args, err := Bind(catalog.Must(c.name), c.raw)
		if err != nil {
			t.Errorf("%s %v: %v", c.name, c.raw, err)
			continue
		}
		if c.want != "" && !args.Has(c.want) {
			t.Errorf("%s %v: %v", c.name, c.raw, args)
		}
	}
}
