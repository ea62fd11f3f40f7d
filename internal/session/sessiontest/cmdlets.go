package sessiontest

import (
	"context"
	"errors"
	"fmt"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Commands are the cmdlets of the test service:
//
//	Get-Thing [-Identity <String>] [-ResultSize <Unlimited>]   lists recipients, in pages
//	Set-Thing -Identity <String> [-Note <String>] [-Password <SecureString>] [-Tags <MultiValuedProperty>]
//	Remove-Thing -Identity <String>                            asks before it does
//	Test-Thing [-Kind <String>]                                fails in the way of Kind
func Commands(s org.Store) []*command.Command {
	th := things{s}
	return []*command.Command{
		command.Simple(shape("Get-Thing"), th.get),
		command.Simple(shape("Set-Thing"), th.set),
		command.Simple(shape("Remove-Thing"), th.remove),
		command.Simple(shape("Test-Thing"), th.test),
	}
}

func param(name, kind string) catalog.Param { return catalog.Param{Name: name, Type: kind} }

// Returns a fresh shape, because no two services share one.
func shape(name string) *catalog.Cmdlet {
	identity := catalog.Param{Name: "Identity", Type: "String", Aliases: []string{"Id"}, ByName: true, ByValue: true}
	c := &catalog.Cmdlet{Name: name}
	var mandatory []string
	switch name {
	case "Get-Thing":
		c.Params = []catalog.Param{identity, param("ResultSize", "Unlimited")}
	case "Set-Thing":
		c.Impact = catalog.Medium
		c.Params = []catalog.Param{identity, param("Note", "String"), param("Password", "SecureString"), param("Tags", "MultiValuedProperty"),
			param("Hidden", "Boolean"), param("Count", "Int32"), param("Force", "SwitchParameter")}
		mandatory = []string{"Identity"}
	case "Remove-Thing":
		c.Impact = catalog.High
		c.Params = []catalog.Param{identity}
		mandatory = []string{"Identity"}
	case "Test-Thing":
		c.Params = []catalog.Param{param("Kind", "String"), param("Values", "Object")}
	}
	set := catalog.Set{Name: "__AllParameterSets", Default: true, Mandatory: mandatory}
	for _, p := range c.Params {
		set.Params = append(set.Params, p.Name)
		if p.Name == "Identity" {
			set.Positional = []string{"Identity"}
		}
	}
	c.Sets = []catalog.Set{set}
	return c
}

func paramNames(cmdlet string) []string {
	var names []string
	for _, p := range shape(cmdlet).Params {
		names = append(names, p.Name)
	}
	return names
}

type things struct{ store org.Store }

var kinds = []string{org.KindRecipient}

func (th things) get(ctx context.Context, c *command.Call) error {
	q := org.Query{Kind: org.KindRecipient}
	if c.Page != nil {
		after, err := org.ParseCursor(c.Page.After)
		if err != nil {
			return err
		}
		q.After, q.Limit = after, c.Page.Limit
	}
	var page []*org.Entry
	var next *org.Cursor
	err := th.store.View(ctx, func(tx org.Tx) (err error) {
		if id := c.Args.Text("Identity"); id != "" {
			e, err := org.Resolve(tx, kinds, id)
			page, next = []*org.Entry{e}, nil
			return err
		}
		page, next, err = org.Collect(tx, q)
		return err
	})
	if err != nil {
		return err
	}
	if next != nil && c.Page != nil {
		c.Page.Next = next.Text()
	}
	for _, e := range page {
		if err := c.Output(show(e)); err != nil {
			return err
		}
	}
	return nil
}

func show(e *org.Entry) *object.Object {
	o := &object.Object{Types: []string{"Thing"}}
	for _, name := range []string{"Name", "Guid", "PrimarySmtpAddress", "Note", "Tags", "Hidden", "Count"} {
		v, _ := e.Props.Get(name)
		o.Props = append(o.Props, object.Property{Name: name, Value: v})
	}
	o.Set("WhenCreatedUTC", e.Created)
	return o
}

func (th things) set(ctx context.Context, c *command.Call) error {
	if ok, err := c.ShouldProcess(ctx, c.Args.Text("Identity"), "Set-Thing"); err != nil || !ok {
		return err
	}
	return th.store.Update(ctx, func(tx org.Tx) error {
		e, err := org.Resolve(tx, kinds, c.Args.Text("Identity"))
		if err != nil {
			return err
		}
		for _, name := range []string{"Note", "Tags", "Hidden", "Count"} {
			if v, ok := c.Args.Get(name); ok {
				e.Props.Set(name, v)
			}
		}
		if err := tx.Put(e); err != nil {
			return err
		}
		if c.Args.Flag("Force") {
			if err := c.Warn("forced"); err != nil {
				return err
			}
		}
		return c.Output(show(e))
	})
}

func (th things) remove(ctx context.Context, c *command.Call) error {
	if ok, err := c.ShouldProcess(ctx, c.Args.Text("Identity"), "Remove-Thing"); err != nil || !ok {
		return err
	}
	return th.store.Update(ctx, func(tx org.Tx) error {
		e, err := org.Resolve(tx, kinds, c.Args.Text("Identity"))
		if err != nil {
			return err
		}
		return tx.Delete(org.KindRecipient, e.ID)
	})
}

// Secret is what an internal error of Test-Thing holds and no caller may see.
const Secret = "disk /dev/sda1 of db-7 is full"

func (th things) test(ctx context.Context, c *command.Call) error {
	switch kind := c.Args.Text("Kind"); kind {
	case "internal":
		return fmt.Errorf("put: %w", errors.New(Secret))
	case "panic":
		panic(Secret)
	case "error":
		return c.Error(ctx, org.NotFound("ghost"))
	case "both":
		if err := c.Output("one"); err != nil {
			return err
		}
		return c.Error(ctx, org.NotFound("ghost"))
	case "question":
		_, err := c.Host.ReadLine(ctx, "name", false)
		return err
	}
	v, _ := c.Args.Get("Values")
	return c.Output(&object.Object{Props: []object.Property{{Name: "Type", Value: object.TypeName(v)}, {Name: "Value", Value: v}}})
}

// Returns a new recipient of a name.
func thing(tenant org.ID, name string) *org.Entry {
	id := org.SeedID(tenant, "thing/"+name)
	p := &object.Object{}
	p.Set("Name", name)
	p.Set("Alias", name)
	p.Set("Guid", id)
	p.Set("PrimarySmtpAddress", object.SmtpAddress(name+"@"+ContosoDomain))
	return &org.Entry{Kind: org.KindRecipient, ID: id, Sort: name, Props: p, Keys: org.RecipientKeys(p)}
}
