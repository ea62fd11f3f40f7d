package group_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/object"
)

func linked(w *cmdlettest.World, identity, kind string) string {
	names := cmdlettest.Column(w.Must("Get-UnifiedGroupLinks", "Identity", identity, "LinkType", kind), "Alias")
	slices.Sort(names)
	return strings.Join(names, " ")
}

// Each row is a new Microsoft 365 group and a property that it has, also when it is read again.
func TestNewUnified(t *testing.T) {
	t.Parallel()
	w := world(t)
	as(w, "navin@contoso.com")
	for _, c := range []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"DisplayName", "Plain Team"}, "PrimarySmtpAddress", "PlainTeam@contoso.com"},
		{[]any{"DisplayName", "Plain Team"}, "PrimarySmtpAddress", "PlainTeam1@contoso.com"}, // a display name may be shared
		{[]any{"DisplayName", "By Me"}, "ManagedBy", "Navin Rao"},
		{[]any{"DisplayName", "By Default"}, "AccessType", "Public"},
		{[]any{"DisplayName", "Closed", "AccessType", "private"}, "AccessType", "Private"},
		{[]any{"DisplayName", "Team A", "Alias", "team.a", "Owner", "hana"}, "ManagedBy", "Hana Sato"},
		{[]any{"DisplayName", "Team B", "ManagedBy", []any{"hana", "olivia"}, "Members", []any{"kofi", "hana"}}, "GroupMemberCount", "3"},
		{[]any{"DisplayName", "Team C", "Members", []any{"iris.vandenberg"}}, "GroupExternalMemberCount", "1"},
		{[]any{"DisplayName", "Team D", "AutoSubscribeNewMembers", true, "SubscriptionEnabled", true, "Members", "kofi"}, "AutoSubscribeNewMembers", "True"},
		{[]any{"DisplayName", "Team E", "Language", "de-DE", "Notes", "Ein Team"}, "Language", "de-DE"},
		{[]any{"DisplayName", "Team F", "EmailAddresses", []any{"SMTP:team.f@contoso.com", "team.f@contoso.onmicrosoft.com"}}, "PrimarySmtpAddress", "team.f@contoso.com"},
		{[]any{"Name", "Team G"}, "DisplayName", "Team G"},
	} {
		r := w.Run("New-UnifiedGroup", c.args...)
		if r.Err != nil || len(r.Objects) != 1 {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		if got := text(r.Objects[0], c.property); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
		if got := text(w.Must("Get-UnifiedGroup", "Identity", text(r.Objects[0], "Guid"))[0], c.property); got != c.want {
			t.Errorf("%v: Get shows %q", c.args, got)
		}
	}
	if name := text(w.Must("Get-UnifiedGroup", "Identity", "team.a")[0], "Name"); !strings.HasPrefix(name, "team.a_") || len(name) != len("team.a_")+10 {
		t.Errorf("its name is %s", name)
	}
	if got := linked(w, "TeamD", "Subscribers"); got != "kofi" {
		t.Errorf("subscribers are %s", got)
	}
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"no name":         {[]any{"AccessType", "Public"}, "RecipientTaskException"},
		"a guest owns":    {[]any{"DisplayName", "x", "Owner", "iris.vandenberg"}, "DataValidationException"},
		"a contact":       {[]any{"DisplayName", "x", "Members", "printshop"}, "DataValidationException"},
		"a group":         {[]any{"DisplayName", "x", "Members", "all.sales"}, "DataValidationException"},
		"unknown member":  {[]any{"DisplayName", "x", "Members", "nobody"}, "ManagementObjectNotFoundException"},
		"alias taken":     {[]any{"DisplayName", "x", "Alias", "navin"}, "ProxyAddressExistsException"},
		"foreign domain":  {[]any{"DisplayName", "x", "PrimarySmtpAddress", "x@y.example"}, "NotAcceptedDomainException"},
		"no routing":      {[]any{"DisplayName", "x", "EmailAddresses", "SMTP:x@contoso.com"}, "DataValidationException"},
		"language":        {[]any{"DisplayName", "x", "Language", "German!"}, "DataValidationException"},
		"of a list":       {[]any{"DlIdentity", "all.sales"}, "NotSupported"},
		"sensitive":       {[]any{"DisplayName", "x", "SensitivityLabelId", "0d5e4b47-7c2a-4d3d-8a52-1d4c3c1b7d10"}, "NotSupported"},
		"owned by nobody": {[]any{"DisplayName", "x", "ManagedBy", []any{}}, "RecipientTaskException"},
	} {
		if r := w.Run("New-UnifiedGroup", c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	if rows := w.Audited("New-UnifiedGroup"); len(rows) != 12 {
		t.Errorf("%d audit records of 12 groups", len(rows))
	}
}

// Each row is one change of links: what is added or removed, or why it is refused, and who is linked then.
func TestUnifiedLinks(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-UnifiedGroup", "DisplayName", "Team", "Alias", "team", "Owner", "hana")
	for _, c := range []struct {
		verb, kind string
		who        any
		id         string // of the error, "<nil>" for none
		want       string
	}{
		{"Add", "Members", []any{"olivia", "kofi", "iris.vandenberg"}, "<nil>", "hana iris.vandenberg kofi olivia"},
		{"Add", "Members", "olivia", "<nil>", "hana iris.vandenberg kofi olivia"},
		{"Add", "Members", "all.sales", "DataValidationException", "hana iris.vandenberg kofi olivia"},
		{"Add", "Members", []any{"peter", "nobody"}, "ManagementObjectNotFoundException", "hana iris.vandenberg kofi olivia"},
		{"Add", "Owners", "peter", "RecipientTaskException", "hana"},
		{"Add", "Owners", "iris.vandenberg", "DataValidationException", "hana"},
		{"Add", "Owners", "kofi", "<nil>", "hana kofi"},
		{"Add", "Subscribers", "peter", "RecipientTaskException", ""},
		{"Add", "Subscribers", []any{"kofi", "olivia"}, "<nil>", "kofi olivia"},
		{"Add", "Aggregators", "olivia", "<nil>", "olivia"},
		{"Add", "Owner", "kofi", "<nil>", "hana kofi"}, // the beginning of the word
		{"Add", "Friends", "olivia", "DataValidationException", ""},
		{"Remove", "Members", "kofi", "RecipientTaskException", "hana iris.vandenberg kofi olivia"}, // he owns it
		{"Remove", "Owners", "olivia", "MemberNotFoundException", "hana kofi"},
		{"Remove", "Owners", []any{"hana", "kofi"}, "RecipientTaskException", "hana kofi"},
		{"Remove", "Owners", "hana", "<nil>", "kofi"},
		{"Remove", "Owners", "kofi", "RecipientTaskException", "kofi"}, // the last one
		{"Remove", "Members", "olivia", "<nil>", "hana iris.vandenberg kofi"},
		{"Remove", "Subscribers", "olivia", "MemberNotFoundException", "kofi"}, // she left with her membership
		{"Remove", "Subscribers", "kofi", "<nil>", ""},
	} {
		r := w.Run(c.verb+"-UnifiedGroupLinks", "Identity", "team", "LinkType", c.kind, "Links", c.who)
		if errorID(r.Err) != c.id {
			t.Errorf("%s %s %v: %v", c.verb, c.kind, c.who, r.Err)
		}
		if c.kind == "Friends" {
			continue
		}
		if got := linked(w, "team", c.kind); got != c.want {
			t.Errorf("%s %s %v: they are %q, want %q", c.verb, c.kind, c.who, got, c.want)
		}
	}
	if n := len(w.Audited("Add-UnifiedGroupLinks")); n != 4 {
		t.Errorf("%d audit records of 4 additions", n)
	}
}

// Each row is one Set-UnifiedGroup and a property that the group has afterwards.
func TestSetUnified(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, c := range []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"AccessType", "public"}, "AccessType", "Public"},
		{[]any{"DisplayName", "Lighthouse"}, "DisplayName", "Lighthouse"},
		{[]any{"EmailAddresses", object.NewDict("Add", "light@contoso.com")}, "PrimarySmtpAddress", "lighthouse@contoso.com"},
		{[]any{"PrimarySmtpAddress", "light@contoso.com"}, "PrimarySmtpAddress", "light@contoso.com"},
		{[]any{"RequireSenderAuthenticationEnabled", false}, "RequireSenderAuthenticationEnabled", "False"},
		{[]any{"HiddenFromExchangeClientsEnabled", true}, "HiddenFromAddressListsEnabled", "True"},
		{[]any{"UnifiedGroupWelcomeMessageEnabled", false}, "WelcomeMessageEnabled", "False"},
		{[]any{"AutoSubscribeNewMembers", true}, "AutoSubscribeNewMembers", "True"},
		{[]any{"MaxReceiveSize", "5MB"}, "MaxReceiveSize", "5 MB (5,242,880 bytes)"},
		{[]any{"AcceptMessagesOnlyFromSendersOrMembers", []any{"navin", "all.sales"}}, "AcceptMessagesOnlyFromDLMembers", "All Sales"},
		{[]any{"GrantSendOnBehalfTo", "hana"}, "GrantSendOnBehalfTo", "Hana Sato"},
		{[]any{"CustomAttribute5", "x"}, "CustomAttribute5", "x"},
		{[]any{"MailTip", "A project"}, "MailTip", "<html>\r\n<body>\r\nA project\r\n</body>\r\n</html>\r\n"},
		{[]any{"Alias", "lights"}, "Alias", "lights"},
	} {
		if r := w.Run("Set-UnifiedGroup", append([]any{"Identity", "lighthouse@contoso.com"}, c.args...)...); r.Err != nil || len(r.Warnings) > 0 {
			t.Errorf("%v: %v %v", c.args, r.Err, r.Warnings)
			continue
		}
		if got := text(w.Must("Get-UnifiedGroup", "Identity", "lighthouse@contoso.com")[0], c.property); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
	}
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"no routing":     {[]any{"EmailAddresses", "SMTP:light@contoso.com"}, "DataValidationException"},
		"classified":     {[]any{"Classification", "Secret"}, "NotSupported"},
		"unknown access": {[]any{"AccessType", "Hidden"}, "DataValidationException"},
		"moderated":      {[]any{"ModerationEnabled", true}, "RecipientTaskException"},
	} {
		if r := w.Run("Set-UnifiedGroup", append([]any{"Identity", "lighthouse@contoso.com"}, c.args...)...); errorID(r.Err) != c.id {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

// A removed group frees its names, and can be restored for 30 days unless they were given away.
func TestRemoveAndRestoreUnified(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Remove-UnifiedGroup", "Identity", "lighthouse", "Force", true)
	if r := w.Run("Get-UnifiedGroup", "Identity", "lighthouse"); r.Err == nil {
		t.Error("it is still there")
	}
	gone := w.Must("Get-UnifiedGroup", "IncludeSoftDeletedGroups", true, "Identity", "lighthouse")[0]
	if text(gone, "WhenSoftDeleted") == "" {
		t.Error("it does not say when it was removed")
	}
	w.Must("New-DistributionGroup", "Name", "Other", "Alias", "lighthouse", "ManagedBy", "navin")
	if r := w.Run("Undo-SoftDeletedUnifiedGroup", "SoftDeletedObject", "lighthouse"); errorID(r.Err) != "ProxyAddressExistsException" {
		t.Errorf("its address was given away: %v", r.Err)
	}
	w.Must("Remove-DistributionGroup", "Identity", "lighthouse")
	w.Must("Undo-SoftDeletedUnifiedGroup", "SoftDeletedObject", text(gone, "Guid"))
	if got := linked(w, "lighthouse", "Members"); got == "" || text(w.Must("Get-UnifiedGroup", "Identity", "lighthouse")[0], "WhenSoftDeleted") != "" {
		t.Errorf("members are %q", got)
	}
	if r := w.Run("Undo-SoftDeletedUnifiedGroup", "SoftDeletedObject", "lighthouse"); errorID(r.Err) != "ManagementObjectNotFoundException" {
		t.Errorf("a living one: %v", r.Err)
	}
	w.Must("Remove-UnifiedGroup", "Identity", "lighthouse")
	w.Now = w.Now.Add(31 * 24 * time.Hour)
	if r := w.Run("Undo-SoftDeletedUnifiedGroup", "SoftDeletedObject", "lighthouse"); errorID(r.Err) != "RecipientTaskException" {
		t.Errorf("after 31 days: %v", r.Err)
	}
}

// F-11 and F-12.
func TestEveryUnifiedWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(group.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "New-UnifiedGroup", Args: []any{"DisplayName", "Whole", "Owner", "hana"}, Writes: 1},
		{Cmdlet: "Add-UnifiedGroupLinks", Args: []any{"Identity", "Whole", "LinkType", "Members", "Links", "kofi"}, Writes: 1},
		{Cmdlet: "Remove-UnifiedGroupLinks", Args: []any{"Identity", "Whole", "LinkType", "Members", "Links", "kofi"}, Writes: 1},
		{Cmdlet: "Set-UnifiedGroup", Args: []any{"Identity", "Whole", "Notes", "x"}, Writes: 1},
		{Cmdlet: "Remove-UnifiedGroup", Args: []any{"Identity", "Whole"}, Writes: 1},
		{Cmdlet: "Undo-SoftDeletedUnifiedGroup", Args: []any{"SoftDeletedObject", "Whole"}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
}
