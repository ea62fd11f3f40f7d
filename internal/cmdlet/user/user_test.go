package user_test

import (
	"errors"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/user"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func world(t testing.TB) *cmdlettest.World { return cmdlettest.New(t, user.Commands) }

func TestGetUserChooses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		want int
	}{
		"everybody":         {nil, 38},
		"by UPN":            {[]any{"Identity", "navin@contoso.com"}, 1},
		"without mailbox":   {[]any{"RecipientTypeDetails", "User"}, 1},
		"blocked":           {[]any{"RecipientTypeDetails", "DisabledUser"}, 1},
		"guests":            {[]any{"RecipientTypeDetails", "GuestMailUser"}, 1},
		"no shell":          {[]any{"Filter", "RemotePowerShellEnabled -eq $false -and RecipientTypeDetails -eq 'UserMailbox'"}, 2},
		"the same by EXO":   {[]any{"Filter", "EXOModuleEnabled -eq 'False' -and RecipientTypeDetails -eq 'UserMailbox'"}, 2},
		"department":        {[]any{"Filter", "Department -eq 'Legal'"}, 2},
		"managers":          {[]any{"Filter", "DirectReports -ne $null"}, 9},
		"important":         {[]any{"IsVIP", true}, 1},
		"created in a year": {[]any{"Filter", "WhenCreated -ge '2025-01-01' -and WhenCreated -lt '2026-01-01' -and RecipientTypeDetails -eq 'UserMailbox'"}, 5},
	} {
		if got := w.Must("Get-User", c.args...); len(got) != c.want {
			t.Errorf("%s: %d objects, want %d: %v", name, len(got), c.want, cmdlettest.Column(got, "Name"))
		}
	}
}

// Each row is one Set-User and a property that Get-User shows afterwards.
func TestSetUserActs(t *testing.T) {
	t.Parallel()
	w := world(t)
	for _, c := range []struct {
		args     []any
		property string
		want     string
	}{
		{[]any{"Title", "Größenwahnbeauftragte"}, "Title", "Größenwahnbeauftragte"},
		{[]any{"Title", nil}, "Title", ""},
		{[]any{"FirstName", "Liv", "LastName", "Martin", "Initials", "L"}, "FirstName", "Liv"},
		{[]any{"City", "Osaka", "CountryOrRegion", "jp"}, "CountryOrRegion", "Japan"},
		{[]any{"CountryOrRegion", "united kingdom"}, "CountryOrRegion", "United Kingdom"},
		{[]any{"CountryOrRegion", nil}, "CountryOrRegion", ""},
		{[]any{"Manager", "navin@contoso.com"}, "Manager", "Navin Rao"},
		{[]any{"MobilePhone", "+1 555 0100"}, "MobilePhone", "+1 555 0100"},
		{[]any{"OtherTelephone", object.NewDict("Add", []any{"1", "2"})}, "OtherTelephone", "1 2"},
		{[]any{"RemotePowerShellEnabled", false}, "EXOModuleEnabled", "False"},
		{[]any{"EXOModuleEnabled", true}, "RemotePowerShellEnabled", "True"},
		{[]any{"ResetPasswordOnNextLogon", true}, "ResetPasswordOnNextLogon", "True"},
		{[]any{"VIP", true}, "Vip", "True"},
		{[]any{"SeniorityIndex", 3}, "SeniorityIndex", "3"},
		{[]any{"GeoCoordinates", "47.6;-122.3"}, "GeoCoordinates", "47.6;-122.3"},
		{[]any{"StsRefreshTokensValidFrom", "2026-01-02T03:04:05Z"}, "StsRefreshTokensValidFrom", "01/02/2026 03:04:05"},
	} {
		if r := w.Run("Set-User", append([]any{"Identity", "olivia@contoso.com"}, c.args...)...); r.Err != nil {
			t.Errorf("%v: %v", c.args, r.Err)
			continue
		}
		v, _ := w.Must("Get-User", "Identity", "olivia@contoso.com")[0].Get(c.property)
		if got := object.String(v); got != c.want {
			t.Errorf("%v: %s is %q, want %q", c.args, c.property, got, c.want)
		}
	}
}

func TestSetUserRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"unknown country":        {[]any{"Identity", "olivia", "CountryOrRegion", "Atlantis"}, "DataValidationException"},
		"coordinates off earth":  {[]any{"Identity", "olivia", "GeoCoordinates", "91;0"}, "DataValidationException"},
		"one switch, two values": {[]any{"Identity", "olivia", "RemotePowerShellEnabled", true, "EXOModuleEnabled", false}, "DataValidationException"},
		"own manager":            {[]any{"Identity", "olivia", "Manager", "olivia"}, "DataValidationException"},
		"S-50":                   {[]any{"Identity", "navin", "RemotePowerShellEnabled", false}, "LastAdministrator"},
		"S-50: locked for ever":  {[]any{"Identity", "navin", "StsRefreshTokensValidFrom", "2100-01-01"}, "DataValidationException"},
		"a contact":              {[]any{"Identity", "printshop", "Title", "x"}, "ManagementObjectNotFoundException"},
		"an unknown policy":      {[]any{"Identity", "olivia", "AuthenticationPolicy", "x"}, "ManagementObjectNotFoundException"},
		"not carried out":        {[]any{"Identity", "olivia", "MailboxRegion", "EUR"}, "NotSupported"},
	} {
		r := w.Run("Set-User", c.args...)
		var e *command.Error
		if !errors.As(r.Err, &e) || e.ID != c.id {
			t.Errorf("%s: error is %v", name, r.Err)
		}
	}
	if rows := w.Audited("Set-User"); len(rows) != 0 {
		t.Errorf("%d audit rows", len(rows))
	}
}

func TestDirectReports(t *testing.T) {
	t.Parallel()
	w := world(t)
	v, _ := w.Must("Get-User", "Identity", "marcus")[0].Get("DirectReports")
	if got := len(org.Items(v)); got != 4 {
		t.Errorf("%d direct reports", got)
	}
}

// A user without a mailbox is shown as what the account says, whoever blocked it.
func TestBlockedUserIsDisabled(t *testing.T) {
	t.Parallel()
	w := world(t)
	err := w.Store.Update(w.Context("exosh admin user block"), func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, "yara@contoso.com")
		if err != nil {
			return err
		}
		a.Enabled = false
		return org.PutAccount(tx, a)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Must("Get-User", "RecipientTypeDetails", "DisabledUser"); len(got) != 2 {
		t.Errorf("disabled users are %v", cmdlettest.Column(got, "Name"))
	}
}

// S-26: nobody revokes a revocation.
func TestS26RevokedTokensStayRevoked(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Set-User", "Identity", "olivia", "StsRefreshTokensValidFrom", "2026-01-02T03:04:05Z")
	var e *command.Error
	r := w.Run("Set-User", "Identity", "olivia", "StsRefreshTokensValidFrom", "2026-01-02T03:04:04Z")
	if !errors.As(r.Err, &e) || e.ID != "DataValidationException" {
		t.Errorf("a second back: %v", r.Err)
	}
}
