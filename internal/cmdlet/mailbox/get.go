package mailbox

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

func getTable() project.Table[struct{}] {
	return project.Table[struct{}]{Cmdlet: "Get-Mailbox", Rows: project.Reads[struct{}](
		"Identity", "Anr", "Filter", "RecipientTypeDetails", "ResultSize", "SortBy", "OrganizationalUnit",
		"Archive", "MailboxPlan", "GroupMailbox",
		"SoftDeletedMailbox", "InactiveMailboxOnly", "IncludeInactiveMailbox",
	)}
}

func (m *mailboxes) get(ctx context.Context, c *command.Call) error {
	s := selection.Source{Store: m.Store, View: m.view, Table: getTable(), Shows: directory.IsMailbox, Narrow: narrow}
	isGroup := func(details string) bool { return details == directory.UnifiedGroup }
	switch kinds, _ := c.Args.Get("RecipientTypeDetails"); {
	case c.Args.Flag("GroupMailbox"):
		s.Shows = isGroup
	case kinds != nil:
		s.Shows = func(details string) bool { return directory.IsMailbox(details) || isGroup(details) }
	}
	return s.Get(ctx, c)
}

// narrow reads -Archive and -MailboxPlan.
func narrow(tx org.Tx, args command.Args) (selection.Rule, error) {
	archived := args.Flag("Archive")
	var plan *org.Entry
	if identity := args.Text("MailboxPlan"); identity != "" {
		var err error
		if plan, err = org.Resolve(tx, []string{org.KindMailboxPlan}, identity); err != nil {
			return nil, err
		}
	}
	if !archived && plan == nil {
		return nil, nil
	}
	return selection.When(func(i *directory.Item) bool {
		return (!archived || hasArchive(i.Entry)) && (plan == nil || assigned(i.Entry, plan))
	}), nil
}

func hasArchive(e *org.Entry) bool { return directory.Text(e, "ArchiveStatus") == "Active" }

func assigned(e, plan *org.Entry) bool {
	for _, r := range directory.References(e, "MailboxPlan") {
		if r.ID == plan.ID {
			return true
		}
	}
	return false
}
