package builtin

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func groupObject() *command.Command {
	const shared = " [[-Property] <object[]>] [-InputObject <psobject>{ByValue}] [-NoElement] [-CaseSensitive]"
	return staged("Group-Object <Default>"+shared+"\nGroup-Object <HashTable>"+shared+" -AsHashTable{alias=AHT} [-AsString]", func() command.Stage {
		g := &grouper{index: map[string]int{}}
		return command.Stage{Begin: g.begin, Process: g.process, End: g.end}
	})
}

// grouper is a running Group-Object.
type grouper struct {
	props     []property
	sensitive bool
	caller    *caller
	index     map[string]int
	groups    []group
}

type group struct {
	keys    []object.Value
	members []object.Value
}

func (g *grouper) begin(_ context.Context, c *command.Call) (err error) {
	g.caller, g.sensitive = newCaller(c), c.Args.Flag("CaseSensitive")
	g.props, err = properties(list(c.Args, "Property"))
	return err
}

func (g *grouper) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		keys, err := keysOf(ctx, g.caller, g.props, v)
		if err != nil {
			return err
		}
		id := g.identity(keys)
		at, ok := g.index[id]
		if !ok {
			at = len(g.groups)
			g.index[id] = at
			g.groups = append(g.groups, group{keys: keys})
		}
		g.groups[at].members = append(g.groups[at].members, v)
	}
	return nil
}

func (g *grouper) identity(keys []object.Value) string {
	s := joined(keys, "\x00")
	if !g.sensitive {
		s = strings.ToLower(s)
	}
	return s
}

func joined(values []object.Value, separator string) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = object.String(v)
	}
	return strings.Join(parts, separator)
}

func (g *grouper) end(_ context.Context, c *command.Call) error {
	if c.Args.Flag("AsHashTable") {
		return c.Output(g.table(c))
	}
	slices.SortStableFunc(g.groups, func(a, b group) int {
		for i := 0; i < len(a.keys) && i < len(b.keys); i++ {
			if n := compareKeys(a.keys[i], b.keys[i], g.sensitive); n != 0 {
				return n
			}
		}
		return len(a.keys) - len(b.keys)
	})
	for _, e := range g.groups {
		if err := c.Output(e.object(c.Args.Flag("NoElement"))); err != nil {
			return err
		}
	}
	return nil
}

func (g *grouper) table(c *command.Call) *object.Dict {
	d := &object.Dict{CaseSensitive: g.sensitive}
	for _, e := range g.groups {
		key := object.Collapse(e.keys)
		if c.Args.Flag("AsString") || len(e.keys) > 1 || key == nil {
			key = joined(e.keys, ", ")
		}
		d.Set(key, e.members)
	}
	return d
}

func (e group) object(bare bool) *object.Object {
	o := &object.Object{
		Types: []string{"Microsoft.PowerShell.Commands.GroupInfo", "System.Object"},
		Props: []object.Property{{Name: "Count", Value: int32(len(e.members))}, {Name: "Name", Value: joined(e.keys, ", ")}},
	}
	if bare {
		o.Types = append([]string{"Microsoft.PowerShell.Commands.GroupInfoNoElement"}, o.Types...)
	} else {
		o.Set("Group", e.members)
	}
	o.Set("Values", e.keys)
	return o
}

func getUnique() *command.Command {
	return staged("Get-Unique <AsString> [-InputObject <psobject>{ByValue}] [-AsString] [-CaseInsensitive]\nGet-Unique <OnType> [-InputObject <psobject>{ByValue}] -OnType", func() command.Stage {
		last, any := "", false
		return command.Stage{Process: func(_ context.Context, c *command.Call) error {
			for _, v := range inputs(c) {
				key := object.String(v)
				if c.Args.Flag("OnType") {
					key = object.TypeName(v)
				}
				if c.Args.Flag("CaseInsensitive") {
					key = strings.ToLower(key)
				}
				if any && key == last {
					continue
				}
				last, any = key, true
				if err := c.Output(v); err != nil {
					return err
				}
			}
			return nil
		}}
	})
}
