// Package allowblock carries out Get-, New-, Set- and Remove-TenantAllowBlockListItems: senders, addresses,
// URLs and files that the organisation lets in or keeps out, whatever the filters say. An item is one value
// of one list. It ends at its expiration date. Nothing is filtered by the lists here.
package allowblock

import (
	"context"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

const noun = "TenantAllowBlockListItems"

// The kind of the entries, and the space of the keys that make a value unique in its list.
const (
	kindItem  = "allowblockitem"
	spaceItem = "allowblock"
)

// items carries out the cmdlets.
type items struct {
	cmdlet.Deps
	view *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	x := &items{Deps: d, view: newView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-"+noun), x.get),
		command.Simple(catalog.Must("New-"+noun), x.create),
		command.Simple(catalog.Must("Set-"+noun), x.set),
		command.Simple(catalog.Must("Remove-"+noun), x.remove),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }

// tables says what each parameter does: it chooses, or is kept. -OutputJson is refused.
func tables() project.Tables {
	kept := func(cmdlet string, reads ...string) project.Table[struct{}] {
		t := project.Reader(cmdlet, append(reads, "ListType", "ExpirationDate", "NoExpiration")...)
		for _, param := range []string{"Allow", "Block", "ListSubType", "Notes", "RemoveAfter"} {
			t.Rows = append(t.Rows, project.Row[struct{}]{Param: param, Stored: true})
		}
		return t
	}
	return project.Tables{
		project.Reader("Get-"+noun, "Allow", "Block", "Entry", "ExpirationDate", "ListSubType", "ListType", "NoExpiration"),
		kept("New-"+noun, "Entries"),
		kept("Set-"+noun, "Entries", "Ids"),
		project.Reader("Remove-"+noun, "Entries", "Ids", "ListType", "ListSubType"),
	}
}

// check returns the error of parameters that are not carried out, and of a list that does not exist.
func check(c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	for _, param := range []string{"ListType", "ListSubType"} {
		p, ok := c.Meta.Param(param)
		if !ok {
			continue
		}
		for _, word := range project.Texts(c.Args, param) {
			if _, err := directory.Word(param, word, p.Values); err != nil {
				return err
			}
		}
	}
	return nil
}

func newView() *project.View[*directory.Item] {
	shape, _ := catalog.ObjectFor("Get-" + noun)
	return project.NewView(shape, project.Rules[*directory.Item]{
		Entry: directory.EntryOf,
		Derive: map[string]func(*directory.Item) object.Value{
			"Identity":             func(i *directory.Item) object.Value { return i.Entry.ID },
			"CreatedDateTime":      func(i *directory.Item) object.Value { return directory.Created(i.Entry) },
			"LastModifiedDateTime": func(i *directory.Item) object.Value { return directory.Changed(i.Entry) },
		},
		Preset: []map[string]object.Value{{"SysManaged": false, "ListSubType": "Tenant", "ObjectState": "Unchanged", "Notes": ""}},
	})
}

func (x *items) show(tx org.Tx, e *org.Entry) *object.Object {
	return x.view.Object(&directory.Item{Tx: tx, Entry: e})
}

// get shows the items of a list that have not ended.
func (x *items) get(ctx context.Context, c *command.Call) error {
	if err := check(c); err != nil {
		return err
	}
	if _, err := action(c.Args, false); err != nil {
		return err
	}
	var page project.Result
	err := x.Store.View(ctx, func(tx org.Tx) error {
		l := project.Listing[*directory.Item]{View: x.view, Kind: kindItem, Most: -1,
			Fast:  func(e *org.Entry) bool { return alive(tx, e) && wanted(e, c.Args) },
			Item:  func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Entry: e} },
			Match: func(*directory.Item) (bool, error) { return true, nil }}
		var err error
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// wanted says whether the arguments of Get choose the item.
func wanted(e *org.Entry, args command.Args) bool {
	is := func(param, property string) bool {
		text := args.Text(param)
		return text == "" || org.Matches(text, directory.Text(e, property))
	}
	ends, limited := expiry(e)
	switch {
	case !is("ListType", "ListType"), !is("Entry", "Value"):
		return false
	case args.Flag("Allow") && directory.Text(e, "Action") != allow, args.Flag("Block") && directory.Text(e, "Action") != block:
		return false
	case args.Flag("NoExpiration") && limited:
		return false
	}
	if v, given := args.Get("ExpirationDate"); given {
		day, ok := v.(time.Time)
		if !ok || !limited || !day.UTC().Truncate(24*time.Hour).Equal(ends.Truncate(24*time.Hour)) {
			return false
		}
	}
	subtypes := project.Texts(args, "ListSubType")
	return len(subtypes) == 0 || directory.HasWord(subtypes, subtype(e))
}

func subtype(e *org.Entry) string {
	if text := directory.Text(e, "ListSubType"); text != "" {
		return text
	}
	return "Tenant"
}

// expiry returns when the item ends, and whether it does.
func expiry(e *org.Entry) (time.Time, bool) {
	v, _ := e.Props.Get("ExpirationDate")
	t, ok := v.(time.Time)
	return t, ok
}

func alive(tx org.Tx, e *org.Entry) bool {
	ends, limited := expiry(e)
	return !limited || ends.After(tx.Now())
}

// find returns the items that -Ids or -Entries name, all of them.
func find(tx org.Tx, args command.Args) ([]*org.Entry, error) {
	list := args.Text("ListType")
	names, space := project.Texts(args, "Ids"), org.SpaceGUID
	if len(names) == 0 {
		names, space = project.Texts(args, "Entries"), spaceItem
	}
	if err := checkCount(names); err != nil {
		return nil, err
	}
	var found []*org.Entry
	for _, name := range names {
		key := name
		if space == spaceItem {
			key = keyOf(list, name)
		}
		e, err := org.One(tx, kindItem, space, key)
		if org.IsNotFound(err) || err == nil && (!alive(tx, e) || !org.Matches(directory.Text(e, "ListType"), list)) {
			return nil, org.NotFound(name)
		}
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return found, nil
}

func keyOf(list, value string) string { return list + ":" + value }

func save(ctx context.Context, tx org.Tx, e *org.Entry) error {
	e.Props.Set("ModifiedBy", change.Actor(ctx))
	e.Keys = []org.Key{
		{Space: org.SpaceGUID, Value: e.ID.String(), Unique: true},
		{Space: spaceItem, Value: keyOf(directory.Text(e, "ListType"), directory.Text(e, "Value")), Unique: true},
	}
	return tx.Put(e)
}
