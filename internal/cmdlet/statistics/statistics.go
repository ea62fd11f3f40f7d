// Package statistics carries out Get-MailboxStatistics and Get-MailboxFolderStatistics: how much is in a
// mailbox and its folders, and when it was last used.
package statistics

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// statistics carries out the cmdlets.
type statistics struct {
	cmdlet.Deps
	mailbox *project.View[*content]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	s := &statistics{Deps: d, mailbox: mailboxView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-MailboxStatistics"), s.getMailbox),
		command.Simple(catalog.Must("Get-MailboxFolderStatistics"), s.getFolder),
	}
}

// tables returns what the parameters of the package's cmdlets do.
func tables() project.Tables {
	return project.Tables{
		project.Reader("Get-MailboxStatistics", "Identity", "Archive", "IncludeSoftDeletedRecipients"),
		project.Reader("Get-MailboxFolderStatistics", "Identity", "Archive", "FolderScope", "IncludeOldestAndNewestItems",
			"IncludeSoftDeletedRecipients", "ResultSize", "SkipCount"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }

// open opens the store of a mailbox that -Archive and -IncludeSoftDeletedRecipients name.
func open(tx org.Tx, args command.Args, identity string) (*box.Box, error) {
	keep := directory.LiveMailbox
	if args.Flag("IncludeSoftDeletedRecipients") {
		keep = func(e *org.Entry) bool { return directory.IsMailbox(directory.Details(e)) }
	}
	e, err := directory.Resolve(tx, identity, keep)
	if err != nil {
		return nil, err
	}
	which := box.Primary
	if args.Flag("Archive") {
		which = box.Archive
	}
	return box.Open(tx, e, which)
}

// getMailbox carries out Get-MailboxStatistics.
func (s *statistics) getMailbox(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	var shown *object.Object
	warning := ""
	err := s.Read(ctx, func(tx org.Tx, o *directory.Organisation) error {
		b, err := open(tx, c.Args, c.Args.Text("Identity"))
		if err != nil {
			return err
		}
		i := &content{org: o, box: b, totals: b.Totals()}
		shown, warning = s.mailbox.Object(i), i.neverUsed()
		return nil
	})
	if err != nil {
		return err
	}
	if warning != "" {
		if err := c.Warn(warning); err != nil {
			return err
		}
	}
	return c.Output(shown)
}
