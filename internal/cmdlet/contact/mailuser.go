package contact

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxMessage is the largest message that a mail user may be allowed to send or take.
const maxMessage = 150 * directory.MB

// newUserTable says what each parameter of New-MailUser does.
func newUserTable() project.Table[*change.Change] {
	const name = "New-MailUser"
	return project.Table[*change.Change]{Cmdlet: name, Rows: change.Join(
		change.Read("Name", "Alias", "ExternalEmailAddress", "MicrosoftOnlineServicesID", "Password", "PrimarySmtpAddress", "OrganizationalUnit"),
		change.DisplayName(),
		change.PersonNames(),
		change.Text(256, "ImmutableId"),
		change.Formats(name),
		change.Of(name, change.Moderation()),
		change.Of(name, change.RemotePowerShell()),
	)}
}

// setUserTable says what each parameter of Set-MailUser does.
func setUserTable() project.Table[*change.Change] {
	const name = "Set-MailUser"
	return project.Table[*change.Change]{Cmdlet: name, Rows: change.Join(
		change.Read("Identity"),
		change.MailEnabled(name),
		change.Do("MicrosoftOnlineServicesID", setUPN),
		change.Outside("PrimarySmtpAddress", "WindowsEmailAddress"),
		change.Text(256, "ImmutableId"),
		change.Sizes(maxMessage, "MaxSendSize", "MaxReceiveSize"),
		change.Formats(name),
		change.Do("Password", func(c *change.Change, _ object.Value) error { return c.SetPassword() }),
		change.Of(name, change.Account()),
	)}
}

func setUPN(c *change.Change, v object.Value) error {
	upn := ""
	if v != nil {
		upn = object.String(v)
	}
	return c.SetUPN("MicrosoftOnlineServicesID", upn)
}

// createUser carries out New-MailUser. Without a password the account is there and blocked.
func (k *contacts) createUser(ctx context.Context, c *command.Call) error {
	table := newUserTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	spec := directory.NewOutsider{
		Details: directory.MailUser, Name: c.Args.Text("Name"), DisplayName: c.Args.Text("DisplayName"), Alias: c.Args.Text("Alias"),
		External: c.Args.Text("ExternalEmailAddress"), Primary: c.Args.Text("PrimarySmtpAddress"), UPN: c.Args.Text("MicrosoftOnlineServicesID"),
	}
	if spec.External == "" && spec.UPN == "" {
		return change.Refuse(spec.Name, "A mail user needs an address to which mail goes.", "Give -ExternalEmailAddress.")
	}
	if err := k.ids(&spec.ID, &spec.ObjectID); err != nil {
		return err
	}
	upn := spec.UPN
	if upn == "" {
		upn = spec.Name
	}
	hash, err := change.HashPassword(ctx, k.Passwords, c.Args, upn, "Password")
	if err != nil {
		return err
	}
	return change.Creator{
		Store: k.Store, Table: table, View: k.user, Name: spec.Name, Check: check,
		Begin: func(tx org.Tx, home *directory.Organisation) (*change.Change, error) {
			e, a, err := directory.MakeOutsider(tx, home, spec)
			if err != nil {
				return nil, err
			}
			a.PasswordHash, a.Enabled, a.RemotePowerShell = hash, hash != "", hash != ""
			ch := &change.Change{Entry: e, Hash: hash}
			ch.NewAccount(a)
			return ch, nil
		},
	}.Run(ctx, c)
}

// setUser carries out Set-MailUser.
func (k *contacts) setUser(ctx context.Context, c *command.Call) error {
	return change.Setter{
		Store: k.Store, Table: setUserTable(), View: k.user, Keep: directory.LiveMailUser, Check: check,
		Hash: func(ctx context.Context, args command.Args, target *org.Entry) (string, error) {
			return change.HashPassword(ctx, k.Passwords, args, directory.Text(target, "UserPrincipalName"), "Password")
		},
	}.Run(ctx, c)
}

// removeUser carries out Remove-MailUser. The user can be restored until it is purged, which
// -PermanentlyDelete does with one that was removed before.
func (k *contacts) removeUser(ctx context.Context, c *command.Call) error {
	r := change.Remover{
		Store: k.Store, Table: readers().Of(c.Meta.Name), Keep: directory.LiveMailUser, What: "mail user", Remove: directory.SoftDelete,
	}
	if c.Args.Flag("PermanentlyDelete") {
		r.Keep = func(e *org.Entry) bool { return directory.SoftDeleted(e) && isMailUser(directory.Details(e)) }
		r.Remove = func(tx org.Tx, e *org.Entry) error { return tx.Delete(org.KindRecipient, e.ID) }
	}
	return r.Run(ctx, c)
}
