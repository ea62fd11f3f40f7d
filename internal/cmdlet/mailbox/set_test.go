package mailbox_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Each row is one Set-Mailbox and a property that Get-Mailbox shows afterwards.
func TestSetMailboxActs(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, c := range []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"DisplayName", "Ólïvia Ωmega 😀"}, "DisplayName", "Ólïvia Ωmega 😀"},
		{[]any{"CustomAttribute15", "x"}, "CustomAttribute15", "x"},
		{[]any{"CustomAttribute15", nil}, "CustomAttribute15", ""},
		{[]any{"ExtensionCustomAttribute1", []any{"a", "b"}}, "ExtensionCustomAttribute1", "a b"},
		{[]any{"ExtensionCustomAttribute1", object.NewDict("Add", "c", "Remove", "A")}, "ExtensionCustomAttribute1", "b c"},
		{[]any{"HiddenFromAddressListsEnabled", true}, "HiddenFromAddressListsEnabled", "True"},
		{[]any{"IssueWarningQuota", "10 GB"}, "IssueWarningQuota", "10 GB (10,737,418,240 bytes)"},
		{[]any{"MaxSendSize", "50MB"}, "MaxSendSize", "50 MB (52,428,800 bytes)"},
		{[]any{"RetainDeletedItemsFor", "30"}, "RetainDeletedItemsFor", "30.00:00:00"},
		{[]any{"ForwardingAddress", "kofi"}, "ForwardingAddress", "Kofi Mensah"},
		{[]any{"ForwardingAddress", nil}, "ForwardingAddress", ""},
		{[]any{"ForwardingSmtpAddress", "out@fabrikam.example", "DeliverToMailboxAndForward", true}, "ForwardingSmtpAddress", "smtp:out@fabrikam.example"},
		{[]any{"GrantSendOnBehalfTo", []any{"navin", "hana@contoso.com"}}, "GrantSendOnBehalfTo", "Navin Rao Hana Sato"},
		{[]any{"GrantSendOnBehalfTo", object.NewDict("Remove", "navin")}, "GrantSendOnBehalfTo", "Hana Sato"},
		{[]any{"AcceptMessagesOnlyFromSendersOrMembers", []any{"navin", "all.sales"}}, "AcceptMessagesOnlyFromDLMembers", "All Sales"},
		{[]any{"AcceptMessagesOnlyFromSendersOrMembers", object.NewDict("Remove", "all.sales")}, "AcceptMessagesOnlyFromSendersOrMembers", "Navin Rao"},
		{[]any{"MailTip", "Away"}, "MailTip", "<html>\r\n<body>\r\nAway\r\n</body>\r\n</html>\r\n"},
		{[]any{"LitigationHoldEnabled", true}, "LitigationHoldOwner", "navin@contoso.com"},
		{[]any{"LitigationHoldDuration", 365}, "LitigationHoldDuration", "365.00:00:00"},
		{[]any{"LitigationHoldEnabled", false}, "DelayHoldApplied", "True"},
		{[]any{"RemoveDelayHoldApplied", true}, "DelayHoldApplied", "False"},
		{[]any{"EmailAddresses", object.NewDict("Add", []any{"sales.lead@contoso.com"})}, "PrimarySmtpAddress", "olivia@contoso.com"},
		{[]any{"EmailAddresses", object.NewDict("Add", "SMTP:o.martin@contoso.com")}, "PrimarySmtpAddress", "o.martin@contoso.com"},
		{[]any{"WindowsEmailAddress", "olivia@contoso.com"}, "PrimarySmtpAddress", "olivia@contoso.com"},
		{[]any{"RetentionPolicy", "Seven Years"}, "RetentionPolicy", "Seven Years"},
		{[]any{"AuditOwner", object.NewDict("Add", "MailboxLogin")}, "DefaultAuditSet", "Admin Delegate"},
		{[]any{"DefaultAuditSet", "Owner"}, "DefaultAuditSet", "Admin Delegate Owner"},
		{[]any{"RecipientLimits", 200}, "RecipientLimits", "200"},
		{[]any{"Type", "Shared"}, "RecipientTypeDetails", "SharedMailbox"},
		{[]any{"Type", "Room", "ResourceCapacity", 8}, "ResourceCapacity", "8"},
		{[]any{"Type", "Regular"}, "ResourceCapacity", ""},
		{[]any{"AccountDisabled", true}, "AccountDisabled", "True"},
		{[]any{"ModeratedBy", "navin", "ModerationEnabled", true}, "ModerationEnabled", "True"},
		{[]any{"Name", "Olivia Märtin"}, "Identity", "Olivia Märtin"},
	} {
		if r := w.Run("Set-Mailbox", append([]any{"Identity", "olivia"}, c.args...)...); r.Err != nil {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		v, _ := w.Must("Get-Mailbox", "Identity", "olivia")[0].Get(c.property)
		if got := object.String(v); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
	}
}

