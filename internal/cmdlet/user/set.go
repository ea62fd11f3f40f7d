package user

import (
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/object"
)

// setTable says what each parameter of Set-User does, in the order in which they take effect.
func setTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Set-User", Rows: change.Join(
		change.Read("Identity", "Force"),
		change.Person("Set-User"),
		change.Addresses("WindowsEmailAddress")[1:], // the list itself belongs to Set-Mailbox
		change.Do("VIP", func(c *change.Change, v object.Value) error {
			c.Entry.Props.Set("Vip", object.Truth(v))
			return nil
		}),
		change.Stored("AuthenticationPolicy", directory.KindAuthPolicy),
		change.RemotePowerShell(),
		change.Account(),
	)}
}
