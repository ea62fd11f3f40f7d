package box

import (
	"fmt"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// noStore is the error for a store that the mailbox does not have.
func noStore(owner *org.Entry, which Which) *command.Error {
	name := org.EntryName(owner)
	e := &command.Error{
		Category: command.ObjectNotFound, ID: "ManagementObjectNotFoundException",
		Type:    "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
		Message: fmt.Sprintf("%q has no mailbox.", name), Target: name, Err: org.ErrNotFound,
	}
	if which == Archive {
		e.Message = fmt.Sprintf("The user %q doesn't have an archive mailbox.", directory.Text(owner, "Name"))
		e.Advice = "Enable-Mailbox -Archive gives them one."
	}
	return e
}

// exists is the error for a folder that is there already.
func exists(parent *Folder, name string) *command.Error {
	return &command.Error{
		Category: command.ResourceExists, ID: "ObjectExistedException",
		Type:    "Microsoft.Exchange.Data.Storage.ObjectExistedException",
		Message: fmt.Sprintf("A folder with the name %q already exists in %q.", name, parent.Path()),
		Target:  name,
	}
}

// rulesFull is the error for rules that do not fit into the mailbox.
func rulesFull(mailbox *org.Entry, quota object.ByteQuantifiedSize) *command.Error {
	name := org.EntryName(mailbox)
	return &command.Error{
		Category: command.LimitsExceeded, ID: "RulesQuotaExceededException",
		Type:    "Microsoft.Exchange.Data.Storage.ObjectValidationException",
		Message: fmt.Sprintf("There isn't enough space in %q to store all rules: its RulesQuota is %s.", name, quota),
		Advice:  "Remove rules, or shorten their lists.", Target: name,
	}
}