// What is refused changes nothing and leaves no record of a change (S-55, F-12).
func TestSetMailboxRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	before := w.Must("Get-Mailbox", "Identity", "olivia")[0]
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"S-55 a Guid is read only":     {[]any{"Guid", "7d0a8b54-26b5-4f57-9aee-ee8a55e3b4a7"}, "NamedParameterNotFound"},
		"S-55 nor a DN":                {[]any{"DistinguishedName", "CN=x"}, "NamedParameterNotFound"},
		"nobody to forward to":         {[]any{"ForwardingAddress", "nobody"}, "ManagementObjectNotFoundException"},
		"itself":                       {[]any{"ForwardingAddress", "olivia"}, "DataValidationException"},
		"taken address":                {[]any{"EmailAddresses", object.NewDict("Add", "navin@contoso.com")}, "ProxyAddressExistsException"},
		"taken alias":                  {[]any{"Alias", "navin"}, "ProxyAddressExistsException"},
		"taken name":                   {[]any{"Name", "Navin Rao"}, "ADObjectAlreadyExistsException"},
		"foreign domain":               {[]any{"EmailAddresses", object.NewDict("Add", "olivia@elsewhere.example")}, "NotAcceptedDomainException"},
		"no address left":              {[]any{"EmailAddresses", []any{}}, "DataValidationException"},
		"primary address removed":      {[]any{"EmailAddresses", object.NewDict("Remove", "SMTP:olivia@contoso.com")}, "DataValidationException"},
		"two primary addresses":        {[]any{"EmailAddresses", []any{"SMTP:a@contoso.com", "SMTP:b@contoso.com"}}, "DataValidationException"},
		"quota order":                  {[]any{"IssueWarningQuota", "99.5GB"}, "DataValidationException"},
		"above the plan":               {[]any{"ProhibitSendReceiveQuota", "200GB"}, "DataValidationException"},
		"message too large":            {[]any{"MaxSendSize", "200MB"}, "DataValidationException"},
		"not a size":                   {[]any{"MaxSendSize", "lots"}, ""},
		"moderated by nobody":          {[]any{"ModerationEnabled", true}, "RecipientTaskException"},
		"holds backwards":              {[]any{"StartDateForRetentionHold", "2026-05-01", "EndDateForRetentionHold", "2026-04-01"}, "DataValidationException"},
		"no address to forward to":     {[]any{"ForwardingSmtpAddress", "nowhere"}, "DataValidationException"},
		"unknown policy":               {[]any{"RetentionPolicy", "None Such"}, "ManagementObjectNotFoundException"},
		"control characters in a name": {[]any{"Name", "a\x1bb"}, "DataValidationException"},
		"room things":                  {[]any{"ResourceCapacity", 4}, "RecipientTaskException"},
		"a parameter not carried out":  {[]any{"JournalArchiveAddress", "x@contoso.com"}, "NotSupported"},
		"a kind not carried out":       {[]any{"Type", "Workspace"}, "NotSupported"},
		"database defaults":            {[]any{"UseDatabaseQuotaDefaults", true}, "DataValidationException"},
		"two passwords":                {[]any{"Password", secret(good), "RoomMailboxPassword", secret(good)}, "DataValidationException"},
		"weak password":                {[]any{"Password", &object.SecureString{Plain: "short"}}, "PasswordPolicy"},
	} {
		r := w.Run("Set-Mailbox", append([]any{"Identity", "olivia"}, c.args...)...)
		var e *command.Error
		if !errors.As(r.Err, &e) {
			t.Errorf("%s: error is %v", name, r.Err)
			continue
		}
		if c.id != "" && e.ID != c.id {
			t.Errorf("%s: error is %s: %v", name, e.ID, e)
		}
		if name == "no address to forward to" && !strings.Contains(e.Message, "of ForwardingSmtpAddress") {
			t.Errorf("%s: the parameter is not named: %v", name, e)
		}
	}
	after := w.Must("Get-Mailbox", "Identity", "olivia")[0]
	for i, p := range before.Props {
		if object.String(p.Value) != object.String(after.Props[i].Value) {
			t.Errorf("%s changed from %v to %v", p.Name, p.Value, after.Props[i].Value)
		}
	}
	if rows := w.Audited("Set-Mailbox"); len(rows) != 0 {
		t.Errorf("%d audit records of changes that were refused", len(rows))
	}
}

