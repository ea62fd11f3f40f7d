// Package mailbox carries out the cmdlets of mailboxes as a whole: Get-, New-, Set-, Remove-, Enable- and
// Disable-Mailbox and Undo-SoftDeletedMailbox. What each parameter does is a row of
// its cmdlet's table; rules that look at several properties at once are in check.go.
package mailbox

import (
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/object"
)

// mailboxes carries out the cmdlets.
type mailboxes struct {
	cmdlet.Deps
	view *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	m := &mailboxes{Deps: d, view: newView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-Mailbox"), m.get),
		command.Simple(catalog.Must("New-Mailbox"), m.create),
		command.Simple(catalog.Must("Set-Mailbox"), m.set),
		command.Simple(catalog.Must("Remove-Mailbox"), m.remove),
		command.Simple(catalog.Must("Enable-Mailbox"), m.enable),
		command.Simple(catalog.Must("Disable-Mailbox"), m.disable),
		command.Simple(catalog.Must("Undo-SoftDeletedMailbox"), m.undo),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	var list []project.Support
	list = append(list, getTable().Support(catalog.Must("Get-Mailbox"))...)
	list = append(list, newTable().Support(catalog.Must("New-Mailbox"))...)
	list = append(list, setTable().Support(catalog.Must("Set-Mailbox"))...)
	list = append(list, enableTable().Support(catalog.Must("Enable-Mailbox"))...)
	list = append(list, disableTable().Support(catalog.Must("Disable-Mailbox"))...)
	list = append(list, undoTable().Support(catalog.Must("Undo-SoftDeletedMailbox"))...)
	return append(list, removeTable().Support(catalog.Must("Remove-Mailbox"))...)
}

func newView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-Mailbox")
	derived := directory.Derived()
	derived["MailTipTranslations"] = change.TipTranslations
	derived["AcceptMessagesOnlyFromSendersOrMembers"] = directory.Together("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers")
	derived["RejectMessagesFromSendersOrMembers"] = directory.Together("RejectMessagesFrom", "RejectMessagesFromDLMembers")
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Needs: directory.DerivedNeeds(), Derive: derived, Preset: []map[string]object.Value{directory.Presets()},
	})
}
