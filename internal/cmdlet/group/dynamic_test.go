package group_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/object"
)

// Each row is a dynamic group, the filter that it is shown with and the members that it has.
func TestNewDynamic(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Set-DistributionGroup", "Identity", "all.sales", "CustomAttribute3", "it's")
	for name, c := range map[string]struct {
		args    []any
		filter  string // how the shown one begins
		members string // some of their names, or "" for none
		kind    string
	}{
		"custom":      {[]any{"RecipientFilter", "City -eq 'London'"}, "((City -eq 'London') -and (-not(Name -like 'SystemMailbox{*'))", "Grace Mbeki", "Custom"},
		"spaced":      {[]any{"RecipientFilter", " (RecipientTypeDetails -eq 'RoomMailbox') "}, "(((RecipientTypeDetails -eq 'RoomMailbox'))", "Harbor", "Custom"},
		"block":       {[]any{"RecipientFilter", "{ RecipientTypeDetails -eq 'RoomMailbox' }"}, "((RecipientTypeDetails -eq 'RoomMailbox')", "Harbor", "Custom"},
		"contacts":    {[]any{"IncludedRecipients", "mailcontacts"}, "(((RecipientType -eq 'MailContact'))", "Print Shop", "Precanned"},
		"resources":   {[]any{"IncludedRecipients", "Resources"}, "((((RecipientType -eq 'UserMailbox') -and (ResourceMetaData -like 'ResourceType:*'))", "Harbor", "Precanned"},
		"groups":      {[]any{"IncludedRecipients", "MailGroups"}, "((((RecipientType -eq 'MailUniversalDistributionGroup')", "All Sales", "Precanned"},
		"two kinds":   {[]any{"IncludedRecipients", []any{"MailContacts", "MailUsers"}}, "((((RecipientType -eq 'MailContact') -or (RecipientType -eq 'MailUser'))", "Print Shop", "Precanned"},
		"as one text": {[]any{"IncludedRecipients", "MailContacts,MailUsers"}, "((((RecipientType -eq 'MailContact') -or (RecipientType -eq 'MailUser'))", "Print Shop", "Precanned"},
		"narrowed": {[]any{"IncludedRecipients", "MailboxUsers", "ConditionalDepartment", []any{"Sales", "Finance"}},
			"(((((Department -eq 'Sales') -or (Department -eq 'Finance')) -and (RecipientType -eq 'UserMailbox')))", "Grace Mbeki", "Precanned"},
		"quoted": {[]any{"IncludedRecipients", "AllRecipients", "ConditionalCustomAttribute3", "it's"},
			"((((CustomAttribute3 -eq 'it''s') -and (Alias -ne $null))", "All Sales", "Precanned"},
		"of nobody": {[]any{"IncludedRecipients", "MailUsers", "ConditionalCompany", "Nowhere"}, "((((Company -eq 'Nowhere')", "", "Precanned"},
	} {
		g := w.Must("New-DynamicDistributionGroup", append([]any{"Name", "Dyn " + name}, c.args...)...)[0]
		if got := text(g, "RecipientFilter"); !strings.HasPrefix(got, c.filter) || !strings.HasSuffix(got, "(-not(RecipientTypeDetailsValue -eq 'SupervisoryReviewPolicyMailbox')))") {
			t.Errorf("%s: filter is %s", name, got)
		}
		if got := text(g, "RecipientFilterType"); got != c.kind {
			t.Errorf("%s: it is %s", name, got)
		}
		got := cmdlettest.Column(w.Must("Get-DynamicDistributionGroupMember", "Identity", "Dyn "+name), "Name")
		if c.members == "" && len(got) > 0 || !strings.Contains(strings.Join(got, ", "), c.members) {
			t.Errorf("%s: members are %v, want %s among them", name, got, c.members)
		}
	}
	everybody := w.Must("New-DynamicDistributionGroup", "Name", "Everybody", "IncludedRecipients", "AllRecipients", "RecipientContainer", "contoso.onmicrosoft.com")[0]
	for _, name := range cmdlettest.Column(w.Must("Get-DynamicDistributionGroupMember", "Identity", "Everybody"), "Name") {
		if name == "Everybody" {
			t.Error("a group is a member of itself")
		}
	}
	for property, want := range map[string]string{
		"RecipientContainer": "exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com", "IncludedRecipients": "AllRecipients",
		"PrimarySmtpAddress": "Everybody@contoso.com", "RecipientTypeDetails": "DynamicDistributionGroup", "ExternalDirectoryObjectId": "",
	} {
		if got := text(everybody, property); got != want {
			t.Errorf("%s is %q", property, got)
		}
	}
}

