package plain

import (
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// refers returns what keeps the objects that a parameter names.
func (n *noun) refers(p *catalog.Param, r *rule) func(*change.Change, object.Value) error {
	many := shownType(p.Type) == "String[]"
	return func(c *change.Change, v object.Value) error {
		to, err := n.book.noun(r.to)
		if err != nil {
			return err
		}
		if many {
			list, err := to.references(c, r, r.delta(v), n.present(c.Entry, r.kept()))
			if err != nil {
				return err
			}
			c.Entry.Props.Set(r.kept(), list)
			return nil
		}
		text := ""
		if v != nil {
			text = object.String(v)
		}
		if text == "" {
			c.Entry.Props.Set(r.kept(), nil)
			return nil
		}
		e, err := to.resolve(c.Tx, c.Org, text)
		if err != nil {
			return err
		}
		if r.once {
			if err := n.unused(c, r, e); err != nil {
				return err
			}
		}
		c.Entry.Props.Set(r.kept(), directory.Reference(e))
		return nil
	}
}

// references returns the references that a multi-valued parameter asks for.
func (n *noun) references(c *change.Change, r *rule, v, old object.Value) ([]any, error) {
	d := change.DeltaOf(v)
	if k := max(len(d.Replace), len(d.Add), len(d.Remove)); k > mostList {
		return nil, org.Invalid(r.param, fmt.Sprint(k, " names"), fmt.Sprintf("it may name at most %d objects", mostList))
	}
	list := []any{}
	if d.Partial {
		list = append(list, org.Items(old)...)
	}
	for _, text := range d.Remove {
		e, err := n.resolve(c.Tx, c.Org, text)
		if err != nil {
			return nil, err
		}
		list = without(list, e.ID)
	}
	for _, text := range append(d.Replace, d.Add...) {
		e, err := n.resolve(c.Tx, c.Org, text)
		if err != nil {
			return nil, err
		}
		list = append(without(list, e.ID), directory.Reference(e))
	}
	return list, nil
}

func without(list []any, id org.ID) []any {
	kept := []any{}
	for _, item := range list {
		if r, ok := item.(object.ADObjectID); !ok || r.ID != id {
			kept = append(kept, item)
		}
	}
	return kept
}

// unused returns an error if another object of the noun names the same object.
func (n *noun) unused(c *change.Change, r *rule, to *org.Entry) error {
	users, err := directory.Referrers(c.Tx, to.ID)
	if err != nil {
		return err
	}
	for _, e := range users {
		if e.Kind == n.kind && e.ID != c.Entry.ID {
			return refuse(directory.Text(to, "Name"),
				fmt.Sprintf("The object '%s' is used by '%s' already. Each can be used once only.", directory.Text(to, "Name"), directory.Text(e, "Name")),
				"Give -"+r.param+" another object, or change '"+directory.Text(e, "Name")+"'.")
		}
	}
	return nil
}

// addresses returns what keeps the recipients that a parameter names.
func (n *noun) addresses(p *catalog.Param, r *rule) func(*change.Change, object.Value) error {
	many := shownType(p.Type) == "String[]"
	return func(c *change.Change, v object.Value) error {
		if many {
			list, err := r.persons(c, r.delta(v))
			if err != nil {
				return err
			}
			c.Entry.Props.Set(r.kept(), list)
			return nil
		}
		if empty(v) {
			c.Entry.Props.Set(r.kept(), nil)
			return nil
		}
		e, err := directory.Resolve(c.Tx, object.String(v), peopleOf(r.people))
		if err != nil {
			return err
		}
		c.Entry.Props.Set(r.kept(), directory.Reference(e))
		return nil
	}
}

// persons returns the recipients that a multi-valued parameter asks for. Of places, the word All stands for
// every one.
func (r *rule) persons(c *change.Change, v object.Value) ([]any, error) {
	if d := change.DeltaOf(v); r.people == "place" {
		for _, text := range append(d.Replace, d.Add...) {
			if strings.EqualFold(text, "All") {
				return []any{"All"}, nil
			}
		}
		if len(d.Remove) == 1 && strings.EqualFold(d.Remove[0], "All") {
			return []any{}, nil
		}
	}
	return c.References(r.kept(), v, peopleOf(r.people))
}

// holders returns the mailboxes and other recipients that have been given the object.
func (n *noun) holders(tx org.Tx, id org.ID) ([]*org.Entry, error) {
	if n.given == "" {
		return nil, nil
	}
	return org.All(org.Unscoped(tx), org.KindRecipient, func(e *org.Entry) bool {
		list := directory.References(e, n.given)
		return len(list) > 0 && list[0].ID == id
	})
}

// renamed tells everything that names the object its present name.
func (n *noun) renamed(tx org.Tx, e *org.Entry) error {
	holders, err := n.holders(tx, e.ID)
	if err != nil {
		return err
	}
	for _, h := range holders {
		h.Props.Set(n.given, directory.Reference(e))
		if err := directory.Save(org.Unscoped(tx), h); err != nil {
			return err
		}
	}
	return directory.Renamed(tx, e)
}

// withdraw takes the object from removed mailboxes, and returns an error if others have been given it.
func (n *noun) withdraw(tx org.Tx, e *org.Entry) error {
	holders, err := n.holders(tx, e.ID)
	if err != nil {
		return err
	}
	live := 0
	for _, h := range holders {
		if directory.Live(h) {
			live++
			continue
		}
		h.Props.Delete(n.given)
		if err := directory.Save(org.Unscoped(tx), h); err != nil {
			return err
		}
	}
	if live == 0 {
		return nil
	}
	name := directory.Text(e, "Name")
	return refuse(name, fmt.Sprintf("The object '%s' can't be removed because it is assigned to %d of the organization's mailboxes.", name, live),
		"Give them another one with "+n.assigner()+" -"+n.given+" first.")
}

// assigner returns the cmdlet that gives mailboxes one of the objects.
func (n *noun) assigner() string {
	if _, ok := catalog.Must("Set-Mailbox").Param(n.given); ok {
		return "Set-Mailbox"
	}
	return "Set-User"
}

// release takes away what goes with the object, and returns an error if something else refers to it.
func (n *noun) release(tx org.Tx, home *directory.Organisation, e *org.Entry) error {
	users, err := directory.Referrers(org.Unscoped(tx), e.ID)
	if err != nil {
		return err
	}
	if err := n.withdraw(tx, e); err != nil {
		return err
	}
	for _, u := range users {
		if u.Kind == org.KindTenant && n.onlyListed(u, e.ID) {
			continue
		}
		if of := n.owned(u); of != nil {
			if err := of.discard(tx, home, u); err != nil {
				return err
			}
			continue
		}
		name := directory.Text(e, "Name")
		return refuse(name, fmt.Sprintf("The object '%s' can't be removed because '%s' uses it.", name, directory.Text(u, "Name")),
			"Change or remove '"+directory.Text(u, "Name")+"' first.")
	}
	return nil
}

// owned returns the noun of the entry, where its objects go with those of this one, else nil.
func (n *noun) owned(e *org.Entry) *noun {
	for _, h := range n.book.heads {
		if !strings.EqualFold(h.name, e.Kind) {
			continue
		}
		of := n.book.must(h.name)
		for _, r := range of.rules {
			if r.owned && strings.EqualFold(r.to, n.name) {
				return of
			}
		}
	}
	return nil
}

// refuse is the error of a task that the objects, as they are, do not allow.
func refuse(target, message, advice string) *command.Error {
	return &command.Error{
		Category: command.InvalidOperation, ID: "TaskInvalidOperationException",
		Type:    "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
		Message: message, Advice: advice, Target: target,
	}
}

// nameTaken says whose name is taken where that is why an object could not be stored.
func nameTaken(name string, err error) error {
	taken := (*org.KeyTakenError)(nil)
	if !errors.As(err, &taken) {
		return err
	}
	e := org.Taken("name", taken)
	e.Message = `The name "` + strings.TrimSpace(name) + `" is already in use by another object of the organization.`
	e.ID, e.Type = "ADObjectAlreadyExistsException", "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException"
	return e
}
