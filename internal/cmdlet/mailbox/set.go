package mailbox

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

func (m *mailboxes) set(ctx context.Context, c *command.Call) error {
	table := setTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	target, err := change.Find(ctx, m.Store, c.Args.Text("Identity"), directory.LiveMailbox)
	if err != nil {
		return err
	}
	hash, err := m.hash(ctx, c.Args, directory.Text(target, "UserPrincipalName"), "Password", "RoomMailboxPassword")
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, directory.Text(target, "Name"), "Set-Mailbox"); err != nil || !ok {
		return err
	}
	return m.Store.Update(ctx, func(tx org.Tx) error {
		ch, err := change.Begin(ctx, tx, c.Args, target.ID)
		if err != nil {
			return err
		}
		ch.Hash = hash
		if err := table.Apply(ch, c.Args); err != nil {
			return err
		}
		if err := checkMailbox(ch); err != nil {
			return err
		}
		return ch.Save()
	})
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
