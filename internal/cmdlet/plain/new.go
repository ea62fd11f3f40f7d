package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

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
		if err := n.room(tx, home, name, id); err != nil {
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
			return refuse("", fmt.Sprintf("One of the parameters %s is needed.", "-"+strings.Join(params, ", -")), "Say what the object applies to, or what it does.")
		}
	}
	return nil
}

// room returns an error if there are as many objects as there may be, or one of that name.
func (n *noun) room(tx org.Tx, home *directory.Organisation, name string, id org.ID) error {
	all, err := n.all(tx, home)
	if err != nil {
		return err
	}
	if len(all) >= mostObjects {
		return refuse(name, fmt.Sprintf("The organization has %d objects of this kind, which is as many as it may have.", len(all)), "Remove some first.")
	}
	return n.unnamed(tx, home, name, id)
}

// unnamed returns an error if another object has the name, be it one of a fresh organisation that is not
// stored yet.
func (n *noun) unnamed(tx org.Tx, home *directory.Organisation, name string, id org.ID) error {
	all, err := n.all(tx, home)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.ID != id && org.Matches(e.Sort, name) {
			return nameTaken(name, &org.KeyTakenError{Key: org.Key{Space: org.SpaceName, Value: name}, Holder: e.ID, Kind: n.kind})
		}
	}
	return nil
}

// list keeps the tenant's list of the objects, where it has one, as they are, the default one first.
func (n *noun) list(tx org.Tx, home *directory.Organisation, e *org.Entry, there bool) error {
	if n.listed == "" {
		return nil
	}
	v, _ := home.Entry.Props.Get(n.listed)
	before, now := org.Items(v), directory.Reference(e)
	at := slices.IndexFunc(before, func(item any) bool {
		r, ok := item.(object.ADObjectID)
		return ok && r.ID == e.ID
	})
	after := without(before, e.ID)
	switch {
	case !there:
	case n.sole != "" && directory.Flag(e, n.sole):
		after = slices.Insert(after, 0, any(now))
	case at < 0:
		after = append(after, now)
	default:
		after = slices.Insert(after, at, any(now))
	}
	home.Entry.Props.Set(n.listed, after)
	return directory.SaveConfig(tx, home.Entry)
}
