package plain

import (
	"bytes"
	"context"
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

type catalogParam = catalog.Param

// create makes an object and shows it.
func (f *family) create(n *noun, ctx context.Context, c *command.Call) error {
	id, err := org.NewID(f.Random)
	if err != nil {
		return err
	}
	name, err := n.nameOf(c.Args, id)
	if err != nil {
		return err
	}
	if err := n.complete(c.Args); err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, name, c.Meta.Name); err != nil || !ok {
		return err
	}
	return f.Store.Update(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		if err := n.room(tx, home, name); err != nil {
			return err
		}
		ch := &change.Change{Tx: tx, Org: home, Entry: home.NewConfig(n.kind, id, name, n.at...), Args: c.Args, Caller: change.Actor(ctx)}
		if n.toggle != "" {
			ch.Entry.Props.Set(n.toggle, n.toggled(true))
		}
		if r := n.rules[strings.ToLower(n.named)]; r != nil && r.property != "" {
			ch.Entry.Props.Set(r.property, name)
		}
		if err := n.table("New").Apply(ch, c.Args); err != nil {
			return err
		}
		if err := n.place(ch); err != nil {
			return err
		}
		if err := n.finish(ch); err != nil {
			return err
		}
		return c.Output(n.show(tx, home, ch.Entry))
	})
}

// finish stores what New or Set made.
func (n *noun) finish(ch *change.Change) error {
	n.sign(ch)
	if err := n.save(ch.Tx, ch.Org, ch.Entry); err != nil {
		return err
	}
	return n.list(ch.Tx, ch.Org, ch.Entry, true)
}

// errUnmodified rolls a change back that changes nothing, so that it leaves no trace.
var errUnmodified = errors.New("no setting was modified")

// picture returns what is shown of the object now, in a form that can be compared.
func (n *noun) picture(ch *change.Change) ([]byte, error) {
	return org.EncodeValue(n.show(ch.Tx, ch.Org, ch.Entry))
}

// differs returns errUnmodified if the object is shown as it was before.
func (n *noun) differs(ch *change.Change, before []byte) error {
	after, err := n.picture(ch)
	if err == nil && bytes.Equal(before, after) {
		return errUnmodified
	}
	return err
}

// unmodified turns errUnmodified into the warning that callers get.
func unmodified(c *command.Call, name string, err error) error {
	if errors.Is(err, errUnmodified) {
		return c.Warn("The command completed successfully but no settings of '" + name + "' have been modified.")
	}
	return err
}

// sign notes who made and changed the object, where it shows that.
func (n *noun) sign(ch *change.Change) {
	n.prepare()
	if n.types["createdby"] != "" && ch.Entry.Version == 0 && !n.isFresh(ch.Org, ch.Entry.ID) {
		ch.Entry.Props.Set("CreatedBy", ch.Caller)
	}
	if n.types["lastmodifiedby"] != "" {
		ch.Entry.Props.Set("LastModifiedBy", ch.Caller)
	}
}

// nameOf returns the name of a new object: as given, or made of what is given.
func (n *noun) nameOf(args command.Args, id org.ID) (string, error) {
	name := strings.TrimSpace(args.Text(n.named))
	if name == "" && n.called != "" {
		name = strings.ReplaceAll(n.called, "{guid}", id.String())
		for param, v := range args.All() {
			name = strings.ReplaceAll(name, "{"+param+"}", object.String(v))
		}
		if r := []rune(name); len(r) > 64 {
			name = string(r[:64])
		}
	}
	return name, directory.CheckName(name)
}

// complete returns an error if a new object lacks what it needs one of.
func (n *noun) complete(args command.Args) error {
	for _, params := range n.needs {
		given := false
		for _, p := range params {
			v, ok := args.Get(p)
			given = given || ok && !empty(v)
		}
		if !given {
			return refuse("", fmt.Sprintf("One of the parameters %s is needed.", "-"+strings.Join(params, ", -")), "Say what the object is to apply to.")
		}
	}
	return nil
}

// room returns an error if the name belongs to an object of a fresh organisation, or if there are as many
// objects as there may be.
func (n *noun) room(tx org.Tx, home *directory.Organisation, name string) error {
	all, err := n.all(tx, home)
	if err != nil {
		return err
	}
	if len(all) >= mostObjects {
		return refuse(name, fmt.Sprintf("The organization has %d objects of this kind, which is as many as it may have.", len(all)), "Remove some first.")
	}
	for _, e := range all {
		if org.Matches(e.Sort, name) {
			return nameTaken(name, &org.KeyTakenError{Key: org.Key{Space: org.SpaceName, Value: name}, Holder: e.ID, Kind: n.kind})
		}
	}
	return nil
}

