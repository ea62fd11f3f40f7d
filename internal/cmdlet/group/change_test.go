package group_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Each row is one Set-DistributionGroup and a property that Get-DistributionGroup shows afterwards.
func TestSetActs(t *testing.T) {
	t.Parallel()
	w := world(t)
	rows := []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"DisplayName", "Everybody in sales"}, "DisplayName", "Everybody in sales"},
		{[]any{"CustomAttribute15", "x"}, "CustomAttribute15", "x"},
		{[]any{"ExtensionCustomAttribute2", []any{"a", "b"}}, "ExtensionCustomAttribute2", "a b"},
		{[]any{"Description", "Who sells"}, "Description", "Who sells"},
		{[]any{"HiddenFromAddressListsEnabled", true}, "HiddenFromAddressListsEnabled", "True"},
		{[]any{"RequireSenderAuthenticationEnabled", false}, "RequireSenderAuthenticationEnabled", "False"},
		{[]any{"PrimarySmtpAddress", "sales@contoso.com"}, "PrimarySmtpAddress", "sales@contoso.com"},
		{[]any{"EmailAddresses", object.NewDict("Add", "sold@contoso.com")}, "PrimarySmtpAddress", "sales@contoso.com"},
		{[]any{"ManagedBy", []any{"navin", "finance.readers"}}, "ManagedBy", "Navin Rao Finance Readers"},
		{[]any{"ManagedBy", object.NewDict("Remove", "navin")}, "ManagedBy", "Finance Readers"},
		{[]any{"GrantSendOnBehalfTo", "hana"}, "GrantSendOnBehalfTo", "Hana Sato"},
		{[]any{"AcceptMessagesOnlyFromSendersOrMembers", []any{"navin", "munich.office"}}, "AcceptMessagesOnlyFromDLMembers", "Munich Office"},
		{[]any{"RejectMessagesFrom", "kofi"}, "RejectMessagesFromSendersOrMembers", "Kofi Mensah"},
		{[]any{"ModeratedBy", "navin", "ModerationEnabled", true}, "ModerationEnabled", "True"},
		{[]any{"SendModerationNotifications", "never"}, "SendModerationNotifications", "Never"},
		{[]any{"MemberJoinRestriction", "approvalrequired"}, "MemberJoinRestriction", "ApprovalRequired"},
		{[]any{"MailTip", "Many people"}, "MailTip", "<html>\r\n<body>\r\nMany people\r\n</body>\r\n</html>\r\n"},
		{[]any{"Alias", "sellers"}, "Alias", "sellers"},
		{[]any{"Name", "Sellers"}, "Identity", "Sellers"},
	}
	id := text(w.Must("Get-DistributionGroup", "Identity", "all.sales")[0], "Guid")
	for _, c := range rows {
		if r := w.Run("Set-DistributionGroup", append([]any{"Identity", id}, c.args...)...); r.Err != nil {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		if got := text(w.Must("Get-DistributionGroup", "Identity", id)[0], c.property); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
	}
	if audited := w.Audited("Set-DistributionGroup"); len(audited) != len(rows) {
		t.Errorf("%d audit records of %d changes (F-12)", len(audited), len(rows))
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"nobody manages":         {[]any{"Identity", "all.sales", "ManagedBy", nil}, "RecipientTaskException"},
		"a contact manages":      {[]any{"Identity", "all.sales", "ManagedBy", "printshop"}, "ManagementObjectNotFoundException"},
		"a mail group manages":   {[]any{"Identity", "all.sales", "ManagedBy", "munich.office"}, "ManagementObjectNotFoundException"},
		"moderated by nobody":    {[]any{"Identity", "all.sales", "ModerationEnabled", true}, "RecipientTaskException"},
		"people in a room list":  {[]any{"Identity", "all.sales", "RoomList", true}, "RecipientTaskException"},
		"an address taken":       {[]any{"Identity", "all.sales", "PrimarySmtpAddress", "navin@contoso.com"}, "ProxyAddressExistsException"},
		"a foreign domain":       {[]any{"Identity", "all.sales", "PrimarySmtpAddress", "a@fabrikam.example"}, "NotAcceptedDomainException"},
		"a name taken":           {[]any{"Identity", "all.sales", "Name", "Munich Office"}, "ADObjectAlreadyExistsException"},
		"unknown word":           {[]any{"Identity", "all.sales", "MemberDepartRestriction", "Never"}, "DataValidationException"},
		"open security group":    {[]any{"Identity", "finance.readers", "MemberJoinRestriction", "Open", "BypassSecurityGroupManagerCheck", true}, "DataValidationException"},
		"security group as list": {[]any{"Identity", "finance.readers", "RoomList", true, "BypassSecurityGroupManagerCheck", true}, "RecipientTaskException"},
		"not carried out":        {[]any{"Identity", "all.sales", "UpdateMemberCount", true}, "NotSupported"},
	} {
		if r := w.Run("Set-DistributionGroup", c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: error is %v", name, r.Err)
		}
	}
	// S-55: what is no parameter can't be set.
	for _, property := range []string{"Guid", "ExternalDirectoryObjectId", "OrganizationId", "Members", "RecipientTypeDetails"} {
		if r := w.Run("Set-DistributionGroup", "Identity", "all.sales", property, "x"); r.Err == nil {
			t.Errorf("-%s was accepted", property)
		}
	}
	if rows := w.Audited("Set-DistributionGroup"); len(rows) != 0 {
		t.Errorf("%d audit records", len(rows))
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	w := world(t)
	as(w, "navin@contoso.com")
	for _, c := range []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"Name", "Plain Group"}, "PrimarySmtpAddress", "PlainGroup@contoso.com"},
		{[]any{"Name", "Guarded", "Type", "security"}, "GroupType", "Universal, SecurityEnabled"},
		{[]any{"Name", "Rooms Here", "RoomList", true, "Members", "room.harbor"}, "RecipientTypeDetails", "RoomList"},
		{[]any{"Name", "By Me"}, "ManagedBy", "Navin Rao"},
		{[]any{"Name", "By Others", "ManagedBy", []any{"hana", "olivia"}}, "ManagedBy", "Hana Sato Olivia Martin"},
		{[]any{"Name", "Named", "DisplayName", "Ünïque", "Alias", "named.one"}, "DisplayName", "Ünïque"},
		{[]any{"Name", "Addressed", "PrimarySmtpAddress", "here@contoso.com"}, "PrimarySmtpAddress", "here@contoso.com"},
		{[]any{"Name", "Moderated", "ModerationEnabled", true, "ModeratedBy", "navin"}, "ModeratedBy", "Navin Rao"},
		{[]any{"Name", "Open House", "MemberJoinRestriction", "Open", "MemberDepartRestriction", "Closed"}, "MemberJoinRestriction", "Open"},
		{[]any{"Name", "From Outside", "RequireSenderAuthenticationEnabled", false}, "RequireSenderAuthenticationEnabled", "False"},
	} {
		r := w.Run("New-DistributionGroup", c.args...)
		if r.Err != nil || len(r.Objects) != 1 {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		if got := text(r.Objects[0], c.property); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
		stored := w.Must("Get-DistributionGroup", "Identity", text(r.Objects[0], "PrimarySmtpAddress"))[0]
		if text(stored, c.property) != c.want {
			t.Errorf("%v: Get shows %q", c.args, text(stored, c.property))
		}
	}
	w.Must("New-DistributionGroup", "Name", "Copied", "ManagedBy", "hana", "Members", "olivia", "CopyOwnerToMember", true)
	if got := strings.Join(cmdlettest.Column(w.Must("Get-DistributionGroupMember", "Identity", "Copied"), "Name"), " "); got != "Hana Sato Olivia Martin" {
		t.Errorf("members are %s", got)
	}
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"taken name":           {[]any{"Name", "All Sales", "Alias", "other"}, "ADObjectAlreadyExistsException"},
		"taken alias":          {[]any{"Name", "Other", "Alias", "navin"}, "ProxyAddressExistsException"},
		"unknown type":         {[]any{"Name", "Other", "Type", "Secret"}, "DataValidationException"},
		"secret rooms":         {[]any{"Name", "Other", "Type", "Security", "RoomList", true}, "DataValidationException"},
		"open and secret":      {[]any{"Name", "Other", "Type", "Security", "MemberJoinRestriction", "Open"}, "DataValidationException"},
		"unknown member":       {[]any{"Name", "Other", "Members", "nobody"}, "ManagementObjectNotFoundException"},
		"managed by nobody":    {[]any{"Name", "Other", "ManagedBy", []any{}}, "RecipientTaskException"},
		"in an unknown unit":   {[]any{"Name", "Other", "OrganizationalUnit", "elsewhere"}, "ManagementObjectNotFoundException"},
		"with an unknown rule": {[]any{"Name", "Other", "MemberJoinRestriction", "x"}, "DataValidationException"},
	} {
		if r := w.Run("New-DistributionGroup", c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: error is %v", name, r.Err)
		}
	}
	if rows := w.Audited("New-DistributionGroup"); len(rows) != 11 {
		t.Errorf("%d audit records of 11 groups (F-12)", len(rows))
	}
}

