package permission

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// addRecipient carries out Add-RecipientPermission.
func (p *permissions) addRecipient(ctx context.Context, c *command.Call) error {
	return p.change(ctx, c, edit{keep: directory.LiveRecipient, apply: func(tx org.Tx, e *org.Entry, args command.Args) (outcome, error) {
		t, err := newTrustee(tx, args.Text("Trustee"))
		if err != nil {
			return outcome{}, err
		}
		ace, err := sender(t, args)
		if err != nil {
			return outcome{}, err
		}
		list, changed := directory.Grant(directory.SendAs(e), ace)
		directory.SetPermissions(e, directory.PropSendAs, list)
		return outcome{
			target:  "right SendAs of " + t.name() + " on the recipient " + directory.Text(e, "Name"),
			warning: "The access control entry for " + t.name() + " is already present on the recipient " + directory.Text(e, "Name") + ".",
			changed: changed, shown: showRecipient(e, t, ace, false),
		}, nil
	}})
}

// removeRecipient carries out Remove-RecipientPermission.
func (p *permissions) removeRecipient(ctx context.Context, c *command.Call) error {
	return p.change(ctx, c, edit{keep: directory.LiveRecipient, apply: func(tx org.Tx, e *org.Entry, args command.Args) (outcome, error) {
		t, err := findTrustee(tx, args.Text("Trustee"))
		if err != nil {
			return outcome{}, err
		}
		ace, err := sender(t, args)
		if err != nil {
			return outcome{}, err
		}
		list, changed := directory.Revoke(directory.SendAs(e), ace)
		directory.SetPermissions(e, directory.PropSendAs, list)
		return outcome{
			target:  "right SendAs of " + t.name() + " on the recipient " + directory.Text(e, "Name"),
			warning: "Nothing was removed: the recipient " + directory.Text(e, "Name") + " has no such access control entry for " + t.name() + ".",
			changed: changed,
		}, nil
	}})
}

// sender reads -AccessRights, which has one word only.
func sender(t trustee, args command.Args) (directory.Permission, error) {
	list, err := rights(args, []string{"SendAs"})
	return directory.Permission{Trustee: t.id, Rights: list, Inheritance: "None"}, err
}
