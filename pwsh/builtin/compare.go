package builtin

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func compareObject() *command.Command {
	return staged("Compare-Object [-ReferenceObject] <psobject[]> [-DifferenceObject] <psobject[]>{ByValue} [[-Property] <object[]>] [-IncludeEqual] [-ExcludeDifferent] [-PassThru] [-CaseSensitive]", func() command.Stage {
		d := &difference{}
		return command.Stage{Begin: d.begin, Process: d.process, End: d.end}
	})
}

// difference is a running Compare-Object.
type difference struct {
	props     []property
	caller    *caller
	sensitive bool
	left      []sideEntry
	index     map[string][]int // places in left that are not matched yet
	right     []sideEntry
	same      []sideEntry
}

// sideEntry is an object with the values that are compared.
type sideEntry struct {
	keys  []object.Value
	value object.Value
	gone  bool
}

func (d *difference) begin(ctx context.Context, c *command.Call) (err error) {
	d.caller, d.sensitive, d.index = newCaller(c), c.Args.Flag("CaseSensitive"), map[string][]int{}
	if d.props, err = properties(list(c.Args, "Property")); err != nil {
		return err
	}
	for _, v := range list(c.Args, "ReferenceObject") {
		e, id, err := d.entry(ctx, v)
		if err != nil {
			return err
		}
		d.index[id] = append(d.index[id], len(d.left))
		d.left = append(d.left, e)
	}
	return nil
}

// entry computes the values to compare and the text that equal objects share.
func (d *difference) entry(ctx context.Context, v object.Value) (sideEntry, string, error) {
	keys, err := keysOf(ctx, d.caller, d.props, v)
	id := joined(keys, "\x00")
	if !d.sensitive {
		id = strings.ToLower(id)
	}
	return sideEntry{keys: keys, value: v}, id, err
}

func (d *difference) process(ctx context.Context, c *command.Call) error {
	for _, v := range list(c.Args, "DifferenceObject") {
		e, id, err := d.entry(ctx, v)
		if err != nil {
			return err
		}
		if places := d.index[id]; len(places) > 0 {
			d.index[id] = places[1:]
			d.left[places[0]].gone = true
			d.same = append(d.same, d.left[places[0]])
			continue
		}
		d.right = append(d.right, e)
	}
	return nil
}

func (d *difference) end(_ context.Context, c *command.Call) error {
	if c.Args.Flag("IncludeEqual") || c.Args.Flag("ExcludeDifferent") {
		if err := d.write(c, d.same, "=="); err != nil {
			return err
		}
	}
	if c.Args.Flag("ExcludeDifferent") {
		return nil
	}
	if err := d.write(c, d.right, "=>"); err != nil {
		return err
	}
	var left []sideEntry
	for _, e := range d.left {
		if !e.gone {
			left = append(left, e)
		}
	}
	return d.write(c, left, "<=")
}

func (d *difference) write(c *command.Call, entries []sideEntry, side string) error {
	for _, e := range entries {
		if c.Args.Flag("PassThru") {
			if o, ok := e.value.(*object.Object); ok {
				o.Set("SideIndicator", side)
			}
			if err := c.Output(e.value); err != nil {
				return err
			}
			continue
		}
		o := &object.Object{}
		if len(d.props) == 0 {
			o.Set("InputObject", e.value)
		}
		for i, p := range d.props {
			if i < len(e.keys) {
				o.Set(p.name, e.keys[i])
			}
		}
		o.Set("SideIndicator", side)
		if err := c.Output(o); err != nil {
			return err
		}
	}
	return nil
}
