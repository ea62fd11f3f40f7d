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
			return m.hash(ctx, args, directory.Text(e, "UserPrincipalName"), "Password", "RoomMailboxPassword")
		},
	}.Run(ctx, c)
}

// hash checks and hashes the password that one of the parameters gives; "" where none is given. It
// comes before the transaction because it takes long.
func (m *mailboxes) hash(ctx context.Context, args command.Args, upn string, params ...string) (string, error) {
	chosen := ""
	for _, p := range params {
		v, _ := args.Get(p)
		switch {
		case v == nil:
		case chosen != "":
			return "", org.Invalid(p, org.Masked, "-"+chosen+" is given too, and there is one account")
		default:
			chosen = p
		}
	}
	if chosen == "" {
		return "", nil
	}
	v, _ := args.Get(chosen)
	text, err := change.CheckPassword(chosen, v, upn)
	if err != nil {
		return "", err
	}
	return m.Passwords.Hash(ctx, text)
}
