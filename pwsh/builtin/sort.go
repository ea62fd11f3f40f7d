package builtin

import (
	"context"
	"slices"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func sortObject() *command.Command {
	const shared = " [[-Property] <object[]>] [-InputObject <psobject>{ByValue}] [-Descending] [-Unique] [-CaseSensitive]"
	return staged("Sort-Object <Default>"+shared+" [-Stable]\nSort-Object <Top>"+shared+" -Top <int>\nSort-Object <Bottom>"+shared+" -Bottom <int>", func() command.Stage {
		s := &sorter{}
		return command.Stage{Begin: s.begin, Process: s.process, End: s.end}
	})
}

// sorter is a running Sort-Object.
type sorter struct {
	props     []property
	down      []bool
	sensitive bool
	caller    *caller
	rows      []sortRow
}

type sortRow struct {
	keys  []object.Value
	value object.Value
}

func (s *sorter) begin(_ context.Context, c *command.Call) (err error) {
	s.caller, s.sensitive = newCaller(c), c.Args.Flag("CaseSensitive")
	if s.props, err = properties(list(c.Args, "Property")); err != nil {
		return err
	}
	s.down = make([]bool, max(1, len(s.props)))
	for i := range s.down {
		s.down[i] = c.Args.Flag("Descending")
		if i < len(s.props) && s.props[i].descending != nil {
			s.down[i] = *s.props[i].descending
		}
	}
	return nil
}

func (s *sorter) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		keys, err := keysOf(ctx, s.caller, s.props, v)
		if err != nil {
			return err
		}
		s.rows = append(s.rows, sortRow{keys, v})
	}
	return nil
}

// keysOf computes the properties to sort or group by; without any, the object is its own key.
func keysOf(ctx context.Context, k *caller, props []property, v object.Value) ([]object.Value, error) {
	if len(props) == 0 {
		return []object.Value{v}, nil
	}
	expanded := expand(props, v)
	keys := make([]object.Value, len(expanded))
	for i := range expanded {
		key, err := expanded[i].value(ctx, k, v)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}

func (s *sorter) end(_ context.Context, c *command.Call) error {
	slices.SortStableFunc(s.rows, s.compare)
	if c.Args.Flag("Unique") {
		s.rows = slices.CompactFunc(s.rows, func(a, b sortRow) bool { return s.compare(a, b) == 0 })
	}
	if n := integer(c.Args, "Top", -1); n >= 0 {
		s.rows = s.rows[:min(n, len(s.rows))]
	}
	if n := integer(c.Args, "Bottom", -1); n >= 0 {
		s.rows = s.rows[max(0, len(s.rows)-n):]
	}
	for _, r := range s.rows {
		if err := c.Output(r.value); err != nil {
			return err
		}
	}
	return nil
}

func (s *sorter) compare(a, b sortRow) int {
	for i := 0; i < len(a.keys) && i < len(b.keys); i++ {
		n := compareKeys(a.keys[i], b.keys[i], s.sensitive)
		if i < len(s.down) && s.down[i] {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return len(a.keys) - len(b.keys)
}

// compareKeys orders any two values, whichever is left: text that reads as a number among numbers is
// one, and values without an order between them compare by their text.
func compareKeys(a, b object.Value, sensitive bool) int {
	if object.IsCollection(a) || object.IsCollection(b) {
		return object.CompareText(object.String(a), object.String(b), sensitive)
	}
	if isText(a) && b != nil && !isText(b) {
		return -compareKeys(b, a, sensitive)
	}
	if n, err := object.Compare(a, b, sensitive); err == nil {
		return n
	}
	return object.CompareText(object.String(a), object.String(b), sensitive)
}

func isText(v object.Value) bool { _, ok := v.(string); return ok }
