package contact

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// newContactTable says what each parameter of New-MailContact does.
func newContactTable() project.Table[*change.Change] {
	const name = "New-MailContact"
	return project.Table[*change.Change]{Cmdlet: name, Rows: change.Join(
		change.Read("Name", "Alias", "ExternalEmailAddress", "OrganizationalUnit"),
		change.DisplayName(),
		change.PersonNames(),
		change.Formats(name),
		change.Of(name, change.Moderation()),
	)}
}

// setContactTable says what each parameter of Set-MailContact does.
func setContactTable() project.Table[*change.Change] {
	const name = "Set-MailContact"
	return project.Table[*change.Change]{Cmdlet: name, Rows: change.Join(
		change.Read("Identity"),
		change.MailEnabled(name),
		change.Outside("WindowsEmailAddress"),
		change.Formats(name),
	)}
}

// setPersonTable says what each parameter of Set-Contact does.
func setPersonTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Set-Contact", Rows: change.Join(
		change.Read("Identity"),
		change.Person("Set-Contact"),
		change.Outside("WindowsEmailAddress")[2:], // the list itself belongs to Set-MailContact
	)}
}

// createContact carries out New-MailContact.
func (k *contacts) createContact(ctx context.Context, c *command.Call) error {
	table := newContactTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	spec := directory.NewOutsider{
		Details: directory.MailContact, Name: c.Args.Text("Name"), DisplayName: c.Args.Text("DisplayName"),
		Alias: c.Args.Text("Alias"), External: c.Args.Text("ExternalEmailAddress"),
	}
	if err := k.ids(&spec.ID, &spec.ObjectID); err != nil {
		return err
	}
	return change.Creator{
		Store: k.Store, Table: table, View: k.contact, Name: spec.Name, Check: check,
		Begin: func(tx org.Tx, home *directory.Organisation) (*change.Change, error) {
			e, _, err := directory.MakeOutsider(tx, home, spec)
			return &change.Change{Entry: e}, err
		},
	}.Run(ctx, c)
}

// setContact carries out Set-MailContact.
func (k *contacts) setContact(ctx context.Context, c *command.Call) error {
	return change.Setter{
		Store: k.Store, Table: setContactTable(), View: k.contact, Keep: directory.LiveContact, Check: check,
	}.Run(ctx, c)
}

// setPerson carries out Set-Contact.
func (k *contacts) setPerson(ctx context.Context, c *command.Call) error {
	return change.Setter{Store: k.Store, Table: setPersonTable(), View: k.person, Keep: directory.LiveContact}.Run(ctx, c)
}

// removeContact carries out Remove-MailContact. A contact is gone for good.
func (k *contacts) removeContact(ctx context.Context, c *command.Call) error {
	return change.Remover{
		Store: k.Store, Table: readers().Of(c.Meta.Name), Keep: directory.LiveContact, What: "mail contact", Remove: directory.RemoveContact,
	}.Run(ctx, c)
}

// check holds the rules that look at several properties of a contact or mail user.
func check(c *change.Change) error {
	if err := change.CheckFormats(c); err != nil {
		return err
	}
	return change.CheckModeration(c)
}
