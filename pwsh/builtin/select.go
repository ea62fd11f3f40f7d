package builtin

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// repeated says whether an object with the same properties was written before. As in PowerShell the
// case of text counts, unless -CaseInsensitive.
func (s *selection) repeated(v object.Value) bool {
	key := identityOf(v)
	if s.foldCase {
		key = strings.ToLower(key)
	}
	if s.seen[key] {
		return true
	}
	s.seen[key] = true
	return false
}

// identityOf is a text that two objects share if all their properties have the same text.
func identityOf(v object.Value) string {
	o, ok := v.(*object.Object)
	if !ok {
		return object.TypeName(v) + "\x00" + object.String(v)
	}
	var b strings.Builder
	for _, p := range o.Props {
		fmt.Fprintf(&b, "%s\x00%s\x01", strings.ToLower(p.Name), object.String(p.Value))
	}
	return b.String()
}

// shaped makes of an object what -Property and -ExpandProperty ask for.
func (s *selection) shaped(ctx context.Context, c *command.Call, v object.Value) ([]object.Value, error) {
	if len(s.props) == 0 && s.expandName == "" {
		return []object.Value{v}, nil
	}
	var o *object.Object
	if len(s.props) > 0 {
		var err error
		if o, err = s.picked(ctx, c, v); err != nil {
			return nil, err
		}
	}
	if s.expandName == "" {
		return []object.Value{o}, nil
	}
	return s.expanded(ctx, c, v, o)
}

// picked is a new object with the properties asked for.
func (s *selection) picked(ctx context.Context, c *command.Call, v object.Value) (*object.Object, error) {
	props := expand(s.props, v)
	o := &object.Object{Types: s.shapes.types(v), Props: make([]object.Property, 0, len(props))}
	for i := range props {
		p := &props[i]
		if s.excluded(p.name) {
			continue
		}
		got, err := p.value(ctx, s.caller, v)
		if err != nil {
			return nil, err
		}
		if _, twice := o.Get(p.name); twice {
			if len(s.props) == len(props) {
				e := invalid("AlreadyExistingUserSpecifiedPropertyNoExpand", "The property cannot be processed because the property \"%s\" already exists.", p.name)
				e.Category = command.InvalidOperation
				if err := c.Error(ctx, e); err != nil {
					return nil, err
				}
			}
			continue
		}
		o.Props = append(o.Props, object.Property{Name: p.spelling(v), Value: got})
	}
	return o, nil
}

func (s *selection) excluded(name string) bool {
	return slices.ContainsFunc(s.exclude, func(p *object.Pattern) bool { return p.Match(name) })
}

// expanded writes the values of one property, with the picked properties added where they are objects.
func (s *selection) expanded(ctx context.Context, c *command.Call, v object.Value, extra *object.Object) ([]object.Value, error) {
	name, found := s.expandName, false
	var got object.Value
	if object.HasWildcard(name) {
		pattern := object.CompilePattern(name, false)
		if i := slices.IndexFunc(object.Names(v), pattern.Match); i >= 0 {
			name = object.Names(v)[i]
		}
	}
	if got, found = object.Get(v, name); !found {
		e := invalid("ExpandPropertyNotFound", "Property \"%s\" cannot be found.", s.expandName)
		e.Target = v
		return nil, c.Error(ctx, e)
	}
	if got == nil {
		return nil, nil
	}
	out := append([]object.Value(nil), object.Unroll(got)...)
	for i, e := range out {
		if o, ok := e.(*object.Object); ok && extra != nil {
			merged := object.Clone(o).(*object.Object)
			merged.Props = append(merged.Props, extra.Props...)
			out[i] = merged
		}
	}
	return out, nil
}

// A shape remembers the type names of the objects selected from one type.
type shape struct {
	from  string
	names []string
}

func (s *shape) types(v object.Value) []string {
	if from := object.TypeName(v); s.names == nil || s.from != from {
		s.from = from
		s.names = []string{"Selected." + strings.TrimPrefix(from, "Selected."), "System.Management.Automation.PSCustomObject", "System.Object"}
	}
	return s.names
}
