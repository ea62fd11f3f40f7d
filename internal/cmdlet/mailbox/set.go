package mailbox

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

func (m *mailboxes) set(ctx context.Context, c *command.Call) error {
	keep := directory.LiveMailbox
	if c.Args.Flag("InactiveMailbox") {
		keep = func(e *org.Entry) bool { return removed(e) && directory.Flag(e, "IsInactiveMailbox") }
	}
	return change.Setter{
		Store: m.Store, Table: setTable(), View: m.view, Keep: keep, Check: checkMailbox,
		Hash: func(ctx context.Context, args command.Args, e *org.Entry) (string, error) {
			return change.HashPassword(ctx, m.Passwords, args, directory.Text(e, "UserPrincipalName"), "Password", "RoomMailboxPassword")
		},
	}.Run(ctx, c)
}
