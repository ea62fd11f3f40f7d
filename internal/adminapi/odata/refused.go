package odata

import "slices"

// refused says whether the service refuses a property of an entity type in $filter, though the type has it
// (protocol section 5.6).
func refused(entity, property string) bool {
	switch entity {
	case "Mailbox":
		return slices.Contains([]string{
			"DeletedItemFlags", "LanguagesRaw", "MasterAccountSid", "MemberOfGroup", "RequireAllSendersAreAuthenticated",
			"SCLDeleteThresholdInt", "SCLJunkThresholdInt", "SCLQuarantineThresholdInt", "SCLRejectThresholdInt",
		}, property)
	case "CasMailbox":
		return property == "MemberOfGroup" || property == "ExternalDirectoryObjectId"
	case "Recipient":
		return slices.Contains([]string{"CountryCode", "ExternalDirectoryObjectId", "MasterAccountSid", "MemberOfGroup", "Members"}, property)
	}
	return false
}
