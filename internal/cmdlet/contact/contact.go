// Package contact carries out the cmdlets of recipients whose mail goes elsewhere: mail contacts, who are
// no more than an entry of the address book, and mail users, who have an account here.
package contact

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// contacts carries out the cmdlets.
type contacts struct {
	cmdlet.Deps
	contact, user, person *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	k := &contacts{Deps: d, contact: newView("Get-MailContact"), user: newView("Get-MailUser"), person: newView("Get-Contact")}
	return []*command.Command{
		command.Simple(catalog.Must("Get-MailContact"), k.getContact),
		command.Simple(catalog.Must("New-MailContact"), k.createContact),
		command.Simple(catalog.Must("Set-MailContact"), k.setContact),
		command.Simple(catalog.Must("Remove-MailContact"), k.removeContact),
		command.Simple(catalog.Must("Get-Contact"), k.getPerson),
		command.Simple(catalog.Must("Set-Contact"), k.setPerson),
		command.Simple(catalog.Must("Get-MailUser"), k.getUser),
		command.Simple(catalog.Must("New-MailUser"), k.createUser),
		command.Simple(catalog.Must("Set-MailUser"), k.setUser),
		command.Simple(catalog.Must("Remove-MailUser"), k.removeUser),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	list := readers().Support()
	for _, t := range changers() {
		list = append(list, t.Support(catalog.Must(t.Cmdlet))...)
	}
	return list
}

// readers returns the tables of the cmdlets that read their parameters themselves.
func readers() project.Tables {
	return project.Tables{
		project.Reader("Get-MailContact", "Identity", "ANR", "Filter", "OrganizationalUnit", "RecipientTypeDetails", "ResultSize", "SortBy"),
		project.Reader("Remove-MailContact", "Identity"),
		project.Reader("Get-Contact", "Identity", "Anr", "Filter", "OrganizationalUnit", "RecipientTypeDetails", "ResultSize", "SortBy"),
		project.Reader("Get-MailUser", "Identity", "Anr", "Filter", "OrganizationalUnit", "ResultSize", "SoftDeletedMailUser", "SortBy"),
		project.Reader("Remove-MailUser", "Identity", "PermanentlyDelete"),
	}
}

// changers returns the tables of the cmdlets that make recipients or change them.
func changers() []project.Table[*change.Change] {
	return []project.Table[*change.Change]{newContactTable(), setContactTable(), setPersonTable(), newUserTable(), setUserTable()}
}

// get carries out a Get- cmdlet of this package.
func (k *contacts) get(ctx context.Context, c *command.Call, view *project.View[*directory.Item], shows func(string) bool) error {
	return selection.Source{Store: k.Store, View: view, Table: readers().Of(c.Meta.Name), Shows: shows}.Get(ctx, c)
}

func (k *contacts) getContact(ctx context.Context, c *command.Call) error {
	return k.get(ctx, c, k.contact, isContact)
}

// getPerson carries out Get-Contact: contacts as the people that they are.
func (k *contacts) getPerson(ctx context.Context, c *command.Call) error {
	return k.get(ctx, c, k.person, isContact)
}

func (k *contacts) getUser(ctx context.Context, c *command.Call) error {
	return k.get(ctx, c, k.user, isMailUser)
}

func isContact(details string) bool { return details == directory.MailContact }

func isMailUser(details string) bool { return directory.RecipientType(details) == directory.MailUser }

func newView(cmdlet string) *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor(cmdlet)
	derived := directory.Derived()
	derived["DirectReports"] = directory.DirectReports
	derived["MailTipTranslations"] = change.TipTranslations
	derived["AcceptMessagesOnlyFromSendersOrMembers"] = directory.Together("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers")
	derived["RejectMessagesFromSendersOrMembers"] = directory.Together("RejectMessagesFrom", "RejectMessagesFromDLMembers")
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.Presets(), presets()},
	})
}

// presets are the values of a new contact where they differ from those of a mailbox.
func presets() map[string]object.Value {
	return map[string]object.Value{
		"MaxRecipientPerMessage": object.Unlimited{},
		"MaxSendSize":            object.Unlimited{},
		"MaxReceiveSize":         object.Unlimited{},
		"UseMapiRichTextFormat":  "UseDefaultSettings",
		"UsePreferMessageFormat": false,
		"MessageFormat":          "Mime",
		"MessageBodyFormat":      "TextAndHtml",
		"MacAttachmentFormat":    "BinHex",
	}
}

// ids fills the ids of a new recipient.
func (k *contacts) ids(list ...*org.ID) error {
	for _, id := range list {
		var err error
		if *id, err = org.NewID(k.Random); err != nil {
			return err
		}
	}
	return nil
}