// A filter that can't be read is refused, with the place where it goes wrong.
func TestDynamicRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args    []any
		id, say string
	}{
		"no filter":         {[]any{"RecipientFilter", " "}, "DataValidationException", "needs a filter"},
		"half a filter":     {[]any{"RecipientFilter", "City -eq "}, "InvalidFilter", "character 9"},
		"unknown property":  {[]any{"RecipientFilter", "Colour -eq 'red'"}, "InvalidFilter", "\"Colour\" at character 1"},
		"script":            {[]any{"RecipientFilter", "$(Get-Date) -gt 1"}, "InvalidFilter", "character"}, // S-52
		"long":              {[]any{"RecipientFilter", "City -eq '" + strings.Repeat("x", 2048) + "'"}, "", "2048"},
		"both":              {[]any{"RecipientFilter", "City -eq 'x'", "IncludedRecipients", "MailUsers"}, "", ""},
		"unknown kind":      {[]any{"IncludedRecipients", "Robots"}, "DataValidationException", "must be AllRecipients, or some of"},
		"all and some":      {[]any{"IncludedRecipients", "AllRecipients,MailUsers"}, "DataValidationException", "by itself"},
		"elsewhere":         {[]any{"IncludedRecipients", "AllRecipients", "RecipientContainer", "Paris"}, "ManagementObjectNotFoundException", "Paris"},
		"a contact manages": {[]any{"IncludedRecipients", "AllRecipients", "ManagedBy", "printshop"}, "ManagementObjectNotFoundException", "printshop"},
		"moderated":         {[]any{"IncludedRecipients", "AllRecipients", "ModerationEnabled", true}, "RecipientTaskException", "moderated"},
		"taken":             {[]any{"IncludedRecipients", "AllRecipients", "PrimarySmtpAddress", "navin@contoso.com"}, "ProxyAddressExistsException", "navin"},
		"not carried out":   {[]any{"IncludedRecipients", "AllRecipients", "DirectMembershipOnly", true}, "NotSupported", "DirectMembershipOnly"},
	} {
		r := w.Run("New-DynamicDistributionGroup", append([]any{"Name", "Dyn"}, c.args...)...)
		if r.Err == nil || c.id != "" && errorID(r.Err) != c.id || !strings.Contains(r.Err.Error(), c.say) {
			t.Errorf("new, %s: %v", name, r.Err)
		}
		r = w.Run("Set-DynamicDistributionGroup", append([]any{"Identity", "london"}, c.args...)...)
		if r.Err == nil || c.id != "" && errorID(r.Err) != c.id || !strings.Contains(r.Err.Error(), c.say) {
			t.Errorf("set, %s: %v", name, r.Err)
		}
	}
	long := make([]any, 50)
	for i := range long {
		long[i] = strings.Repeat("x", 250) + fmt.Sprint(i)
	}
	many := []any{"Identity", "london", "IncludedRecipients", "MailUsers"}
	for n := range 10 {
		many = append(many, fmt.Sprint("ConditionalCustomAttribute", n+1), long)
	}
	if r := w.Run("Set-DynamicDistributionGroup", many...); errorID(r.Err) != "InvalidFilter" || !strings.Contains(r.Err.Error(), "longer than") {
		t.Errorf("too many conditions: %v", r.Err)
	}
	if r := w.Run("Set-DynamicDistributionGroup", "Identity", "london", "ConditionalCompany", "Contoso"); errorID(r.Err) != "RecipientTaskException" {
		t.Errorf("a condition of a custom filter: %v", r.Err)
	}
	if n := len(w.Audited("Set-DynamicDistributionGroup")) + len(w.Audited("New-DynamicDistributionGroup")); n != 0 {
		t.Errorf("%d audit records", n)
	}
}

