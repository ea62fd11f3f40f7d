// Package inboxrule carries out the cmdlets of inbox rules. Rules are kept, ordered and described; they act
// on messages once messages come in.
package inboxrule

import (
	"context"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

// rules carries out the cmdlets.
type rules struct{ cmdlet.Deps }

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	r := &rules{d}
	return []*command.Command{
		command.Simple(catalog.Must("Get-InboxRule"), r.get),
		command.Simple(catalog.Must("New-InboxRule"), r.create),
		command.Simple(catalog.Must("Set-InboxRule"), r.set),
		command.Simple(catalog.Must("Remove-InboxRule"), r.remove),
		command.Simple(catalog.Must("Enable-InboxRule"), r.enable),
		command.Simple(catalog.Must("Disable-InboxRule"), r.disable),
	}
}

// tables returns what the parameters of the cmdlets do that read all of them themselves. No rule is kept
// outside of the organisation, in a form that -AlwaysDeleteOutlookRulesBlob would have to delete.
func tables() project.Tables {
	one := func(cmdlet string) project.Table[struct{}] {
		return project.Reader(cmdlet, "Identity", "Mailbox", "Force", "AlwaysDeleteOutlookRulesBlob")
	}
	return project.Tables{
		project.Reader("Get-InboxRule", "Identity", "Mailbox", "IncludeHidden", "ResultSize", "SkipCount"),
		one("Remove-InboxRule"), one("Enable-InboxRule"), one("Disable-InboxRule"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	list := tables().Support()
	for _, t := range []project.Table[*draft]{newTable(), setTable()} {
		list = append(list, t.Support(catalog.Must(t.Cmdlet))...)
	}
	return list
}

// A set is the rules of a mailbox, on their way to be shown or changed.
type set struct {
	tx   org.Tx
	box  *box.Box
	list []*box.Rule
	gone []*box.Rule
}

// load reads the rules of the mailbox that -Mailbox names, or a text such as `olivia@contoso.com\123` that
// identifies a rule, or of the caller's own.
func load(ctx context.Context, tx org.Tx, mailbox, identity string) (*set, error) {
	if mailbox == "" {
		mailbox, _ = parted(identity)
	}
	owner, err := directory.MailboxOr(ctx, tx, mailbox)
	if err != nil {
		return nil, err
	}
	b, err := box.Open(tx, owner, box.Primary)
	if err != nil {
		return nil, err
	}
	list, err := box.Rules(tx, owner)
	return &set{tx: tx, box: b, list: list}, err
}

// parted takes an identity such as `olivia@contoso.com\123` apart. One without a mailbox is the rule's alone.
func parted(identity string) (mailbox, rule string) {
	if at := strings.LastIndexByte(identity, '\\'); at > 0 {
		return identity[:at], identity[at+1:]
	}
	return "", strings.TrimPrefix(identity, `\`)
}

// owned says whether the rules are of the mailbox that a text names; "" is not another one.
func (s *set) owned(mailbox string) (bool, error) {
	if mailbox == "" {
		return true, nil
	}
	e, err := directory.Resolve(s.tx, mailbox, directory.LiveMailbox)
	if org.IsNotFound(err) {
		return false, nil
	}
	return err == nil && e.ID == s.box.Owner.ID, err
}

// find returns the rule that an identity names: its name, its number, or either after the rules' mailbox.
func (s *set) find(identity string) (*box.Rule, error) {
	mailbox, last := parted(identity)
	owned, err := s.owned(mailbox)
	if err != nil {
		return nil, err
	}
	var found []*box.Rule
	for _, r := range s.list {
		if r.Is(identity) || owned && r.Is(last) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return nil, org.NotFound(identity)
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, r := range found {
		names[i] = s.identity(r)
	}
	several := org.Ambiguous(identity, names)
	several.Advice = "Name the rule by its RuleIdentity."
	return nil, several
}

// save stores what was changed, if anything was; the rules are numbered anew.
func (s *set) save() (modified bool, err error) {
	if err := box.FitRules(s.box.Owner, s.list); err != nil {
		return false, err
	}
	for _, r := range s.gone {
		if err := s.tx.Delete(box.KindRule, r.ID); err != nil {
			return false, err
		}
		modified = true
	}
	for i, r := range s.list {
		r.Priority = int32(i + 1)
		changed, err := r.Modified()
		if err != nil {
			return false, err
		}
		if !changed {
			continue
		}
		if err := box.PutRule(s.tx, s.box.Owner, r); err != nil {
			return false, err
		}
		modified = true
	}
	return modified, nil
}