func TestRoomListAndBack(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Set-DistributionGroup", "Identity", "rooms", "RoomList", false)
	if got := text(w.Must("Get-DistributionGroup", "Identity", "rooms")[0], "RecipientTypeDetails"); got != directory.DistributionGroup {
		t.Errorf("it is a %s", got)
	}
	w.Must("Set-DistributionGroup", "Identity", "rooms", "RoomList", true)
	if got := text(w.Must("Get-DistributionGroup", "Identity", "rooms")[0], "RecipientTypeDetails"); got != directory.RoomList {
		t.Errorf("it is a %s", got)
	}
}

// What is only asked about is not done.
func TestWhatIfChangesNothing(t *testing.T) {
	t.Parallel()
	w := world(t)
	for cmdlet, args := range map[string][]any{
		"New-DistributionGroup":          {"Name", "Nothing"},
		"Set-DistributionGroup":          {"Identity", "all.sales", "DisplayName", "Nothing"},
		"Remove-DistributionGroup":       {"Identity", "all.sales"},
		"Add-DistributionGroupMember":    {"Identity", "all.sales", "Member", "hana"},
		"Remove-DistributionGroupMember": {"Identity", "all.sales", "Member", "olivia"},
		"Update-DistributionGroupMember": {"Identity", "all.sales", "Members", nil},
	} {
		if r := w.Call(nil, command.Prefs{WhatIf: true}, cmdlet, args...); r.Err != nil || len(r.Objects) != 0 || len(w.Audited(cmdlet)) != 0 {
			t.Errorf("%s: %v, %d objects", cmdlet, r.Err, len(r.Objects))
		}
	}
}

