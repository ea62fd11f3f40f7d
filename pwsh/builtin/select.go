package builtin

import (
	"context"
	"slices"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func selectObject() *command.Command {
	const shared = " [-InputObject <psobject>{ByValue}] [[-Property] <object[]>] [-ExcludeProperty <string[]>] [-ExpandProperty <string>] [-Unique] [-CaseInsensitive]"
	return staged("Select-Object <DefaultParameter>"+shared+" [-First <int>] [-Last <int>] [-Skip <int>] [-Wait]\n"+
		"Select-Object <SkipLastParameter>"+shared+" [-SkipLast <int>] [-Skip <int>]\n"+
		"Select-Object <IndexParameter>"+shared+" [-Index <int[]>] [-Wait]\n"+
		"Select-Object <SkipIndexParameter>"+shared+" [-SkipIndex <int[]>]", func() command.Stage {
		s := &selection{}
		return command.Stage{Begin: s.begin, Process: s.process, End: s.end}
	})
}

// selection is a running Select-Object.
type selection struct {
	props       []property
	exclude     []*object.Pattern
	expandName  string
	unique      bool
	foldCase    bool
	seen        map[string]bool
	first, last int // -1 where not asked for
	skip        int
	skipLast    int
	index       []int
	skipIndex   []int
	wait        bool
	position    int
	written     int
	queue       []object.Value
	caller      *caller
	shapes      shape
}

func (s *selection) begin(ctx context.Context, c *command.Call) error {
	a := c.Args
	s.caller = newCaller(c)
	s.first, s.last, s.skip, s.skipLast = integer(a, "First", -1), integer(a, "Last", -1), integer(a, "Skip", 0), integer(a, "SkipLast", 0)
	for name, n := range map[string]int{"First": s.first, "Last": s.last, "Skip": s.skip, "SkipLast": s.skipLast} {
		if a.Has(name) && n < 0 {
			return invalid("NegativeCount", "-%s takes a number that is zero or more, not %d.", name, n)
		}
	}
	s.unique, s.foldCase, s.wait = a.Flag("Unique"), a.Flag("CaseInsensitive"), a.Flag("Wait")
	s.index, s.skipIndex = integers(a, "Index"), integers(a, "SkipIndex")
	s.expandName = a.Text("ExpandProperty")
	s.seen = map[string]bool{}
	for _, e := range texts(a, "ExcludeProperty") {
		s.exclude = append(s.exclude, object.CompilePattern(e, false))
	}
	var err error
	if s.props, err = properties(list(a, "Property")); err != nil {
		return err
	}
	if len(s.props) == 0 && len(s.exclude) > 0 {
		s.props, err = properties([]object.Value{"*"})
	}
	if s.first == 0 && s.last < 0 && !s.wait {
		return command.ErrStop
	}
	return err
}

func integers(a command.Args, name string) []int {
	var out []int
	for _, v := range list(a, name) {
		if n, ok := v.(int32); ok {
			out = append(out, int(n))
		}
	}
	return out
}

func (s *selection) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		if err := s.one(ctx, c, v); err != nil {
			return err
		}
	}
	return nil
}

// one decides by position whether an object is wanted, now or at the end.
func (s *selection) one(ctx context.Context, c *command.Call, v object.Value) error {
	at := s.position
	s.position++
	switch {
	case s.index != nil:
		if slices.Contains(s.index, at) {
			if err := s.write(ctx, c, v); err != nil {
				return err
			}
		}
		if at >= slices.Max(s.index) && !s.wait {
			return command.ErrStop
		}
		return nil
	case s.skipIndex != nil:
		if slices.Contains(s.skipIndex, at) {
			return nil
		}
		return s.write(ctx, c, v)
	case s.last >= 0:
		return s.keepLast(ctx, c, v)
	case at < s.skip:
		return nil
	case s.skipLast > 0:
		s.queue = append(s.queue, v)
		if len(s.queue) <= s.skipLast {
			return nil
		}
		v, s.queue = s.queue[0], s.queue[1:]
	}
	return s.write(ctx, c, v)
}

// keepLast holds back the last objects; those of -First are written at once.
func (s *selection) keepLast(ctx context.Context, c *command.Call, v object.Value) error {
	if s.first > s.written {
		return s.write(ctx, c, v)
	}
	s.queue = append(s.queue, v)
	if len(s.queue) > s.last+s.skip {
		s.queue = s.queue[1:]
	}
	return nil
}

func (s *selection) end(ctx context.Context, c *command.Call) error {
	if s.last < 0 {
		return nil
	}
	queue := s.queue[:max(0, len(s.queue)-s.skip)] // with -Last, -Skip counts from the end
	s.first = -1
	for _, v := range queue[max(0, len(queue)-s.last):] {
		if err := s.write(ctx, c, v); err != nil {
			return err
		}
	}
	return nil
}

// write shapes an object and writes it; after the last that -First wants, the pipeline stops.
func (s *selection) write(ctx context.Context, c *command.Call, v object.Value) error {
	if s.first >= 0 && s.last < 0 && s.written >= s.first {
		return nil
	}
	out, err := s.shaped(ctx, c, v)
	if err != nil {
		return err
	}
	for _, o := range out {
		if s.unique && s.repeated(o) {
			continue
		}
		if err := c.Output(o); err != nil {
			return err
		}
	}
	if s.written++; s.first >= 0 && s.last < 0 && s.written >= s.first && !s.wait {
		return command.ErrStop
	}
	return nil
}
