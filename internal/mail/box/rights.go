package box

import (
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// Roles that are more than a sum of single rights.
const (
	NoRights         = "None"
	AvailabilityOnly = "AvailabilityOnly" // of a calendar: free or busy
	LimitedDetails   = "LimitedDetails"   // of a calendar: subject and place as well
)

// SingleRights lists the rights on a folder, in the order in which they are shown.
func SingleRights() []string {
	return []string{
		"ReadItems", "CreateItems", "EditOwnedItems", "DeleteOwnedItems", "EditAllItems", "DeleteAllItems",
		"CreateSubfolders", "FolderOwner", "FolderContact", "FolderVisible",
	}
}

// roles returns the single rights of each role.
func roles() map[string]string {
	return map[string]string{
		NoRights:           "",
		AvailabilityOnly:   "",
		LimitedDetails:     "",
		"Contributor":      "CreateItems FolderVisible",
		"Reviewer":         "ReadItems FolderVisible",
		"NonEditingAuthor": "ReadItems CreateItems DeleteOwnedItems FolderVisible",
		"Author":           "ReadItems CreateItems EditOwnedItems DeleteOwnedItems FolderVisible",
		"PublishingAuthor": "ReadItems CreateItems EditOwnedItems DeleteOwnedItems CreateSubfolders FolderVisible",
		"Editor":           "ReadItems CreateItems EditOwnedItems DeleteOwnedItems EditAllItems DeleteAllItems FolderVisible",
		"PublishingEditor": "ReadItems CreateItems EditOwnedItems DeleteOwnedItems EditAllItems DeleteAllItems CreateSubfolders FolderVisible",
		"Owner":            "ReadItems CreateItems EditOwnedItems DeleteOwnedItems EditAllItems DeleteAllItems CreateSubfolders FolderOwner FolderContact FolderVisible",
	}
}

// roleNames lists the roles for messages that explain them.
const roleNames = "Owner, PublishingEditor, Editor, PublishingAuthor, Author, NonEditingAuthor, Reviewer, Contributor, None, " +
	"for a calendar AvailabilityOnly and LimitedDetails"

// Rights returns rights on a folder as they are kept: one role, or single rights in their order, each once.
// Single rights that are those of a role become it.
func Rights(f *Folder, given []string) ([]string, error) {
	var single []string
	for _, word := range given {
		role, right := spelled(word)
		switch {
		case role != "" && len(given) > 1:
			return nil, org.Invalid("AccessRights", strings.Join(given, ", "), "a role can't be combined with other rights")
		case (role == AvailabilityOnly || role == LimitedDetails) && f.Class != ClassAppointment:
			return nil, org.Invalid("AccessRights", role, "it is for calendars; the folder "+f.Name+" is none")
		case role != "":
			return []string{role}, nil
		case right == "":
			return nil, org.Invalid("AccessRights", word, "it must be one of "+roleNames+", or of "+strings.Join(SingleRights(), ", "))
		}
		single = append(single, right)
	}
	if len(single) == 0 {
		return nil, org.Invalid("AccessRights", "", "it must name at least one right")
	}
	kept := slices.DeleteFunc(SingleRights(), func(r string) bool { return !slices.Contains(single, r) })
	for role, rights := range roles() {
		if rights != "" && rights == strings.Join(kept, " ") {
			return []string{role}, nil
		}
	}
	return kept, nil
}

// spelled returns the role, or the single right, that a word is, in its own spelling.
func spelled(word string) (role, right string) {
	for name := range roles() {
		if strings.EqualFold(name, word) {
			return name, ""
		}
	}
	for _, name := range SingleRights() {
		if strings.EqualFold(name, word) {
			return "", name
		}
	}
	return "", ""
}

// sharingFlags are the words of SharingPermissionFlags.
func sharingFlags() []string { return []string{"None", "Delegate", "CanViewPrivateItems"} }

// Flags returns sharing flags as they are kept. They are for who edits a calendar, and only a delegate
// sees private items.
func Flags(f *Folder, rights, given []string) ([]string, error) {
	var kept []string
	for _, word := range given {
		if !directory.HasWord(sharingFlags(), word) {
			return nil, org.Invalid("SharingPermissionFlags", word, "it must be one of "+strings.Join(sharingFlags(), ", "))
		}
	}
	for _, flag := range sharingFlags()[1:] {
		if directory.HasWord(given, flag) {
			kept = append(kept, flag)
		}
	}
	switch {
	case len(kept) == 0:
		return nil, nil
	case f.Number != calendar:
		return nil, org.Invalid("SharingPermissionFlags", strings.Join(kept, ", "), "it is for the calendar of the mailbox; the folder "+f.Name+" is not it")
	case !slices.Equal(rights, []string{"Editor"}):
		return nil, org.Invalid("SharingPermissionFlags", strings.Join(kept, ", "), "it goes with -AccessRights Editor")
	case kept[0] != "Delegate":
		return nil, org.Invalid("SharingPermissionFlags", kept[0], "only a delegate can see private items: give Delegate, CanViewPrivateItems")
	}
	return kept, nil
}
