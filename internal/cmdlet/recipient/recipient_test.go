package recipient_test

import (
	"slices"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/recipient"
)

func TestGetRecipientShowsEveryKind(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, recipient.Commands)
	kinds := cmdlettest.Column(w.Must("Get-Recipient"), "RecipientTypeDetails")
	slices.Sort(kinds)
	if want := []string{
		"DiscoveryMailbox", "DynamicDistributionGroup", "EquipmentMailbox", "GroupMailbox", "GuestMailUser", "MailContact", "MailUniversalDistributionGroup",
		"MailUniversalSecurityGroup", "MailUser", "RoomList", "RoomMailbox", "SharedMailbox", "UserMailbox",
	}; !slices.Equal(slices.Compact(kinds), want) {
		t.Errorf("kinds are %v", kinds)
	}
}

func TestGetRecipientChooses(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, recipient.Commands)
	for name, c := range map[string]struct {
		args []any
		want int
	}{
		"all":             {nil, 48},
		"type":            {[]any{"RecipientType", "MailUniversalDistributionGroup"}, 8},
		"details":         {[]any{"RecipientTypeDetails", "MailContact,MailUser"}, 3},
		"preview":         {[]any{"RecipientPreviewFilter", "(City -eq 'London') -and (RecipientTypeDetails -eq 'UserMailbox')"}, 5},
		"with removed":    {[]any{"IncludeSoftDeletedRecipients", true}, 51},
		"managed":         {[]any{"AuthenticationType", "Managed", "RecipientTypeDetails", "MailContact"}, 0},
		"outside":         {[]any{"Identity", "nora@fabrikam.example"}, 1},
		"address filter":  {[]any{"Filter", "EmailAddresses -like '*fabrikam*'"}, 1},
		"hidden":          {[]any{"Filter", "HiddenFromAddressListsEnabled -eq $true"}, 2},
		"country by code": {[]any{"Filter", "CountryOrRegion -eq 'GB'"}, 5},
		"country by name": {[]any{"Filter", "CountryOrRegion -eq 'United Kingdom'"}, 5},
		"group of":        {[]any{"Filter", "Members -eq 'CN=Olivia Martin,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local'"}, 2},
		"in group":        {[]any{"Filter", "MemberOfGroup -eq 'CN=Finance Readers,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local'"}, 3},
		"manager":         {[]any{"Filter", "Manager -eq 'CN=Marcus Bell,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local'"}, 4},
		"on behalf":       {[]any{"Filter", "GrantSendOnBehalfTo -ne $null"}, 2},
		"alias":           {[]any{"Filter", "Alias -like 'room*'"}, 3},
	} {
		if got := w.Must("Get-Recipient", c.args...); len(got) != c.want {
			t.Errorf("%s: %d objects, want %d: %v", name, len(got), c.want, cmdlettest.Column(got, "Name"))
		}
	}
}

func TestGetRecipientProperties(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, recipient.Commands)
	o := w.Must("Get-Recipient", "Identity", "navin", "Properties", []any{"Alias", "City"})[0]
	if len(o.Props) != 2 {
		t.Errorf("%d properties", len(o.Props))
	}
	if r := w.Run("Get-Recipient", "Properties", "Nonsense"); r.Err == nil {
		t.Error("a property that nothing has was accepted")
	}
}
