package change

import (
	"fmt"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Moderation returns the rows of whether and by whom messages to the recipient are let through.
func Moderation() Rows {
	return Join(
		Flags("ModerationEnabled"),
		Recipients(directory.LiveRecipient, "ModeratedBy", "BypassModerationFromSendersOrMembers"),
		Choice("SendModerationNotifications", "Always", "Internal", "Never"),
	)
}

// CheckModeration returns an error if the recipient is moderated by nobody.
func CheckModeration(c *Change) error {
	if !directory.Flag(c.Entry, "ModerationEnabled") || len(directory.References(c.Entry, "ModeratedBy")) > 0 {
		return nil
	}
	name := directory.Text(c.Entry, "Name")
	return Refuse(name, "Messages to \""+name+"\" can't be moderated because nobody is named who does it.",
		"Give -ModeratedBy as well.")
}

// Choice returns the row of a parameter that takes one of the words; it is stored in its own spelling.
func Choice(param string, words ...string) Rows {
	return Do(param, func(c *Change, v object.Value) error {
		for _, w := range words {
			if v != nil && strings.EqualFold(object.String(v), w) {
				c.Entry.Props.Set(param, w)
				return nil
			}
		}
		return org.Invalid(param, textOf(v), "it must be one of "+strings.Join(words, ", "))
	})
}

// Numbered returns the names of parameters that are numbered from one.
func Numbered(name string, most int) []string {
	var list []string
	for n := 1; n <= most; n++ {
		list = append(list, fmt.Sprint(name, n))
	}
	return list
}