// Each row is one Set-DynamicDistributionGroup and a property that the group has afterwards.
func TestSetDynamic(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := text(w.Must("Get-DynamicDistributionGroup", "Identity", "london")[0], "Guid")
	rows := []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"IncludedRecipients", "MailboxUsers"}, "IncludedRecipients", "MailboxUsers"},
		{[]any{"ConditionalCompany", []any{"Contoso"}}, "ConditionalCompany", "Contoso"},
		{[]any{"ConditionalCompany", object.NewDict("Add", "Fabrikam")}, "ConditionalCompany", "Contoso Fabrikam"},
		{[]any{"RecipientFilter", "Department -eq 'Sales'"}, "ConditionalCompany", ""},
		{[]any{"EmailAddresses", object.NewDict("Add", "londoners@contoso.com")}, "PrimarySmtpAddress", "london@contoso.com"},
		{[]any{"PrimarySmtpAddress", "londoners@contoso.com"}, "PrimarySmtpAddress", "londoners@contoso.com"},
		{[]any{"ManagedBy", "hana"}, "ManagedBy", "Hana Sato"},
		{[]any{"ManagedBy", nil}, "ManagedBy", ""},
		{[]any{"MailTip", "Who works there"}, "MailTip", "<html>\r\n<body>\r\nWho works there\r\n</body>\r\n</html>\r\n"},
		{[]any{"CustomAttribute1", "x"}, "CustomAttribute1", "x"},
		{[]any{"AcceptMessagesOnlyFromSendersOrMembers", "all.sales"}, "AcceptMessagesOnlyFromDLMembers", "All Sales"},
		{[]any{"ModeratedBy", "navin", "ModerationEnabled", true}, "ModeratedBy", "Navin Rao"},
		{[]any{"ReportToManagerEnabled", true}, "ReportToManagerEnabled", "True"},
		{[]any{"Notes", "by city"}, "Notes", "by city"},
		{[]any{"Name", "Londoners"}, "Identity", "Londoners"},
	}
	for _, c := range rows {
		if r := w.Run("Set-DynamicDistributionGroup", append([]any{"Identity", id}, c.args...)...); r.Err != nil {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		if got := text(w.Must("Get-DynamicDistributionGroup", "Identity", id)[0], c.property); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
	}
	filter := text(w.Must("Get-DynamicDistributionGroup", "Identity", id)[0], "RecipientFilter")
	r := w.Run("Set-DynamicDistributionGroup", "Identity", id, "RecipientFilter", filter)
	if r.Err != nil || len(r.Warnings) != 1 {
		t.Errorf("its own filter again: %v %q", r.Err, r.Warnings)
	}
	if audited := w.Audited("Set-DynamicDistributionGroup"); len(audited) != len(rows) {
		t.Errorf("%d audit records of %d changes (F-12)", len(audited), len(rows))
	}
	w.Must("Remove-DynamicDistributionGroup", "Identity", id)
	if r := w.Run("Get-DynamicDistributionGroup", "Identity", id); r.Err == nil {
		t.Error("it is still there")
	}
}

// F-11 and F-12.
func TestEveryDynamicWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(group.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "New-DynamicDistributionGroup", Args: []any{"Name", "Whole", "IncludedRecipients", "MailUsers"}, Writes: 1},
		{Cmdlet: "Set-DynamicDistributionGroup", Args: []any{"Identity", "Whole", "Notes", "x"}, Writes: 1},
		{Cmdlet: "Remove-DynamicDistributionGroup", Args: []any{"Identity", "Whole"}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
}
