package directory

import (
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The kinds of recipients, values of RecipientTypeDetails.
const (
	UserMailbox         = "UserMailbox"
	SharedMailbox       = "SharedMailbox"
	RoomMailbox         = "RoomMailbox"
	EquipmentMailbox    = "EquipmentMailbox"
	DiscoveryMailbox    = "DiscoveryMailbox" // where results of searches are copied to
	MailUser            = "MailUser"
	GuestMailUser       = "GuestMailUser"
	MailContact         = "MailContact"
	DistributionGroup   = "MailUniversalDistributionGroup"
	SecurityGroup       = "MailUniversalSecurityGroup"
	DynamicGroup        = "DynamicDistributionGroup"
	UnifiedGroup        = "GroupMailbox"
	RoomList            = "RoomList"
	User                = "User"         // an account without a mailbox
	DisabledUser        = "DisabledUser" // the same, blocked
	propDetails         = "RecipientTypeDetails"
	propSoftDeleted     = "IsSoftDeletedByRemove"
	propPreviousDetails = "PreviousRecipientTypeDetails"
)

// Details returns the entry's RecipientTypeDetails.
func Details(e *org.Entry) string { return Text(e, propDetails) }

// RecipientType returns the coarse type that belongs to a RecipientTypeDetails.
func RecipientType(details string) string {
	switch details {
	case UserMailbox, SharedMailbox, RoomMailbox, EquipmentMailbox, DiscoveryMailbox:
		return UserMailbox
	case MailUser, GuestMailUser:
		return MailUser
	case DistributionGroup, UnifiedGroup, RoomList:
		return DistributionGroup
	case DisabledUser:
		return User
	}
	return details
}

// IsMailbox says whether Get-Mailbox shows entries of that RecipientTypeDetails.
func IsMailbox(details string) bool { return RecipientType(details) == UserMailbox }

// IsUser says whether Get-User shows entries of that RecipientTypeDetails.
func IsUser(details string) bool {
	t := RecipientType(details)
	return t == UserMailbox || t == MailUser || t == User
}

// IsRecipient says whether Get-Recipient shows entries of that RecipientTypeDetails.
func IsRecipient(details string) bool { return RecipientType(details) != User }

// IsGroup says whether entries of that RecipientTypeDetails have members.
func IsGroup(details string) bool {
	return RecipientType(details) == DistributionGroup || details == SecurityGroup || details == DynamicGroup
}

// IsResource says whether the mailbox stands for a room or a thing.
func IsResource(details string) bool { return details == RoomMailbox || details == EquipmentMailbox }

// SoftDeleted says whether the recipient was removed and only waits to be restored or purged.
func SoftDeleted(e *org.Entry) bool { return Flag(e, propSoftDeleted) }

// Text returns a property as text; "" where it is absent or $null.
func Text(e *org.Entry, name string) string {
	v, _ := e.Props.Get(name)
	switch s := v.(type) {
	case nil:
		return ""
	case string:
		return s
	}
	return object.String(v)
}

// Flag returns a property that is a boolean; false where it is absent.
func Flag(e *org.Entry, name string) bool {
	v, _ := e.Props.Get(name)
	b, _ := v.(bool)
	return b
}

// Texts returns a property that is a list of texts.
func Texts(e *org.Entry, name string) []string {
	v, _ := e.Props.Get(name)
	list, _ := v.([]any)
	texts := make([]string, 0, len(list))
	for _, item := range list {
		texts = append(texts, object.String(item))
	}
	return texts
}

// References returns the objects that a property refers to, one or a list.
func References(e *org.Entry, name string) []object.ADObjectID {
	v, _ := e.Props.Get(name)
	return references(v)
}

func references(v object.Value) []object.ADObjectID {
	switch r := v.(type) {
	case object.ADObjectID:
		return []object.ADObjectID{r}
	case []any:
		var list []object.ADObjectID
		for _, item := range r {
			list = append(list, references(item)...)
		}
		return list
	}
	return nil
}

// Guid returns a property that is a GUID; the zero GUID where it is absent.
func Guid(e *org.Entry, name string) object.GUID {
	v, _ := e.Props.Get(name)
	g, _ := v.(object.GUID)
	return g
}

// AccountID returns the id of the recipient's account, and whether it has one.
func AccountID(e *org.Entry) (org.ID, bool) {
	id, err := object.ParseGUID(Text(e, "ExternalDirectoryObjectId"))
	return id, err == nil
}

// Anys returns texts as the array that a property holds.
func Anys(texts []string) []any {
	list := make([]any, len(texts))
	for i, s := range texts {
		list[i] = s
	}
	return list
}

// HasWord says whether one of the words is the text, ignoring case.
func HasWord(words []string, text string) bool {
	for _, w := range words {
		if strings.EqualFold(w, text) {
			return true
		}
	}
	return false
}
