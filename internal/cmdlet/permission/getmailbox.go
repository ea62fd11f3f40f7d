package permission

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// getMailbox carries out Get-MailboxPermission.
func (p *permissions) getMailbox(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	var page project.Result
	err = p.Store.View(ctx, func(tx org.Tx) error {
		e, err := directory.Resolve(tx, c.Args.Text("Identity"), mailboxOf(c.Args))
		if err != nil {
			return err
		}
		rows, err := mailboxRows(tx, e, c.Args)
		if err != nil {
			return err
		}
		page.Objects, page.More, err = project.Cut(rows, c.Page, most)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// mailboxOf says which mailboxes -Identity may name.
func mailboxOf(args command.Args) func(*org.Entry) bool {
	if args.Flag("SoftDeletedMailbox") {
		return func(e *org.Entry) bool { return directory.SoftDeleted(e) && directory.IsMailbox(directory.Details(e)) }
	}
	return directory.LiveMailbox
}

// mailboxRows lists a mailbox's permissions: of one user, or of all that exist, with those that are gone
// or removed where they are asked for.
func mailboxRows(tx org.Tx, e *org.Entry, args command.Args) ([]*object.Object, error) {
	var only *trustee
	if user := args.Text("User"); user != "" {
		t, err := findTrustee(tx, user)
		if err != nil {
			return nil, err
		}
		only = &t
	}
	var rows []*object.Object
	for _, ace := range directory.MailboxAccess(e) {
		if only != nil && ace.Trustee != only.id {
			continue
		}
		t, err := readTrustee(tx, ace.Trustee)
		if err != nil {
			return nil, err
		}
		if only == nil && (t.gone() && !args.Flag("IncludeUnresolvedPermissions") ||
			t.removed() && !args.Flag("IncludeSoftDeletedUserPermissions")) {
			continue
		}
		rows = append(rows, showMailbox(e, t, ace))
	}
	return rows, nil
}