// A refused parameter is named, with its cmdlet, and the table says the same.
func TestRefusedParametersAreNamed(t *testing.T) {
	t.Parallel()
	w := world(t)
	r := w.Run("Set-Mailbox", "Identity", "olivia", "MailboxRegion", "EUR")
	var e *command.Error
	if !errors.As(r.Err, &e) || e.Category != command.NotImplemented || !strings.Contains(e.Message, "Set-Mailbox") || !strings.Contains(e.Message, "-MailboxRegion") {
		t.Errorf("error is %v", r.Err)
	}
}

func TestHoldNeedsThePlan(t *testing.T) {
	t.Parallel()
	w := world(t)
	for identity, allowed := range map[string]bool{"navin": true, "lucia": false, "tomasz": false} {
		if r := w.Run("Set-Mailbox", "Identity", identity, "LitigationHoldEnabled", true); (r.Err == nil) != allowed {
			t.Errorf("%s: %v", identity, r.Err)
		}
	}
}

func TestRenamingIsSeenByThoseWhoRefer(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Set-Mailbox", "Identity", "olivia", "Name", "Olivia Quist")
	if got := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "peter"), "ForwardingAddress"); !slices.Equal(got, []string{"Olivia Quist"}) {
		t.Errorf("the forwarding address is %v", got)
	}
}

func TestWhatIfChangesNothing(t *testing.T) {
	t.Parallel()
	w := world(t)
	r := w.Call(nil, command.Prefs{WhatIf: true}, "Set-Mailbox", "Identity", "olivia", "DisplayName", "x")
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	if got := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "olivia"), "DisplayName"); got[0] != "Olivia Martin" {
		t.Errorf("DisplayName is %v", got)
	}
}

// S-49: what a scope hides is as absent as what does not exist, by every form of identity.
func TestScopeHides(t *testing.T) {
	t.Parallel()
	w := world(t)
	target := w.Must("Get-Mailbox", "Identity", "olivia")[0]
	w.Scope = onlyCity("London")
	absent := w.Run("Set-Mailbox", "Identity", "no.such.mailbox", "Office", "x").Err
	for _, property := range []string{"Guid", "DistinguishedName", "Alias", "PrimarySmtpAddress", "UserPrincipalName", "ExchangeGuid", "LegacyExchangeDN"} {
		v, _ := target.Get(property)
		identity := object.String(v)
		err := w.Run("Set-Mailbox", "Identity", identity, "Office", "x").Err
		if err == nil || strings.ReplaceAll(err.Error(), identity, "no.such.mailbox") != absent.Error() {
			t.Errorf("%s: %v", property, err)
		}
	}
	if got := w.Must("Get-Mailbox", "ResultSize", "Unlimited"); len(got) != 6 {
		t.Errorf("%d mailboxes are seen", len(got))
	}
	w.Must("Set-Mailbox", "Identity", "grace", "Office", "x")
}

// onlyCity is a scope of the recipients of one city.
type onlyCity string

func (c onlyCity) CanRead(e *org.Entry) bool {
	return e.Kind == org.KindAccount || directory.Text(e, "City") == string(c)
}
func (c onlyCity) CanWrite(e *org.Entry) bool { return c.CanRead(e) }

// What follows from a permitted change is done also where the caller could not do it alone.
func TestConsequencesReachOutOfScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Set-Mailbox", "Identity", "grace", "Name", "Grace M")
	w.Must("Set-Mailbox", "Identity", "peter", "ForwardingAddress", "grace") // Chicago refers to London
	w.Scope = onlyCity("London")
	w.Must("Set-Mailbox", "Identity", "grace", "Name", "Grace Mbeki-Jones")
	w.Must("Remove-Mailbox", "Identity", "kofi")
	w.Scope = nil
	if got := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "peter"), "ForwardingAddress"); got[0] != "Grace Mbeki-Jones" {
		t.Errorf("ForwardingAddress is %v", got)
	}
}
