// Package contact carries out Get-MailContact and Get-MailUser: recipients whose mail goes elsewhere.
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
	"example.org/exosh/object"
)

// contacts carries out the cmdlets.
type contacts struct {
	cmdlet.Deps
	contact, user *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	k := &contacts{Deps: d, contact: newView("Get-MailContact"), user: newView("Get-MailUser")}
	return []*command.Command{
		command.Simple(catalog.Must("Get-MailContact"), k.getContact),
		command.Simple(catalog.Must("Get-MailUser"), k.getUser),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	return append(contactTable().Support(catalog.Must("Get-MailContact")), userTable().Support(catalog.Must("Get-MailUser"))...)
}

func contactTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-MailContact", Rows: project.Reads[struct{}](
		"Identity", "ANR", "Filter", "OrganizationalUnit", "RecipientTypeDetails", "ResultSize", "SortBy",
	)}
}

func userTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-MailUser", Rows: project.Reads[struct{}](
		"Identity", "Anr", "Filter", "OrganizationalUnit", "ResultSize", "SortBy",
	)}
}

func (k *contacts) getContact(ctx context.Context, c *command.Call) error {
	shows := func(details string) bool { return details == directory.MailContact }
	return selection.Source{Store: k.Store, View: k.contact, Table: contactTable(), Shows: shows}.Get(ctx, c)
}

func (k *contacts) getUser(ctx context.Context, c *command.Call) error {
	shows := func(details string) bool { return directory.RecipientType(details) == directory.MailUser }
	return selection.Source{Store: k.Store, View: k.user, Table: userTable(), Shows: shows}.Get(ctx, c)
}

func newView(cmdlet string) *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor(cmdlet)
	derived := directory.Derived()
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
