package mailbox

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// undoTable says what each parameter of Undo-SoftDeletedMailbox does.
func undoTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Undo-SoftDeletedMailbox", Rows: change.Join(
		change.Read("SoftDeletedObject", "Password"),
		change.Names(),
		change.Do("WindowsLiveID", setLiveID),
	)}
}

// removed says whether the recipient is a mailbox that was removed.
func removed(e *org.Entry) bool {
	return directory.SoftDeleted(e) && directory.IsMailbox(directory.Details(e))
}

// undo brings a removed mailbox back, with an account under the name that it had or another.
func (m *mailboxes) undo(ctx context.Context, c *command.Call) error {
	table := undoTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	target, err := m.writable(ctx, c.Args.Text("SoftDeletedObject"), removed)
	if err != nil {
		return err
	}
	upn := c.Args.Text("WindowsLiveID")
	if upn == "" {
		upn = directory.Text(target, "UserPrincipalName")
	}
	hash, err := change.HashPassword(ctx, m.Passwords, c.Args, upn, "Password")
	if err != nil {
		return err
	}
	return change.Creator{
		Store: m.Store, Table: table, View: m.view, Name: directory.Text(target, "Name"),
		Begin: func(tx org.Tx, _ *directory.Organisation) (*change.Change, error) { return revived(tx, target, hash) },
	}.Run(ctx, c)
}

// revived returns the mailbox with what makes it one again.
func revived(tx org.Tx, target *org.Entry, hash string) (*change.Change, error) {
	e, err := again(tx, target, removed)
	if err != nil {
		return nil, err
	}
	if directory.Flag(e, "IsInactiveMailbox") {
		name := directory.Text(e, "Name")
		return nil, change.Refuse(name, "The mailbox \""+name+"\" is inactive: it was removed while it was on hold, and is kept as it is for as long as the hold lasts.",
			"Take it off hold with Set-Mailbox -InactiveMailbox -LitigationHoldEnabled $false first.")
	}
	if err := directory.Revive(tx, e); err != nil {
		return nil, err
	}
	a, err := account(tx, e)
	if err != nil {
		return nil, err
	}
	// Whoever restores it knows the password (S-50).
	for _, id := range []org.ID{e.ID, a.ID} {
		if err := rbac.Strip(org.Unscoped(tx), id); err != nil {
			return nil, err
		}
	}
	a.PasswordHash = hash
	ch := &change.Change{Entry: e}
	ch.NewAccount(a)
	return ch, nil
}

// account returns a new account for a mailbox that is restored. It has the old one's id, and none of its
// roles.
func account(tx org.Tx, e *org.Entry) (*org.Account, error) {
	id, ok := directory.AccountID(e)
	if !ok {
		id = org.SeedID(e.ID, "account")
	}
	person := directory.Details(e) == directory.UserMailbox
	a := &org.Account{
		ID: id, UPN: directory.Text(e, "UserPrincipalName"), DisplayName: directory.Text(e, "DisplayName"), Enabled: person, RemotePowerShell: person,
	}
	for _, r := range directory.References(e, "MailboxPlan") {
		plan, err := tx.Get(org.KindMailboxPlan, r.ID)
		if org.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		a.Plans = []string{directory.Text(plan, directory.PlanLicence)}
	}
	return a, nil
}

// setLiveID gives a restored mailbox another user name, which becomes its primary address. Addresses that
// others have now are left to them.
func setLiveID(c *change.Change, v object.Value) error {
	upn := object.String(v)
	if err := c.SetUPN("WindowsLiveID", upn); err != nil {
		return err
	}
	if err := directory.CheckAcceptedDomain(c.Tx, "WindowsLiveID", upn); err != nil {
		return err
	}
	list := []org.ProxyAddress{{Prefix: "smtp", Address: upn, Primary: true}}
	for _, a := range org.ProxyAddresses(c.Entry.Props) {
		free, err := freeFor(c.Tx, c.Entry.ID, a)
		if err != nil {
			return err
		}
		if free && !org.Matches(a.Address, upn) {
			a.Primary = a.Primary && a.Prefix != "smtp"
			list = append(list, a)
		}
	}
	return directory.SetAddresses(c.Entry, list)
}

func freeFor(tx org.Tx, id org.ID, a org.ProxyAddress) (bool, error) {
	if a.Prefix != "smtp" {
		return true, nil
	}
	for e, err := range org.Unscoped(tx).ByKey(org.SpaceSMTP, a.Address) {
		if err != nil {
			return false, err
		}
		if e.ID != id && directory.Live(e) {
			return false, nil
		}
	}
	return true, nil
}
