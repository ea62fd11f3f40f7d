package mailbox

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// convert makes a mailbox one of another kind.
func convert(c *change.Change, v object.Value) error {
	kinds := map[string]string{
		"regular": directory.UserMailbox, "shared": directory.SharedMailbox,
		"room": directory.RoomMailbox, "equipment": directory.EquipmentMailbox,
	}
	text := object.String(v)
	kind, known := kinds[strings.ToLower(text)]
	if !known {
		return &command.Error{
			Category: command.NotImplemented, ID: "NotSupported", Type: "System.NotSupportedException",
			Message: "Set-Mailbox does not support the type " + text + " in this organisation.",
			Advice:  "Use Regular, Shared, Room or Equipment.", Target: text,
		}
	}
	old := directory.Details(c.Entry)
	if old == kind {
		return nil
	}
	c.Entry.Props.Set("PreviousRecipientTypeDetails", old)
	c.Entry.Props.Set("RecipientTypeDetails", kind)
	if !directory.IsResource(kind) {
		c.Set("ResourceCapacity", nil)
		c.Set("RoomMailboxAccountEnabled", nil)
	}
	return nil
}

// resource returns the rows about rooms.
func resource() change.Rows {
	capacity := change.Numbers(0, 1_000_000, "ResourceCapacity")[0].Apply
	return change.Join(
		change.Do("ResourceCapacity", func(c *change.Change, v object.Value) error {
			if v != nil && !directory.IsResource(directory.Details(c.Entry)) {
				return notResource(c.Entry, "ResourceCapacity")
			}
			return capacity(c, v)
		}),
		change.Do("EnableRoomMailboxAccount", enableRoom),
		change.Do("RoomMailboxPassword", func(c *change.Change, _ object.Value) error {
			if !directory.IsResource(directory.Details(c.Entry)) {
				return notResource(c.Entry, "RoomMailboxPassword")
			}
			return c.SetPassword()
		}),
	)
}

func notResource(e *org.Entry, param string) error {
	name := directory.Text(e, "Name")
	return change.Refuse(name, "The parameter -"+param+" is for rooms and equipment, and \""+name+"\" is neither.", "")
}

// enableRoom lets the account of a room sign in, for devices that stand there.
func enableRoom(c *change.Change, v object.Value) error {
	if directory.Details(c.Entry) != directory.RoomMailbox {
		return notResource(c.Entry, "EnableRoomMailboxAccount")
	}
	on := object.Truth(v)
	a, err := c.Account()
	if err != nil {
		return err
	}
	if on && c.Hash == "" && a.PasswordHash == "" {
		return change.Refuse(directory.Text(c.Entry, "Name"), "The room's account has no password yet.", "Give -RoomMailboxPassword as well.")
	}
	c.Entry.Props.Set("RoomMailboxAccountEnabled", on)
	return c.Enable(on)
}
