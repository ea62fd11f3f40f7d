package group

import (
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxMembers is how many members a group may have. They are stored with it.
const maxMembers = 2000

// join makes a recipient a member of the group; one that is a member already stays one.
func join(group, m *org.Entry) error {
	if err := fits(group, m); err != nil {
		return err
	}
	list := directory.References(group, "Members")
	if holds(list, m.ID) {
		return nil
	}
	if len(list) >= maxMembers {
		return org.Invalid("Members", directory.Text(m, "Name"), "a group may have at most 2000 members; put some of them into a group of their own")
	}
	group.Props.Set("Members", append(values(list), directory.Reference(m)))
	return nil
}

// fits returns an error unless the recipient can be a member of such a group: mail reaches it, or it is a
// user and the group opens more than mail. A room list holds rooms and other room lists.
func fits(group, m *org.Entry) error {
	details, name := directory.Details(m), directory.Text(m, "Name")
	switch {
	case m.ID == group.ID:
		return org.Invalid("Member", name, "a group can't be a member of itself")
	case directory.Details(group) == directory.RoomList && details != directory.RoomMailbox && details != directory.RoomList:
		return org.Invalid("Member", name, "a room list can only hold rooms and other room lists")
	case details == directory.UnifiedGroup:
		return org.Invalid("Member", name, "a Microsoft 365 group can't be a member of another group")
	case !directory.IsRecipient(details) && !isSecurity(group):
		return change.Refuse(name, "\""+name+"\" has no address that mail could be sent to.", "Add a mailbox, a mail user, a contact or a group.")
	}
	return nil
}

func leave(group *org.Entry, id org.ID) { unlink(group, "Members", id) }

func values(list []object.ADObjectID) []any {
	out := make([]any, len(list))
	for i, r := range list {
		out[i] = r
	}
	return out
}