// target returns the object that -Identity names, for the question before a change.
func (f *family) target(n *noun, ctx context.Context, c *command.Call) (*org.Entry, error) {
	var e *org.Entry
	err := f.Read(ctx, func(tx org.Tx, home *directory.Organisation) (err error) {
		e, err = n.only(tx, home, c.Args.Text(n.identity))
		return err
	})
	return e, err
}

// change finds the object, asks, and runs act over it in one transaction.
func (f *family) change(n *noun, ctx context.Context, c *command.Call, act func(*change.Change) error) error {
	e, err := f.target(n, ctx, c)
	if err != nil {
		return err
	}
	if ok, err := sure(ctx, c, directory.Text(e, "Name")); err != nil || !ok {
		return err
	}
	err = f.Store.Update(ctx, func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		now, err := n.only(tx, home, e.ID.String())
		if err != nil {
			return err
		}
		return act(&change.Change{Tx: tx, Org: home, Entry: now, Args: c.Args, Caller: change.Actor(ctx)})
	})
	return unmodified(c, directory.Text(e, "Name"), err)
}

// sure asks, unless -Force says that there is no question.
func sure(ctx context.Context, c *command.Call, target string) (bool, error) {
	if c.Args.Flag("Force") && !c.Prefs.WhatIf {
		return true, nil
	}
	return c.ShouldProcess(ctx, target, c.Meta.Name)
}

// set changes an object.
func (f *family) set(n *noun, ctx context.Context, c *command.Call) error {
	if n.mailbox != "" {
		return f.setOfMailbox(n, ctx, c)
	}
	return f.change(n, ctx, c, func(ch *change.Change) error {
		old := directory.Text(ch.Entry, "Name")
		before, err := n.picture(ch)
		if err != nil {
			return err
		}
		if err := n.table("Set").Apply(ch, c.Args); err != nil {
			return err
		}
		if err := n.place(ch); err != nil {
			return err
		}
		if err := n.differs(ch, before); err != nil {
			return err
		}
		if err := n.finish(ch); err != nil {
			return err
		}
		if directory.Text(ch.Entry, "Name") == old {
			return nil
		}
		return n.renamed(ch.Tx, ch.Entry)
	})
}

// remove takes an object away, unless every organisation has it or something uses it.
func (f *family) remove(n *noun, ctx context.Context, c *command.Call) error {
	return f.change(n, ctx, c, func(ch *change.Change) error {
		name := directory.Text(ch.Entry, "Name")
		if n.isFresh(ch.Org, ch.Entry.ID) || n.sole != "" && directory.Flag(ch.Entry, n.sole) {
			return refuse(name, "The object '"+name+"' is the default one and can't be removed.", "Change it instead, or make another one the default.")
		}
		if err := n.release(ch.Tx, ch.Entry); err != nil {
			return err
		}
		if err := ch.Tx.Delete(n.kind, ch.Entry.ID); err != nil {
			return err
		}
		if err := n.list(ch.Tx, ch.Org, ch.Entry, false); err != nil {
			return err
		}
		return n.closeGap(ch.Tx, ch.Org, ch.Entry.ID)
	})
}

func (f *family) enable(n *noun, ctx context.Context, c *command.Call) error {
	return f.toggle(n, ctx, c, true)
}

func (f *family) disable(n *noun, ctx context.Context, c *command.Call) error {
	return f.toggle(n, ctx, c, false)
}

// toggle switches an object on or off.
func (f *family) toggle(n *noun, ctx context.Context, c *command.Call, on bool) error {
	return f.change(n, ctx, c, func(ch *change.Change) error {
		ch.Entry.Props.Set(n.toggle, n.toggled(on))
		return n.save(ch.Tx, ch.Org, ch.Entry)
	})
}

// toggled returns the value of the noun's switch.
func (n *noun) toggled(on bool) object.Value {
	if n.toggle == "State" {
		return state(on)
	}
	return on
}

// list keeps the tenant's list of the objects, where it has one, as they are.
func (n *noun) list(tx org.Tx, home *directory.Organisation, e *org.Entry, there bool) error {
	if n.listed == "" {
		return nil
	}
	v, _ := home.Entry.Props.Get(n.listed)
	before, now := org.Items(v), directory.Reference(e)
	after := []any{}
	found := false
	for _, item := range before {
		if r, ok := item.(object.ADObjectID); ok && r.ID == e.ID {
			found = true
			if there {
				after = append(after, now)
			}
			continue
		}
		after = append(after, item)
	}
	if there && !found {
		after = append(after, now)
	}
	home.Entry.Props.Set(n.listed, after)
	return directory.SaveConfig(tx, home.Entry)
}