// A group that is removed is gone from everything that named it; its members are not.
func TestRemove(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Add-DistributionGroupMember", "Identity", "munich.office", "Member", "all.sales")
	w.Must("Set-DistributionGroup", "Identity", "rooms", "RejectMessagesFromDLMembers", "all.sales")
	w.Must("Remove-DistributionGroup", "Identity", "all.sales")
	if r := w.Run("Get-DistributionGroup", "Identity", "all.sales"); r.Err == nil {
		t.Error("it is still there")
	}
	if n := len(w.Must("Get-DistributionGroupMember", "Identity", "munich.office")); n != 4 {
		t.Errorf("%d members", n)
	}
	if got := text(w.Must("Get-DistributionGroup", "Identity", "rooms")[0], "RejectMessagesFromDLMembers"); got != "" {
		t.Errorf("rejects %q", got)
	}
	if rows := w.Audited("Remove-DistributionGroup"); len(rows) != 1 {
		t.Errorf("%d audit records", len(rows))
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(group.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "New-DistributionGroup", Args: []any{"Name", "Whole", "Members", "hana"}, Writes: 1},
		{Cmdlet: "Add-DistributionGroupMember", Args: []any{"Identity", "munich.office", "Member", "Whole"}, Writes: 1},
		{Cmdlet: "Update-DistributionGroupMember", Args: []any{"Identity", "all.sales", "Members", []any{"Whole", "navin"}}, Writes: 1},
		{Cmdlet: "Set-DistributionGroup", Args: []any{"Identity", "Whole", "Name", "Half"}, Writes: 3},
		{Cmdlet: "Set-Group", Args: []any{"Identity", "Half", "Notes", "x"}, Writes: 1},
		{Cmdlet: "Remove-DistributionGroupMember", Args: []any{"Identity", "Half", "Member", "hana"}, Writes: 1},
		{Cmdlet: "Remove-DistributionGroup", Args: []any{"Identity", "Half"}, Writes: 3},
	} {
		w.AllOrNothing(f, c)
	}
}

// A limit is a scope that hides one group and lets the caller change one.
type limit struct{}

func (limit) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "munich.office" }
func (limit) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") == "rooms" }

