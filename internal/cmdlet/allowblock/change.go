package allowblock

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// create makes an item of each value, all of them or none.
func (x *items) create(ctx context.Context, c *command.Call) error {
	if err := check(c); err != nil {
		return err
	}
	values := project.Texts(c.Args, "Entries")
	if err := checkCount(values); err != nil {
		return err
	}
	if _, err := action(c.Args, true); err != nil {
		return err
	}
	ids := make([]org.ID, len(values))
	for i, value := range values {
		if err := checkValue(c.Args.Text("ListType"), value); err != nil {
			return err
		}
		var err error
		if ids[i], err = org.NewID(x.Random); err != nil {
			return err
		}
	}
	if ok, err := c.ShouldProcess(ctx, strings.Join(values, ", "), c.Meta.Name); err != nil || !ok {
		return err
	}
	return x.Store.Update(ctx, func(tx org.Tx) error {
		var made []*object.Object
		for i, value := range values {
			e, err := x.item(tx, c, ids[i], value)
			if err != nil {
				return err
			}
			if err := save(ctx, tx, e); err != nil {
				return err
			}
			made = append(made, x.show(tx, e))
		}
		return command.OutputAll(c, made)
	})
}

// item returns a new item. One of the same value that has ended makes room for it.
func (x *items) item(tx org.Tx, c *command.Call, id org.ID, value string) (*org.Entry, error) {
	args, list := c.Args, word(c, "ListType")
	old, err := org.One(tx, kindItem, spaceItem, keyOf(list, value))
	switch {
	case org.IsNotFound(err):
	case err != nil:
		return nil, err
	case alive(tx, old):
		return nil, org.Taken("value", &org.KeyTakenError{Key: org.Key{Space: spaceItem, Value: value}, Holder: old.ID, Kind: kindItem})
	default:
		if err := tx.Delete(kindItem, old.ID); err != nil {
			return nil, err
		}
	}
	e := &org.Entry{Kind: kindItem, ID: id, Sort: value, Props: &object.Object{}}
	e.Props.Set("Value", value)
	e.Props.Set("ListType", list)
	if sub := word(c, "ListSubType"); sub != "" {
		e.Props.Set("ListSubType", sub)
	}
	e.Props.Set("ExpirationDate", tx.Now().AddDate(0, 0, usualDays))
	return e, apply(tx, args, e)
}

// word returns the list's word that a parameter gives, in the list's own spelling; "" where it is not given.
func word(c *command.Call, param string) string {
	p, _ := c.Meta.Param(param)
	w, _ := directory.Word(param, c.Args.Text(param), p.Values) // check has refused all others
	return w
}

// apply carries the arguments of New and Set into an item.
func apply(tx org.Tx, args command.Args, e *org.Entry) error {
	does, err := action(args, false)
	if err != nil {
		return err
	}
	if does == "" {
		does = directory.Text(e, "Action")
	}
	list := directory.Text(e, "ListType")
	old, _ := e.Props.Get("ExpirationDate")
	until, err := ends(args, does, list, subtype(e), tx.Now(), old)
	if err != nil {
		return err
	}
	after, err := removal(args, does, list)
	if err != nil {
		return err
	}
	e.Props.Set("Action", does)
	e.Props.Set("ExpirationDate", until)
	if after != nil {
		e.Props.Set("RemoveAfter", after)
	}
	if args.Has("Notes") {
		text, err := notes(args)
		if err != nil {
			return err
		}
		e.Props.Set("Notes", text)
	}
	return nil
}

// set changes items, all of them or none.
func (x *items) set(ctx context.Context, c *command.Call) error {
	return x.each(ctx, c, func(tx org.Tx, e *org.Entry) error {
		if err := apply(tx, c.Args, e); err != nil {
			return err
		}
		if err := save(ctx, tx, e); err != nil {
			return err
		}
		return c.Output(x.show(tx, e))
	})
}

// remove takes items away, all of them or none.
func (x *items) remove(ctx context.Context, c *command.Call) error {
	return x.each(ctx, c, func(tx org.Tx, e *org.Entry) error { return tx.Delete(kindItem, e.ID) })
}

// each asks about the items that the arguments name and does something with each.
func (x *items) each(ctx context.Context, c *command.Call, do func(org.Tx, *org.Entry) error) error {
	if err := check(c); err != nil {
		return err
	}
	var names []string
	err := x.Store.View(ctx, func(tx org.Tx) error {
		found, err := find(tx, c.Args)
		for _, e := range found {
			names = append(names, directory.Text(e, "Value"))
		}
		return err
	})
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, strings.Join(names, ", "), c.Meta.Name); err != nil || !ok {
		return err
	}
	return x.Store.Update(ctx, func(tx org.Tx) error {
		found, err := find(tx, c.Args)
		if err != nil {
			return err
		}
		for _, e := range found {
			if err := do(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}
