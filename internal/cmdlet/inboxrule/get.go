package inboxrule

import (
	"context"
	"strconv"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// get carries out Get-InboxRule.
func (r *rules) get(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	skip, err := project.SkipCount(c.Args)
	if err != nil {
		return err
	}
	var page project.Result
	err = r.Store.View(ctx, func(tx org.Tx) error {
		rows, err := wanted(ctx, tx, c.Args)
		if err != nil {
			return err
		}
		page.Objects, page.More, err = project.Cut(rows[min(skip, len(rows)):], c.Page, most)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// wanted lists the rules that -Identity and -IncludeHidden ask for.
func wanted(ctx context.Context, tx org.Tx, args command.Args) ([]*object.Object, error) {
	identity := args.Text("Identity")
	s, err := load(ctx, tx, args.Text("Mailbox"), identity)
	if err != nil {
		return nil, err
	}
	if !args.Flag("IncludeHidden") {
		s.list = visible(s.list)
	}
	if identity != "" {
		rule, err := s.find(identity)
		if err != nil {
			return nil, err
		}
		return []*object.Object{s.show(rule)}, nil
	}
	rows := make([]*object.Object, len(s.list))
	for i, rule := range s.list {
		rows[i] = s.show(rule)
	}
	return rows, nil
}

func visible(list []*box.Rule) []*box.Rule {
	var kept []*box.Rule
	for _, r := range list {
		if !r.Hidden {
			kept = append(kept, r)
		}
	}
	return kept
}

// identity returns the name of a rule that no other rule of any mailbox has.
func (s *set) identity(r *box.Rule) string {
	return s.box.Name() + `\` + strconv.FormatInt(r.Number(), 10)
}

// show returns a rule as Get-InboxRule shows it: what it does not ask or do is $null or $false.
func (s *set) show(r *box.Rule) *object.Object {
	values := map[string]object.Value{
		"Name": r.Name, "Enabled": r.Enabled, "Priority": r.Priority, "RuleIdentity": r.Number(), "Identity": s.identity(r),
		"Description": describe(r), "InError": false, "ErrorType": "None", "SupportedByTask": true,
		"MailboxOwnerId": s.box.Owner.ID, "IsValid": true, "ObjectState": "Unchanged",
	}
	for _, c := range clauses() {
		v, ok := r.Props.Get(c.param)
		switch {
		case !ok && c.kind == flag:
			v = false
		case ok && c.kind == folder:
			v = folderName(object.String(v))
		}
		values[c.param] = v
	}
	shape, _ := catalog.ObjectFor("Get-InboxRule")
	return project.New(shape, func(name string) (object.Value, bool) { return values[name], true })
}
