package permission

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// mailboxRights are the rights on a mailbox, in the order in which they are kept.
func mailboxRights() []string {
	return []string{"FullAccess", "DeleteItem", "ReadPermission", "ChangePermission", "ChangeOwner"}
}

// addMailbox carries out Add-MailboxPermission.
func (p *permissions) addMailbox(ctx context.Context, c *command.Call) error {
	return p.change(ctx, c, edit{keep: directory.LiveMailbox, apply: func(tx org.Tx, e *org.Entry, args command.Args) (outcome, error) {
		t, err := newTrustee(tx, args.Text("User"))
		if err != nil {
			return outcome{}, err
		}
		ace, err := asked(t, args)
		if err != nil {
			return outcome{}, err
		}
		if ace.Inheritance == "" {
			ace.Inheritance = "All"
		}
		list, changed := directory.Grant(directory.MailboxAccess(e), ace)
		directory.SetPermissions(e, directory.PropMailboxAccess, list)
		return outcome{
			target:  "rights " + strings.Join(ace.Rights, ", ") + " of " + t.name() + " on the mailbox " + directory.Text(e, "Name"),
			warning: "The access control entry for " + t.name() + " is already present on the mailbox " + directory.Text(e, "Name") + ".",
			changed: changed, shown: showMailbox(e, t, granted(list, ace)),
		}, nil
	}})
}

// granted returns the entry of the list that a permission became part of.
func granted(list []directory.Permission, p directory.Permission) directory.Permission {
	for _, have := range list {
		if have.Trustee == p.Trustee && have.Deny == p.Deny && have.Inheritance == p.Inheritance {
			return have
		}
	}
	return p
}

// asked reads -AccessRights, -Deny, -InheritanceType and -AutoMapping. A mailbox is opened by itself
// for whom may open all of it, unless -AutoMapping says otherwise.
func asked(t trustee, args command.Args) (directory.Permission, error) {
	ace := directory.Permission{Trustee: t.id, Deny: args.Flag("Deny")}
	var err error
	if ace.Rights, err = rights(args, mailboxRights()); err != nil {
		return ace, err
	}
	ace.Inheritance, err = word("InheritanceType", args.Text("InheritanceType"), []string{"All", "None", "Children", "SelfAndChildren"})
	if err != nil {
		return ace, err
	}
	ace.AutoMapping = !ace.Deny && slices.Contains(ace.Rights, "FullAccess") && (!args.Has("AutoMapping") || args.Flag("AutoMapping"))
	return ace, nil
}

// rights reads -AccessRights: some of the words, in their order.
func rights(args command.Args, words []string) ([]string, error) {
	v, _ := args.Get("AccessRights")
	var given []string
	for _, item := range org.Items(v) {
		for part := range strings.SplitSeq(object.String(item), ",") {
			w, err := word("AccessRights", strings.TrimSpace(part), words)
			if err != nil {
				return nil, err
			}
			given = append(given, w)
		}
	}
	list := slices.DeleteFunc(words, func(w string) bool { return !slices.Contains(given, w) })
	if len(list) == 0 {
		return nil, org.Invalid("AccessRights", "", "it must name at least one right")
	}
	return list, nil
}

// word returns the word that a text is, in its own spelling; "" for a text that is empty.
func word(parameter, text string, words []string) (string, error) {
	for _, w := range words {
		if strings.EqualFold(w, text) {
			return w, nil
		}
	}
	if text == "" {
		return "", nil
	}
	return "", org.Invalid(parameter, text, "it must be one of "+strings.Join(words, ", "))
}

// removeMailbox carries out Remove-MailboxPermission: rights of one user, all but the default ones, or
// that the mailbox is opened by itself.
func (p *permissions) removeMailbox(ctx context.Context, c *command.Call) error {
	apply := revokeMailbox
	switch {
	case c.Args.Flag("ResetDefault"):
		apply = resetMailbox
	case c.Args.Flag("ClearAutoMapping"):
		apply = unmapMailbox
	case c.Args.Text("User") == "" || !c.Args.Has("AccessRights"):
		return change.Refuse(c.Args.Text("Identity"), "Remove-MailboxPermission needs to know whose rights, and which.",
			"Give -User and -AccessRights, or one of -ResetDefault and -ClearAutoMapping.")
	}
	return p.change(ctx, c, edit{keep: mailboxOf(c.Args), apply: apply})
}

func revokeMailbox(tx org.Tx, e *org.Entry, args command.Args) (outcome, error) {
	t, err := findTrustee(tx, args.Text("User"))
	if err != nil {
		return outcome{}, err
	}
	ace, err := asked(t, args)
	if err != nil {
		return outcome{}, err
	}
	list, changed := directory.Revoke(directory.MailboxAccess(e), ace)
	directory.SetPermissions(e, directory.PropMailboxAccess, list)
	return outcome{
		target:  "rights " + strings.Join(ace.Rights, ", ") + " of " + t.name() + " on the mailbox " + directory.Text(e, "Name"),
		warning: "Nothing was removed: the mailbox " + directory.Text(e, "Name") + " has no such access control entry for " + t.name() + ".",
		changed: changed,
	}, nil
}

func resetMailbox(_ org.Tx, e *org.Entry, _ command.Args) (outcome, error) {
	_, own := e.Props.Get(directory.PropMailboxAccess)
	e.Props.Delete(directory.PropMailboxAccess)
	name := directory.Text(e, "Name")
	return outcome{
		target: "all permissions on the mailbox " + name, changed: own,
		warning: "Nothing was removed: the mailbox " + name + " has its default permissions.",
	}, nil
}

func unmapMailbox(_ org.Tx, e *org.Entry, _ command.Args) (outcome, error) {
	list := slices.Clone(directory.MailboxAccess(e))
	changed := false
	for i := range list {
		changed = changed || list[i].AutoMapping
		list[i].AutoMapping = false
	}
	directory.SetPermissions(e, directory.PropMailboxAccess, list)
	name := directory.Text(e, "Name")
	return outcome{
		target: "automatic mapping of the mailbox " + name, changed: changed,
		warning: "Nothing was changed: the mailbox " + name + " is opened by itself for nobody.",
	}, nil
}
