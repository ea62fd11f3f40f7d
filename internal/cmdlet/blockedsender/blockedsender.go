// Package blockedsender carries out Get- and Remove-BlockedSenderAddress: the mailboxes that may not send
// because of what they sent. Package submit refuses their messages; exosh admin mail block-sender puts them on
// the list.
package blockedsender

import (
	"context"
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

const noun = "BlockedSenderAddress"

// senders carries out the cmdlets.
type senders struct {
	cmdlet.Deps
	view *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	shape, _ := catalog.ObjectFor("Get-" + noun)
	s := &senders{Deps: d, view: project.NewView(shape, project.Rules[*directory.Item]{Entry: directory.EntryOf})}
	return []*command.Command{
		command.Simple(catalog.Must("Get-"+noun), s.get),
		command.Simple(catalog.Must("Remove-"+noun), s.remove),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }

func tables() project.Tables {
	return project.Tables{
		project.Reader("Get-"+noun, "SenderAddress"),
		project.Reader("Remove-"+noun, "SenderAddress", "Reason"),
	}
}

// get shows who is on the list, or the one that is named. Whom the caller may not see is not there.
func (s *senders) get(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	var page project.Result
	err := s.Store.View(ctx, func(tx org.Tx) error {
		page = project.Result{}
		home, list, err := load(tx)
		if err != nil {
			return err
		}
		list, page.More, err = project.Cut(named(list, c.Args), c.Page, -1)
		for _, b := range list {
			page.Objects = append(page.Objects, s.show(tx, home, b))
		}
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

func (s *senders) show(tx org.Tx, home *directory.Organisation, b directory.BlockedSender) *object.Object {
	e := &org.Entry{ID: b.Mailbox, Props: &object.Object{}}
	e.Props.Set("SenderAddress", b.Address)
	e.Props.Set("Reason", b.Reason)
	e.Props.Set("CreatedDatetime", b.At)
	e.Props.Set("ChangedDatetime", b.At)
	return s.view.Object(&directory.Item{Tx: tx, Org: home, Entry: e})
}

// load reads the list as far as the caller sees it: mailboxes outside the caller's scope, and those that are
// gone, are left out.
func load(tx org.Tx) (*directory.Organisation, []directory.BlockedSender, error) {
	home, err := directory.Load(tx)
	if err != nil {
		return nil, nil, err
	}
	var seen []directory.BlockedSender
	for _, b := range directory.BlockedSenders(home.Entry) {
		e, err := tx.Get(org.KindRecipient, b.Mailbox)
		if err != nil && !org.IsNotFound(err) {
			return nil, nil, err
		}
		if err == nil && directory.Live(e) {
			seen = append(seen, b)
		}
	}
	return home, seen, nil
}

// named keeps those that the arguments choose.
func named(list []directory.BlockedSender, args command.Args) []directory.BlockedSender {
	address, reason := args.Text("SenderAddress"), args.Text("Reason")
	return slices.DeleteFunc(list, func(b directory.BlockedSender) bool {
		return address != "" && !org.Matches(b.Address, address) || reason != "" && b.Reason != reason
	})
}

// remove takes a mailbox off the list; with -Reason only if it is there for that reason.
func (s *senders) remove(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	find := func(tx org.Tx) (*directory.Organisation, directory.BlockedSender, error) {
		home, list, err := load(tx)
		if err != nil {
			return nil, directory.BlockedSender{}, err
		}
		if list = named(list, c.Args); len(list) == 0 {
			return nil, directory.BlockedSender{}, org.NotFound(c.Args.Text("SenderAddress"))
		}
		return home, list[0], nil
	}
	err := s.Store.View(ctx, func(tx org.Tx) error {
		_, _, err := find(tx)
		return err
	})
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, c.Args.Text("SenderAddress"), c.Meta.Name); err != nil || !ok {
		return err
	}
	return s.Store.Update(ctx, func(tx org.Tx) error {
		home, one, err := find(tx)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(directory.BlockedSenders(home.Entry), func(b directory.BlockedSender) bool { return b.Mailbox == one.Mailbox })
		directory.SetBlockedSenders(home.Entry, left)
		return directory.SaveConfig(tx, home.Entry)
	})
}
