package change

import (
	"fmt"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxReferences is how many recipients a property may name.
const maxReferences = 1000

// Recipients returns rows of parameters that name recipients for which keep holds.
func Recipients(keep func(*org.Entry) bool, params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		list, err := c.References(name, v, keep)
		if err != nil {
			return err
		}
		c.Entry.Props.Set(name, list)
		return nil
	})
}

// Recipient returns rows of parameters that name one recipient for which keep holds; $null clears.
func Recipient(keep func(*org.Entry) bool, params ...string) Rows {
	return each(params, func(c *Change, name string, v object.Value) error {
		text := textOf(v)
		if text == "" {
			c.Set(name, nil)
			return nil
		}
		e, err := directory.Resolve(c.Tx, text, keep)
		if err != nil {
			return err
		}
		if e.ID == c.Entry.ID {
			return org.Invalid(name, text, "it may not be the object itself")
		}
		c.Entry.Props.Set(name, directory.Reference(e))
		return nil
	})
}

// References returns what a property that names recipients becomes by a multi-valued parameter.
func (c *Change) References(property string, v object.Value, keep func(*org.Entry) bool) ([]any, error) {
	d := DeltaOf(v)
	if n := len(d.Replace) + len(d.Add) + len(d.Remove); n > maxReferences {
		return nil, org.Invalid(property, fmt.Sprint(n, " names"), "it may name at most 1000 recipients at once")
	}
	list := []object.ADObjectID{}
	if d.Partial {
		list = directory.References(c.Entry, property)
	}
	for _, text := range d.Remove {
		e, err := directory.Resolve(c.Tx, text, directory.LiveRecipient)
		if err != nil {
			return nil, err
		}
		list = dropped(list, e.ID)
	}
	for _, text := range append(d.Replace, d.Add...) {
		e, err := directory.Resolve(c.Tx, text, keep)
		if err != nil {
			return nil, err
		}
		list = append(dropped(list, e.ID), directory.Reference(e))
	}
	if len(list) > maxReferences {
		return nil, org.Invalid(property, list[maxReferences].Name, "it may name at most 1000 recipients")
	}
	out := make([]any, len(list))
	for i, r := range list {
		out[i] = r
	}
	return out, nil
}

func dropped(list []object.ADObjectID, id org.ID) []object.ADObjectID {
	kept := []object.ADObjectID{}
	for _, r := range list {
		if r.ID != id {
			kept = append(kept, r)
		}
	}
	return kept
}

// Policy returns the row of a parameter that names one of the organisation's policies, which the
// tenant's entry lists under the property given; $null clears.
func Policy(param, list string) Rows {
	return Do(param, func(c *Change, v object.Value) error {
		text := textOf(v)
		if text == "" {
			c.Set(param, nil)
			return nil
		}
		for _, r := range directory.References(c.Org.Entry, list) {
			if org.Matches(r.Name, text) || org.Matches(r.ID.String(), text) || org.Matches(r.DN, text) {
				c.Entry.Props.Set(param, r)
				return nil
			}
		}
		return org.NotFound(text)
	})
}

// Stored returns the row of a parameter that names an entry of a kind; $null clears.
func Stored(param, kind string) Rows {
	return Do(param, func(c *Change, v object.Value) error {
		text := textOf(v)
		if text == "" {
			c.Set(param, nil)
			return nil
		}
		e, err := org.Resolve(c.Tx, []string{kind}, text)
		if err != nil {
			return err
		}
		c.Entry.Props.Set(param, directory.Reference(e))
		return nil
	})
}

// Restrictions returns the rows of the three parameters that say from whom mail is taken, or not:
// single senders, groups, and both together.
func Restrictions(senders, groups, both string) Rows {
	isGroup := func(e *org.Entry) bool {
		return directory.LiveRecipient(e) && directory.IsGroup(directory.Details(e))
	}
	isSender := func(e *org.Entry) bool { return directory.LiveRecipient(e) && !isGroup(e) }
	return Join(Recipients(isSender, senders), Recipients(isGroup, groups), Do(both, func(c *Change, v object.Value) error {
		old := append(directory.References(c.Entry, senders), directory.References(c.Entry, groups)...)
		c.Entry.Props.Set(both, references(old))
		list, err := c.References(both, v, directory.LiveRecipient)
		c.Entry.Props.Delete(both)
		if err != nil {
			return err
		}
		return c.split(list, senders, groups, isGroup)
	}))
}

func (c *Change) split(list []any, senders, groups string, isGroup func(*org.Entry) bool) error {
	parts := map[bool][]any{true: {}, false: {}}
	for _, r := range list {
		e, err := c.Tx.Get(org.KindRecipient, r.(object.ADObjectID).ID)
		if err != nil {
			return err
		}
		parts[isGroup(e)] = append(parts[isGroup(e)], r)
	}
	c.Entry.Props.Set(senders, parts[false])
	c.Entry.Props.Set(groups, parts[true])
	return nil
}

func references(list []object.ADObjectID) []any {
	out := make([]any, len(list))
	for i, r := range list {
		out[i] = r
	}
	return out
}
