package permission

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// getRecipient carries out Get-RecipientPermission: of one recipient, or of all in order of their names.
func (p *permissions) getRecipient(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	if c.Args.Has("AccessRights") {
		if _, err := rights(c.Args, []string{"SendAs"}); err != nil {
			return err
		}
	}
	var page project.Result
	err = p.Store.View(ctx, func(tx org.Tx) error {
		l := &senders{tx: tx, args: c.Args}
		page, err = l.page(c.Page, most)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// senders lists permissions to send.
type senders struct {
	tx   org.Tx
	args command.Args
	only *trustee
}

// page returns the page that is wanted, and notes where the next one begins.
func (l *senders) page(page *command.Page, most int) (r project.Result, err error) {
	if page == nil {
		page = &command.Page{}
	}
	at, err := parseMark(page.After)
	if err != nil {
		return r, err
	}
	if name := l.args.Text("Trustee"); name != "" {
		t, err := findTrustee(l.tx, name)
		if err != nil {
			return r, err
		}
		l.only = &t
	}
	next := at
	for e, err := range l.recipients(at.after) {
		if err != nil {
			return r, err
		}
		rows, err := l.rows(e)
		if err != nil {
			return r, err
		}
		for _, row := range rows[min(next.skip, len(rows)):] {
			if most >= 0 && next.taken == most {
				r.More = true
				return r, nil
			}
			if page.Limit > 0 && len(r.Objects) == page.Limit {
				page.Next = next.text()
				return r, nil
			}
			r.Objects = append(r.Objects, row)
			next.taken, next.skip = next.taken+1, next.skip+1
		}
		next.after, next.skip = org.Cursor{Sort: e.Sort, ID: e.ID}, 0
	}
	return r, nil
}

// recipients lists whose permissions are wanted.
func (l *senders) recipients(after org.Cursor) iter.Seq2[*org.Entry, error] {
	identity := l.args.Text("Identity")
	if identity == "" {
		return l.tx.Find(org.Query{Kind: org.KindRecipient, After: after, Match: directory.LiveRecipient})
	}
	return func(yield func(*org.Entry, error) bool) {
		e, err := directory.Resolve(l.tx, identity, directory.LiveRecipient)
		if err != nil || after.ID != e.ID {
			yield(e, err)
		}
	}
}

// rows lists the permissions on one recipient.
func (l *senders) rows(e *org.Entry) ([]*object.Object, error) {
	var rows []*object.Object
	for _, ace := range directory.SendAs(e) {
		if l.only != nil && ace.Trustee != l.only.id {
			continue
		}
		t, err := readTrustee(l.tx, ace.Trustee)
		if err != nil {
			return nil, err
		}
		rows = append(rows, showRecipient(e, t, ace, l.args.Flag("IncludeTrusteeWithPrimarySmtpAddress")))
	}
	return rows, nil
}

// A mark is where a page begins: how many rows came before, the last recipient that is done, and how
// many rows of the next one are.
type mark struct {
	taken, skip int
	after       org.Cursor
}

func (m mark) text() string { return fmt.Sprintf("%d.%d.%s", m.taken, m.skip, m.cursor()) }

func (m mark) cursor() string {
	if m.after.ID == (org.ID{}) {
		return ""
	}
	return m.after.Text()
}

func parseMark(text string) (mark, error) {
	if text == "" {
		return mark{}, nil
	}
	parts := strings.SplitN(text, ".", 3)
	if len(parts) == 3 {
		taken, err1 := strconv.Atoi(parts[0])
		skip, err2 := strconv.Atoi(parts[1])
		after, err3 := org.ParseCursor(parts[2])
		if err1 == nil && err2 == nil && err3 == nil && taken >= 0 && skip >= 0 {
			return mark{taken, skip, after}, nil
		}
	}
	return mark{}, org.Invalid("the page cursor", text, "it was not made by this service")
}
