package directory

// DerivedNeeds says which properties of the entry each property of Derived looks at, by name. A test
// compares what listings show that read no more than these with those that read all.
func DerivedNeeds() map[string][]string {
	needs := map[string][]string{}
	for _, n := range [...]struct{ names, looks []string }{
		{[]string{"Identity", "Id"}, []string{PropName, "DistinguishedName"}},
		{[]string{"ObjectKey", "Guid", "ExchangeObjectId", "OrganizationId", "OrganizationalUnitRoot"}, []string{}},
		{[]string{"WhenCreated"}, []string{"WhenCreated"}},
		{[]string{"WhenChanged"}, []string{"WhenChanged"}},
		{[]string{"RecipientTypeDetails"}, []string{propDetails, propAccount}},
		{[]string{"RecipientType", "ObjectCategory", "ObjectClass", "IsShared", "IsResource", "ResourceType"}, []string{propDetails}},
		{[]string{"WindowsLiveID", "MicrosoftOnlineServicesID", "UserPrincipalName"}, []string{"UserPrincipalName"}},
		{[]string{"AccountDisabled", "ResetPasswordOnNextLogon", "RemotePowerShellEnabled", "EXOModuleEnabled", propAccount}, []string{propAccount}},
		{[]string{"StsRefreshTokensValidFrom"}, []string{propAccount, "WhenCreated"}},
		{[]string{"Database", "DatabaseName", "DatabaseGuid", "ServerName", "ServerLegacyDN", "MailboxLocations"}, []string{propDetails, "ExchangeGuid"}},
		{[]string{"WhenMailboxCreated"}, []string{propDetails, "ExchangeGuid", "WhenMailboxCreated", "WhenCreated"}},
	} {
		for _, name := range n.names {
			needs[name] = n.looks
		}
	}
	return needs
}

// propAccount holds the id of the recipient's account.
const propAccount = "ExternalDirectoryObjectId"
