package shell_test

import (
	"strings"
	"testing"
)

// The Get-EXO cmdlets are there before a connection is, keep their names under a prefix, and ask the latest
// connection to Exchange Online, never one to Security & Compliance.
func TestGetEXO(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	_, errs, code := s.try("Get-EXOMailbox -ResultSize 1")
	if code == 0 {
		t.Error("it answers without a connection")
	}
	s.has(errs, "You must call the Connect-ExchangeOnline cmdlet before calling any other cmdlets.")
	s.has(s.run("(Get-Command Get-EXO* -Module ExchangeOnlineManagement).Name -join ' '"), "Get-EXOCasMailbox Get-EXOMailbox Get-EXOMailboxFolderPermission "+
		"Get-EXOMailboxFolderStatistics Get-EXOMailboxPermission Get-EXOMailboxStatistics Get-EXOMobileDeviceStatistics Get-EXORecipient Get-EXORecipientPermission")
	s.run("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -Prefix Main -ShowBanner:$false")
	s.run("Connect-IPPSSession -UserPrincipalName amara@contoso.com -ShowBanner:$false")
	s.has(s.run("(Get-EXOMailbox navin@contoso.com -PropertySets Quota).ProhibitSendQuota"), "99 GB")
	for text, want := range map[string]string{
		"(Get-EXOMailbox -ResultSize Unlimited).Count -eq (Get-MainMailbox -ResultSize Unlimited).Count":                                      "True",
		"(Get-EXOMailbox navin@contoso.com | Get-EXOMailboxStatistics).DisplayName":                                                           "Navin Rao",
		"(Get-EXOMailbox -RecipientTypeDetails SharedMailbox | Get-EXOMailboxPermission -User 'NT AUTHORITY\\SELF').Count":                    "3",
		"(Get-EXOMailbox navin@contoso.com | Get-EXOMailboxFolderStatistics -Folderscope Calendar | Select-Object -First 1).Name":             "Calendar",
		"(Get-EXOMailboxFolderPermission 'navin@contoso.com:\\Calendar' | Where-Object { \"$($_.User)\" -eq 'Default' }).User.DisplayName":    "Default",
		"(Get-EXORecipient 'All Sales').RecipientTypeDetails":                                                                                 "MailUniversalDistributionGroup",
		"(Get-EXOCasMailbox navin -PropertySet Imap).ImapEnabled":                                                                             "True",
		"(Get-EXORecipientPermission invoices).Trustee -join ','":                                                                             "NT AUTHORITY\\SELF",
		"try { Get-EXOMailbox ghost -ErrorAction Stop } catch [Microsoft.Exchange.Management.RestApiClient.RestClientException] { 'caught' }": "caught",
		"Get-EXOMailbox ghost -ErrorAction SilentlyContinue; \"$($Error[0].CategoryInfo.Category) $($Error[0].FullyQualifiedErrorId)\"":       "ProtocolError An error occurred while processing this request.",
		"(Get-EXOMailbox -ResultSize Unlimited | Select-Object -First 2).Count":                                                               "2",
		"'navin', 'olivia' | Get-EXOMailbox | ForEach-Object { $_.Alias }":                                                                    "navin",
	} {
		if out := s.run(text); !strings.Contains(out, want) {
			t.Errorf("%s\n got %q\nwant %q", text, out, want)
		}
	}
	_, errs, _ = s.try("Get-EXOMailbox -Migration")
	s.has(errs, "Get-EXOMailbox does not support the parameter -Migration.")
	s.run("Disconnect-ExchangeOnline -ModulePrefix Main -Confirm:$false")
	_, errs, _ = s.try("Get-EXOMailbox navin")
	s.has(errs, "You must call the Connect-ExchangeOnline cmdlet")
}