// S-49: a group outside the scope is as one that does not exist.
func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Scope = limit{}
	for _, identity := range []string{"munich.office", "Munich Office", "munich.office@contoso.com"} {
		for cmdlet, more := range map[string][]any{
			"Get-DistributionGroup": nil, "Get-Group": nil, "Get-DistributionGroupMember": nil,
			"Set-DistributionGroup": {"DisplayName", "x"}, "Remove-DistributionGroup": nil, "Set-Group": {"Notes", "x"},
			"Add-DistributionGroupMember": {"Member", "hana"}, "Remove-DistributionGroupMember": {"Member", "jonas"},
			"Update-DistributionGroupMember": {"Members", nil},
		} {
			r := w.Run(cmdlet, append([]any{"Identity", identity}, more...)...)
			absent := w.Run(cmdlet, append([]any{"Identity", "nothing"}, more...)...)
			if r.Err == nil || absent.Err == nil || strings.ReplaceAll(r.Err.Error(), identity, "nothing") != absent.Err.Error() {
				t.Errorf("%s %s: %v, but absent %v", cmdlet, identity, r.Err, absent.Err)
			}
		}
	}
	for cmdlet, more := range map[string][]any{
		"Set-DistributionGroup": {"DisplayName", "x"}, "Remove-DistributionGroup": nil, "Add-DistributionGroupMember": {"Member", "hana"},
	} {
		if r := w.Run(cmdlet, append([]any{"Identity", "all.sales"}, more...)...); errorID(r.Err) != "ManagementObjectNotFoundException" {
			t.Errorf("%s outside the write scope: %v", cmdlet, r.Err)
		}
	}
	w.Must("Set-DistributionGroup", "Identity", "rooms", "DisplayName", "All our rooms")
	if r := w.Run("New-DistributionGroup", "Name", "Elsewhere"); r.Err == nil {
		t.Error("a group was made outside the scope")
	}
}

// S-49: a recipient outside the scope can't be told from one that does not exist by naming it in a
// parameter either, and what refers to it is not changed by that.
func TestScopeOfParameters(t *testing.T) {
	t.Parallel()
	w := world(t)
	as(w, "navin@contoso.com")
	w.Scope = unseen{}
	for _, c := range []struct {
		cmdlet string
		args   []any
		params []string
	}{
		{"Set-DistributionGroup", []any{"Identity", "munich.office"}, []string{"ManagedBy", "ModeratedBy", "GrantSendOnBehalfTo",
			"AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromSendersOrMembers", "RejectMessagesFrom", "BypassModerationFromSendersOrMembers"}},
		{"New-DistributionGroup", []any{"Name", "New"}, []string{"ManagedBy", "Members", "ModeratedBy"}},
		{"Add-DistributionGroupMember", []any{"Identity", "munich.office"}, []string{"Member"}},
		{"Remove-DistributionGroupMember", []any{"Identity", "all.sales"}, []string{"Member"}}, // she is one
		{"Update-DistributionGroupMember", []any{"Identity", "munich.office"}, []string{"Members"}},
		{"Set-Group", []any{"Identity", "munich.office"}, []string{"ManagedBy"}},
		{"Get-DistributionGroup", nil, []string{"ManagedBy"}},
		{"Set-DynamicDistributionGroup", []any{"Identity", "london"}, []string{"ManagedBy", "ModeratedBy"}},
		{"New-UnifiedGroup", []any{"DisplayName", "New"}, []string{"Owner", "ManagedBy", "Members"}},
		{"Add-UnifiedGroupLinks", []any{"Identity", "lighthouse", "LinkType", "Members"}, []string{"Links"}},
		{"Remove-UnifiedGroupLinks", []any{"Identity", "lighthouse", "LinkType", "Members"}, []string{"Links"}}, // she is one
	} {
		for _, param := range c.params {
			for real, absent := range map[string]string{"olivia": "nobody", "olivia@contoso.com": "nobody@contoso.com", "Olivia Martin": "Nobody Martin"} {
				r := w.Run(c.cmdlet, append(slices.Clone(c.args), param, real)...)
				n := w.Run(c.cmdlet, append(slices.Clone(c.args), param, absent)...)
				if r.Err == nil || n.Err == nil || strings.ReplaceAll(r.Err.Error(), real, absent) != n.Err.Error() {
					t.Errorf("%s -%s %s: %v, but absent %v", c.cmdlet, param, real, r.Err, n.Err)
				}
			}
		}
	}
	w.Scope = nil
	if got := strings.Join(cmdlettest.Column(w.Must("Get-DistributionGroupMember", "Identity", "all.sales"), "Alias"), " "); !strings.Contains(got, "olivia") {
		t.Errorf("members are %s", got)
	}
}

// unseen is a scope in which Olivia does not exist.
type unseen struct{}

func (unseen) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "olivia" }
func (unseen) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") != "olivia" }

// A room list is not refused for a member that the caller may not see.
func TestRoomListTellsNothing(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-DistributionGroup", "Name", "Mixed", "ManagedBy", "navin", "Members", []any{"room.harbor", "olivia"})
	if r := w.Run("Set-DistributionGroup", "Identity", "Mixed", "RoomList", true); errorID(r.Err) != "RecipientTaskException" {
		t.Errorf("with a person in it: %v", r.Err)
	}
	w.Scope = unseen{}
	w.Must("Set-DistributionGroup", "Identity", "Mixed", "RoomList", true)
}
